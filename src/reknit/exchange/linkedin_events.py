"""``Invitations.csv`` with a personal message, and ``Events.csv``."""

from collections.abc import Iterator

from reknit.core.keys import text_key
from reknit.core.records import InteractionRecord, Participant, Record, Skipped, Unreadable
from reknit.exchange.formats import ReadOptions
from reknit.exchange.linkedin_dates import read_moment, reason_against
from reknit.exchange.linkedin_owner import Owner, participant, read_owner
from reknit.exchange.linkedin_profiles import folded, is_nobody, slug_of
from reknit.exchange.linkedin_rows import NAME, Row, rows_of
from reknit.exchange.sources import Source
from reknit.exchange.tables import Table

# Answers to an event that mean being there. No answer in the file means the event is one's own.
_THERE = frozenset(
    ["", "accepted", "approved", "attended", "attending", "going", "host", "organizer", "registered", "yes"]
)

MINUTES_IN_A_WEEK = 7 * 24 * 60


def read_invitations(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """One message for each invitation that came with words; connecting alone is no contact."""
    for row in rows_of(source, table):
        yield _invitation(row, options)


def _invitation(row: Row, options: ReadOptions) -> Record:
    sides = (("from", row["from"], row["inviterprofileurl"]), ("to", row["to"], row["inviteeprofileurl"]))
    own = {"outgoing": 0, "sent": 0, "incoming": 1, "received": 1}.get(row["direction"].casefold())
    if not row["message"]:
        return Skipped(origin=row.origin, kind="interaction", reason="an invitation without a message")
    moment = read_moment(row["sentat"])
    if moment is None:
        missing = "the date cannot be read" if row["sentat"] else "the date is missing"
        return Unreadable(origin=row.origin, reason=missing)
    at = moment.in_utc(options.zone)
    left = any(
        not slug_of(url) and (not name or is_nobody(name))
        for place, (_, name, url) in enumerate(sides)
        if place != own
    )
    reason = reason_against(at, options.as_of) or ("with a member who has left LinkedIn" if left else "")
    if reason:
        return Skipped(origin=row.origin, kind="interaction", reason=reason)
    inviter, invitee = (slug_of(url) or folded(name) for _, name, url in sides)
    return InteractionRecord(
        origin=row.origin,
        source=NAME,
        key=f"invitation|{inviter}|{invitee}|{moment.local:%Y-%m-%dT%H:%M}",
        at=at,
        channel="message",
        participants=tuple(
            participant("from" if role == "from" else "to", name, url, ego=place == own)
            for place, (role, name, url) in enumerate(sides)
        ),
        all_day=not moment.clock,
    )


def read_events(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """One event for each that the user said to attend; who else was there the file does not say."""
    owner = read_owner(source)
    for row in rows_of(source, table):
        yield _event(row, owner, options)


def _event(row: Row, owner: Owner, options: ReadOptions) -> Record:
    title = row["eventname"]
    if row["status"].casefold() not in _THERE:
        return Skipped(origin=row.origin, kind="event", reason="an event you did not say you would attend")
    begin, _, end = row["eventtime"].partition(" - ")
    starts, ends = read_moment(begin), read_moment(end)
    if starts is None:
        missing = "the date cannot be read" if begin else "the date is missing"
        return Unreadable(origin=row.origin, reason=missing)
    at = starts.in_utc(options.zone)
    reason = reason_against(at, options.as_of)
    if reason:
        return Skipped(origin=row.origin, kind="event", reason=reason)
    minutes = int((ends.local - starts.local).total_seconds() // 60) if ends and ends.clock else 0
    return InteractionRecord(
        origin=row.origin,
        source=NAME,
        key=f"event|{text_key(title)}|{starts.local.isoformat()}",
        at=at,
        channel="event",
        participants=(Participant(role="attendee", name=owner.name, ego=True),),
        subject=title,
        duration_minutes=minutes if 0 < minutes <= MINUTES_IN_A_WEEK else 0,
        all_day=not starts.clock,
    )
