import base64

import pytest

from reknit.core.records import Anniversary, PersonRecord, Skipped
from reknit.exchange.ldif import FORMAT
from tests.exchange.table_files import person, read, recognised, values

THUNDERBIRD = """dn: cn=Dana Liu,mail=dana@example.org
objectclass: top
objectclass: person
objectclass: organizationalPerson
objectclass: inetOrgPerson
objectclass: mozillaAbPersonAlpha
givenName: Dana
sn: Liu
cn: Dana Liu
mozillaNickname: Dee
mail: dana@example.org
mozillaSecondEmail: dee@example.org
telephoneNumber: 044 668 18 00
mobile: 079 000 00 00
mozillaHomeStreet: Seeweg 4
mozillaHomeLocalityName:: WsO8cmljaA==
mozillaHomePostalCode: 8002
title: CTO
o: Northwind
ou: Research
mozillaWorkUrl: https://northwind.example
birthyear: 1984
birthmonth: 3
birthday: 9
description: met at a fair,
  long ago
modifytimestamp: 1700000000
"""


def entry(lines: str, dn: str = "cn=x,dc=example") -> str:
    return f"dn: {dn}\nobjectClass: inetOrgPerson\n{lines}\n"


def test_ldif_is_recognised_with_version_comments_and_encoded_names():
    assert recognised(FORMAT, THUNDERBIRD)
    assert recognised(FORMAT, "version: 1\n\n# made by hand\n" + THUNDERBIRD)
    assert recognised(FORMAT, "dn:: Y249WsO8cmljaA==\nobjectclass: person\n")
    assert not recognised(FORMAT, "Name,Email\ndn: none,x@example.org\n")
    assert not recognised(FORMAT, "From: dana@example.org\nSubject: dn: x\n\nhello\n")


def test_thunderbirds_export_is_read_in_full():
    record = person(FORMAT, THUNDERBIRD)
    assert (record.name.full, record.name.given, record.name.nickname) == ("Dana Liu", "Dana", "Dee")
    assert values(record, "email") == [("dana@example.org", ""), ("dee@example.org", "")]
    assert values(record, "phone") == [("044 668 18 00", "work"), ("079 000 00 00", "mobile")]
    assert values(record, "postal") == [("Seeweg 4\n8002 Zürich", "home")]
    assert values(record, "url") == [("https://northwind.example", "work")]
    assert (record.affiliations[0].organisation, record.affiliations[0].department) == ("Northwind", "Research")
    assert record.anniversaries == (Anniversary(kind="birthday", on="1984-03-09"),)
    assert record.notes == ("met at a fair, long ago",)
    assert (record.source, record.origin.record, record.extra) == ("ldif", "entry 1", ())


def test_lists_of_people_are_skipped_and_counted():
    text = (
        THUNDERBIRD
        + "\ndn: cn=Board\nobjectclass: groupOfNames\ncn: Board\nmember: cn=Dana Liu,mail=dana@example.org\n\n"
        + THUNDERBIRD
    )
    first, group, second = read(FORMAT, text)
    assert isinstance(first, PersonRecord)
    assert isinstance(group, Skipped)
    assert (group.reason, group.origin.record) == ("a mailing list, not a person", "entry 2")
    assert second.origin.record == "entry 3"


@pytest.mark.parametrize("kind", ["organizationalUnit", "dcObject", "device", "computer"])
def test_entries_that_are_no_people_are_skipped(kind):
    [record] = read(FORMAT, f"dn: ou=people,dc=example\nobjectClass: {kind}\nou: people\n")
    assert isinstance(record, Skipped)


def test_a_change_record_is_not_an_entry():
    [record] = read(FORMAT, "dn: cn=x\nchangetype: delete\n")
    assert isinstance(record, Skipped)


def test_entries_without_a_blank_line_between_them_are_two():
    assert len(read(FORMAT, THUNDERBIRD + THUNDERBIRD)) == 2


def test_a_directory_entry_has_a_stable_key_and_several_names():
    record = person(
        FORMAT,
        entry(
            "entryUUID: 0f6c-11\ncn: dliu\ncn: Dana Liu\ngivenName: Dana\nsn: Liu\nmail: a@example.org\nmail: b@example.org"
        ),
    )
    assert record.key == "uid:0f6c-11"
    assert record.name.full == "Dana Liu"
    assert len(values(record, "email")) == 2


def test_passwords_and_certificates_are_never_read():
    record = person(
        FORMAT,
        entry("cn: Dana Liu\nuserPassword:: e1NTSEF9c2VjcmV0\nuserCertificate;binary:: AAAA\nsambaNTPassword: 0123"),
    )
    assert record.extra == ()


def test_unknown_attributes_are_kept_for_export():
    assert person(FORMAT, entry("cn: Dana Liu\nroomNumber: B 12")).extra == ("X-ROOMNUMBER:B 12",)


def test_a_postal_address_with_dollar_signs_has_lines():
    record = person(FORMAT, entry("cn: Dana Liu\npostalAddress: Seeweg 4 $ 8002 Zürich"))
    assert values(record, "postal") == [("Seeweg 4\n8002 Zürich", "work")]


def test_a_photo_is_kept_with_its_type():
    picture = b"\xff\xd8\xff\xe0" + bytes(range(200))
    folded = base64.b64encode(picture).decode()
    lines = "\n ".join(folded[i : i + 60] for i in range(0, len(folded), 60))
    record = person(FORMAT, entry(f"cn: Dana Liu\njpegPhoto:: {lines}"))
    assert record.photo is not None
    assert (record.photo.media_type, record.photo.data) == ("image/jpeg", picture)


def test_broken_base64_is_kept_as_it_is_written():
    assert person(FORMAT, entry("cn: Dana Liu\nroomNumber:: QQ=Q=A")).extra != ()


def test_old_encodings_are_read():
    assert person(FORMAT, entry("cn: Zoë Müller").encode("cp1252")).name.full == "Zoë Müller"


def test_windows_line_ends_are_read():
    assert person(FORMAT, THUNDERBIRD.replace("\n", "\r\n")).notes == ("met at a fair, long ago",)


def test_a_whole_date_under_birthday_is_read():
    assert person(FORMAT, entry("cn: Dana Liu\nbirthday: 1984-03-09")).anniversaries[0].on == "1984-03-09"
