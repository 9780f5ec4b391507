"""Facts of one person given to two: to each what was theirs, and what came later to whom its source speaks of."""

from collections import defaultdict
from dataclasses import dataclass, field

from reknit.core.facts import IDENTITY_KINDS
from reknit.store import audit, bulk
from reknit.store.models import Fact, ImportFile, Support
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
        if support.identity:
            return support.identity in self.mine and support.identity not in self.theirs
        whose = self.places.get((support.file_id, support.record)) or self.files.get(support.file_id)
        return whose == {True}


def separate(kept_id: int, gone_id: int, moved: Moved) -> None:
    """Give back to `gone_id` the facts and sources that are theirs. A fact of both becomes two rows."""
    facts = list(Fact.objects.filter(person_id=kept_id).order_by("id"))
    supports = supports_of([fact.pk for fact in facts])
    joined = {twin.kept: twin for twin in moved.joined}
    own = frozenset(moved.supports)
    sources = _sources(facts, supports, moved, joined)
    came = set(moved.facts)
    _unprefer(moved)
    for fact in facts:
        mine, theirs = [], []
        for support in supports.get(fact.pk, ()):
            later = support.pk > moved.last_support and support.pk not in own
            (mine if support.pk in own or (later and sources.is_mine(support)) else theirs).append(support)
        if fact.pk in came:
            _give(fact, gone_id, theirs, typed=fact.pk in moved.typed)
        elif fact.pk in joined:
            _part(fact, joined[fact.pk], gone_id, mine, theirs)
        elif mine:
            _share(fact, gone_id, mine, stays=fact.pk <= moved.last_fact or fact.typed or bool(theirs))
    _put_back_supports(gone_id, moved)


def _sources(
    facts: list[Fact], supports: dict[int, list[Support]], moved: Moved, joined: dict[int, Joined]
) -> Sources:
    came = set(moved.facts)
    records: tuple[set[str], set[str]] = (set(), set())
    for fact in facts:
        if fact.kind != "record" or fact.pk > max(moved.last_fact, *came, 0):
            continue
        # An identifier both had says nothing; it is entered on both sides.
        if fact.pk in came or fact.pk in joined:
            records[0].add(fact.key[:200])
        if fact.pk not in came:
            records[1].add(fact.key[:200])
    sources = Sources(mine=frozenset(records[0]), theirs=frozenset(records[1]))
    for fact in facts:
        known = fact.pk <= moved.last_fact or fact.pk in came
        if fact.kind not in IDENTITY_KINDS or not known or fact.pk in joined or fact.key.startswith("="):
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


def _give(fact: Fact, gone_id: int, theirs: list[Support], *, typed: bool) -> None:
    """A fact that only the one split off had. The other keeps a copy if they have come by it since."""
    copy_typed = fact.typed and not typed
    if theirs or copy_typed:
        _copy(fact, fact.person_id, theirs, typed=copy_typed)
    fact.refresh_from_db(fields=["preferred"])
    change(fact, {"person_id": gone_id, "typed": fact.typed and typed})


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


def _part(fact: Fact, twin: Joined, gone_id: int, mine: list[Support], theirs: list[Support]) -> None:
    """One row that was two: each gets theirs back, unless the import that brought it has been undone meanwhile."""
    dead = fact.state != twin.now.get("state", fact.state)
    state = fact.state if dead else twin.gone["state"]
    restored = {"organisation_id": _organisation(twin, fact), "person_id": gone_id, "state": state}
    if mine or twin.gone["typed"] or not theirs:
        row = put_back(Fact, twin.gone, workspace_id=fact.workspace_id, **restored)
        _point(mine, row.pk)
    change_back(fact, twin.was, twin.now)
    fact.refresh_from_db()
    if not theirs and not fact.typed and mine:
        fact.delete()


def _organisation(twin: Joined, fact: Fact) -> int | None:
    """The organisation stated; the kept row's where it is gone."""
    from reknit.store.models import Organisation

    wanted = twin.gone["organisation_id"]
    known = wanted is not None and Organisation.objects.filter(pk=wanted).exists()
    return wanted if known else fact.organisation_id


def _point(supports: list[Support], fact_id: int) -> None:
    for chunk in bulk.chunks([support.pk for support in supports], bulk.MAX_PARAMETERS):
        Support.objects.filter(pk__in=chunk).update(row_id=fact_id)


def _put_back_supports(gone_id: int, moved: Moved) -> None:
    """Sources that both facts had, as far as their files are still imported."""
    if not moved.dropped:
        return
    files = set(ImportFile.objects.filter(pk__in={s["file_id"] for s in moved.dropped}).values_list("id", flat=True))
    rows = {twin.gone["id"]: (twin.gone["kind"], twin.gone["key"]) for twin in moved.joined}
    facts = {(fact.kind, fact.key): fact for fact in Fact.objects.filter(person_id=gone_id)}
    for support in moved.dropped:
        fact = facts.get(rows[support["row_id"]])
        if fact is not None and support["file_id"] in files:
            put_back(Support, support, workspace_id=fact.workspace_id, row_id=fact.pk)
