"""The import on the page: files in, a look, the import, its report, undo. Nothing is written before the user's word."""

import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reknit.errors import ConflictError
from reknit.jobs.imports import look
from reknit.jobs.runner import work_off
from reknit.store import clock
from reknit.store.models import Import, Job, PairQuestion, Person
from reknit.store.policy import of
from reknit.store.services import archive, imports, jobs, leftovers, mappings

DANA = """BEGIN:VCARD
VERSION:3.0
FN:Dana Liu
EMAIL:dana@acme.example
END:VCARD
"""
OMAR = DANA.replace("Dana Liu", "Omar Haddad").replace("dana@acme", "omar@beta")
BROKEN = "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
UNCLEAR = "Who,Where\nDana Liu,dana@acme.example\nOmar Haddad,omar@beta.example\n"
NEWSLETTER = """From: Ann Roe <ann@shop.example>
To: me@own.example
Date: Mon, 2 Feb 2026 10:00:00 +0000
Message-ID: <n1@mail.example>
List-Id: <news.shop.example>

"""
HTMX = {"HX-Request": "true"}


def dropped(client, files, *, paths=None, **headers):
    """Send files as the drop zone does."""
    data = {"files": [SimpleUploadedFile(Path(name).name or "x", _bytes(text)) for name, text in files.items()]}
    data["paths"] = json.dumps(list(files) if paths is None else paths)
    return client.post(reverse("imports"), data, headers=headers)


def _bytes(content):
    return content if isinstance(content, bytes) else content.encode()


def looked_at(client, files):
    """Drop files and wait for the look; returns the address of the preview."""
    answer = dropped(client, files)
    assert answer.status_code == 302
    while work_off():
        pass
    after = client.get(answer.url)
    assert after.status_code == 302, after.content
    return after.url


def taken(client, preview, **form):
    """Say yes to a preview; returns the address of the report."""
    answer = client.post(preview, {"act": "import", **form})
    assert answer.status_code == 302, text_of(answer)
    while work_off():
        pass
    return client.get(answer.url).url


def text_of(answer):
    """What a reader sees of a page."""
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(bare.split())


def names(actor):
    return sorted(of(actor, Person).filter(ego=False).values_list("name", flat=True))


def files_below(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_files_are_looked_at_imported_reported_and_undone(actor, mine, home):
    preview = looked_at(mine, {"book.vcf": DANA + OMAR})
    assert names(actor) == []
    assert "People 2 new" in text_of(mine.get(preview))
    report = taken(mine, preview)
    assert names(actor) == ["Dana Liu", "Omar Haddad"]
    shown = text_of(mine.get(report))
    assert "People 2 new" in shown
    assert "Imported just now" in shown
    assert files_below(home / "uploads") == []
    undone = mine.post(reverse("import-undo", args=[of(actor, Import).get().pk]))
    assert undone.url == report
    assert names(actor) == []
    assert "Undone just now" in text_of(mine.get(report))


def test_the_first_page_says_what_will_be_here(mine):
    shown = text_of(mine.get(reverse("imports")))
    assert "Drop files or a folder anywhere here" in shown
    assert "None yet." in shown


def test_a_script_is_told_where_to_go_by_a_header(mine, home):
    answer = dropped(mine, {"book.vcf": DANA}, **HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/import/work/1")


def test_progress_is_a_page_and_for_a_script_a_part_of_it(mine, home):
    address = dropped(mine, {"book.vcf": DANA}).url
    page, part = mine.get(address), mine.get(address, headers=HTMX)
    assert "<h1>book.vcf</h1>" in page.content.decode()
    assert part.content.decode().startswith('\n<div class="work"')
    assert "Waiting for its turn" in text_of(part)
    jobs.claim()
    jobs.progress(1, "book.vcf", 2_000_000, 8_000_000)
    assert "Reading book.vcf 1.9" in text_of(mine.get(address, headers=HTMX))
    jobs.progress(1, "People", 20, 80)
    assert "Comparing people with those already here 20 of 80" in text_of(mine.get(address, headers=HTMX))


def test_reading_can_be_stopped(actor, mine, home):
    dropped(mine, {"book.vcf": DANA})
    assert mine.post(reverse("import-stop", args=[1])).url == reverse("imports")
    assert not work_off()
    assert files_below(home / "uploads") == []
    assert mine.get(reverse("import-work", args=[1])).url == reverse("imports")


def test_reading_that_is_stopped_in_the_middle_breaks_off_and_cleans_up(actor, mine, home):
    dropped(mine, {f"{n}.vcf": DANA for n in range(3)})
    job = jobs.claim()
    mine.post(reverse("import-stop", args=[job.id]))
    assert len(files_below(home / "uploads")) == 3  # somebody is reading them

    def progress(words, done, total):
        if not jobs.progress(job.id, words, done, total):
            raise ConflictError(jobs.STOPPED)

    with pytest.raises(ConflictError):
        look(job, progress)
    jobs.fail(job.id, "something else")
    assert files_below(home / "uploads") == []
    assert jobs.view(actor, job.id).result == {"error": jobs.STOPPED}


def test_a_stopped_job_cannot_finish(actor, mine, home):
    dropped(mine, {"book.vcf": DANA})
    job = jobs.claim()
    jobs.stop(actor, job.id)
    jobs.finish(job.id, {"report": {}})
    assert jobs.view(actor, job.id).state == "failed"


def test_put_away_writes_nothing_and_removes_the_files(actor, mine, home):
    preview = looked_at(mine, {"book.vcf": DANA})
    assert mine.post(preview, {"act": "put-away"}).url == reverse("imports")
    assert (names(actor), files_below(home)) == ([], [])
    assert mine.get(preview, follow=True).redirect_chain == [(reverse("imports"), 302)]


def test_a_second_yes_leads_to_the_same_import(actor, mine, home):
    preview = looked_at(mine, {"book.vcf": DANA})
    first = mine.post(preview, {"act": "import"})
    assert mine.post(preview, {"act": "import"}).url == first.url
    while work_off():
        pass
    assert of(actor, Import).count() == 1
    assert mine.get(preview, follow=True).redirect_chain[-1] == (reverse("import", args=[1]), 302)


def test_a_look_that_waits_is_found_again_on_the_list(mine, home):
    preview = looked_at(mine, {"book.vcf": DANA})
    page = mine.get(reverse("imports"))
    assert "book.vcf Read, and waiting for your word" in text_of(page)
    assert preview in page.content.decode()
    taken(mine, preview)
    assert "waiting for your word" not in text_of(mine.get(reverse("imports")))


def test_rubbish_is_looked_at_without_fuss(actor, mine, home):
    preview = looked_at(mine, {"a.bin": bytes(range(256)) * 20, "empty.vcf": b"", "b.txt": "hello"})
    shown = text_of(mine.get(preview))
    assert "No people, messages or events were found in these files." in shown
    assert "the file is empty" in shown
    assert 'value="import"' not in mine.get(preview).content.decode()


def test_what_cannot_be_read_is_named_by_file_place_and_reason(mine, home):
    shown = text_of(mine.get(looked_at(mine, {"book.vcf": DANA + BROKEN})))
    assert "Could not be read" in shown
    assert "book.vcf, card 2" in shown


@pytest.mark.parametrize("path", ["../../escaped.vcf", "/escaped.vcf", "..\\..\\escaped.vcf", "a/../../escaped.vcf"])
def test_a_path_cannot_lead_out_of_the_upload(mine, home, path):
    dropped(mine, {"x.vcf": DANA}, paths=[path])
    (file,) = files_below(home.parent)
    assert file.is_relative_to(home / "uploads")
    assert file.stat().st_mode & 0o077 == 0


def test_folders_keep_their_shape(mine, home):
    dropped(mine, {"mail/cur/1": "x", "mail/cur/2": "y"})
    (upload,) = (home / "uploads").iterdir()
    assert [str(f.relative_to(upload)) for f in files_below(upload)] == ["files/mail/cur/1", "files/mail/cur/2"]
    assert Job.objects.get().payload["label"] == "mail"


def test_a_large_file_is_moved_into_place(mine, home):
    card = DANA + "NOTE:" + "x" * 80 + "\n"
    dropped(mine, {"book.vcf": card * 12_000})
    (file,) = files_below(home)
    assert (file.stat().st_size, file.stat().st_mode & 0o777) == (len(card) * 12_000, 0o600)


def test_no_file_is_an_answer_beside_the_drop_zone(mine):
    answer = mine.post(reverse("imports"), {})
    assert (answer.status_code, answer.content.decode()) == (422, "Choose at least one file.")


def test_too_many_files_at_once_are_refused_with_the_way_out(mine, home, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = dropped(mine, {f"{n}.vcf": DANA for n in range(3)})
    assert answer.status_code == 422
    assert "Pack them into one zip file" in text_of(answer)
    assert files_below(home) == []


def test_files_that_went_away_are_said_to_be_gone(mine, home):
    address = dropped(mine, {"book.vcf": DANA}).url
    for upload in (home / "uploads").iterdir():
        leftovers.shutil.rmtree(upload)
    work_off()
    page = mine.get(address)
    assert "The files are not here any more. Drop them again." in text_of(page)
    assert mine.get(address, headers=HTMX).headers["HX-Redirect"] == address
    assert "Could not be read: The files are not here" in text_of(mine.get(reverse("imports")))


def test_a_job_without_a_handler_fails_with_a_sentence(actor, mine, home, caplog):
    number = jobs.enqueue(actor, "import.look", {"label": "no upload named"})
    work_off()
    assert jobs.view(actor, number).result["error"].startswith("Reknit could not finish this.")
    assert "no upload named" not in caplog.text


def test_own_addresses_are_confirmed_and_others_added(actor, mine, home):
    mail = {f"m{n}.eml": letter(n) for n in range(12)}
    preview = looked_at(mine, mail)
    page = mine.get(preview).content.decode()
    assert re.search(r'value="me@own.example"[^>]*checked', page)
    report = taken(mine, preview, mine="me@own.example", others="nora@work.example, n@home.example")
    assert "me@own.example" in text_of(mine.get(reverse("settings")))
    from reknit.store.services import ego

    assert ego.addresses(actor) == {"me@own.example", "nora@work.example", "n@home.example"}
    assert "12 new" in text_of(mine.get(report))


def letter(n):
    me, other = "Me <me@own.example>", f"Dana <dana{n % 3}@acme.example>"
    sender, to = (me, other) if n % 2 else (other, me)
    return f"From: {sender}\nTo: {to}\nDate: Mon, 2 Feb 2026 10:00:{n:02} +0000\nMessage-ID: <{n}@m.example>\n\n"


def test_an_address_that_is_none_is_said_beside_the_field_and_kept(mine, home):
    preview = looked_at(mine, {"book.vcf": DANA})
    answer = mine.post(preview, {"act": "import", "others": "not an address"})
    assert answer.status_code == 422
    assert "“not an address” is not an e-mail address." in text_of(answer).replace("&quot;", '"')
    assert ">not an address</textarea>" in answer.content.decode().replace("\n", "")


def test_no_own_address_means_none(actor, mine, home):
    from reknit.store.services import ego

    taken(mine, looked_at(mine, {f"m{n}.eml": letter(n) for n in range(12)}))
    assert ego.addresses(actor) == frozenset()


def test_a_sender_is_let_in_counted_again_and_imported(actor, mine, home):
    preview = looked_at(mine, {"n.eml": NEWSLETTER, "book.vcf": DANA})
    assert "ann@shop.example" in mine.get(preview).content.decode()
    answer = mine.post(reverse("let-in"), {"address": "Ann@Shop.example", "reason": "a mailing list"}, headers=HTMX)
    assert "counts as a person" in text_of(answer)
    again = mine.post(preview, {"act": "again"})
    while work_off():
        pass
    counted = mine.get(again.url).url
    assert "Messages and meetings 1 new" in text_of(mine.get(counted))
    taken(mine, counted, others="me@own.example")
    assert names(actor) == ["Ann Roe", "Dana Liu"]


def test_letting_in_is_taken_back(actor, mine, home):
    imports.judge_sender(actor, "ann@shop.example", person=True)
    form = {"address": "ann@shop.example", "reason": "a mailing list", "take-back": "1"}
    answer = mine.post(reverse("let-in"), form, headers=HTMX)
    assert "a mailing list" in text_of(answer)
    assert imports.sender_rules(actor) == {}


def test_without_script_letting_in_leads_back_to_its_page_and_nowhere_else(mine):
    form = {"address": "ann@shop.example", "back": "/import/look/7"}
    assert mine.post(reverse("let-in"), form).url == "/import/look/7"
    assert mine.post(reverse("let-in"), form | {"back": "https://evil.example/"}).url == reverse("imports")
    assert mine.post(reverse("let-in"), {"address": "nobody"}).status_code == 422


def test_columns_are_assigned_remembered_and_the_files_read_again(actor, mine, home):
    preview = looked_at(mine, {"list.csv": UNCLEAR})
    page = mine.get(preview)
    assert "Not read: addresses without names. You can say what its columns are." in text_of(page)
    assert "Dana Liu · Omar Haddad" in text_of(page)
    address = reverse("import-columns", args=[1, 0])
    answer = mine.post(address, {"act": "assign", "t0-column0": "full_name", "t0-column1": "email"})
    while work_off():
        pass
    again = mine.get(answer.url).url
    assert again != preview
    assert "People 2 new" in text_of(mine.get(again))
    assert "Read as you assigned its columns." in text_of(mine.get(again))
    assert mine.get(preview).url == reverse("import-work", args=[2])
    taken(mine, again)
    assert names(actor) == ["Dana Liu", "Omar Haddad"]
    assert mappings.remembered(actor) == {("Who", "Where"): {"Who": "full_name", "Where": "email"}}
    assert "2 known already" in text_of(mine.get(looked_at(mine, {"list.csv": UNCLEAR})))


def test_columns_that_name_nobody_are_said_to_be_too_little(actor, mine, home):
    looked_at(mine, {"list.csv": UNCLEAR})
    form = {"act": "assign", "t0-column0": "notes", "t0-column1": "ignore"}
    answer = mine.post(reverse("import-columns", args=[1, 0]), form)
    assert answer.status_code == 422
    assert "Say which column holds names, e-mail addresses or phone numbers." in text_of(answer)
    assert '<option value="notes" selected>' in answer.content.decode()
    assert mappings.remembered(actor) == {}


def test_a_field_that_does_not_exist_is_refused(mine, home):
    looked_at(mine, {"list.csv": UNCLEAR})
    form = {"act": "assign", "t0-column0": "shoe_size", "t0-column1": "email"}
    assert mine.post(reverse("import-columns", args=[1, 0]), form).status_code == 422
    assert mine.post(reverse("import-columns", args=[1, 9]), form).status_code == 404


def test_a_guessed_table_can_be_left_out(actor, mine, home):
    looked_at(mine, {"p.csv": "Name,E-Mail\nDana Liu,dana@acme.example\nOmar Haddad,omar@beta.example\n"})
    answer = mine.post(reverse("import-columns", args=[1, 0]), {"act": "leave-out"})
    while work_off():
        pass
    shown = text_of(mine.get(mine.get(answer.url).url))
    assert "Not read: you left out all its columns." in shown


def test_cells_of_a_refused_table_stay_out_of_the_database(mine, home):
    looked_at(mine, {"list.csv": UNCLEAR})
    assert "Dana Liu" not in json.dumps([job.result for job in Job.objects.all()])


@pytest.mark.usefixtures("home")
def test_an_export_of_reknit_fills_an_empty_one(actor, mine, take, tmp_path, dump):
    take({"book.vcf": DANA + OMAR})
    archive.write(actor, tmp_path / "all.zip")
    before = dump()
    imports.undo(actor, of(actor, Import).get().pk)
    of(actor, Import).delete()
    preview = looked_at(mine, {"all.zip": (tmp_path / "all.zip").read_bytes()})
    assert "People 3 new" in text_of(mine.get(preview))
    assert taken(mine, preview) == reverse("week")
    assert dump() == before


def test_an_export_is_refused_where_somebody_is_here_already(actor, mine, home, take, tmp_path):
    take({"book.vcf": DANA})
    archive.write(actor, tmp_path / "all.zip")
    address = dropped(mine, {"all.zip": (tmp_path / "all.zip").read_bytes()}).url
    work_off()
    assert "goes into an empty Reknit" in text_of(mine.get(address))


def test_a_zip_is_shown_with_its_inner_names(mine, home):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("inner/book.vcf", DANA)
    assert "takeout.zip!inner/book.vcf" in text_of(mine.get(looked_at(mine, {"takeout.zip": buffer.getvalue()})))


def test_pairs_that_may_be_one_person_are_counted(actor, mine, home):
    namesake = DANA.replace("dana@acme", "dana@other")
    report = taken(mine, looked_at(mine, {"book.vcf": DANA + namesake}))
    assert of(actor, PairQuestion).count() == 1
    assert "1 of these people bears the name of somebody who is here already." in text_of(mine.get(report))
    assert "1 pair may be one and the same person" in text_of(mine.get(reverse("imports")))


def test_an_interrupted_import_is_called_so(actor, mine):
    run = Import.objects.create(
        workspace_id=actor.workspace_id, label="mail", inputs="x", state="running", started_at=clock.now()
    )
    assert "interrupted, not complete" in text_of(mine.get(reverse("imports")))
    assert "Import the same files again to complete it, or undo it." in text_of(
        mine.get(reverse("import", args=[run.pk]))
    )


@pytest.mark.parametrize("name", ["import-work", "import-preview", "import"])
def test_a_stranger_sees_nothing_of_an_import(mine, theirs, home, name):
    taken(mine, looked_at(mine, {"book.vcf": DANA}))
    assert mine.get(reverse(name, args=[1])).status_code in {200, 302}
    assert theirs.get(reverse(name, args=[1])).status_code == 404


def test_a_stranger_changes_nothing_of_an_import(actor, mine, theirs, home):
    looked_at(mine, {"list.csv": UNCLEAR})
    for name, args in (("import-preview", [1]), ("import-stop", [1]), ("import-columns", [1, 0])):
        assert theirs.post(reverse(name, args=args), {"act": "put-away"}).status_code == 404
    taken(mine, looked_at(mine, {"book.vcf": DANA}))
    assert theirs.post(reverse("import-undo", args=[1])).status_code == 404
    assert names(actor) == ["Dana Liu"]
    assert len(files_below(home / "uploads")) > 0


@pytest.mark.parametrize(
    "address", ["/import/", "/import/look/1", "/import/let-in", "/import/1/undo", "/import/work/1/stop"]
)
def test_a_form_without_its_token_is_refused(strict, address):
    assert strict.post(address, {"act": "import"}).status_code == 403


def test_the_list_asks_as_often_for_many_imports_as_for_one(actor, mine, django_assert_max_num_queries):
    def runs(count):
        for number in range(count):
            run = Import.objects.create(
                workspace_id=actor.workspace_id, label=f"run {number}", inputs=str(number), state="done",
                started_at=clock.now(), finished_at=clock.now(), report={"added": {"person": 3}},
            )  # fmt: skip
            Job.objects.create(
                workspace_id=actor.workspace_id, user_id=actor.user_id, kind="import.look", made_at=clock.now(),
                payload={"upload": f"/nowhere/{run.pk}", "label": "x"},
            )  # fmt: skip

    runs(1)
    mine.get(reverse("imports"))
    with django_assert_max_num_queries(20) as one:
        mine.get(reverse("imports"))
    runs(30)
    with django_assert_max_num_queries(20) as many:
        mine.get(reverse("imports"))
    assert len(many) == len(one)


def test_a_report_asks_as_often_for_many_reasons_as_for_one(actor, mine, take, django_assert_max_num_queries):
    take({"a.vcf": DANA})
    take({f"{n}.vcf": BROKEN + DANA.replace("Dana", f"Dana{n}").replace("dana@", f"d{n}@") for n in range(40)})
    mine.get(reverse("import", args=[1]))
    with django_assert_max_num_queries(20) as one:
        mine.get(reverse("import", args=[1]))
    with django_assert_max_num_queries(20) as many:
        mine.get(reverse("import", args=[2]))
    assert len(many) == len(one)


def test_uploads_that_nobody_came_back_to_go_after_a_week(mine, home):
    looked_at(mine, {"book.vcf": DANA})
    now = clock.now()
    assert leftovers.sweep(home, now=now + dt.timedelta(days=6)) == []
    assert len(leftovers.sweep(home, now=now + dt.timedelta(days=8))) == 1
    assert files_below(home) == []
