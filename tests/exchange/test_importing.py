"""From files to a report: columns that are guessed, assigned or left out, own addresses, senders let in."""

import datetime as dt

import pytest

from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.exchange import archive, uploads
from reknit.exchange.column_offers import checked
from reknit.exchange.export import extras
from reknit.exchange.importing import Choices, options_for, preview, run, stage_files
from reknit.exchange.recognition import tables_in
from reknit.exchange.staging import Stage
from reknit.store import audit
from reknit.store.models import Audit, Fact, Person, Workspace
from reknit.store.policy import of
from reknit.store.services import archive as archives
from reknit.store.services import ego, mappings
from tests.conftest import NOW, write_files

CLEAR = """Name,E-Mail,Firma
Dana Liu,dana@acme.example,Acme
Omar Haddad,omar@beta.example,Beta
"""
UNCLEAR = """Who,Where,Since
Dana Liu,dana@acme.example,2019
Omar Haddad,omar@beta.example,2020
"""
HEADER = ("Who", "Where", "Since")
WORD = {"Who": "full_name", "Where": "email", "Since": "ignore"}
NEWSLETTER = """From: {sender}
To: me@own.example
Date: Mon, 2 Feb 2026 10:00:00 +0000
Message-ID: <{key}@mail.example>
List-Id: <news.shop.example>
Subject: Offers

"""

LETTER = """From: {sender}
To: {to}
Date: Mon, 2 Feb 2026 10:00:{n:02} +0000
Message-ID: <{n}@mail.example>
Subject: Hello

"""


@pytest.fixture
def staged(actor, tmp_path):
    """Read texts as files with the workspace's own options: staged({"a.csv": "…"}) → the stage."""

    def read(files, *, me=()):
        paths = write_files(tmp_path / "in", files)
        options = options_for(actor, now=NOW, me=frozenset(me))
        return stage_files(paths, options, parent=tmp_path / "staging")

    return read


def names(actor):
    return sorted(of(actor, Person).filter(ego=False).values_list("name", flat=True))


def imported(actor, stage, **choices):
    return run(actor, stage, Choices(now=NOW, **choices))


def test_a_guessed_table_is_imported_and_its_guess_reported(actor, staged):
    report = imported(actor, staged({"people.csv": CLEAR}))
    assert names(actor) == ["Dana Liu", "Omar Haddad"]
    (guess,) = report["assumed"]["mappings"]
    assert guess["file"].endswith("people.csv")
    assert guess["mapping"] == {"Name": "full_name", "E-Mail": "email", "Firma": "organisation"}
    assert guess["confidence"] >= 0.8
    assert guess["reason"] == "names in “Name”, e-mail in “E-Mail”"


def test_the_preview_reports_the_same_guess(actor, staged):
    stage = staged({"people.csv": CLEAR})
    assert preview(actor, stage, Choices(now=NOW)).assumed["mappings"] == imported(actor, stage)["assumed"]["mappings"]


def test_an_unclear_table_is_left_out_and_offered(actor, staged):
    stage = staged({"list.csv": UNCLEAR})
    (offer,) = stage.tables
    assert (offer.header, offer.refused, offer.assigned) == (HEADER, "addresses without names", False)
    assert offer.mapping["Where"] == "email"
    assert {column.name: column.samples for column in offer.columns}["Who"] == ("Dana Liu", "Omar Haddad")
    assert imported(actor, stage)["reasons"]["skipped"][0]["reason"] == "addresses without names"
    assert names(actor) == []


def test_assigned_columns_are_read_and_remembered(actor, staged):
    mappings.remember(actor, HEADER, WORD)
    report = imported(actor, staged({"list.csv": UNCLEAR}))
    assert report["files"][0]["recognised_as"] == "contacts-csv"
    assert names(actor) == ["Dana Liu", "Omar Haddad"]
    assert "mappings" not in report["assumed"]
    assert not of(actor, Fact).filter(value="2019").exists()


def test_assigned_columns_win_over_a_format_that_would_recognise_the_file(actor, staged):
    mappings.remember(actor, ("Name", "E-Mail", "Firma"), {"Name": "nickname", "E-Mail": "email", "Firma": "ignore"})
    imported(actor, staged({"people.csv": CLEAR}))
    assert not of(actor, Fact).filter(kind="affiliation").exists()


def test_a_table_whose_columns_are_all_left_out_is_skipped(actor, staged):
    mappings.remember(actor, ("Name", "E-Mail", "Firma"), dict.fromkeys(("Name", "E-Mail", "Firma"), "ignore"))
    stage = staged({"people.csv": CLEAR})
    assert imported(actor, stage)["reasons"]["skipped"][0]["reason"] == "you left out all its columns"
    assert names(actor) == []
    assert (stage.tables[0].assigned, stage.tables[0].refused) == (True, "you left out all its columns")


def test_a_mapping_can_be_forgotten_and_that_undone(actor):
    mappings.remember(actor, HEADER, WORD)
    mappings.forget(actor, HEADER)
    assert mappings.remembered(actor) == {}
    audit.undo(actor, of(actor, Audit).latest("at").pk)
    assert mappings.remembered(actor) == {HEADER: WORD}
    with pytest.raises(NotFoundError):
        mappings.forget(actor, ("Other",))


def test_another_workspace_does_not_know_the_mapping(actor, stranger):
    mappings.remember(actor, HEADER, WORD)
    assert mappings.remembered(stranger) == {}


def test_mappings_come_back_with_the_export(actor, tmp_path):
    mappings.remember(actor, HEADER, WORD)
    archives.write(actor, tmp_path / "all.zip", extras=extras(actor))
    Workspace.objects.filter(pk=actor.workspace_id).update(column_mappings=[])
    of(actor, Audit).delete()
    report = archive.restored(actor, tmp_path / "all.zip", shown="all.zip")
    assert report["files"] == [{"path": "all.zip", "recognised_as": "reknit-export"}]
    assert mappings.remembered(actor) == {HEADER: WORD}


def test_an_export_into_a_book_with_people_is_refused_before_anything_is_written(actor, take, tmp_path):
    take({"people.csv": CLEAR})
    archives.write(actor, tmp_path / "all.zip")
    with pytest.raises(ConflictError, match="goes into an empty Reknit"):
        archive.would_restore(actor, tmp_path / "all.zip", shown="all.zip")


def test_tables_are_offered_once_for_each_header(tmp_path):
    paths = write_files(tmp_path, {"a.csv": UNCLEAR, "b.csv": UNCLEAR, "c.csv": CLEAR, "n.csv": "a,b\n1,2\n3,4\n"})
    found = list(tables_in(paths, {}))
    assert [offer.header for offer in found] == [HEADER, ("Name", "E-Mail", "Firma")]


def test_a_table_of_numbers_is_not_offered(tmp_path):
    (path,) = write_files(tmp_path, {"n.csv": "a,b\n1,2\n3,4\n"})
    assert list(tables_in([path], {})) == []


@pytest.mark.parametrize(
    ("mapping", "what"),
    [({"A": "shoe size"}, "is no field"), ({"A": "notes", "B": "ignore"}, "which column holds names")],
)
def test_columns_that_name_nobody_cannot_be_assigned(mapping, what):
    with pytest.raises(InvalidValueError, match=what):
        checked(mapping)


def test_own_addresses_are_taken_from_the_data_only_when_nobody_was_asked(actor, staged):
    sides = [("me@own.example", "dana@acme.example"), ("dana@acme.example", "me@own.example")]
    sides += [("me@own.example", "omar@beta.example"), ("omar@beta.example", "me@own.example")]
    mail = {f"m{n}.eml": LETTER.format(sender=s, to=t, n=n) for n, (s, t) in enumerate(sides * 3)}
    stage = staged(mail)
    assert imported(actor, stage, assume=False)["assumed"] == {}
    assert ego.addresses(actor) == frozenset()
    report = imported(actor, stage)
    assert [(own["address"], own["taken"]) for own in report["assumed"]["me"]] == [("me@own.example", True)]
    assert ego.addresses(actor) == {"me@own.example"}


def test_a_sender_who_is_let_in_comes_in_with_this_import(actor, staged):
    mail = {"n.eml": NEWSLETTER.format(sender="Ann Roe <ann@shop.example>", key="n1")}
    stage = staged(mail, me=["me@own.example"])
    assert preview(actor, stage, Choices(now=NOW)).senders == {("ann@shop.example", "a mailing list"): 1}
    imported(actor, stage, me=frozenset({"me@own.example"}), let_in=frozenset({"ann@shop.example"}))
    assert names(actor) == ["Ann Roe"]


def test_a_stage_that_was_loaded_again_brings_the_same(actor, staged):
    stage = staged({"people.csv": CLEAR})
    loaded = Stage.load(stage.folder)
    assert preview(actor, loaded, Choices(now=NOW)).as_json() == preview(actor, stage, Choices(now=NOW)).as_json()


def test_progress_is_told_while_a_large_file_is_read(actor, tmp_path):
    cards = "".join(f"BEGIN:VCARD\nVERSION:3.0\nFN:Dana {n}\nEND:VCARD\n" for n in range(5000))
    (path,) = write_files(tmp_path / "in", {"book.vcf": cards})
    told = []
    stage_files(
        [path],
        options_for(actor, now=NOW),
        parent=tmp_path / "staging",
        progress=lambda words, done, total: told.append((words, done, total)),
    )
    size = path.stat().st_size
    assert told.count(("book.vcf", 0, size)) == 4
    assert told[-1] == ("", size, size)


def test_uploads_keep_their_folders_and_cannot_leave_their_own(tmp_path):
    paths = ["../../etc/passwd", "/abs/one.vcf", "C:\\Users\\me\\two.vcf", "a/b/three.vcf", "\0\ud800x.vcf", "", ".."]
    kept = uploads.keep(tmp_path, [uploads.Incoming(path, lambda: [b"x"]) for path in paths])
    files = sorted(str(p.relative_to(uploads.files_of(kept))) for p in kept.rglob("*") if p.is_file())
    assert files == ["Users/me/two.vcf", "a/b/three.vcf", "abs/one.vcf", "etc/passwd", "file-5", "file-6", "x.vcf"]
    assert list(tmp_path.iterdir()) == [tmp_path / "uploads"]
    assert {p.stat().st_mode & 0o777 for p in kept.rglob("*") if p.is_file()} == {0o600}


def test_uploads_of_one_name_do_not_overwrite_each_other(tmp_path):
    sent = [("a", b"1"), ("a", b"2"), ("a/b", b"3"), ("x" * 300 + ".vcf", b"4")]
    kept = uploads.keep(tmp_path, [uploads.Incoming(path, lambda data=data: [data]) for path, data in sent])
    files = [p for p in kept.rglob("*") if p.is_file()]
    assert sorted(p.read_bytes() for p in files) == [b"1", b"2", b"3", b"4"]
    assert any(p.name.endswith(".vcf") and len(p.name) < 255 for p in files)


def test_an_upload_is_called_by_its_file_or_its_folder():
    assert uploads.label_of(["mail/a.eml", "mail/b/c.eml"]) == "mail"
    assert uploads.label_of(["book.vcf"]) == "book.vcf"
    assert uploads.label_of(["a.vcf", "b.vcf"]) == ""


def test_what_a_browser_says_about_paths_may_be_nonsense():
    assert uploads.paths_from("not json", ["a"]) == ["a"]
    assert uploads.paths_from('["x"]', ["a", "b"]) == ["a", "b"]
    assert uploads.paths_from('{"0": "x"}', ["a"]) == ["a"]
    assert uploads.paths_from('["f/x", 7]', ["a", "b"]) == ["f/x", "7"]


def test_the_options_follow_the_workspace(actor):
    Workspace.objects.filter(pk=actor.workspace_id).update(zone="Europe/Zurich", region="CH")
    options = options_for(actor, now=NOW, me=frozenset({"me@own.example"}))
    assert (str(options.zone), options.region, options.me) == ("Europe/Zurich", "CH", {"me@own.example"})
    assert options.as_of == dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
