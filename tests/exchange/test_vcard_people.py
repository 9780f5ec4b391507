import base64

import pytest

from reknit.core.records import Affiliation, Anniversary, Channel, Name, Trait
from tests.exchange.vcard_cards import JPEG, PNG, card, named, people, person, read


def days(*lines, version="3.0"):
    return [(day.kind, day.on) for day in named(*lines, version=version).anniversaries]


def channels(*lines, version="3.0"):
    return [(c.kind, c.value, c.label) for c in named(*lines, version=version).channels]


# Names


def test_the_parts_of_a_name_are_read():
    record = person("FN:Dr. Ines M. Okafor", "N:Okafor;Ines;Maria,Ada;Dr.;MSc,PhD", "NICKNAME:Nessa,Ini")
    assert record.name == Name(
        full="Dr. Ines M. Okafor",
        given="Ines",
        additional="Maria Ada",
        family="Okafor",
        prefix="Dr.",
        suffix="MSc, PhD",
        nickname="Nessa, Ini",
    )


@pytest.mark.parametrize(
    ("lines", "full"),
    [
        (["FN:", "N:Okafor;Ines;;Dr.;"], "Dr. Ines Okafor"),
        (["N:\u738b;\u82b3;;;"], "\u738b\u82b3"),
        (["N:;;;;", "NICKNAME:Nessa"], "Nessa"),
        (["FN: ", "ORG:Okafor Joinery;Office", "TEL:+41 44 668 18 00"], "Okafor Joinery"),
        (["N:;;;;", "EMAIL:ines@example.org"], "ines@example.org"),
    ],
    ids=["N", "family first", "nickname", "organisation", "e-mail"],
)
def test_an_empty_full_name_is_made_of_what_there_is(lines, full):
    assert person(*lines).name.full == full


def test_reading_aids_and_the_name_at_birth_are_read():
    record = named("X-PHONETIC-FIRST-NAME:ee-NESS", "X-PHONETIC-LAST-NAME:oh-kah-FOR", "X-MAIDENNAME:Roth")
    assert (record.name.phonetic, record.name.maiden) == ("ee-NESS oh-kah-FOR", "Roth")


def test_japanese_telephones_write_the_reading_as_a_sound():
    line = "SOUND;X-IRMC-N:\uff94\uff8f\uff80\uff9e;\uff8a\uff85;;;"
    assert named(line, version="2.1").name.phonetic == "\uff94\uff8f\uff80\uff9e \uff8a\uff85"


def test_a_second_name_in_another_script_is_kept():
    record = person("FN:Wang Fang", "N;ALTID=1:Wang;Fang;;;", "N;ALTID=1;LANGUAGE=zh:\u738b;\u82b3;;;", version="4.0")
    assert record.name.family == "Wang"
    assert record.extra == ("N;ALTID=1;LANGUAGE=zh:\u738b;\u82b3;;;",)


def test_the_uid_is_the_key():
    assert named("UID:urn:uuid:4f1c").key == "uid:urn:uuid:4f1c"
    assert named().key == ""


def test_a_record_says_which_card_it_was():
    assert [p.origin.record for p in people(card("FN:Ada") + card("FN:Bo"))] == ["card 1", "card 2"]


# Ways to reach somebody


def test_telephone_types_become_words():
    lines = ["TEL;TYPE=CELL:1001", "TEL;TYPE=WORK,VOICE:1002", "TEL;TYPE=homefax:1003", "TEL;FAX;WORK:1004"]
    assert [c[2] for c in channels(*lines)] == ["mobile", "work", "home fax", "work fax"]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("tel:+41-44-668-18-00", "+41-44-668-18-00"),
        ("tel:+41-44-668-18-00;ext=12", "+41-44-668-18-00 ext. 12"),
        ("tel:6681800;phone-context=+4144", "6681800"),
        ("+41 44 668 18 00", "+41 44 668 18 00"),
        ("ask Ada for it", "ask Ada for it"),
    ],
)
def test_telephone_numbers_come_as_text_and_as_uri(value, number):
    assert channels(f"TEL;VALUE=uri;TYPE=home:{value}", version="4.0") == [("phone", number, "home")]


@pytest.mark.parametrize("value", ["ines@example.org", "mailto:ines@example.org", "Ines Okafor <ines@example.org>"])
def test_an_address_is_taken_out_of_what_stands_around_it(value):
    assert channels(f"EMAIL;TYPE=INTERNET,WORK:{value}") == [("email", "ines@example.org", "work")]


def test_an_e_mail_property_without_an_address_is_kept_verbatim():
    record = named("EMAIL;TYPE=x400:/o=Works/cn=okafor")
    assert (record.channels, record.extra) == ((), ("EMAIL;TYPE=x400:/o=Works/cn=okafor",))


def test_the_label_of_a_group_is_the_users_own_word():
    lines = ["item1.TEL:1001", "item1.X-ABLabel:Boat", "item2.TEL:1002", "item2.X-ABLabel:_$!<Mobile>!$_"]
    assert [c[2] for c in channels(*lines)] == ["Boat", "mobile"]


def test_a_label_may_stand_before_its_property():
    record = named("item1.X-ABLabel:Boat", "item1.TEL:1001")
    assert (record.channels[0].label, record.extra) == ("Boat", ())


def test_groups_named_after_a_place_are_labels():
    assert channels("WORK.TEL:1001", version="4.0") == [("phone", "1001", "work")]


def test_the_same_address_twice_is_one_and_preferred_if_either_is():
    record = named("EMAIL:ines@example.org", "EMAIL;TYPE=pref:ines@example.org")
    assert [(c.value, c.preferred) for c in record.channels] == [("ines@example.org", True)]


def test_an_address_is_text_and_parts():
    (channel,) = named("ADR;TYPE=HOME:PO 7;Back house;12 Quay St;Lugano;TI;6900;Switzerland").channels
    assert channel.parts == {
        "po_box": "PO 7",
        "extended": "Back house",
        "street": "12 Quay St",
        "city": "Lugano",
        "region": "TI",
        "postal_code": "6900",
        "country": "Switzerland",
    }
    assert channel.value == "12 Quay St\nBack house\nPO 7\n6900 Lugano\nTI\nSwitzerland"


def test_a_label_parameter_is_the_text_of_an_address():
    (channel,) = named('ADR;LABEL="12 Quay St\\n6900 Lugano":;;12 Quay St;Lugano;;6900;', version="4.0").channels
    assert channel.value == "12 Quay St\n6900 Lugano"


def test_a_label_property_that_repeats_an_address_adds_nothing():
    record = named("ADR;WORK:;;12 Quay St;Lugano;;6900;", "LABEL;WORK:12 Quay St\\nLugano 6900", version="2.1")
    assert (len(record.channels), record.extra) == (1, ())


def test_a_label_property_alone_is_an_address():
    assert channels("LABEL;TYPE=home:12 Quay St\\nLugano") == [("postal", "12 Quay St\nLugano", "home")]


@pytest.mark.parametrize(
    ("line", "channel"),
    [
        ("X-SKYPE:nessa", ("handle", "nessa", "Skype")),
        ("X-SKYPE-USERNAME:nessa", ("handle", "nessa", "Skype")),
        ("X-JABBER;TYPE=HOME:nessa@example.org", ("handle", "nessa@example.org", "Jabber")),
        ("X-MS-IMADDRESS:nessa", ("handle", "nessa", "")),
        ("X-messaging/aim-All:nessa", ("handle", "nessa", "AIM")),
        ("IMPP;X-SERVICE-TYPE=Skype;type=HOME:skype:nessa", ("handle", "nessa", "Skype")),
        ("IMPP:xmpp:nessa@example.org", ("handle", "nessa@example.org", "XMPP")),
        ("IMPP;X-SERVICE-TYPE=AIM:aim:goim?screenname=nessa", ("handle", "nessa", "AIM")),
        ("IMPP;X-SERVICE-TYPE=Jabber:x-apple:nessa%40example.org", ("handle", "nessa@example.org", "Jabber")),
        ("IMPP:nessa", ("handle", "nessa", "")),
        ("TEL;VALUE=uri:sip:nessa@example.org", ("handle", "nessa@example.org", "SIP")),
        ("URL:https://www.linkedin.com/in/nessa", ("profile", "https://www.linkedin.com/in/nessa", "")),
        ("URL;TYPE=work:http\\://example.org", ("url", "http://example.org", "work")),
        ("URL:mailto:ines@example.org", ("email", "ines@example.org", "")),
        ("X-SOCIALPROFILE;type=linkedin:http://ch.linkedin.com/in/nessa", ("profile", "http://ch.linkedin.com/in/nessa", "LinkedIn")),
        ("X-SOCIALPROFILE;type=twitter;x-user=nessa:x-apple:nessa", ("handle", "nessa", "Twitter")),
        ("SOCIALPROFILE;SERVICE-TYPE=Mastodon:https://example.social/@nessa", ("profile", "https://example.social/@nessa", "Mastodon")),
        ("X-TWITTER:@nessa", ("handle", "@nessa", "Twitter")),
    ],
)  # fmt: skip
def test_messengers_pages_and_profiles_are_told_apart(line, channel):
    assert channels(line) == [channel]


def test_an_empty_web_address_is_no_page():
    assert channels("URL:http://") == []


# Roles


@pytest.mark.parametrize(
    ("lines", "roles"),
    [
        (["ORG:Acme;Sales;North", "TITLE:Head"], [Affiliation(organisation="Acme", department="Sales, North", title="Head")]),
        (["TITLE:Head", "ORG:Acme"], [Affiliation(organisation="Acme", title="Head")]),
        (["TITLE:Head"], [Affiliation(title="Head")]),
        (["ORG:Acme", "ROLE:Welder"], [Affiliation(organisation="Acme", title="Welder")]),
        (
            ["a.ORG:Acme", "b.ORG:Bolt", "b.TITLE:Welder", "a.TITLE:Head"],
            [Affiliation(organisation="Acme", title="Head"), Affiliation(organisation="Bolt", title="Welder")],
        ),
        (
            ["ORG:Acme", "TITLE:Head", "ORG:Bolt", "TITLE:Welder"],
            [Affiliation(organisation="Acme", title="Head"), Affiliation(organisation="Bolt", title="Welder")],
        ),
        (
            ["ORG:Acme", "TITLE:Head", "TITLE:Welder"],
            [Affiliation(organisation="Acme", title="Head"), Affiliation(organisation="Acme", title="Welder")],
        ),
        (["ORG:Acme", "X-DEPARTMENT:Sales"], [Affiliation(organisation="Acme", department="Sales")]),
        (["ORG:", "TITLE:"], []),
        (["ORG:Acme", "ORG:Acme"], [Affiliation(organisation="Acme")]),
    ],
)  # fmt: skip
def test_titles_find_their_organisation(lines, roles):
    assert list(named(*lines).affiliations) == roles


def test_a_role_beside_a_title_is_kept_verbatim():
    assert named("TITLE:Head", "ROLE:Welder").extra == ("ROLE:Welder",)


# Days


@pytest.mark.parametrize(
    ("line", "on"),
    [
        ("BDAY:1970-05-12", "1970-05-12"),
        ("BDAY:19700512", "1970-05-12"),
        ("BDAY;VALUE=date:1970-05-12", "1970-05-12"),
        ("BDAY:1970-05-12T23:30:00Z", "1970-05-12"),
        ("BDAY:19700512T233000-0500", "1970-05-12"),
        ("BDAY:1970-05-12 00:00:00", "1970-05-12"),
        ("BDAY:--0512", "--05-12"),
        ("BDAY:--05-12", "--05-12"),
        ("BDAY:--0229", "--02-29"),
        ("BDAY:1970-05", "1970-05"),
        ("BDAY:1970", "1970"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-12", "--05-12"),
        ("BDAY:1604-05-12", "--05-12"),
        ("BDAY:0000-05-12", "--05-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1900:1900-05-12", "--05-12"),
        ("BDAY;VALUE=text:12 May 1970", "1970-05-12"),
        ("BDAY:12.05.1970", "1970-05-12"),
        ("BDAY:5/21/1970", "1970-05-21"),
    ],
)
def test_birthdays_are_read_in_every_form(line, on):
    assert days(line) == [("birthday", on)]


@pytest.mark.parametrize("value", ["circa 1800", "---12", "1970-13-45", "0000-00-00", "05/12/1970", "T102200", "soon"])
def test_what_is_no_day_is_kept_verbatim(value):
    record = named(f"BDAY;VALUE=text:{value}")
    assert (record.anniversaries, record.extra) == ((), (f"BDAY;VALUE=text:{value}",))


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["ANNIVERSARY:2009-08-08"], "anniversary"),
        (["X-ANNIVERSARY:20090808"], "anniversary"),
        (["X-EVOLUTION-ANNIVERSARY:2009-08-08"], "anniversary"),
        (["X-MS-ANNIVERSARY:20090808"], "anniversary"),
        (["item1.X-ABDATE:2009-08-08", "item1.X-ABLabel:_$!<Anniversary>!$_"], "anniversary"),
        (["item1.X-ABDATE:2009-08-08", "item1.X-ABLabel:First sailing"], "First sailing"),
        (["X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2009-08-08;1;;;"], "anniversary"),
        (["X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2009-08-08;0;First sailing;;"], "First sailing"),
        (["DEATHDATE:2009-08-08"], "death"),
    ],
)
def test_other_days_keep_what_they_are(lines, kind):
    assert days(*lines) == [(kind, "2009-08-08")]


def test_the_same_day_in_two_properties_is_one():
    lines = ["X-ANNIVERSARY:20090808", "item1.X-ABDATE:2009-08-08", "item1.X-ABLabel:_$!<Anniversary>!$_"]
    assert named(*lines).anniversaries == (Anniversary(kind="anniversary", on="2009-08-08"),)


# The rest


def test_expertise_is_an_offer_and_hobbies_are_interests():
    lines = ["EXPERTISE;LEVEL=expert:welding", "INTEREST:sailing", "HOBBY:bread", "X-REKNIT-NEED:a boat"]
    assert named(*lines).traits == (
        Trait(kind="offer", text="welding", evidence="level: expert"),
        Trait(kind="interest", text="sailing"),
        Trait(kind="interest", text="bread"),
        Trait(kind="need", text="a boat"),
    )


def test_categories_are_tags_but_the_group_of_everybody_is_not():
    assert named("CATEGORIES:Friends,myContacts", "CATEGORIES:Sailing\\, fast;Friends").tags == (
        "Friends",
        "Sailing, fast",
    )


@pytest.mark.parametrize(
    "line",
    [
        "PHOTO;ENCODING=b;TYPE=JPEG:@",
        "PHOTO;ENCODING=BASE64;TYPE=GIF:@",
        "PHOTO;BASE64:@",
        "PHOTO;JPEG;BASE64:\r\n @\r\n",
        "PHOTO:data:image/jpeg;base64,@",
        "PHOTO:data:image/jpeg;base64\\,@",
        "PHOTO;ENCODING=b;TYPE=JPEG:data:image/jpeg;base64,@",
        "PHOTO;TYPE=JPEG:@",
    ],
)
def test_a_photo_is_read_and_its_type_taken_from_its_bytes(line):
    record = named(line.replace("@", base64.b64encode(JPEG).decode()), version="2.1")
    assert record.photo is not None
    assert (record.photo.media_type, record.photo.data) == ("image/jpeg", JPEG)


def test_base64_is_read_over_many_lines_with_and_without_indentation():
    text = base64.b64encode(PNG * 20).decode()
    pieces = [text[at : at + 60] for at in range(0, len(text), 60)]
    for indent in ("", " ", "  ", "\t"):
        lines = ["PHOTO;ENCODING=BASE64;TYPE=PNG:", *(indent + piece for piece in pieces), "", "TITLE:Baker"]
        record = named(*lines, version="2.1")
        assert record.photo is not None
        assert record.photo.data == PNG * 20
        assert record.affiliations[0].title == "Baker"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("PHOTO;VALUE=uri:http://example.org/ines.jpg", "PHOTO;VALUE=uri:http://example.org/ines.jpg"),
        ("PHOTO;ENCODING=b:bm90IGEgcGljdHVyZQ==", "PHOTO:data:application/octet-stream;base64,bm90IGEgcGljdHVyZQ=="),
        ("KEY;X509;ENCODING=BASE64:AAEC", "KEY;TYPE=X509:data:application/octet-stream;base64,AAEC"),
        ("GENDER:F", "GENDER:F"),
        ("X-Spouse;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB=0Aand Bo", "X-Spouse:Zo\u00eb\\nand Bo"),
        ("RELATED;TYPE=friend:urn:uuid:1", "RELATED;TYPE=friend:urn:uuid:1"),
        ("item3.X-ABRELATEDNAMES:Bo", "item3.X-ABRELATEDNAMES:Bo"),
    ],
)
def test_what_is_not_understood_is_kept_decoded(line, kept):
    assert named(line).extra == (kept,)


def test_a_label_stays_beside_the_property_that_is_kept():
    record = named("item3.X-ABRELATEDNAMES:Bo", "item3.X-ABLabel:_$!<Spouse>!$_", "X-A:1")
    assert record.extra == ("item3.X-ABRELATEDNAMES:Bo", "item3.X-ABLabel:_$!<Spouse>!$_", "X-A:1")


def test_what_is_about_the_file_is_not_kept():
    assert named("REV:2020-01-01T00:00:00Z", "PRODID:-//Someone//EN").extra == ()


def test_a_number_in_many_cards_is_a_channel_of_each():
    both = people(card("FN:Ada", "TEL;TYPE=MAIN:1001") + card("FN:Bo", "TEL;TYPE=MAIN:1001"))
    assert [p.channels for p in both] == [(Channel(kind="phone", value="1001", label="main"),)] * 2


def test_every_record_is_a_person_from_a_vcard():
    assert {record.source for record in read(card("FN:Ada") + card("FN:Bo"))} == {"vcard"}
