"""What the store already holds, indexed for an import: who has which address, which facts exist."""

from collections.abc import Iterable

from reknit.core.facts import IDENTITY_KINDS, Seed, is_identifying
from reknit.core.keys import name_key, name_words, text_key
from reknit.store import bulk
from reknit.store.models import Merge
from reknit.store.policy import Actor, of
from reknit.store.services.marks import Marks


class KnownPeople:
    """Finds a person by an equal address, and says who bears the same name.

    Memory: one dictionary entry for each identifying fact and each name of the workspace.
    """

    def __init__(self, actor: Actor) -> None:
        self._by_key: dict[tuple[str, str], int] = {}
        self._by_record: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        self._organisations: dict[int, set[str]] = {}
        self._names: dict[int, set[str]] = {}
        self.ego_id = 0
        self.deleted: set[int] = set()
        self.forgotten = Marks(actor)
        self.merged: dict[tuple[str, str], set[int]] = {}
        self._load(actor)
        self._load_merged(actor)

    def _load(self, actor: Actor) -> None:
        rows = bulk.fetch("SELECT id FROM store_person WHERE workspace_id = %s AND ego", [actor.workspace_id])
        self.ego_id = rows[0][0] if rows else 0
        rows = bulk.fetch(
            "SELECT id FROM store_person WHERE workspace_id = %s AND deleted_at IS NOT NULL", [actor.workspace_id]
        )
        self.deleted = {row[0] for row in rows}
        marks = ", ".join(["%s"] * (len(IDENTITY_KINDS) + 2))
        rows = bulk.fetch(
            "SELECT f.person_id, f.kind, f.key, f.value FROM store_fact f"  # noqa: S608
            f" WHERE f.workspace_id = %s AND f.kind IN ({marks}) AND f.state <> 'refused' ORDER BY f.id",
            [actor.workspace_id, *IDENTITY_KINDS, "name", "affiliation"],
        )
        for person_id, kind, key, value in rows:
            if kind == "name":
                self.add_name(person_id, value)
            elif kind == "affiliation":
                self._organisations.setdefault(person_id, set()).add(key.partition("|")[0])
            else:
                self.add_key(person_id, kind, key)

    def _load_merged(self, actor: Actor) -> None:
        """Address → the merges that brought it: what comes through it goes back when they are taken apart."""
        brought = {
            fact_id: merge_id
            for merge_id, moved in of(actor, Merge).order_by("id").values_list("id", "moved")
            for fact_id in moved["facts"]
        }
        kinds = ", ".join(f"'{kind}'" for kind in IDENTITY_KINDS)
        query = f"SELECT id, kind, key FROM store_fact WHERE kind IN ({kinds}) AND id IN ({{marks}})"  # noqa: S608
        for fact_id, kind, key in bulk.fetch_in(query, brought):
            self.merged.setdefault((kind, key), set()).add(brought[fact_id])

    def add_key(self, person_id: int, kind: str, key: str) -> None:
        """From now on, `key` means this person, unless it meant somebody already."""
        if kind == "record":
            owners = self._by_record.setdefault(key, [])
            if person_id not in owners:
                owners.append(person_id)
        else:
            self._by_key.setdefault((kind, key), person_id)

    def claim(self, addresses: Iterable[str]) -> None:
        """These e-mail addresses are the ego's, whoever bore them until now."""
        for address in addresses:
            self._by_key["email", address] = self.ego_id

    def add_name(self, person_id: int, full: str) -> None:
        """This person bears this name, among others."""
        key = name_key(full)
        if key and person_id != self.ego_id:
            bearers = self._by_name.setdefault(key, [])
            if person_id not in bearers:
                bearers.append(person_id)
        self._names.setdefault(person_id, set()).update(name_words(full))

    def add(self, person_id: int, seeds: Iterable[Seed]) -> None:
        """Everything by which a person can be recognised later."""
        for seed in seeds:
            if seed.kind == "name":
                self.add_name(person_id, seed.value)
            elif seed.organisation:
                self._organisations.setdefault(person_id, set()).add(text_key(seed.organisation))
            elif is_identifying(seed):
                self.add_key(person_id, seed.kind, seed.key)

    def by_address(self, kind: str, key: str) -> int:
        """The person with this address; 0 when there is none."""
        if kind == "record":
            return next(iter(self._by_record.get(key, ())), 0)
        return self._by_key.get((kind, key), 0)

    def admit(self, seeds: list[Seed]) -> list[Seed] | None:
        """The facts that may be kept; None when they speak of somebody the user has had forgotten.

        A number or a record's number may be another's by now, so it bars only those who are nobody else known.
        """
        marked = [s for s in seeds if is_identifying(s) and self.forgotten.has(s.kind, s.key)]
        if not marked:
            return seeds
        rest = [seed for seed in seeds if seed not in marked]
        barred = any(seed.kind in {"email", "profile"} for seed in marked)
        return None if barred or not self.match(rest)[0] else rest

    def same_name(self, full: str) -> int:
        """The first person of this name; 0 when there is none or the name is a single word."""
        return next(iter(self._by_name.get(name_key(full), ())), 0)

    def colleague(self, seeds: list[Seed]) -> int:
        """The only person of the name stated who is also known in the organisation stated; else 0."""
        name = next((seed.value for seed in seeds if seed.kind == "name"), "")
        places = {text_key(seed.organisation) for seed in seeds if seed.organisation}
        found = [p for p in self._by_name.get(name_key(name), ()) if self._organisations.get(p, set()) & places]
        return found[0] if len(found) == 1 else 0

    def match(self, seeds: list[Seed]) -> tuple[int, list[int]]:
        """Who the record is, by an equal identifier in the order of trust, and who else it points to.

        Returns (person or 0, others). Others share an identifier with the record but are not the
        person it was given to; they become questions.
        """
        words = {word for seed in seeds if seed.kind == "name" for word in name_words(seed.value)}
        certain: list[int] = []
        doubtful: list[int] = []
        for kind in IDENTITY_KINDS:
            for seed in seeds:
                if seed.kind != kind or not is_identifying(seed):
                    continue
                owners = (
                    self._by_record.get(seed.key, []) if kind == "record" else [self._by_key.get((kind, seed.key), 0)]
                )
                for owner in filter(None, owners):
                    # An office number or a reused record number says "same" only if the names agree a little.
                    weak = (kind == "record" or seed.shared) and self._names_disagree(owner, words)
                    if kind == "record" and weak:
                        continue
                    (doubtful if weak else certain).append(owner)
        person_id = certain[0] if certain else 0
        return person_id, [other for other in dict.fromkeys(certain + doubtful) if other != person_id]

    def _names_disagree(self, person_id: int, words: set[str]) -> bool:
        known = self._names.get(person_id)
        return bool(known and words and not known & words)


class KnownFacts:
    """Which facts of which people exist: read for a batch at a time, so memory stays with the batch.

    In a dry run nothing is written, so what earlier batches would have added is remembered here.
    """

    def __init__(self, *, dry: bool) -> None:
        self._dry = dry
        self._batch: dict[tuple[int, str, str], int] = {}
        self._would_add: set[int] = set()

    def load(self, person_ids: Iterable[int]) -> None:
        """Forget the last batch and read the facts of these people."""
        self._batch = {
            (person_id, kind, key): fact_id
            for fact_id, person_id, kind, key in bulk.fetch_in(
                "SELECT id, person_id, kind, key FROM store_fact WHERE person_id IN ({marks})", person_ids
            )
        }

    def find(self, person_id: int, seed: Seed) -> int | None:
        """The fact's id (0 in a dry run when it would just have been added); None when it is new."""
        found = self._batch.get((person_id, seed.kind, seed.key))
        if found is None and self._dry and hash((person_id, seed.kind, seed.key)) in self._would_add:
            return 0
        return found

    def add(self, person_id: int, seed: Seed, fact_id: int) -> None:
        """A fact that is new in this batch."""
        if self._dry:
            self._would_add.add(hash((person_id, seed.kind, seed.key)))
        else:
            self._batch[person_id, seed.kind, seed.key] = fact_id


class KnownInteractions:
    """Which interactions exist, by source and key; the same two ways as `KnownFacts`."""

    def __init__(self, actor: Actor, *, dry: bool) -> None:
        self._workspace_id = actor.workspace_id
        self._dry = dry
        self._batch: dict[tuple[str, str], int] = {}
        self._would_add: set[int] = set()

    def load(self, keys: Iterable[tuple[str, str]]) -> None:
        """Forget the last batch and read which of these exist."""
        by_source: dict[str, list[str]] = {}
        for source, key in keys:
            by_source.setdefault(source, []).append(key)
        self._batch = {
            (source, key): row_id
            for source, wanted in by_source.items()
            for row_id, key in bulk.fetch_in(
                "SELECT id, key FROM store_interaction WHERE workspace_id = %s AND source = %s AND key IN ({marks})",
                wanted,
                [self._workspace_id, source],
            )
        }

    def find(self, source: str, key: str) -> int | None:
        """The interaction's id (0 in a dry run when it would just have been added); None when it is new."""
        found = self._batch.get((source, key))
        if found is None and self._dry and hash((source, key)) in self._would_add:
            return 0
        return found

    def add(self, source: str, key: str, row_id: int) -> None:
        """An interaction that is new in this batch."""
        if self._dry:
            self._would_add.add(hash((source, key)))
        else:
            self._batch[source, key] = row_id
