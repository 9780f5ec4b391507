"""The address book of a telephone: vCard 3.0 as telephones write it, 4.0 where cards carry more."""

import uuid
from collections.abc import Iterable, Iterator

from reknit.exchange.example.content_lines import content_lines, escaped
from reknit.exchange.example.people import Person
from reknit.exchange.example.words import texts

# What one maker of telephones writes for a birthday without a year in vCard 3.0.
_NO_YEAR = "1604"


def vcards(people: Iterable[Person]) -> bytes:
    """The file: everybody whose card is in the telephone, then people of everyday life without mail."""
    lines = [line for person in people if person.card == "phone" for line in _card(person)]
    lines += [line for row in texts("notes")["everyday"] for line in _everyday(row)]
    return content_lines(lines)


def note_text(person: Person) -> str:
    """The note as one text: what was written, and how Marit met them."""
    return " ".join(part for part in (person.note, person.met and f"{person.met.rstrip('.')}.") if part)


def _card(person: Person) -> Iterator[str]:
    newer = bool(person.interests)
    yield "BEGIN:VCARD"
    yield f"VERSION:{'4.0' if newer else '3.0'}"
    if newer:
        yield f"UID:urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, person.address)}"
    yield f"N:{escaped(person.family)};{escaped(person.given)};;;"
    yield f"FN:{escaped(person.name)}"
    yield f"ORG:{escaped(person.organisation.name)}{'' if newer else ';'}"
    yield f"TITLE:{escaped(person.title)}"
    yield f"EMAIL;TYPE={'work' if newer else 'INTERNET,WORK,pref'}:{person.address}"
    if person.phone:
        yield f"TEL;TYPE={'cell' if newer else 'CELL,VOICE'}:{person.phone}"
    if person.profile:
        yield f"item1.URL:{person.profile}"
        yield "item1.X-ABLabel:LinkedIn"
    yield from _more(person, newer=newer)
    yield "END:VCARD"


def _more(person: Person, *, newer: bool) -> Iterator[str]:
    """Birthday, tags, expertise and interests (RFC 6715), note."""
    if person.birthday:
        yield _birthday(person.birthday, newer=newer)
    if person.tags:
        yield f"CATEGORIES:{','.join(escaped(tag) for tag in person.tags)}"
    if newer:
        yield from (f"EXPERTISE;LEVEL=expert:{escaped(skill)}" for skill in person.skills)
        yield from (f"INTEREST;LEVEL=high:{escaped(interest)}" for interest in person.interests)
    if note_text(person):
        yield f"NOTE:{escaped(note_text(person))}"


def _birthday(birthday: str, *, newer: bool) -> str:
    if newer:
        return f"BDAY:{birthday.replace('-', '')}" if birthday[0] != "-" else f"BDAY:--{birthday[2:].replace('-', '')}"
    if birthday.startswith("--"):
        return f"BDAY;X-APPLE-OMIT-YEAR={_NO_YEAR}:{_NO_YEAR}-{birthday[2:]}"
    return f"BDAY;VALUE=date:{birthday}"


def _everyday(row: dict[str, str]) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"N:{escaped(row['name'])};;;;"
    yield f"FN:{escaped(row['name'])}"
    yield f"TEL;TYPE=CELL:{row['phone']}"
    if row["note"]:
        yield f"NOTE:{escaped(row['note'])}"
    yield "END:VCARD"
