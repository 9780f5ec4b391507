"""LDIF address books (RFC 2849): Thunderbird's export and entries of any directory of people
(inetOrgPerson, RFC 2798).

Lists of people (``groupOfNames``) and entries that stand for no person are left out, passwords
and certificates never read.
"""

import base64
import binascii
import io
import re
from collections.abc import Iterator

from reknit.core.records import Origin, Photo, Record, Skipped
from reknit.exchange.columns import POSTAL_FIELDS, Column
from reknit.exchange.drafts import Draft, finish, keep, put
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.ldif_attributes import ATTRIBUTES, PHOTOS, is_internal
from reknit.exchange.sources import Source
from reknit.exchange.tables import decode, open_text

A_LIST = "a mailing list, not a person"
NOT_A_PERSON = "a directory entry that is no person"
A_CHANGE = "a change to a directory, not an entry"

_START = re.compile(
    r"(?:[ \t]*(?:#.*)?\r?\n)*(?:version:[ \t]*\d+[ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*)?dn::?[ \t]*\S", re.IGNORECASE
)
_LINE = re.compile(r"([A-Za-z0-9.-]+)((?:;[A-Za-z0-9-]+)*):([:<]?)[ \t]*(.*)", re.DOTALL)

_LISTS = frozenset({"groupofnames", "groupofuniquenames", "groupofurls", "mailgroup", "posixgroup", "group"})
_PEOPLE = frozenset(
    {
        "person",
        "organizationalperson",
        "inetorgperson",
        "mozillaabpersonalpha",
        "mozillaabpersonobsolete",
        "zillaperson",
        "evolutionperson",
        "officeperson",
        "newpilotperson",
        "contact",
        "user",
    }
)
_NO_PEOPLE = frozenset({"computer"})

# An entry may name a person in several ways and languages; the first is the one to show.
_SEVERAL = frozenset({"email", "phone", "url", "handle", "tags", "notes", "extra", "interest", "street"})

Entry = list[tuple[str, str | bytes]]


def _recognise(_source: Source, head: bytes) -> bool:
    if b"dn:" not in head[:8192].lower():
        return False
    return _START.match(decode(head[:8192])) is not None


def _read(source: Source, options: ReadOptions) -> Iterator[Record]:
    with source.open() as stream:
        for number, entry in enumerate(_entries(open_text(stream)), 1):
            yield _record(entry, Origin(source.label, f"entry {number}"), options)


def _record(entry: Entry, origin: Origin, options: ReadOptions) -> Record:
    classes = {value.casefold() for name, value in entry if name == "objectclass" and isinstance(value, str)}
    if any(name == "changetype" and value != "add" for name, value in entry):
        return Skipped(origin=origin, kind="person", reason=A_CHANGE)
    if classes & _LISTS:
        return Skipped(origin=origin, kind="person", reason=A_LIST)
    if classes & _NO_PEOPLE or (classes and not classes & _PEOPLE and not _has_mail(entry)):
        return Skipped(origin=origin, kind="person", reason=NOT_A_PERSON)
    draft = Draft(latest_year=options.as_of.year)
    taken: set[tuple[str, str]] = set()
    for name, value in entry:
        column = _column(name, value)
        once = (column.field, column.label) if column else ("", "")
        if isinstance(value, bytes):
            draft.photo = draft.photo or _photo(name, value)
        elif column is None:
            keep(draft, name, value)
        elif column.field in _SEVERAL or once not in taken:
            put(draft, column, _lines(value) if column.field in POSTAL_FIELDS else value, header=name)
            taken.add(once)
    _prefer_spelled_name(draft)
    uuid = next((value for name, value in entry if name == "entryuuid" and isinstance(value, str)), "")
    return finish(draft, origin, source=FORMAT.name, key=f"uid:{uuid}" if uuid else "")


def _prefer_spelled_name(draft: Draft) -> None:
    """In company directories ``cn`` may be the login; a name of one word gives way to the parts."""
    single = draft.single
    if " " not in single.get("full_name", " ") and {"given_name", "family_name"} <= single.keys():
        del single["full_name"]


def _has_mail(entry: Entry) -> bool:
    return any(name == "mail" for name, _ in entry)


def _column(name: str, value: str | bytes) -> Column | None:
    # Thunderbird writes the day of the month here, other programs the whole date.
    if name == "birthday" and len(value) > 2:
        return Column(field="birthday")
    if is_internal(name):
        return Column(field="ignore")
    return ATTRIBUTES.get(name)


def _lines(value: str) -> str:
    """A postal address has ``$`` between its lines (RFC 4517 §3.3.28)."""
    return "\n".join(line.strip() for line in value.split("$") if line.strip())


def _photo(name: str, data: bytes) -> Photo | None:
    if name not in PHOTOS:
        return None
    return Photo(media_type="image/png" if data.startswith(b"\x89PNG") else "image/jpeg", data=data)


def _entries(text: io.TextIOWrapper) -> Iterator[Entry]:
    entry: Entry = []
    for line in _unfolded(text):
        if not line.strip():
            if entry:
                yield entry
            entry = []
            continue
        attribute = _attribute(line)
        if attribute is None or (attribute[0] == "version" and not entry):
            continue
        if attribute[0] == "dn" and entry:
            yield entry
            entry = []
        entry.append(attribute)
    if entry:
        yield entry


def _unfolded(text: io.TextIOWrapper) -> Iterator[str]:
    """Logical lines: a line that begins with a space continues the one before (RFC 2849)."""
    parts: list[str] = []
    for physical in text:
        line = physical.rstrip("\r\n").replace("\0", "")
        if line.startswith((" ", "\t")) and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield "".join(parts)
        parts = [line]
    if parts:
        yield "".join(parts)


def _attribute(line: str) -> tuple[str, str | bytes] | None:
    match = _LINE.fullmatch(line)
    if match is None or line.startswith("#"):
        return None
    name, mark, value = match[1].casefold(), match[3], match[4].strip()
    if mark != ":":
        return name, value
    try:
        data = base64.b64decode(value, validate=False)
    except binascii.Error:
        return name, value
    return name, data if name in PHOTOS else decode(data)


FORMAT = Format(name="ldif", title="LDIF address book", recognise=_recognise, read=_read)
