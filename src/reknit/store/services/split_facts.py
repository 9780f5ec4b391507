"""Facts of one person given to two: to each what was theirs, and what came later to whom its source speaks of."""

from collections import defaultdict
from dataclasses import dataclass, field

from reknit.core.facts import IDENTITY_KINDS
from reknit.store import audit, bulk
from reknit.store.audit import Json
from reknit.store.models import Fact, Import, ImportFile, Organisation, Person, Support
from reknit.store.services.merge_facts import supports_of
from reknit.store.services.merge_record import Joined, Moved, change, change_back, put_back

Place = tuple[int, str]


@dataclass(kw_only=True)
class Sources:
    """Whose a source is that came after the merge.

    mine, theirs: identifiers of records (``vcard:uid:…``) of the one split off and of the one kept.
    places: (file, record) → whether the identifying facts stated there are mine, theirs or both; files likewise.
    """

    mine: frozenset[str]
    theirs: frozenset[str]
    places: dict[Place, set[bool]] = field(default_factory=lambda: defaultdict(set))
    files: dict[int, set[bool]] = field(default_factory=lambda: defaultdict(set))

    def is_mine(self, support: Support) -> bool:
        """Whether it speaks of the one split off; in doubt, it stays with the one kept."""
        if support.identity in self.mine or support.identity in self.theirs:
            return support.identity not in self.theirs
        whose = self.places.get((support.file_id, support.record)) or self.files.get(support.file_id)
        return whose == {True}


def separate(kept: Person, gone_id: int, moved: Moved) -> None:
    """Give back to `gone_id` the facts and sources that are theirs. A fact of both becomes two rows."""
    _unprefer(moved)
    facts = list(Fact.objects.filter(person=kept).order_by("id"))
    supports = supports_of([fact.pk for fact in facts])
    joined = {twin.kept: twin for twin in moved.joined}
    own, came, typed = frozenset(moved.supports), frozenset(moved.facts), frozenset(moved.typed)
    dropped = _still_stated(moved)
    sources = _sources(facts, supports, moved, joined)
    for fact in facts:
        mine: list[Support] = []
        theirs: list[Support] = []
        for support in supports.get(fact.pk, ()):
            later = support.pk > moved.last_support
            (mine if support.pk in own or (later and sources.is_mine(support)) else theirs).append(support)
        if fact.pk in came:
            # Who is not the user after all takes their addresses along, however they were stated.
            whole = kept.ego and fact.kind in IDENTITY_KINDS
            if whole or mine or fact.pk in typed or not theirs:
                _give(fact, gone_id, [] if whole else theirs, typed=fact.pk in typed, copy_typed=not whole)
        elif fact.pk in joined:
            twin = joined[fact.pk]
            row = _part(fact, twin, gone_id, dropped.get(twin.gone["id"], []), stated=(bool(mine), bool(theirs)))
            if row is not None:
                _point(mine, row)
        elif mine:
            _share(fact, gone_id, mine, stays=fact.typed or bool(theirs))


def _sources(
    facts: list[Fact], supports: dict[int, list[Support]], moved: Moved, joined: dict[int, Joined]
) -> Sources:
    came = set(moved.facts)
    records: tuple[set[str], set[str]] = (set(), set())
    for fact in facts:
        if fact.kind != "record" or fact.pk > moved.last_fact:
            continue
        # An identifier both had says nothing; it is entered on both sides.
        if fact.pk in came or fact.pk in joined:
            records[0].add(fact.key[:200])
        if fact.pk not in came:
            records[1].add(fact.key[:200])
    sources = Sources(mine=frozenset(records[0]), theirs=frozenset(records[1]))
    for fact in facts:
        known = fact.kind in IDENTITY_KINDS and fact.pk <= moved.last_fact and not fact.key.startswith("=")
        if not known or fact.pk in joined:
            continue
        for support in supports.get(fact.pk, ()):
            sources.places[support.file_id, support.record].add(fact.pk in came)
            sources.files[support.file_id].add(fact.pk in came)
    return sources


def _unprefer(moved: Moved) -> None:
    for fact_id, before, after in moved.preferred:
        fact = Fact.objects.filter(pk=fact_id).first()
        if fact is not None:
            change_back(fact, {"preferred": before}, {"preferred": after})


def _give(fact: Fact, gone_id: int, theirs: list[Support], *, typed: bool, copy_typed: bool) -> None:
    """A fact that only the one split off had. The other keeps a copy if they have come by it since."""
    typed_since = fact.typed and not typed and copy_typed
    kept_id = fact.person_id
    change(fact, {"person_id": gone_id, "typed": fact.typed and typed})
    if theirs or typed_since:
        _copy(fact, kept_id, theirs, typed=typed_since)


def _share(fact: Fact, gone_id: int, mine: list[Support], *, stays: bool) -> None:
    """A fact the one split off has come by since: the row is theirs, or a copy if the other has it as well."""
    if stays:
        _copy(fact, gone_id, mine, typed=False)
    else:
        change(fact, {"person_id": gone_id})


def _copy(fact: Fact, person_id: int, supports: list[Support], *, typed: bool) -> None:
    values = audit.freeze(fact) | {"id": None, "person_id": person_id, "typed": typed, "preferred": False}
    row = audit.thaw(Fact, values)
    row.save(force_insert=True)
    _point(supports, row.pk)


def _part(fact: Fact, twin: Joined, gone_id: int, dropped: list[Json], *, stated: tuple[bool, bool]) -> int | None:
    """One row that was two: each gets theirs back, unless the import that brought it has been undone meanwhile.

    stated: whether sources of the one split off, and of the other, still say so. Returns the row made.
    """
    mine, theirs = stated
    changed_since = fact.state != twin.now["state"]
    values = {
        "workspace_id": fact.workspace_id,
        "organisation_id": _organisation(twin, fact),
        "person_id": gone_id,
        "state": fact.state if changed_since else twin.gone["state"],
    }
    change_back(fact, twin.was, twin.now)
    fact.refresh_from_db()
    if theirs and not (mine or dropped or twin.gone["typed"]):
        return None
    row = put_back(Fact, twin.gone, **values)
    for support in dropped:
        put_back(Support, support, workspace_id=fact.workspace_id, row_id=row.pk)
    if mine and not theirs and not fact.typed:
        fact.delete()
    return int(row.pk)


def _organisation(twin: Joined, fact: Fact) -> int | None:
    """The organisation stated; the kept row's where it is gone."""
    wanted = twin.gone["organisation_id"]
    known = wanted is not None and Organisation.objects.filter(pk=wanted).exists()
    return wanted if known else fact.organisation_id


def _point(supports: list[Support], fact_id: int) -> None:
    for chunk in bulk.chunks([support.pk for support in supports], bulk.MAX_PARAMETERS):
        Support.objects.filter(pk__in=chunk).update(row_id=fact_id)


def _still_stated(moved: Moved) -> dict[int, list[Json]]:
    """Fact removed by the merge → those of its sources that the other fact had too and whose import still stands."""
    files = ImportFile.objects.filter(pk__in={support["file_id"] for support in moved.dropped})
    standing = set(files.exclude(run__state=Import.State.UNDONE).values_list("id", flat=True))
    found: dict[int, list[Json]] = defaultdict(list)
    for support in moved.dropped:
        if support["file_id"] in standing:
            found[support["row_id"]].append(support)
    return found
