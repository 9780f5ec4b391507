"""``messages.csv``: who wrote to whom and when. The text itself is looked at and forgotten."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from reknit.core.records import InteractionRecord, Participant, Record, Skipped, Unreadable
from reknit.exchange.formats import ReadOptions
from reknit.exchange.linkedin_census import (
    Census,
    conversation_of,
    find_owner,
    identity,
    is_draft,
    place_of,
    take_census,
)
from reknit.exchange.linkedin_dates import Moment, read_moment, reason_against
from reknit.exchange.linkedin_owner import Owner, neighbours, participant, read_owner
from reknit.exchange.linkedin_profiles import folded, is_company_page, is_nobody, slug_of
from reknit.exchange.linkedin_recipients import Recipient, names_alone, pair_recipients
from reknit.exchange.linkedin_rows import NAME, Row, rows_of
from reknit.exchange.sources import Source
from reknit.exchange.tables import Table

# What the editor for paid messages leaves in the text.
_PAID = ("spinmail-quill-editor", "%FIRSTNAME%", "%LASTNAME%")


@dataclass(frozen=True)
class _Context:
    census: Census
    owner: Owner
    options: ReadOptions


def read_messages(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """One interaction for each message sent; reads the file twice."""
    census = take_census(rows_of(source, table))
    owner = find_owner(census, read_owner(source), me=options.me, connected=_connected(source))
    context = _Context(census, owner, options)
    for row in rows_of(source, table):
        yield _read(row, context)


def _connected(source: Source) -> Iterator[str]:
    for row in neighbours(source, "Connections.csv", "connections"):
        yield slug_of(row["url"])


def _read(row: Row, context: _Context) -> Record:
    reason = _reason_to_skip(row)
    if reason:
        return Skipped(origin=row.origin, kind="interaction", reason=reason)
    moment = read_moment(row["date"])
    if moment is None:
        missing = "the date cannot be read" if row["date"] else "the date is missing"
        return Unreadable(origin=row.origin, reason=missing)
    at = moment.in_utc(context.options.zone)
    parties = _parties(row, context)
    reason = reason_against(at, context.options.as_of) or _reason_without_others(row, parties, context.owner)
    if reason:
        return Skipped(origin=row.origin, kind="interaction", reason=reason)
    return _interaction(row, context, moment, at, parties)


def _interaction(
    row: Row, context: _Context, moment: Moment, at: dt.datetime, parties: list[Participant]
) -> InteractionRecord:
    return InteractionRecord(
        origin=row.origin,
        source=NAME,
        key=_key(row, context.census, moment),
        at=at,
        channel="message",
        participants=tuple(parties),
        thread=row["conversationid"],
        all_day=not moment.clock,
        bulk="" if parties[0].ego and parties[0].role == "from" else _reason_for_bulk(row, context),
    )


def _reason_to_skip(row: Row) -> str:
    if is_draft(row):
        return "a draft that was never sent"
    if row["folder"].casefold() == "spam":
        return "in the spam folder"
    return ""


def _reason_without_others(row: Row, parties: list[Participant], owner: Owner) -> str:
    """Why a message tells nothing about anybody; "" if it names a person besides the user."""
    certain = bool(owner.slug or owner.name)
    if sum(not party.ego for party in parties) >= (1 if certain else 2):
        return ""
    if is_nobody(row["from"]) or any(map(is_nobody, row["to"].split(","))):
        return "with a member who has left LinkedIn"
    return "no other person is named"


def _parties(row: Row, context: _Context) -> list[Participant]:
    """Sender first, then the recipients, everybody once and those who have left not at all."""
    people = [("from", row["from"], row["senderprofileurl"])]
    people += [("to", to.name, to.url) for to in _recipients(row, context.census)]
    parties: dict[str, Participant] = {}
    for role, name, url in people:
        who = identity(name, url)
        if who and who not in parties:
            ego = context.owner.is_meant(name, url)
            parties[who] = participant("from" if role == "from" else "to", name, url, ego=ego)
    return list(parties.values())


def _recipients(row: Row, census: Census) -> list[Recipient]:
    if row["recipientprofileurls"]:
        return pair_recipients(row["to"], row["recipientprofileurls"], known=census.names)
    # Before 2023 only senders have an address: the one who has written in the same conversation under that name.
    spoken = census.spoken.get(conversation_of(row), {})
    return [Recipient(name, spoken.get(folded(name), "")) for name in names_alone(row["to"], spoken)]


def _reason_for_bulk(row: Row, context: _Context) -> str:
    if any(mark in row["content"] for mark in _PAID):
        return "sponsored message"
    if is_company_page(row["senderprofileurl"]):
        return "message from a company page"
    answered = len(context.census.writers.get(conversation_of(row), ())) > 1
    if row.has("senderprofileurl") and not row["senderprofileurl"] and not answered:
        return "sender without a profile"
    return ""


def _key(row: Row, census: Census, moment: Moment) -> str:
    """Conversation and time as written: neither changes when somebody changes name or address.

    Messages of one conversation in the same second differ by four digits of a digest, too few
    to say anything about the text.
    """
    time = moment.local.isoformat()
    key = f"{conversation_of(row)}|{time}"
    if place_of(row, time) not in census.crowded:
        return key
    content = "\x1f".join((row["from"], row["content"])).encode("utf-8", "replace")
    return f"{key}|{hashlib.blake2s(content, digest_size=2).hexdigest()}"
