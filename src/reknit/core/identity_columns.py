"""Records as columns of numbers, so that millions of pairs can be compared without a loop over them."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from reknit.core.identity_records import Record
from reknit.core.keys import text_key
from reknit.core.likeness import Ints, Mask, Words, letter_counts, numbered
from reknit.core.name_vocabulary import PUBLIC_MAIL, ROLE_MAILBOXES
from reknit.core.names import NameForms, names_mailbox, parse_mailbox, parse_name, parse_parts
from reknit.core.transliteration import fold

_BIRTHDAY = re.compile(r"(?:(\d{4})|--)(?:-?(\d{2})(?:-?(\d{2}))?)?$")
_LEGAL_FORM = re.compile(
    r"\b(?:gmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|ev|inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|co|company"
    r"|sa|sas|sarl|srl|spa|bv|nv|ab|as|asa|oy|oyj|aps|sro|doo|kft|zrt|sp z o o|the|group|holding|holdings|and|und|et"
    r"|pty|pte)\b"
)
_SECOND_LEVEL = frozenset(["co", "com", "ac", "org", "gov", "edu", "net", "or", "ne", "go"])
# More values than this of one kind on one record add nothing to a comparison; keys use all of them.
MAX_VALUES = 6
MAX_FORMS = 4


class Addresses:
    """The distinct e-mail addresses of a table. local, domain: numbers. letters: (addresses, 40) counts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.text = sorted(set(texts))
        self.number = {text: i for i, text in enumerate(self.text)}
        parts = [text.rpartition("@") for text in self.text]
        self.locals = [part[0] or part[2] for part in parts]
        self.domains = [part[2] if part[0] else "" for part in parts]
        self.local = numbered(self.locals)
        self.domain = numbered(self.domains)
        self.letters = letter_counts(self.text)
        self.local_length = np.array([len(local) for local in self.locals], dtype=np.int64)
        self.digits = np.array([sum(c.isdigit() for c in local) for local in self.locals], dtype=np.int64)
        self.number_part = numbered(re.sub(r"\D", "", local) for local in self.locals)
        self.public = np.array([domain in PUBLIC_MAIL for domain in self.domains], dtype=bool)


class Table:
    """Columns of `records`, in the order of their ids. A missing value is -1 in columns of numbers, 0 in dates.

    given, family: (n, forms) word numbers. middle, place: (n,) word numbers. generation, gender: (n,) small numbers.
    guessed: (n,) whether the name was read from an address.
    emails: (n, e) numbers in `addresses`; named: same shape, whether the name makes up the letters of the local part.
    phones, profiles, organisations, domains, roles: (n, k) numbers. birthday: (n, 3) year, month, day.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = sorted(records, key=lambda record: record.id)
        self.ids = np.array([record.id for record in self.records], dtype=np.int64)
        forms = [forms_of(record) for record in self.records]
        places = [fold(record.place) for record in self.records]
        self._index_words(forms, places)
        self.generation = np.array([int(form.generation or -1) for form in forms], dtype=np.int64)
        self.gender = np.array([{"m": 0, "f": 1}.get(form.gender, -1) for form in forms], dtype=np.int64)
        self.guessed = np.array([form.guessed for form in forms], dtype=bool)
        self.birthday = np.array([birthday_of(r.birthday) for r in self.records], dtype=np.int64).reshape(-1, 3)
        self._index_addresses(forms)
        self.phones = _numbers([(*r.phones, *r.shared_phones) for r in self.records])
        self.profiles = _numbers([r.profiles for r in self.records])
        self.networks = _numbers([tuple(p.partition("/")[0] for p in r.profiles) for r in self.records])
        organisations = [_distinct(map(organisation_key, r.organisations)) for r in self.records]
        domains = [_distinct(map(domain_label, r.emails)) for r in self.records]
        seen: dict[str, int] = {}
        self.organisations = _numbers(organisations, seen)
        self.domains = _numbers(domains, seen)
        self.organisation_text = list(seen)
        self.roles = _numbers([_distinct(map(text_key, r.roles)) for r in self.records])

    def __len__(self) -> int:
        return len(self.records)

    def drop_addresses(self, numbers: Ints) -> None:
        """Forget e-mail addresses that turned out to be no one's own."""
        self.emails[np.isin(self.emails, numbers)] = -1

    def _index_words(self, forms: Sequence[NameForms], places: Sequence[str]) -> None:
        named = (word for form in forms for word in (*form.given, *form.family, *form.middle[:1]))
        self.words = Words(chain(named, filter(None, places)))
        number = self.words.number
        self.given = _matrix([[number[word] for word in form.given[:MAX_FORMS]] for form in forms])
        self.family = _matrix([[number[word] for word in form.family[:MAX_FORMS]] for form in forms])
        self.middle = np.array([number[form.middle[0]] if form.middle else -1 for form in forms], dtype=np.int64)
        self.place = np.array([number[place] if place else -1 for place in places], dtype=np.int64)

    def _index_addresses(self, forms: Sequence[NameForms]) -> None:
        self.addresses = Addresses(email for record in self.records for email in record.emails)
        number, local = self.addresses.number, self.addresses.locals
        personal = [[e for e in record.emails if not is_role_mailbox(e)][:MAX_VALUES] for record in self.records]
        rows = [[number[email] for email in emails] for emails in personal]
        self.emails = _matrix(rows)
        named = [[int(names_mailbox(local[e], form)) for e in row] for row, form in zip(rows, forms, strict=True)]
        self.named: Mask = _matrix(named) > 0


def forms_of(record: Record) -> NameForms:
    """The name of a record in all its spellings. A record without a name has what its first telling address says."""
    parsed = []
    if record.given or record.family:
        parts = (record.given, record.family, record.additional, record.maiden, record.nickname)
        parsed.append(parse_parts(*parts))
    if not parsed or len(record.names) > 1 or record.names[:1] != (f"{record.given} {record.family}",):
        parsed += [parse_name(name) for name in record.names]
    parsed = [form for form in parsed if form.given or form.family]
    if not any(max(map(len, (*form.given, *form.family))) > 1 for form in parsed):
        told = (parse_mailbox(email) for email in record.emails)
        parsed += [form for form in told if form.given][:1]
    return parsed[0] if len(parsed) == 1 else _united(parsed)


def birthday_of(text: str) -> tuple[int, int, int]:
    """(year, month, day), each 0 when unknown; all 0 for text that is no partial date."""
    found = _BIRTHDAY.match(text.strip()[:10])
    if not found:
        return 0, 0, 0
    year, month, day = (int(part or 0) for part in found.groups())
    return (year, month, day) if month <= 12 and day <= 31 else (0, 0, 0)


def organisation_key(name: str) -> str:
    """An organisation without its legal form, in one word: ``Müller & Söhne GmbH`` is ``mullersohne``."""
    words = _LEGAL_FORM.sub(" ", text_key(name).replace("&", " "))
    return fold(words) or fold(name)


def domain_label(email: str) -> str:
    """The part of an address that names an employer: ``acme`` of ``x@mail.acme.co.uk``; "" at a public provider."""
    local, _, domain = email.rpartition("@")
    parts = domain.split(".")
    if not local or domain in PUBLIC_MAIL or len(parts) < 2:
        return ""
    label = parts[-3] if len(parts) > 2 and parts[-2] in _SECOND_LEVEL else parts[-2]
    return fold(label)


def is_role_mailbox(email: str) -> bool:
    """Whether several people may answer: ``info@…``, ``no-reply@…``."""
    return email.partition("@")[0].partition("+")[0] in ROLE_MAILBOXES


def _united(parsed: Sequence[NameForms]) -> NameForms:
    """Several spellings as alternatives of one; what they contradict each other in is left out."""
    if not parsed:
        return NameForms()
    longest = sorted(
        parsed, key=lambda form: (bool(form.given and form.family), sum(map(len, form.given))), reverse=True
    )
    generations = {form.generation for form in parsed if form.generation}
    genders = {form.gender for form in parsed if form.gender}
    return NameForms(
        given=_distinct(word for form in longest for word in form.given)[:MAX_FORMS],
        family=_distinct(word for form in longest for word in form.family)[:MAX_FORMS],
        middle=next((form.middle for form in longest if form.middle), ()),
        generation=generations.pop() if len(generations) == 1 else "",
        gender=genders.pop() if len(genders) == 1 else "",
        guessed=all(form.guessed for form in parsed),
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _numbers(rows: Sequence[Sequence[str]], seen: dict[str, int] | None = None) -> Ints:
    known: dict[str, int] = {} if seen is None else seen
    return _matrix([[known.setdefault(value, len(known)) for value in row[:MAX_VALUES]] for row in rows])


def _matrix(rows: Sequence[Sequence[int]]) -> Ints:
    width = max(map(len, rows), default=0) or 1
    table: npt.NDArray[np.int64] = np.full((len(rows), width), -1, dtype=np.int64)
    sizes = np.array([len(row) for row in rows], dtype=np.int64)
    flat = [value for row in rows for value in row]
    if flat:
        row_of = np.repeat(np.arange(len(rows)), sizes)
        starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
        table[row_of, np.arange(len(flat)) - starts] = flat
    return table
