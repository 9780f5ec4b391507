"""Tables that hold people or addresses and are still no address book, and how to say so."""

import re
from collections.abc import Callable, Mapping
from itertools import islice

from reknit.exchange.column_values import Looks, looks_of
from reknit.exchange.column_words import FIELD_OF_WORDS
from reknit.exchange.guessing import SAMPLE_ROWS, Guess
from reknit.exchange.header_words import fold, word_set
from reknit.exchange.tables import Table

ATTENDEES = "an attendee list: import it with an event"
MENTORING = "a mentoring sign-up list"
SENSITIVE = "a table with sensitive personal details: assign its columns to import it"
FORM = "answers to a form: assign its columns to import it"
MATCHING = "a data set for matching records"
MESSAGES = "a table of messages or calls"
SCHEDULE = "a schedule of sessions"
SKILLS = "a list of skills or occupations"
COMPANIES = "a list of companies"
BUSINESS = "a table of deals, tasks or orders"
ONLY_ADDRESSES = "addresses without names"
ONLY_NAMES = "names without e-mail, phone or profile"
NUMBERS = "a table of numbers"
UNCLEAR = "columns that are not clear: assign them to import it"
OTHER = "a table without people's names and addresses"
EMPTY = "a table without rows"

_ATTENDEE_COLUMNS = re.compile(
    r"attendee\b.*|order (?:no|number|id|date|type)|order|ticket\b.*|.*\bticket (?:type|name|number)|rsvp.*"
    r"|check(?:ed)? in\b.*|registration (?:type|status|date)|price tier|approval status"
    r"|eventbrite fees|teilnehmer\w*|ticketart"
)
_SENSITIVE_WORDS = word_set(
    """
    ethnicity ethnic race racial religion religious disability disabled sexual sexuality orientation identity
    transgender political politics trade union health medical diagnosis characteristics
    ethnie religionszugehorigkeit konfession behinderung krankheit gewerkschaft
    """
)
_MATCHING_COLUMNS = frozenset({"cluster", "cluster id", "true match id", "entity id", "soc sec id"})
_MESSAGE_BODIES = frozenset({"message", "content", "body", "subject", "text", "message body"})
_MESSAGE_PARTIES = frozenset(
    {"from", "to", "sender", "recipient", "recipients", "file", "message id", "conversation id"}
)
_CALL_COLUMNS = frozenset({"duration", "call duration", "call type", "call date"})
_NUMBER_COLUMNS = frozenset({"number", "phone", "phone number", "caller", "from", "to"})
_SESSION_COLUMNS = re.compile(r"(?:session|talk|speaker)s?(?: .+)?|room|track|abstract")
_TIME_COLUMNS = frozenset(
    {*("start", "end", "start time", "end time", "starts at", "ends at", "time", "date", "duration"), "title"}
)
_BUSINESS_WORDS = word_set("amount stage deal opportunity price invoice sku product quantity task iban subtotal")
_COMPANY_COLUMNS = frozenset(
    {
        *("industry", "domain", "employees", "employee count", "number of employees", "company size", "revenue"),
        *("annual revenue", "vat", "vat number", "vat id", "founded", "branche", "anzahl mitarbeiter", "ust id"),
    }
)
_SKILL_COLUMNS = re.compile(
    r"concept ?uri|concept ?type|skill ?type|preferred ?label|skill|skill name|level \d+ uri|isco.*"
)


def reason_by_header(table: Table) -> str:
    """Why a table of people must not be taken for an address book; "" if its columns do not say so."""
    names = {fold(name) for name in table.header}
    for is_one, reason in _BY_HEADER:
        if is_one(names):
            return reason
    return ""


def reason_by_content(table: Table, guess: Guess) -> str:
    """Why an unsure guess is not imported without a question; never ""."""
    rows = [cells for _, cells in islice(table.rows(), SAMPLE_ROWS)]
    if not rows:
        return EMPTY
    looks = {name: looks_of(cells[name] for cells in rows) for name in table.header}
    if _mostly_numbers(looks):
        return NUMBERS
    names = guess.columns_of("full_name", "given_name", "family_name")
    reach = guess.columns_of("email", "phone", "profile")
    if _lists_companies(looks, guess):
        return COMPANIES
    if names and reach:
        return UNCLEAR
    if reach:
        return ONLY_ADDRESSES
    has_parts = bool(guess.columns_of("given_name", "family_name"))
    return ONLY_NAMES if has_parts or any(looks[name].people >= 0.6 for name in names) else OTHER


def _mostly_numbers(looks: Mapping[str, Looks]) -> bool:
    filled = [column for column in looks.values() if column.filled]
    return bool(filled) and all(column.number >= 0.9 for column in filled)


def _lists_companies(looks: Mapping[str, Looks], guess: Guess) -> bool:
    if guess.columns_of("given_name", "family_name"):
        return False
    named = [looks[name] for name in guess.columns_of("full_name", "organisation") if name in looks]
    return any(column.organisations > 0.2 for column in named)


def _is_attendee_list(names: set[str]) -> bool:
    return any(_ATTENDEE_COLUMNS.fullmatch(name) for name in names)


def _is_sign_up(names: set[str]) -> bool:
    return any(re.search(r"\bment(?:or|ee)s?\b", name) for name in names)


def _is_sensitive(names: set[str]) -> bool:
    return any(_SENSITIVE_WORDS.intersection(name.split()) for name in names)


def _is_form(names: set[str]) -> bool:
    return bool(names & {"timestamp", "zeitstempel", "horodateur", "marca temporal"}) and any(
        len(name.split()) > 5 for name in names
    )


def _is_matching_set(names: set[str]) -> bool:
    return bool(names & _MATCHING_COLUMNS) or {"rec id", "given name"} <= names


def _holds_messages(names: set[str]) -> bool:
    messages = names & _MESSAGE_BODIES and names & _MESSAGE_PARTIES
    calls = names & _CALL_COLUMNS and names & _NUMBER_COLUMNS
    return bool(messages or calls)


def _is_schedule(names: set[str]) -> bool:
    return any(map(_SESSION_COLUMNS.fullmatch, names)) and bool(names & _TIME_COLUMNS)


def _speaks_of_people(names: set[str]) -> bool:
    return "job title" in names or any(FIELD_OF_WORDS.get(name) in {"given_name", "family_name"} for name in names)


def _keeps_business(names: set[str]) -> bool:
    words = {word for name in names for word in name.split()}
    return bool(words & _BUSINESS_WORDS) and not _speaks_of_people(names)


def _describes_companies(names: set[str]) -> bool:
    return bool(names & _COMPANY_COLUMNS) and not _speaks_of_people(names)


def _lists_skills(names: set[str]) -> bool:
    return sum(_SKILL_COLUMNS.fullmatch(name) is not None for name in names) > 1


_BY_HEADER: tuple[tuple[Callable[[set[str]], bool], str], ...] = (
    (_is_attendee_list, ATTENDEES),
    (_is_sign_up, MENTORING),
    (_is_sensitive, SENSITIVE),
    (_is_matching_set, MATCHING),
    (_holds_messages, MESSAGES),
    (_is_schedule, SCHEDULE),
    (_lists_skills, SKILLS),
    (_is_form, FORM),
    (_keeps_business, BUSINESS),
    (_describes_companies, COMPANIES),
)
