"""Two people made one, and two again: nothing lost, nothing twice, at any later time."""

import datetime as dt

import pytest

from reknit.core.facts import Seed
from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store import audit
from reknit.store.models import (
    Audit,
    Fact,
    Interaction,
    Link,
    Merge,
    MergedPart,
    Organisation,
    PairQuestion,
    Participant,
    Person,
    Promise,
    Support,
    Tie,
)
from reknit.store.policy import of
from reknit.store.selectors import activity
from reknit.store.services import (
    archive,
    caches,
    ego,
    imports,
    interactions,
    merging,
    organisations,
    people,
    promises,
    splitting,
)
from tests.conftest import NOW

ME = "me@own.example"


def card(uid, name, email, *, org="Acme", title="Engineer", more=""):
    return (
        f"BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:{name}\nEMAIL:{email}\nORG:{org}\nTITLE:{title}\n{more}END:VCARD\n"
    )


DANA = card("d-1", "Dana Liu", "dana@acme.example", more="NOTE:likes tea\nCATEGORIES:speaker\nBDAY:1980-05-12\n")
HOME = card("d-2", "D. Liu", "dliu@home.example", org="Beta", more="NOTE:likes tea\nCATEGORIES:speaker\n")
OMAR = card("o-1", "Omar Haddad", "omar@acme.example")


def letter(sender, to, *, day, extra=""):
    sent = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(days=day)
    return (
        f"From x {sent:%a %b %d %H:%M:%S %Y}\nFrom: {sender}\nTo: {to}\nDate: {sent:%a, %d %b %Y %H:%M:%S +0000}\n"
        f"Message-ID: <{day}-{sender.split('@')[0][-5:]}-{to[:4]}@x.example>\nSubject: Hello {day}\n{extra}\nBody\n\n"
    )


MAIL = (
    letter("Dana Liu <dana@acme.example>", ME, day=1)
    + letter(ME, "dana@acme.example", day=2)
    + letter("D. Liu <dliu@home.example>", ME, day=3)
    + letter(ME, "dliu@home.example, omar@acme.example", day=4)
    + letter(ME, "dana@acme.example, dliu@home.example", day=5)
)


def find(actor, name):
    return of(actor, Person).get(name=name)


def everything(actor):
    """Every stated row, by number, the merges' own records and the times of the run left out."""
    left_out = {"workspace_id", "stale"}
    found = {
        model.__name__: {
            row.pk: {k: v for k, v in audit.freeze(row).items() if k not in left_out} for row in of(actor, model)
        }
        for model in archive.TABLES
        if model not in {Audit, Merge, MergedPart, Link}
    }
    found["Link"] = sorted(of(actor, Link).values_list("low_id", "high_id", "meetings", "threads", "stated"))
    found["Tie"] = sorted(of(actor, Tie).values_list("person_id", "contact_days", "incoming", "outgoing", "last_day"))
    return found


@pytest.fixture
def both(actor, take):
    """Dana at work and at home, and Omar, with mail of all three."""
    take({"book.vcf": DANA + HOME + OMAR, "m.mbox": MAIL}, me=[ME])
    return find(actor, "Dana Liu"), find(actor, "D. Liu")


def undo_last(actor):
    audit.undo(actor, activity.last_act(actor))
    caches.freshen(actor)


def facts(person, kind):
    return sorted(Fact.objects.filter(person=person, kind=kind).values_list("value", flat=True))


def test_a_merge_keeps_every_fact_with_all_its_sources(actor, both):
    dana, home = both
    sources = of(actor, Support).count()
    merged = merging.merge(actor, dana.pk, home.pk)
    assert merged.name == "Dana Liu"
    assert facts(merged, "email") == ["dana@acme.example", "dliu@home.example"]
    assert facts(merged, "affiliation") == ["Engineer, Acme", "Engineer, Beta"]
    assert facts(merged, "note") == ["likes tea"]
    assert facts(merged, "name") == ["D. Liu", "Dana Liu"]
    assert not of(actor, Person).filter(pk=home.pk).exists()
    # Only the sources that both had in one file stand once instead of twice.
    both_had = {"note", "tag"}
    assert sources - of(actor, Support).count() == len(both_had)


def test_of_conflicting_facts_one_is_preferred(actor, both):
    dana, home = both
    merged = merging.merge(actor, dana.pk, home.pk)
    assert list(Fact.objects.filter(person=merged, kind="name", preferred=True).values_list("value", flat=True)) == [
        "Dana Liu"
    ]


def test_a_merge_adds_up_the_ties(actor, both):
    dana, home = both
    days = [Tie.objects.get(person=person).contact_days for person in both]
    merged = merging.merge(actor, dana.pk, home.pk)
    tie = Tie.objects.get(person=merged)
    assert days == [3, 3]
    assert (tie.contact_days, tie.incoming, tie.outgoing) == (5, 2, 3)
    assert Participant.objects.filter(person=merged).count() == 5


def test_undo_of_a_merge_is_exact(actor, both):
    dana, home = both
    promises.make_promise(actor, home.pk, "the deck", made_on=dt.date(2026, 1, 5))
    people.never(actor, home.pk)
    before = everything(actor)
    merging.merge(actor, dana.pk, home.pk)
    assert everything(actor) != before
    undo_last(actor)
    assert everything(actor) == before
    assert not of(actor, Merge).exists()


def test_undoing_a_merge_twice_is_refused(actor, both):
    merging.merge(actor, both[0].pk, both[1].pk)
    line = activity.last_act(actor)
    audit.undo(actor, line)
    with pytest.raises(ConflictError, match="undone already"):
        audit.undo(actor, line)


def test_what_pointed_to_either_points_to_the_one(actor, both):
    dana, home = both
    omar = find(actor, "Omar Haddad")
    promises.make_promise(actor, home.pk, "the deck", made_on=dt.date(2026, 1, 5))
    low, high = sorted((home.pk, omar.pk))
    PairQuestion.objects.create(
        workspace_id=actor.workspace_id, low_id=low, high_id=high, reason="r", answer="different"
    )
    Link.objects.update_or_create(
        low_id=low, high_id=high, defaults={"workspace_id": actor.workspace_id, "stated": "know"}
    )
    merging.merge(actor, dana.pk, home.pk)
    assert Promise.objects.get().person_id == dana.pk
    pair = tuple(sorted((dana.pk, omar.pk)))
    assert PairQuestion.objects.filter(answer="different").values_list("low_id", "high_id").get() == pair
    assert Link.objects.filter(stated="know").values_list("low_id", "high_id").get() == pair
    assert set(of(actor, Audit).filter(act="promise.make").values_list("subject_id", flat=True)) == {dana.pk}


def test_every_table_that_points_to_a_person_is_moved():
    from reknit.store.services import merge_rows

    moved = {model.__name__ for model, _ in merge_rows.pointers()} | {model.__name__ for model in merge_rows.BY_RULE}
    pointing = {
        relation.related_model.__name__
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created and (relation.one_to_many or relation.one_to_one)
    }
    assert pointing <= moved
    assert "Promise" in moved


def test_never_and_mute_win_and_of_two_snoozes_the_later(actor, both):
    dana, home = both
    people.never(actor, home.pk)
    people.mute(actor, dana.pk)
    people.snooze(actor, dana.pk, dt.date(2026, 4, 1))
    people.snooze(actor, home.pk, dt.date(2026, 6, 1))
    merged = merging.merge(actor, dana.pk, home.pk)
    assert (merged.never, merged.muted, merged.snoozed_until) == (True, True, dt.date(2026, 6, 1))
    undo_last(actor)
    dana.refresh_from_db()
    assert (dana.never, dana.muted, dana.snoozed_until) == (False, True, dt.date(2026, 4, 1))


def test_importing_again_after_a_merge_brings_nothing_new(actor, both, take, dump):
    merging.merge(actor, both[0].pk, both[1].pk)
    before = dump()
    report = take({"book.vcf": DANA + HOME + OMAR, "m.mbox": MAIL}, me=[ME])
    assert (report["added"], report["changed"], report["ambiguous"]) == ({}, {}, {})
    assert dump() == before


def test_a_changed_record_of_the_merged_away_goes_to_the_one_and_back_with_a_split(actor, both, take):
    dana, home = both
    merging.merge(actor, dana.pk, home.pk)
    later = NOW + dt.timedelta(days=30)
    take({"new.vcf": HOME.replace("TITLE:Engineer", "TITLE:CTO")}, now=later)
    take({"new2.vcf": DANA.replace("END:VCARD", "TEL;TYPE=cell:+41 79 123 45 67\nEND:VCARD")}, now=later)
    assert "CTO, Beta" in facts(dana, "affiliation")
    split = splitting.split(actor, Merge.objects.get().pk)
    assert split.pk == home.pk
    assert facts(split, "affiliation") == ["CTO, Beta", "Engineer, Beta"]
    assert facts(dana, "affiliation") == ["Engineer, Acme"]
    assert facts(dana, "phone") == ["+41 79 123 45 67"]
    assert facts(split, "phone") == []


def test_mail_after_a_merge_goes_back_to_whose_address_it_used(actor, both, take):
    dana, home = both
    merging.merge(actor, dana.pk, home.pk)
    more = letter("D. Liu <dliu@home.example>", ME, day=20) + letter("Dana <dana@acme.example>", ME, day=21)
    take({"more.mbox": more}, me=[ME])
    assert Participant.objects.filter(person=dana).count() == 7
    splitting.split(actor, Merge.objects.get().pk)
    days = {
        person.pk: [
            at.day for at in Participant.objects.filter(person=person).order_by("at").values_list("at", flat=True)
        ]
        for person in both
    }
    assert days == {dana.pk: [2, 3, 6, 22], home.pk: [4, 5, 6, 21]}
    assert MergedPart.objects.count() == 0


def test_edits_after_a_merge_survive_its_undo(actor, both):
    dana, home = both
    merging.merge(actor, dana.pk, home.pk)
    merge_line = activity.last_act(actor)
    people.edit_person(actor, dana.pk, add=[Seed(kind="note", key="x", value="moves to Bern")])
    beta = Fact.objects.get(person=dana, kind="affiliation", value="Engineer, Beta")
    people.edit_person(actor, dana.pk, remove=[beta.pk])
    people.mute(actor, dana.pk)
    audit.undo(actor, merge_line)
    caches.freshen(actor)
    dana.refresh_from_db()
    assert "moves to Bern" in facts(dana, "note")
    assert dana.muted
    assert Fact.objects.get(pk=beta.pk).person_id == home.pk
    assert Fact.objects.get(pk=beta.pk).state == "refused"
    assert "likes tea" in facts(home, "note")


def test_a_merge_in_a_merge_can_be_taken_apart_first(actor, both):
    dana, home = both
    omar = find(actor, "Omar Haddad")
    before = everything(actor)
    merging.merge(actor, dana.pk, home.pk)
    inner = Merge.objects.get()
    merging.merge(actor, omar.pk, dana.pk)
    split = splitting.split(actor, inner.pk)
    assert split.pk == home.pk
    assert set(of(actor, Person).filter(ego=False).values_list("pk", flat=True)) == {omar.pk, home.pk}
    assert facts(omar, "email") == ["dana@acme.example", "omar@acme.example"]
    outer = Merge.objects.get()
    splitting.split(actor, outer.pk)
    after = everything(actor)
    for found in (before, after):
        found.pop("PairQuestion")
    assert after == before


def test_three_made_one_come_apart_in_any_order(actor, both):
    dana, home = both
    omar = find(actor, "Omar Haddad")
    before = everything(actor)
    merging.merge(actor, dana.pk, home.pk)
    first = activity.last_act(actor)
    merging.merge(actor, dana.pk, omar.pk)
    second = activity.last_act(actor)
    audit.undo(actor, first)
    caches.freshen(actor)
    assert facts(dana, "email") == ["dana@acme.example", "omar@acme.example"]
    audit.undo(actor, second)
    caches.freshen(actor)
    assert everything(actor) == before


def test_undoing_the_import_of_one_leaves_the_other_and_the_split_brings_nobody_back(actor, take):
    take({"a.vcf": DANA})
    run = take({"b.vcf": HOME})["import"]
    dana, home = find(actor, "Dana Liu"), find(actor, "D. Liu")
    merging.merge(actor, dana.pk, home.pk)
    imports.undo(actor, run)
    assert facts(dana, "email") == ["dana@acme.example"]
    assert facts(dana, "note") == ["likes tea"]
    assert splitting.split(actor, Merge.objects.get().pk) is None
    assert list(of(actor, Person).filter(ego=False)) == [dana]


def test_undoing_the_import_of_the_kept_one_leaves_what_the_other_brought(actor, take):
    run = take({"a.vcf": DANA})["import"]
    take({"b.vcf": HOME})
    dana, home = find(actor, "Dana Liu"), find(actor, "D. Liu")
    merging.merge(actor, dana.pk, home.pk)
    imports.undo(actor, run)
    assert facts(dana, "email") == ["dliu@home.example"]
    split = splitting.split(actor, Merge.objects.get().pk)
    assert list(of(actor, Person).filter(ego=False)) == [split]
    assert facts(split, "note") == ["likes tea"]


def test_not_the_same_is_remembered_after_a_split(actor, both, take):
    merging.merge(actor, both[0].pk, both[1].pk)
    splitting.split(actor, Merge.objects.get().pk)
    pair = PairQuestion.objects.get(answer="different")
    assert {pair.low_id, pair.high_id} == {both[0].pk, both[1].pk}
    take({"book.vcf": DANA + HOME + OMAR}, me=[ME])
    pair.refresh_from_db()
    assert pair.answer == "different"


def test_a_split_can_be_undone(actor, both):
    dana, home = both
    merging.merge(actor, dana.pk, home.pk)
    merged = everything(actor)
    splitting.split(actor, Merge.objects.get().pk)
    undo_last(actor)
    assert everything(actor) == merged


def test_an_older_act_can_be_undone_after_a_merge(actor, both):
    dana, home = both
    people.edit_person(actor, home.pk, add=[Seed(kind="note", key="x", value="plays chess")])
    edit = activity.last_act(actor)
    removed = people.edit_person(actor, home.pk, remove=[Fact.objects.get(value="plays chess").pk])
    assert removed.pk == home.pk
    removal = activity.last_act(actor)
    merging.merge(actor, dana.pk, home.pk)
    audit.undo(actor, removal)
    assert Fact.objects.get(value="plays chess").person_id == dana.pk
    audit.undo(actor, edit)
    assert not Fact.objects.filter(value="plays chess").exists()


def test_an_act_whose_fact_a_merge_has_joined_asks_to_undo_the_merge_first(actor, both):
    dana, home = both
    tea = Seed(kind="note", key="x", value="plays chess")
    people.edit_person(actor, dana.pk, add=[tea])
    people.edit_person(actor, home.pk, add=[tea])
    edit = activity.last_act(actor)
    merging.merge(actor, dana.pk, home.pk)
    with pytest.raises(ConflictError):
        audit.undo(actor, edit)
    undo_last(actor)
    audit.undo(actor, edit)
    assert list(Fact.objects.filter(value="plays chess").values_list("person_id", flat=True)) == [dana.pk]


def test_an_address_claimed_by_mistake_is_given_back(actor, both):
    _dana, home = both
    caches.rebuild(actor)
    before = everything(actor)
    ego.claim(actor, ["dliu@home.example"])
    caches.freshen(actor)
    assert not of(actor, Person).filter(pk=home.pk).exists()
    assert Tie.objects.filter(person__ego=True).count() == 0
    splitting.split(actor, Merge.objects.get().pk)
    after = everything(actor)
    after.pop("PairQuestion"), before.pop("PairQuestion")
    assert after == before


def test_undoing_an_import_takes_back_the_address_it_claimed(actor, take):
    take({"b.vcf": HOME})
    before = everything(actor)
    run = take({"m.mbox": letter("dliu@home.example", "omar@acme.example", day=1)}, me=["dliu@home.example"])["import"]
    assert not of(actor, Person).filter(name="D. Liu", ego=False).exists()
    imports.undo(actor, run)
    after = everything(actor)
    for found in (before, after):
        for name in ("Import", "ImportFile", "ImportNote"):
            found.pop(name)
    assert after == before


def test_typed_interactions_keep_their_direction_when_somebody_turns_out_to_be_me(actor, both):
    _dana, home = both
    omar = find(actor, "Omar Haddad")
    interactions.log_interaction(actor, [home.pk, omar.pk], at=NOW, channel="call", note="budget")
    ego.claim(actor, ["dliu@home.example"])
    assert Participant.objects.get(person=omar, interaction__typed=True).direction == "both"


def test_a_person_cannot_be_merged_with_themselves_or_from_the_trash(actor, both):
    dana, home = both
    with pytest.raises(InvalidValueError, match="one person already"):
        merging.merge(actor, dana.pk, dana.pk)
    people.delete_person(actor, home.pk)
    with pytest.raises(ConflictError, match="in the trash"):
        merging.merge(actor, dana.pk, home.pk)


def test_a_stranger_merges_and_splits_nobody(actor, stranger, both):
    dana, home = both
    with pytest.raises(NotFoundError):
        merging.merge(stranger, dana.pk, home.pk)
    merging.merge(actor, dana.pk, home.pk)
    with pytest.raises(NotFoundError):
        splitting.split(stranger, Merge.objects.get().pk)


def test_a_merge_survives_export_and_import_and_can_be_undone_there(actor, stranger, both, tmp_path):
    from reknit.store.models import Workspace

    dana, home = both
    before = everything(actor)
    merging.merge(actor, dana.pk, home.pk)
    archive.write(actor, tmp_path / "all.zip")
    Workspace.objects.filter(pk=actor.workspace_id).delete()
    archive.read(stranger, tmp_path / "all.zip")
    people.add_person(stranger, _typed("Somebody New"))
    undone = of(stranger, Audit).get(act="person.merge")
    undo_last(stranger)
    audit.undo(stranger, undone.pk)
    caches.freshen(stranger)
    assert everything(stranger) == before


def _typed(name):
    from reknit.core.records import Name, PersonRecord

    return PersonRecord(origin=people.TYPED, source="typed", name=Name(full=name))


def test_two_organisations_become_one_and_no_import_brings_the_other_back(actor, take):
    names = DANA + OMAR.replace("ORG:Acme", "ORG:Acme Inc.")
    take({"a.vcf": names})
    acme, inc = (of(actor, Organisation).get(name=name) for name in ("Acme", "Acme Inc."))
    before = everything(actor)
    organisations.merge(actor, acme.pk, inc.pk)
    assert find(actor, "Omar Haddad").organisation_name == "Acme"
    take({"a.vcf": names})
    take({"c.vcf": card("n-1", "Nia Okafor", "nia@acme.example", org="ACME Inc.")})
    assert list(of(actor, Organisation).values_list("name", flat=True)) == ["Acme"]
    assert find(actor, "Nia Okafor").organisation_name == "Acme"
    people.edit_person(actor, find(actor, "Nia Okafor").pk, remove=[])
    audit.undo(actor, of(actor, Audit).get(act="organisation.merge").pk)
    caches.freshen(actor)
    assert find(actor, "Omar Haddad").organisation_name == "Acme Inc."
    assert find(actor, "Nia Okafor").organisation_name == "Acme Inc."
    assert find(actor, "Dana Liu").organisation_name == "Acme"
    assert len(before["Organisation"]) == of(actor, Organisation).count()


def test_a_stranger_merges_no_organisations(actor, stranger, both):
    acme, beta = (of(actor, Organisation).get(name=name).pk for name in ("Acme", "Beta"))
    with pytest.raises(NotFoundError):
        organisations.merge(stranger, acme, beta)


def test_merging_leaves_no_orphans(actor, both):
    merging.merge(actor, both[0].pk, both[1].pk)
    splitting.split(actor, Merge.objects.get().pk)
    rows = set(of(actor, Fact).values_list("id", flat=True))
    meetings = set(of(actor, Interaction).values_list("id", flat=True))
    for kind, row_id in of(actor, Support).values_list("row_kind", "row_id"):
        assert row_id in (rows if kind == Support.RowKind.FACT else meetings)
