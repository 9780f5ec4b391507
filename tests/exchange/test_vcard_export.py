from hypothesis import given, settings
from hypothesis import strategies as st

from reknit.core.records import Affiliation, Anniversary, Channel, Name, Origin, PersonRecord, Photo, Trait
from reknit.exchange.columns import POSTAL_FIELDS
from reknit.exchange.drafts import postal_text
from reknit.exchange.vcard_export import write_card, write_cards
from tests.exchange.vcard_cards import JPEG, PNG, card, people, read

HERE = Origin("book.vcf", "card 1")


def record(**fields):
    return PersonRecord(origin=HERE, source="vcard", **fields)


def back(person):
    (again,) = read(write_card(person))
    return again


def lines(person):
    return write_card(person).replace("\r\n ", "").split("\r\n")


# Any text a person may type: with line breaks, separators, quotes, every script, but no zero byte.
_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60)
_WORDS = _TEXT.map(lambda text: text.strip() or "x")
_MAYBE = st.just("") | _WORDS
_ASCII_WORD = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
_DAY = st.dates().map(str).filter(lambda day: not day.startswith("1604"))
_PARTIAL = st.one_of(
    _DAY, _DAY.map(lambda day: day[:7]), _DAY.map(lambda day: day[:4]), _DAY.map(lambda d: "-" + d[4:])
)
_LABELS = st.sampled_from(["", "work", "home", "mobile", "work fax", "homepage", "other", "pager"]) | _WORDS

_NAMES = st.builds(
    Name,
    full=_WORDS,
    given=_MAYBE,
    additional=_MAYBE,
    family=_MAYBE,
    prefix=_MAYBE,
    suffix=_MAYBE,
    nickname=_MAYBE,
    maiden=_MAYBE,
    phonetic=_MAYBE,
)
_EMAILS = st.builds("{}@{}.example".format, _ASCII_WORD, _ASCII_WORD)
_PHONES = st.from_regex(r"\+?[0-9][0-9 ()/-]{4,18}[0-9]", fullmatch=True)
_URLS = st.builds("https://{}.example/{}".format, _ASCII_WORD, _ASCII_WORD)
_PROFILES = st.builds("https://www.linkedin.com/in/{}".format, _ASCII_WORD) | _URLS
_SERVICES = st.sampled_from(["", "Skype", "Jabber", "XMPP", "AIM", "Threema", "SIP", "My own, messenger: 2"])


def _channels(kind, values, labels=_LABELS):
    return st.builds(Channel, kind=st.just(kind), value=values, label=labels, preferred=st.booleans())


@st.composite
def _addresses(draw):
    parts = draw(st.dictionaries(st.sampled_from(POSTAL_FIELDS), _WORDS, max_size=7))
    parts = {name: parts[name] for name in POSTAL_FIELDS if name in parts}
    text = draw(st.just(postal_text(parts)) | _WORDS).strip()
    return Channel(kind="postal", value=text or "somewhere", label=draw(_LABELS), parts=parts)


_CHANNELS = st.lists(
    st.one_of(
        _channels("email", _EMAILS),
        _channels("phone", _PHONES),
        _channels("url", _URLS),
        _channels("profile", _PROFILES),
        _channels("handle", _WORDS, _SERVICES),
        _addresses(),
    ),
    max_size=6,
    unique_by=lambda channel: (channel.kind, channel.value),
)
_AFFILIATIONS = st.lists(
    st.builds(
        Affiliation,
        organisation=_MAYBE,
        title=_MAYBE,
        department=_MAYBE,
        start=st.just("") | _PARTIAL,
        end=st.just("") | _PARTIAL,
    ).filter(lambda role: role != Affiliation()),
    max_size=4,
    unique=True,
)
_ANNIVERSARIES = st.lists(
    st.builds(Anniversary, kind=st.sampled_from(["birthday", "anniversary", "death", "date"]) | _WORDS, on=_PARTIAL),
    max_size=4,
    unique=True,
)
_TRAITS = st.lists(
    st.builds(
        Trait,
        kind=st.sampled_from(["offer", "need", "interest", "project"]),
        text=_WORDS,
        on=st.just("") | _PARTIAL,
        confidence=st.floats(0, 1),
        evidence=st.sampled_from(["", "level: expert"]) | _ASCII_WORD | st.just('said so: "often", twice\nin May'),
    ),
    max_size=4,
    unique_by=repr,
)
_EXTRA = st.builds(
    "X-ZZ-{}{}:{}".format, _ASCII_WORD.map(str.upper), st.sampled_from(["", ";TYPE=a", ";X-B=1,2"]), _WORDS
)

RECORDS = st.builds(
    record,
    key=st.just("") | _WORDS.map("uid:{}".format),
    name=_NAMES,
    channels=_CHANNELS.map(tuple),
    affiliations=_AFFILIATIONS.map(tuple),
    anniversaries=_ANNIVERSARIES.map(tuple),
    traits=_TRAITS.map(tuple),
    tags=st.lists(_WORDS.filter(lambda t: t.lower() not in {"mycontacts", "my contacts"}), max_size=4, unique=True).map(tuple),
    notes=st.lists(_WORDS, max_size=3, unique=True).map(tuple),
    met=_MAYBE,
    connected_on=st.just("") | _PARTIAL,
    photo=st.none() | st.sampled_from([Photo(media_type="image/png", data=PNG), Photo(media_type="image/jpeg", data=JPEG)]),
    extra=st.lists(_EXTRA.map(lambda line: line.replace("\n", "\\n")), max_size=3, unique=True).map(tuple),
)  # fmt: skip


@settings(deadline=None)
@given(RECORDS)
def test_a_record_comes_back_as_it_was(person):
    assert back(person) == person


@settings(deadline=None)
@given(RECORDS)
def test_lines_are_at_most_75_octets_and_end_in_crlf(person):
    text = write_card(person)
    assert text.endswith("END:VCARD\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_what_was_read_from_any_dialect_is_written_and_read_the_same():
    old = (
        card(
            "N:Okafor;Ines", "TEL;WORK;FAX:1001", "NOTE;QUOTED-PRINTABLE:caf=C3=A9=0Abar", "X-A;B;C=d:e", version="2.1"
        )
        + card(
            "FN:Bo", "item1.TEL:1002", "item1.X-ABLabel:Boat", "item2.X-ABRELATEDNAMES:Cy", "item2.X-ABLabel:Friend"
        )
        + card(
            "FN:Cy", "ORG:Acme;Sales", "TITLE:Head", "ROLE:Welder", "BDAY;VALUE=text:circa 1800", "KEY;ENCODING=b:AAEC"
        )
        + card('ADR;LABEL="12 Quay St\\nLugano":;;12 Quay St;;;;', "GENDER:F", "BDAY:--0512", version="4.0")
    )
    first = people(old)
    assert [p.name.full for p in first] == ["Ines Okafor", "Bo", "Cy", ""]
    assert people("".join(write_cards(first))) == first


def test_a_card_says_that_it_is_version_4():
    assert lines(record(name=Name(full="Ines")))[:2] == ["BEGIN:VCARD", "VERSION:4.0"]


def test_a_title_belongs_to_its_organisation_also_among_several():
    roles = (
        Affiliation(organisation="Acme"),
        Affiliation(title="Welder"),
        Affiliation(organisation="Bolt", title="Head"),
    )
    assert back(record(name=Name(full="Ines"), affiliations=roles)).affiliations == roles


def test_labels_that_have_a_type_are_types_and_others_are_groups():
    channels = (
        Channel(kind="phone", value="1001", label="work fax"),
        Channel(kind="phone", value="1002", label="Boat"),
        Channel(kind="email", value="ines@example.org", label="mobile"),
    )
    written = lines(record(name=Name(full="Ines"), channels=channels))
    assert "TEL;TYPE=work,fax:1001" in written
    assert "item1.TEL:1002" in written
    assert "item1.X-ABLabel:Boat" in written
    assert "item2.X-ABLabel:mobile" in written


def test_groups_of_kept_properties_are_left_to_them():
    person = record(
        name=Name(full="Ines"),
        channels=(Channel(kind="phone", value="1001", label="Boat"),),
        extra=("item1.X-ABRELATEDNAMES:Bo", "item1.X-ABLabel:Friend"),
    )
    assert "item2.TEL:1001" in lines(person)
    assert back(person) == person


def test_a_birthday_without_a_year_is_written_as_the_standard_says():
    assert "BDAY:--0512" in lines(record(anniversaries=(Anniversary(kind="birthday", on="--05-12"),)))


def test_messengers_are_written_as_uris():
    person = record(channels=(Channel(kind="handle", value="nessa o?", label="Skype"),))
    assert "IMPP;X-SERVICE-TYPE=Skype:skype:nessa%20o%3F" in lines(person)


def test_a_kept_property_cannot_end_the_card():
    person = record(
        name=Name(full="Ines"), extra=("END:VCARD", "X-A:1\r\nEND:VCARD", "item1.BEGIN:VCARD", "no property")
    )
    assert back(person).extra == ("X-A:1\\nEND:VCARD", "X-REKNIT-LINE:no property")


def test_a_card_does_not_say_who_the_user_is():
    assert back(record(name=Name(full="Ines"), ego=True)).ego is False


def test_the_key_of_another_source_becomes_the_uid():
    assert "UID:linkedin:in/nessa" in lines(record(name=Name(full="Ines"), key="linkedin:in/nessa"))
