"""Endorsements and recommendations: evidence of skills, and a good turn done in public."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

import msgspec

from reknit.core.keys import text_key
from reknit.core.records import (
    Affiliation,
    FavourRecord,
    Origin,
    PersonRecord,
    Record,
    Skipped,
    Trait,
    Unreadable,
)
from reknit.exchange.formats import ReadOptions
from reknit.exchange.linkedin_dates import read_day, read_day_on_linkedin
from reknit.exchange.linkedin_kinds import stem_of
from reknit.exchange.linkedin_profiles import folded, full_name, is_nobody, member, slug_of
from reknit.exchange.linkedin_rows import NAME, Row, rows_of
from reknit.exchange.sources import Source
from reknit.exchange.tables import Table

Direction = Literal["given", "received"]

# Names in the evidence of a skill that many have endorsed.
NAMED_ENDORSERS = 3

_TAKEN_BACK = frozenset(["rejected", "declined", "deleted", "withdrawn", "revoked"])


def read_endorsements_received(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """A favour for each endorsement, and at the end the user's skills with those who vouch for them."""
    endorsers: dict[str, list[FavourRecord]] = {}
    last = 0
    for row in rows_of(source, table):
        record = _endorsement(row, options, side="endorser")
        if isinstance(record, FavourRecord):
            endorsers.setdefault(text_key(record.text), []).append(record)
            last = row.number
        yield record
    if endorsers:
        traits = tuple(_vouched(favours) for favours in endorsers.values())
        yield PersonRecord(origin=Origin(source.label, f"rows up to {last}"), source=NAME, ego=True, traits=traits)


def read_endorsements_given(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """A favour for each endorsement; the person it was given to offers the skill."""
    for row in rows_of(source, table):
        yield _endorsement(row, options, side="endorsee")


def _endorsement(row: Row, options: ReadOptions, *, side: Literal["endorser", "endorsee"]) -> Record:
    skill, url = row["skillname"], row[f"{side}publicurl"]
    name = full_name(row[f"{side}firstname"], row[f"{side}lastname"])
    if not skill:
        return Unreadable(origin=row.origin, reason="the skill is missing")
    if not slug_of(url) and (not name.full or is_nobody(name.full)):
        return Skipped(origin=row.origin, kind="favour", reason="with a member who has left LinkedIn")
    if row["endorsementstatus"].casefold() in _TAKEN_BACK:
        return Skipped(origin=row.origin, kind="favour", reason="taken back or turned down")
    date = row["endorsementdate"]
    on = read_day_on_linkedin(date, options.as_of)
    person = member(row, name, url)
    if side == "endorsee":
        offer = Trait(kind="offer", text=skill, on=on, evidence=f"you endorsed them for {skill} on LinkedIn")
        person = msgspec.structs.replace(person, traits=(offer,))
    return FavourRecord(
        origin=row.origin,
        source=NAME,
        key="|".join(("endorsement", slug_of(url) or folded(name.full), text_key(skill) or skill, read_day(date))),
        person=person,
        direction="received" if side == "endorser" else "given",
        kind="visibility",
        text=skill,
        on=on,
    )


def _vouched(favours: list[FavourRecord]) -> Trait:
    names = list(dict.fromkeys(favour.person.name.full or favour.person.key for favour in favours))
    more = len(names) - NAMED_ENDORSERS
    said = ", ".join(names[:NAMED_ENDORSERS]) + (f" and {more} more" if more > 0 else "")
    return Trait(
        kind="offer",
        text=favours[0].text,
        on=max(favour.on for favour in favours),
        evidence=f"endorsed on LinkedIn by {said}",
    )


def read_recommendations(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """A favour for each written recommendation; its text is not kept.

    Given and received have the same columns, so the direction is in the file's name only.
    """
    stem = stem_of(source.name)
    direction: Direction | None = "given" if "given" in stem else "received" if "received" in stem else None
    read = partial(_recommendation, options=options, direction=direction) if direction else _undirected
    for row in rows_of(source, table):
        yield read(row)


def _undirected(row: Row) -> Record:
    reason = "the file's name does not say whether you gave or received this recommendation"
    return Unreadable(origin=row.origin, reason=reason)


def _recommendation(row: Row, *, options: ReadOptions, direction: Direction) -> Record:
    name = full_name(row["firstname"], row["lastname"])
    if not name.full or is_nobody(name.full):
        return Skipped(origin=row.origin, kind="favour", reason="with a member who has left LinkedIn")
    if row["status"].casefold() in _TAKEN_BACK:
        return Skipped(origin=row.origin, kind="favour", reason="taken back or turned down")
    written = row.any_of("creationdate", "createddate")
    company, title = row["company"], row.any_of("jobtitle", "title")
    role = (Affiliation(organisation=company, title=title),) if company or title else ()
    return FavourRecord(
        origin=row.origin,
        source=NAME,
        key=f"recommendation|{folded(name.full)}|{read_day(written) or written}",
        person=msgspec.structs.replace(member(row, name, ""), affiliations=role),
        direction=direction,
        kind="visibility",
        text="recommendation",
        on=read_day_on_linkedin(written, options.as_of),
    )
