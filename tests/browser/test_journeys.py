"""Whole journeys in a real browser, as a user goes them."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.network import FADED, ME, mails

pytestmark = pytest.mark.browser

ROSA, ROSAS_MAIL = "Rosa Meyer-Lind", "rosa@kiln.example"
CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:{}\nEMAIL:{}\nORG:Kiln Studio\nEND:VCARD\n"
BOOK = "".join(CARD.format(*who) for who in [(ROSA, ROSAS_MAIL), ("Bruno Zięba", "bruno@kiln.example")])


def test_from_nothing_to_a_week_to_a_line_done_and_undone(reknit, page, tmp_path):
    folder = tmp_path / "what I have"
    folder.mkdir()
    (folder / "book.vcf").write_text(BOOK, encoding="utf-8")
    (folder / "old.mbox").write_text(mails(ROSA, ROSAS_MAIL, FADED), encoding="utf-8")

    page.goto(reknit.up())
    expect(page).to_have_url(f"{reknit.address}/")
    expect(page.get_by_text("Nobody is here yet")).to_be_visible()

    page.get_by_role("link", name="Bring your own").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Choose a folder").click()
    chooser.value.set_files(folder)

    expect(page).to_have_url(re.compile(r"/import/look/\d+$"))
    expect(page.get_by_text("Nothing has been written yet.")).to_be_visible()
    mine = page.get_by_label("Other addresses") if not page.get_by_text(ME).count() else page.get_by_label(ME)
    mine.check() if mine.get_attribute("type") == "checkbox" else mine.fill(ME)
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_role("heading", name="It brought")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="This week").click()

    line = page.locator("details.line", has_text=ROSA)
    expect(line).to_contain_text("used to be in touch")
    expect(page.locator(".pulse")).to_contain_text("fading")
    line.locator("> summary").click()
    expect(line).to_contain_text("old.mbox, message")
    assert line.get_by_role("link", name="Open in your mail program").get_attribute("href").startswith("mailto:rosa@")
    line.get_by_role("button", name="Done").click()

    expect(page.get_by_text(f"Noted: in touch with {ROSA} today.")).to_be_visible()
    expect(page.locator("details.line", has_text=ROSA)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("details.line", has_text=ROSA)).to_have_count(1)


def test_a_person_is_found_changed_deleted_and_all_of_it_undone(reknit, book, page):
    book(book_vcf=BOOK)
    page.goto(reknit.up())
    page.get_by_role("link", name="People").first.click()

    box = page.get_by_role("searchbox", name="Search people")
    box.press_sequentially("zie", delay=20)
    expect(page.locator(".person-row")).to_have_count(1)
    expect(box).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=zie$"))
    page.get_by_role("link", name="Bruno Zięba").click()

    page.get_by_text("We were in touch").click()
    half_typed = page.get_by_label("What it was about")
    half_typed.fill("half a sentence")
    page.get_by_role("link", name="Add: need").click()
    value = page.locator("#needs").get_by_label("Needs")
    expect(value).to_be_focused()
    page.locator("#needs").get_by_role("button", name="Save").click()
    expect(page.locator("#needs .field-error")).to_have_text("This field is required.")
    expect(value).to_be_focused()
    value.fill("a truck for clay")
    page.locator("#needs").get_by_role("button", name="Save").click()
    expect(page.locator("#needs .fact")).to_have_text(re.compile("a truck for clay"))
    expect(half_typed).to_have_value("half a sentence")
    page.locator(".toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#needs .fact")).to_have_count(0)

    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(f"{reknit.address}/people/")
    expect(page.locator(".person-row")).to_have_count(1)
    page.locator(".toasts").get_by_role("button", name="Undo").click()
    expect(page.locator(".person-row")).to_have_count(2)


def test_never_asks_first_and_a_no_changes_nothing(reknit, book, page):
    book(book_vcf=BOOK, old_mbox=mails(ROSA, ROSAS_MAIL, FADED))
    page.goto(reknit.up())
    line = page.locator("details.line", has_text=ROSA)
    line.locator("> summary").click()
    line.get_by_text("More", exact=True).click()
    line.get_by_role("button", name="Never").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(line).to_have_count(1)
    line.get_by_role("button", name="Never").click()
    page.get_by_role("dialog").get_by_role("button", name="Never suggest").click()
    expect(page.get_by_text(f"{ROSA} is never suggested again.")).to_be_visible()


def test_everything_of_a_week_by_keyboard_alone(reknit, book, page):
    book(book_vcf=BOOK, old_mbox=mails(ROSA, ROSAS_MAIL, FADED))
    page.goto(reknit.up())
    keys = page.keyboard

    # To the people, into the search, down to the one that is found, and to her page.
    keys.type("gp")
    expect(page).to_have_url(f"{reknit.address}/people/")
    keys.type("/")
    keys.type("rosa")
    expect(page.locator(".person-row")).to_have_count(1)
    keys.press("ArrowDown")
    expect(page.get_by_role("link", name=ROSA)).to_be_focused()
    keys.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name=ROSA)).to_be_visible()

    # A promise without a due day, noted and taken back.
    keys.type("p")
    tab_to(page, page.get_by_label("What was promised"))
    keys.type("the glaze recipe")
    keys.press("Enter")
    expect(page.locator("#promises")).to_contain_text("the glaze recipe")
    expect(page.locator("#promises-title")).to_be_focused()
    tab_to(page, page.locator(".toasts").get_by_role("button", name="Undo"))
    keys.press("Enter")
    expect(page.locator("#promises")).not_to_contain_text("the glaze recipe")

    # Back to the week, over its lines, into one, and through an act to its undo.
    keys.type("gw")
    expect(page.get_by_role("heading", name="This week")).to_be_visible()
    keys.type("j")
    line = page.locator("details.line", has_text=ROSA)
    expect(line.locator("> summary")).to_be_focused()
    keys.press("Enter")
    tab_to(page, line.get_by_role("button", name="Not this"))
    keys.press("Enter")
    undo = page.locator(".settled").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    keys.press("Enter")
    expect(page.locator("details.line", has_text=ROSA)).to_have_count(1)


def tab_to(page, goal, *, at_most=60):
    """Press Tab until the goal has the focus, as somebody without a mouse does."""
    for _ in range(at_most):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(goal).to_be_focused()
