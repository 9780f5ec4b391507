"""Any sequence of import, edit, merge, split, undo, forget and import again: no fact lost, none twice, undo exact,
forgotten stays forgotten.
"""

import datetime as dt
import itertools
import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from reknit.core.facts import Seed
from reknit.errors import ConflictError
from reknit.store import audit
from reknit.store.models import Audit, Fact, Interaction, Link, Merge, MergedPart, Participant, Person, Support, Tie
from reknit.store.policy import of
from reknit.store.selectors import activity
from reknit.store.services import archive, caches, forgetting, imports, merging, people, splitting
from tests.conftest import NOW, THOROUGH, import_paths, write_files

ME = "me@own.example"
ADDRESSES = {n: f"person{n}@home{n}.example" for n in range(5)}
TITLES = ("Engineer", "CTO")


def card(number, edition):
    """All share their employer, a tag and a note, so that equal facts meet in every merge."""
    return (
        f"BEGIN:VCARD\nVERSION:3.0\nUID:uid-{number}\nFN:Person{number} Family{number}\nEMAIL:{ADDRESSES[number]}\n"
        f"ORG:Acme\nTITLE:{TITLES[edition]}\nCATEGORIES:team\nNOTE:likes tea\n"
        f"TEL;TYPE=cell:+41 79 123 4{number} 0{edition}\nEND:VCARD\n"
    )


def stated(number, edition):
    """(kind, value) that a card says."""
    return {
        ("name", f"Person{number} Family{number}"),
        ("email", ADDRESSES[number]),
        ("affiliation", f"{TITLES[edition]}, Acme"),
        ("tag", "team"),
        ("note", "likes tea"),
        ("phone", f"+41 79 123 4{number} 0{edition}"),
        ("record", "vcard"),
    }


def letter(number, serial):
    sent = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(hours=serial)
    return (
        f"From x {sent:%a %b %d %H:%M:%S %Y}\nFrom: Sender{number} No{serial} <{ADDRESSES[number]}>\nTo: {ME}\n"
        f"Date: {sent:%a, %d %b %Y %H:%M:%S +0000}\nMessage-ID: <m{serial}@x.example>\nSubject: S\n\nText\n\n"
    )


class Book(RuleBasedStateMachine):
    """The book under test, beside what it must hold."""

    actor = None  # set by the test

    def __init__(self):
        super().__init__()
        self.space = transaction.atomic()
        self.space.__enter__()
        self.folder = tempfile.TemporaryDirectory()
        self.serial = itertools.count()
        self.runs = {}  # run → what it states: {("card", number, edition) or ("mail", number, serial)}
        self.notes = {}  # audit line of the edit → the note typed
        self.forgotten = set()
        self.erased = set()  # names, addresses and identifiers of the forgotten

    def teardown(self):
        try:
            caches.freshen(self.actor)
            before = self.derived()
            caches.rebuild(self.actor)
            assert self.derived() == before
        finally:
            transaction.set_rollback(True)
            self.space.__exit__(None, None, None)
            self.folder.cleanup()

    # What is looked at

    def live(self):
        return list(of(self.actor, Person).filter(ego=False, deleted_at=None).order_by("id"))

    def derived(self):
        ties = of(self.actor, Tie).values_list("person_id", "contact_days", "incoming", "outgoing")
        names = of(self.actor, Person).values_list("id", "name", "title", "email", "phone", "search_text")
        return sorted(ties), sorted(names), sorted(of(self.actor, Link).values_list("low_id", "high_id", "threads"))

    def rows(self):
        left_out = {"workspace_id", "stale", "undone_at"}
        return {
            model.__name__: {
                row.pk: {k: v for k, v in audit.freeze(row).items() if k not in left_out}
                for row in of(self.actor, model)
            }
            for model in archive.TABLES
            if model not in {Audit, Merge, MergedPart, Link}
        }

    def expected(self):
        """(email, kind, value) of everything that imports still standing say of people not forgotten."""
        found = set()
        for records in self.runs.values():
            for kind, number, more in records:
                if number in self.forgotten:
                    continue
                facts = stated(number, more) if kind == "card" else {("name", f"Sender{number} No{more}")}
                found |= {(ADDRESSES[number], *fact) for fact in facts | {("email", ADDRESSES[number])}}
        return found

    # What happens

    def take(self, name, text, record):
        files = write_files(Path(self.folder.name) / f"in{next(self.serial)}", {name: text})
        now = NOW + dt.timedelta(days=next(self.serial))
        report = import_paths(self.actor, files, Path(self.folder.name) / "staging", me=[ME], now=now)
        self.runs[report["import"]] = {record}

    @rule(number=st.sampled_from(sorted(ADDRESSES)), edition=st.integers(0, 1))
    def import_card(self, number, edition):
        self.take("book.vcf", card(number, edition), ("card", number, edition))

    @rule(number=st.sampled_from(sorted(ADDRESSES)), serial=st.integers(0, 30))
    def import_mail(self, number, serial):
        serial = serial * len(ADDRESSES) + number  # one message has one sender
        self.take("m.mbox", letter(number, serial), ("mail", number, serial))

    @precondition(lambda self: self.live())
    @rule(data=st.data())
    def edit(self, data):
        person = data.draw(st.sampled_from(self.live()))
        note = f"typed{next(self.serial)}"
        people.edit_person(self.actor, person.pk, add=[Seed(kind="note", key=note, value=note)])
        self.notes[activity.last_act(self.actor)] = note

    def two(self, data):
        one, other = data.draw(st.lists(st.sampled_from(self.live()), min_size=2, max_size=2, unique=True))
        return one.pk, other.pk

    @precondition(lambda self: len(self.live()) > 1)
    @rule(data=st.data())
    def merge(self, data):
        merging.merge(self.actor, *self.two(data))

    @precondition(lambda self: len(self.live()) > 1)
    @rule(data=st.data())
    def merge_and_undo_at_once(self, data):
        before, derived = self.rows(), self.derived()
        merging.merge(self.actor, *self.two(data))
        self.undo_last()
        assert self.rows() == before
        assert self.derived() == derived

    @precondition(lambda self: of(self.actor, Merge).exists())
    @rule(data=st.data())
    def split(self, data):
        merges = list(of(self.actor, Merge).order_by("id"))
        splitting.split(self.actor, data.draw(st.sampled_from(merges)).pk)

    @precondition(lambda self: of(self.actor, Audit).filter(undone_at=None).exists())
    @rule(back=st.integers(0, 2))
    def undo(self, back):
        lines = list(of(self.actor, Audit).filter(undone_at=None).order_by("-at", "-id")[: back + 1])
        before = self.rows()
        try:
            audit.undo(self.actor, lines[-1].pk)
        except ConflictError:
            assert self.rows() == before
            return
        caches.freshen(self.actor)
        self.notes.pop(lines[-1].pk, None)

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def undo_import(self, data):
        run = data.draw(st.sampled_from(sorted(self.runs)))
        imports.undo(self.actor, run)
        del self.runs[run]

    @precondition(lambda self: self.live())
    @rule(data=st.data())
    def forget(self, data):
        person = data.draw(st.sampled_from(self.live()))
        emails = set(Fact.objects.filter(person=person, kind="email").values_list("value", flat=True))
        typed = set(Fact.objects.filter(person=person, kind="note", typed=True).values_list("value", flat=True))
        told = Fact.objects.filter(person=person, kind__in=("name", "email", "record", "phone"))
        self.erased |= {word for fact in told.values_list("value", "key") for word in fact} - {"vcard"}
        forgetting.forget(self.actor, [person.pk])
        self.forgotten |= {number for number, address in ADDRESSES.items() if address in emails}
        self.notes = {line: note for line, note in self.notes.items() if note not in typed}

    def undo_last(self):
        audit.undo(self.actor, activity.last_act(self.actor))
        caches.freshen(self.actor)

    # What must hold

    @invariant()
    def no_fact_is_lost_and_each_is_with_whom_it_speaks_of(self):
        holders = dict(of(self.actor, Fact).filter(kind="email", person__ego=False).values_list("value", "person_id"))
        facts = set(of(self.actor, Fact).values_list("person_id", "kind", "value"))
        lost = [
            (email, kind, value)
            for email, kind, value in self.expected()
            if (holders.get(email), kind, value) not in facts
        ]
        assert lost == []

    @invariant()
    def nothing_stands_twice(self):
        emails = Counter(of(self.actor, Fact).filter(kind__in=("email", "record")).values_list("key", flat=True))
        assert [key for key, number in emails.items() if number > 1] == []
        typed = Counter(of(self.actor, Fact).filter(kind="note", typed=True).values_list("value", flat=True))
        assert typed == Counter(self.notes.values())

    @invariant()
    def every_part_is_with_whose_address_it_used(self):
        holders = dict(of(self.actor, Fact).filter(kind="email", person__ego=False).values_list("value", "person_id"))
        parts = set(of(self.actor, Participant).filter(person__ego=False).values_list("person_id", "interaction__key"))
        wanted = set()
        for records in self.runs.values():
            for kind, number, serial in records:
                if kind == "mail" and number not in self.forgotten:
                    wanted.add((holders[ADDRESSES[number]], serial))
        assert len(parts) == len(wanted)
        by_person = Counter(person for person, _ in parts)
        assert by_person == Counter(person for person, _ in wanted)

    @invariant()
    def the_forgotten_stay_forgotten(self):
        text = ""
        for model in (Fact, Person, Audit, Merge, Support, Interaction):
            text += json.dumps([audit.freeze(row) for row in of(self.actor, model)])
        found = [word for word in self.erased if word in text]
        assert found == []

    @invariant()
    def nothing_is_orphaned(self):
        rows = {
            Support.RowKind.FACT: set(of(self.actor, Fact).values_list("id", flat=True)),
            Support.RowKind.INTERACTION: set(of(self.actor, Interaction).values_list("id", flat=True)),
        }
        supports = of(self.actor, Support).values_list("row_kind", "row_id")
        assert all(row_id in rows[kind] for kind, row_id in supports)
        supported = {row_id for kind, row_id in supports if kind == Support.RowKind.FACT}
        untold = of(self.actor, Fact).filter(typed=False, person__ego=False).exclude(pk__in=supported)
        assert list(untold.values_list("kind", "value")) == []
        connection.check_constraints()


def test_any_sequence_of_acts_keeps_every_fact_once(actor):
    class Mine(Book):
        pass

    Mine.actor = actor
    steps = 40 if THOROUGH else 18
    run_state_machine_as_test(
        Mine,
        settings=settings(stateful_step_count=steps, max_examples=400 if THOROUGH else 25, report_multiple_bugs=False),
    )


@pytest.mark.thorough
def test_long_sequences_of_acts_keep_every_fact_once(actor):
    class Mine(Book):
        pass

    Mine.actor = actor
    run_state_machine_as_test(Mine, settings=settings(stateful_step_count=120, max_examples=40))
