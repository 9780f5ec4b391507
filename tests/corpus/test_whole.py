"""The whole folder of real files in one go, twice: nothing aborts, nothing is doubled, nothing is invented."""

from pathlib import Path

import pytest

from reknit.store.models import Fact, Interaction, Person
from reknit.store.policy import of
from tests.conftest import import_paths

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

# Folders and files that hold no contacts, messages or events.
NOT_FOR_IMPORT = ("bench/", "skills/", "dedup/", "mentoring/", "INDEX.tsv", "FORMATS.md", "PROVENANCE.md")


def test_the_second_run_adds_nothing_and_the_preview_tells_the_truth(actor, tmp_path, dump):
    look = import_paths(actor, [CORPUS], tmp_path, dry=True)
    first = import_paths(actor, [CORPUS], tmp_path)
    for outcome in ("added", "changed", "same", "ambiguous", "skipped"):
        assert look[outcome] == first[outcome]
    before = dump()
    second = import_paths(actor, [CORPUS], tmp_path)
    assert (second["added"], second["changed"], second["ambiguous"]) == ({}, {}, {})
    assert dump() == before
    assert first["added"]["person"] > 2000
    assert first["added"]["interaction"] > 4000


def test_files_without_people_are_skipped_with_a_reason_and_make_nobody(actor, tmp_path):
    report = import_paths(actor, [CORPUS], tmp_path, dry=True)
    known = {f["path"] for f in report["files"] if f["recognised_as"] != "nothing known"}
    strays = [path for path in known if any(word in path.removeprefix(str(CORPUS) + "/") for word in NOT_FOR_IMPORT)]
    assert strays == []
    assert all(note["reason"] for note in report["reasons"]["skipped"])


@pytest.mark.parametrize("folder", ["vcard", "linkedin", "csv_contacts", "mail", "calendar", "chat", "phone"])
def test_each_kind_imports_and_undoes_to_an_empty_book(actor, tmp_path, folder):
    from reknit.store.services import imports

    report = import_paths(actor, [CORPUS / folder], tmp_path)
    assert sum(report["added"].values()) > 0
    assert all(lost["file"] and lost["reason"] for lost in report["unreadable"])
    imports.undo(actor, report["import"])
    assert of(actor, Person).filter(ego=False).count() == 0
    assert of(actor, Interaction).count() == 0
    assert of(actor, Fact).filter(person__ego=False).count() == 0
