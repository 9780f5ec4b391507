"""From the fields of one mail to one record: who, when, about what, in which conversation, or why not."""

import datetime as dt
import functools
import hashlib
import re
from dataclasses import dataclass

from reknit.core.records import InteractionRecord, Origin, Participant, Role, Skipped, Unreadable
from reknit.exchange.bulk import BY_PEOPLE, MAILING_LIST, SPAM, bulk_by_address, bulk_by_headers
from reknit.exchange.formats import ReadOptions
from reknit.exchange.mail_addresses import parse_addresses
from reknit.exchange.mail_dates import Moment, parse_date, parse_received
from reknit.exchange.mail_folders import Folder, folder_by_labels
from reknit.exchange.mail_headers import clean_text, one_line

NO_DATE = "no readable date"
NOBODY = "no sender and no recipient"
NO_HEADER = "a message without a header"
DRAFT = "a draft that was never sent"
FOLDER_DATA = "a note that the mail program keeps about the folder"

LONGEST_SUBJECT = 200
_LONGEST_RAW_SUBJECT = 4000
_LONGEST_ID = 250

# A mail that claims to be from further ahead than this was written by a clock that is wrong.
_CLOCK_ERROR = dt.timedelta(days=2)

_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_DELIVERED = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+")
_DELIVERY_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
_OTHER_DATE_FIELDS = ("delivery-date", "resent-date", "nntp-posting-date", "x-original-date")
_ARCHIVED = re.compile(r"\S+ at \S+\s")
_LIST_TAG = re.compile(r"(?:[A-Za-z]{1,4}(?:\[\d+\])?\s?:\s?){0,5}\[([^\[\]]{2,60})\]")
_COMMENT_ROLE = re.compile(r"(?:^|,\s)(to|cc):", re.IGNORECASE)

_MEMORABLE = 300
_Owned = frozenset[str] | None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail as its header gives it.

    fields: lower-case name → raw value. envelope: what stood on the separating line.
    charset: for raw 8-bit text, "" if there is none. folder: what its place says about it.
    archived: it stands in the log of a mailing list.
    """

    fields: dict[str, str]
    envelope: str = ""
    charset: str = ""
    folder: Folder = ""
    archived: bool = False


def record_of(letter: Letter, origin: Origin, options: ReadOptions) -> InteractionRecord | Unreadable | Skipped:
    """The record for one mail; `Skipped` for drafts, `Unreadable` when it lacks a date or anybody at all."""
    fields = letter.fields
    labels = folder_by_labels(fields["x-gmail-labels"]) if "x-gmail-labels" in fields else ""
    folder = labels or letter.folder
    reason = _left_out(fields, folder)
    if reason:
        return Skipped(origin=origin, kind="interaction", reason=reason)
    moment = _moment(fields, letter.envelope)
    if moment is None:
        return Unreadable(origin=origin, reason=NO_DATE if fields else NO_HEADER)
    bulk = bulk_by_headers(fields) or _bulk_by_place(letter, folder)
    participants = _participants(letter, sent=folder == "sent", from_list=bulk in BY_PEOPLE)
    if not participants:
        return Unreadable(origin=origin, reason=NOBODY)
    own_id = _own_id(fields.get("message-id", ""))
    subject = clean_text(fields.get("subject", "")[:_LONGEST_RAW_SUBJECT], letter.charset)[:LONGEST_SUBJECT].rstrip()
    return InteractionRecord(
        origin=origin,
        source="mail",
        key=_key(own_id, moment, participants, subject),
        at=_instant(moment, fields, options),
        channel="mail",
        participants=participants,
        subject=subject,
        thread=_thread(fields, own_id),
        bulk=bulk or _bulk_by_parties(participants, subject),
    )


def _left_out(fields: dict[str, str], folder: Folder) -> str:
    if folder == "drafts" or "x-mozilla-draft-info" in fields or fields.get("x-unsent", "").strip() == "1":
        return DRAFT
    if "x-imap" in fields or "x-imapbase" in fields:
        subject = fields.get("subject", "")
        if "FOLDER INTERNAL DATA" in subject or "DON'T DELETE THIS MESSAGE" in subject:
            return FOLDER_DATA
    return ""


def _bulk_by_place(letter: Letter, folder: Folder) -> str:
    """Junk folders, and public archives of lists; pipermail writes "user at host" on the separating line."""
    if folder == "junk":
        return SPAM
    is_log = letter.archived or (" at " in letter.envelope and _ARCHIVED.match(letter.envelope) is not None)
    return MAILING_LIST if is_log else ""


def _bulk_by_parties(participants: tuple[Participant, ...], subject: str) -> str:
    """By the sender's address, or because the subject bears the name of a list that it was sent to."""
    sender = participants[0]
    if sender.role == "from" and sender.value and not sender.ego:
        reason = bulk_by_address(sender.value, sender.name)
        if reason:
            return reason
    tag = _LIST_TAG.match(subject) if "[" in subject else None
    if tag is None:
        return ""
    name = tag[1].lower().replace(" ", "-") + "@"
    return MAILING_LIST if any(p.role != "from" and p.value.startswith(name) for p in participants) else ""


def _moment(fields: dict[str, str], envelope: str) -> Moment | None:
    if "date" in fields:
        moment = parse_date(fields["date"])
        if moment is not None:
            return moment
        decoded = clean_text(fields["date"])
        if decoded != fields["date"] and (moment := parse_date(decoded)) is not None:
            return moment
    if "received" in fields and (moment := parse_received(fields["received"])) is not None:
        return moment
    for name in _OTHER_DATE_FIELDS:
        if name in fields and (moment := parse_date(fields[name])) is not None:
            return moment
    return parse_date(envelope) if envelope else None


def _instant(moment: Moment, fields: dict[str, str], options: ReadOptions) -> dt.datetime:
    """When it was sent: in the user's zone if the mail names none, and not in the future if its journey says so."""
    at = moment.at
    if not moment.zoned and options.zone.key != "UTC":
        at = at.replace(tzinfo=options.zone).astimezone(dt.UTC)
    if at > options.as_of + _CLOCK_ERROR and "received" in fields:
        received = parse_received(fields["received"])
        if received is not None and received.at <= options.as_of + _CLOCK_ERROR:
            return received.at
    return at


def _participants(letter: Letter, *, sent: bool, from_list: bool) -> tuple[Participant, ...]:
    fields, charset = letter.fields, letter.charset
    owned = _NOBODY_KNOWN if from_list else _delivered_to(fields)
    senders = _senders(letter, None if sent else _NOBODY_KNOWN)
    to = _parties("to", fields.get("to") or fields.get("apparently-to", ""), charset, owned)
    cc = _parties("cc", fields["cc"], charset, owned) if "cc" in fields else ()
    bcc = _parties("bcc", fields["bcc"], charset, owned) if "bcc" in fields else ()
    if not to and "comments" in fields:
        to, cc = _listserv_recipients(fields["comments"], charset, owned)
    if cc or bcc:
        return senders + _once(to + cc + bcc)
    return senders + to


def _senders(letter: Letter, owned: _Owned) -> tuple[Participant, ...]:
    fields = letter.fields
    for name in ("from", "sender", "reply-to", "resent-from", "return-path"):
        if name in fields and (found := _parties("from", fields[name], letter.charset, owned)):
            return _named_by_enron(found, fields)
    return _parties("from", letter.envelope.split(" ", 1)[0], "", owned) if "@" in letter.envelope else ()


def _named_by_enron(senders: tuple[Participant, ...], fields: dict[str, str]) -> tuple[Participant, ...]:
    """Exchange archives keep names apart from addresses, in ``X-From``."""
    if "x-from" not in fields or len(senders) != 1 or senders[0].name:
        return senders
    names = [mailbox.name for mailbox in parse_addresses(fields["x-from"]) if mailbox.name]
    if len(names) != 1:
        return senders
    sender = senders[0]
    return (Participant(role="from", name=names[0], kind=sender.kind, value=sender.value, ego=sender.ego),)


def _make_parties(role: Role, raw: str, charset: str, owned: _Owned) -> tuple[Participant, ...]:
    """owned: addresses of the user among them; None if all are (a sent mail's sender)."""
    return tuple(
        Participant(
            role=role,
            name=mailbox.name,
            kind="email" if mailbox.address else "",
            value=mailbox.address,
            ego=owned is None or mailbox.address in owned,
        )
        for mailbox in parse_addresses(raw, charset)
    )


_remembered_parties = functools.lru_cache(maxsize=8192)(_make_parties)


def _parties(role: Role, raw: str, charset: str, owned: _Owned) -> tuple[Participant, ...]:
    if not raw:
        return ()
    make = _remembered_parties if len(raw) <= _MEMORABLE else _make_parties
    return make(role, raw, charset, owned)


def _once(recipients: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """Each recipient in the first role only."""
    unique: dict[str, Participant] = {}
    for party in recipients:
        unique.setdefault(party.value or party.name, party)
    return tuple(unique.values())


_NOBODY_KNOWN: frozenset[str] = frozenset()


def _delivered_to(fields: dict[str, str]) -> frozenset[str]:
    raw = " ".join([fields[name] for name in _DELIVERY_FIELDS if name in fields])
    return _addresses_named(raw) if raw else _NOBODY_KNOWN


@functools.lru_cache(maxsize=1024)
def _addresses_named(raw: str) -> frozenset[str]:
    return frozenset(address.lower() for address in _DELIVERED.findall(raw[:1000]))


def _listserv_recipients(comments: str, charset: str, owned: _Owned) -> tuple[tuple[Participant, ...], ...]:
    """LISTSERV logs move the recipients into ``Comments: To: …`` and ``Comments: cc: …``."""
    pieces = _COMMENT_ROLE.split(comments)
    found: dict[str, str] = dict(zip(map(str.lower, pieces[1::2]), pieces[2::2], strict=False))
    return (
        _parties("to", found.get("to", ""), charset, owned),
        _parties("cc", found.get("cc", ""), charset, owned),
    )


def _own_id(raw: str) -> str:
    found = _ID.search(raw)
    return _short_id(found[1] if found else raw)


def _thread(fields: dict[str, str], own_id: str) -> str:
    """The first mail of the conversation, as far as this one knows it (RFC 5322 §3.6.4)."""
    if "references" in fields and (root := _id_in(fields["references"])):
        return root
    # Older programs wrote the author's address before the id.
    if "in-reply-to" in fields and (answered := _id_in(fields["in-reply-to"], which=-1)):
        return answered
    return own_id


def _id_in(raw: str, which: int = 0) -> str:
    """A message id in a field; without brackets, a lone word or one with an @ counts as one, other text does not."""
    found = _ID.findall(raw)
    if not found and raw:
        words = raw.split()
        found = words if len(words) == 1 or (words and "@" in words[0]) else []
    return _short_id(found[which]) if found else ""


def _short_id(text: str) -> str:
    return one_line(text)[:_LONGEST_ID]


def _key(own_id: str, moment: Moment, participants: tuple[Participant, ...], subject: str) -> str:
    sender = participants[0]
    first = (sender.value or sender.name) if sender.role == "from" else ""
    if own_id:
        parts = [own_id, first, moment.at.isoformat()]
    else:
        to = next((p.value or p.name for p in participants if p.role == "to"), "")
        parts = [moment.at.isoformat(), first, to, subject]
    return hashlib.sha1("\n".join(parts).encode(), usedforsecurity=False).hexdigest()[:20]
