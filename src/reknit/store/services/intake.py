"""Take records of files into the store: decide for each what it adds, then write the batch.

One code path serves the preview and the import: a dry run decides and writes nothing. A batch is
one transaction, so a killed import leaves whole batches; the same run taken up again finds them
and goes on, and ends with the same rows.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from reknit.core.facts import Seed, favour_seed, seeds_of
from reknit.core.keys import text_key
from reknit.core.records import FavourRecord, Origin, PersonRecord
from reknit.core.report import Report
from reknit.store import bulk
from reknit.store.models import Blob, Fact, Organisation, PairQuestion, Person, Support
from reknit.store.policy import Actor
from reknit.store.services import organisations
from reknit.store.services.known import KnownFacts, KnownPeople

BATCH = 2000

FACT_COLUMNS = (
    "id", "workspace_id", "person_id", "kind", "key", "value", "data", "organisation_id", "starts", "ends",
    "confidence", "current", "preferred", "state", "typed", "recorded_at",
)  # fmt: skip
SUPPORT_COLUMNS = ("workspace_id", "file_id", "record", "identity", "row_kind", "row_id")
QUESTION_COLUMNS = ("workspace_id", "low_id", "high_id", "reason", "answer")
PERSON_COLUMNS = (
    "id", "workspace_id", "ego", "created_at", "name", "sort_name", "organisation_name", "title", "place", "email",
    "phone", "tags", "search_text", "stale", "kept", "reporting", "strength_override", "muted", "never", "archived",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class IntakeSettings:
    """What decides besides the records.

    me: the user's own addresses, lower case. machine: address, name → why no person is behind it, or "".
    kept_out: addresses whose mail is left out → why. let_in: addresses the user calls a person.
    """

    now: dt.datetime
    region: str = ""
    me: frozenset[str] = frozenset()
    keep_subjects: bool = True
    machine: Callable[[str, str], str] = lambda address, name: ""  # noqa: ARG005
    kept_out: Mapping[str, str] = field(default_factory=dict)
    let_in: frozenset[str] = frozenset()


class Rows:
    """Rows decided on and not yet written, and the ids they will have."""

    def __init__(self, actor: Actor, *, dry: bool) -> None:
        self.workspace_id = actor.workspace_id
        self.dry = dry
        self._virtual = iter(range(1 << 60, 1 << 61))
        self._ids: dict[type[Any], Iterator[int]] = {}
        self.waiting: dict[tuple[type[Any], tuple[str, ...], bool], list[tuple[Any, ...]]] = {}
        self.stale: dict[int, int] = {}

    def new_id(self, model: type[Any]) -> int:
        """An id for a row of `model`; in a dry run one that exists nowhere."""
        if self.dry:
            return next(self._virtual)
        return next(self._ids.setdefault(model, bulk.ids(model)))

    def add(self, model: type[Any], columns: tuple[str, ...], row: tuple[Any, ...], *, ignore: bool = False) -> None:
        """A row to be written with the batch."""
        if not self.dry:
            self.waiting.setdefault((model, columns, ignore), []).append(row)

    def mark_stale(self, person_id: int, bit: int) -> None:
        """The person's cached columns or tie must be computed again."""
        self.stale[person_id] = self.stale.get(person_id, 0) | bit

    def write(self) -> None:
        """Write what waits. Rows that others point to were decided first and are written first."""
        order = {model: place for place, model in enumerate((Organisation, Person, Blob, Fact))}
        for (model, columns, ignore), rows in sorted(self.waiting.items(), key=lambda e: order.get(e[0][0], 9)):
            bulk.insert(model, columns, rows, ignore=ignore)
        bulk.mark_stale(self.stale)
        self.waiting.clear()
        self.stale.clear()
        self._ids.clear()


class Intake:
    """Address-book records: people, their facts, favours. Interactions: `services.interactions_intake`."""

    def __init__(
        self, actor: Actor, settings: IntakeSettings, *, report: Report, files: Mapping[str, int] | None
    ) -> None:
        """`files` maps the path of a file to its `ImportFile` row; None makes a dry run."""
        self.actor = actor
        self.settings = settings
        self.report = report
        self.files = files or {}
        self.dry = files is None
        self.people = KnownPeople(actor)
        self.people.claim(settings.me)
        self.rows = Rows(actor, dry=self.dry)
        self.facts = KnownFacts(dry=self.dry)
        self._organisations = organisations.known(actor)
        self._now = bulk.instant(settings.now)

    def take(self, records: Sequence[PersonRecord | FavourRecord]) -> None:
        """Decide on a batch and, unless dry, write it in one transaction."""
        if self.dry:
            self._decide(records)
            return
        with transaction.atomic():
            self._decide(records)
            self.rows.write()

    def _decide(self, records: Sequence[PersonRecord | FavourRecord]) -> None:
        matched = [self._match(record) for record in records]
        self.facts.load({person_id for person_id, new, _ in matched if not new})
        for record, (person_id, new, seeds) in zip(records, matched, strict=True):
            if not person_id:
                self.report.note("skipped", _kind(record), record.origin, "somebody you have had forgotten")
                continue
            added = self.state_facts(person_id, seeds, record.origin, _identity(record))
            kind = _kind(record)
            if person_id in self.people.deleted:
                origin = record.origin
                self.report.note("skipped", kind, origin, "somebody you deleted")
            elif new and kind == "person":
                self.report.count("added", kind)
            elif kind == "favour":
                self.report.count("added" if added else "same", kind)
            else:
                self.report.count("changed" if added else "same", kind)
            if isinstance(record, PersonRecord) and record.photo is not None:
                self._keep_photo(record, seeds)

    def _match(self, record: PersonRecord | FavourRecord) -> tuple[int, bool, list[Seed]]:
        """(person, whether they are new, the facts stated); person 0 for somebody forgotten."""
        if isinstance(record, FavourRecord):
            return self._match_favour(record)
        seeds = seeds_of(record, region=self.settings.region)
        if record.ego:
            seeds = [s for s in seeds if s.kind not in {"note", "extra"}]
            self.people.add(self.people.ego_id, seeds)
            return self.people.ego_id, False, seeds
        admitted = self.people.admit(seeds)
        if admitted is None:
            return 0, False, []
        person_id, new = self.find_or_make(admitted, record.origin)
        return person_id, new, admitted

    def _match_favour(self, favour: FavourRecord) -> tuple[int, bool, list[Seed]]:
        seeds = self.people.admit(seeds_of(favour.person, region=self.settings.region))
        if seeds is None:
            return 0, False, []
        # LinkedIn names a recommender without an address; name and company together, borne by one
        # person only, say who it is within the archive that also holds the connections.
        person_id, new = self.people.colleague(seeds), False
        if not person_id or any(seed.kind in {"email", "profile", "phone"} for seed in seeds):
            person_id, new = self.find_or_make(seeds, favour.origin)
        if new:
            self.report.count("added", "person")
        return person_id, new, [*seeds, favour_seed(favour)]

    def find_or_make(self, seeds: list[Seed], origin: Origin) -> tuple[int, bool]:
        """The person these facts belong to, made if they are nobody known, and whether they were made."""
        person_id, others = self.people.match(seeds)
        new = not person_id
        if new:
            person_id = self._make_person()
            name = next((s.value for s in seeds if s.kind == "name"), "")
            namesake = self.people.same_name(name)
            if namesake and namesake not in others:
                self._ask(person_id, namesake, "the same name", origin)
            for other in others:
                self._ask(person_id, other, "the same office number", origin)
        else:
            for other in others:
                if other != self.people.ego_id != person_id:
                    self._ask(person_id, other, "a shared address", origin, count=False)
        self.people.add(person_id, seeds)
        return person_id, new

    def _make_person(self) -> int:
        person_id = self.rows.new_id(Person)
        row = (
            person_id, self.actor.workspace_id, False, self._now, "", "", "", "", "", "",
            "", "[]", "", int(Person.Stale.ALL), False, "", "", False, False, False,
        )  # fmt: skip
        self.rows.add(Person, PERSON_COLUMNS, row)
        return person_id

    def _ask(self, one: int, other: int, reason: str, origin: Origin, *, count: bool = True) -> None:
        """Put a pair in the queue "same person?", once."""
        low, high = sorted((one, other))
        if count:
            self.report.note("ambiguous", "person", origin, f"{reason} as somebody already here")
        self.rows.add(PairQuestion, QUESTION_COLUMNS, (self.actor.workspace_id, low, high, reason, ""), ignore=True)

    def state_facts(self, person_id: int, seeds: list[Seed], origin: Origin, identity: str = "") -> bool:
        """Support the facts that exist, add those that do not; True when any was new."""
        file_id = self.files.get(origin.file, 0)
        added = False
        for seed in seeds:
            fact_id = self.facts.find(person_id, seed)
            if fact_id is None:
                fact_id = self._add_fact(person_id, seed)
                # A record's own identifier says nothing new about the person.
                added = added or seed.kind != "record"
            self._support(file_id, origin.record, identity, Support.RowKind.FACT, fact_id)
        if identity or added:
            self.rows.mark_stale(person_id, Person.Stale.FACTS)
        return added

    def _add_fact(self, person_id: int, seed: Seed) -> int:
        fact_id = self.rows.new_id(Fact)
        self.facts.add(person_id, seed, fact_id)
        self.rows.add(
            Fact,
            FACT_COLUMNS,
            (
                fact_id, self.actor.workspace_id, person_id, seed.kind, seed.key, seed.value, bulk.as_json(seed.data),
                self._organisation(seed.organisation), seed.starts[:10], seed.ends[:10], seed.confidence, True,
                seed.preferred, seed.state, False, self._now,
            ),
        )  # fmt: skip
        return fact_id

    def _support(self, file_id: int, record: str, identity: str, row_kind: int, row_id: int) -> None:
        row = (self.actor.workspace_id, file_id, record[:40], identity[:200], int(row_kind), row_id)
        self.rows.add(Support, SUPPORT_COLUMNS, row, ignore=True)

    def support_interaction(self, origin: Origin, row_id: int) -> None:
        """This file, too, holds the interaction."""
        self._support(self.files.get(origin.file, 0), origin.record, "", Support.RowKind.INTERACTION, row_id)

    def _organisation(self, name: str) -> int | None:
        key = text_key(name)
        if not key:
            return None
        if key not in self._organisations:
            row_id = self.rows.new_id(Organisation)
            self._organisations[key] = row_id
            self.rows.add(
                Organisation,
                ("id", "workspace_id", "name", "key", "typed"),
                (row_id, self.actor.workspace_id, name.strip()[:300], key, False),
                ignore=True,
            )
        return self._organisations[key]

    def _keep_photo(self, record: PersonRecord, seeds: list[Seed]) -> None:
        assert record.photo is not None
        digest = next(seed.key for seed in seeds if seed.kind == "photo")
        row = (self.actor.workspace_id, digest, record.photo.media_type[:60], record.photo.data)
        self.rows.add(Blob, ("workspace_id", "digest", "media_type", "data"), row, ignore=True)


def _kind(record: PersonRecord | FavourRecord) -> str:
    return "favour" if isinstance(record, FavourRecord) else "person"


def _identity(record: PersonRecord | FavourRecord) -> str:
    """The record's own identifier, by which a later edition of it is recognised."""
    if isinstance(record, FavourRecord) or not record.key:
        return ""
    return f"{record.source}:{record.key}"
