"""The address book of a mail program, in the columns of Google Contacts since 2024."""

import csv
import io
from collections.abc import Iterable

from reknit.exchange.example.people import Person
from reknit.exchange.example.vcards import note_text

_HEADER = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,"
    "Photo,Labels"
)
_GROUPS = [
    "E-mail 1 - Label",
    "E-mail 1 - Value",
    "Phone 1 - Label",
    "Phone 1 - Value",
    "Website 1 - Label",
    "Website 1 - Value",
]


def google_csv(people: Iterable[Person]) -> bytes:
    """The file: a header, then everybody whose card is there."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*_HEADER.split(","), *_GROUPS], restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_row(person) for person in people if person.card == "google")
    return out.getvalue().encode()


def _row(person: Person) -> dict[str, str]:
    second = person.second if person.second and person.second.kind == "card" else None
    given, _, family = second.name.partition(" ") if second else (person.given, "", person.family)
    row = {
        "First Name": given,
        "Last Name": family,
        "Organization Name": person.organisation.name,
        "Organization Title": person.title,
        "Birthday": person.birthday,
        "Notes": note_text(person),
        "Labels": " ::: ".join([*person.tags, "* myContacts"]),
        "E-mail 1 - Label": "* Home" if second else "* Work",
        "E-mail 1 - Value": second.address if second else person.address,
    }
    if person.phone:
        row |= {"Phone 1 - Label": "Mobile", "Phone 1 - Value": person.phone}
    if person.profile and not second:
        row |= {"Website 1 - Label": "LinkedIn", "Website 1 - Value": person.profile}
    return row
