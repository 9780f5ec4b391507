"""The review of "same person?" by keyboard alone: thirty pairs, with Reknit as it runs for its user."""

import json
import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.browser

PAIRS = 30
WORDS = ["Adler", "Brandt", "Castro", "Duarte", "Ekström", "Farkas", "Grieg", "Hallberg", "Ivanov", "Jansen"]
GIVEN = ["Ada", "Bruno", "Carla", "Dimitri", "Elif", "Farid", "Greta", "Henrik", "Ines", "Jonas"]


def card(uid, name, email, org):
    return f"BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:{name}\nEMAIL:{email}\nORG:{org}\nEND:VCARD\n"


def book():
    """Thirty people, each twice: at work and at home."""
    cards = []
    for n in range(PAIRS):
        name = f"{GIVEN[n % 10]} {WORDS[(n * 7 + n // 10) % 10]}-{WORDS[(n * 3) % 10]}"
        cards += [card(f"w{n}", name, f"w{n}@office{n}.example", f"Office {n}")]
        cards += [card(f"h{n}", name, f"h{n}@home{n}.example", f"Studio {n}")]
    return "".join(cards)


@pytest.fixture
def running(tmp_path):
    """Reknit with the book, on a port of its own; gives the address that signs in."""
    env = {**os.environ, "REKNIT_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
    env.pop("DATABASE_URL", None)
    (tmp_path / "book.vcf").write_text(book())
    reknit = [sys.executable, "-m", "reknit"]
    subprocess.run([*reknit, "import", "--yes", str(tmp_path / "book.vcf")], env=env, check=True, capture_output=True)
    server = subprocess.Popen(
        [*reknit, "up", "--port", "0", "--no-browser"], env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        address = re.search(r"http://\S+", server.stdout.readline())[0]

        def people():
            done = subprocess.run(
                [*reknit, "people", "--json", "--limit", "500"], env=env, check=True, capture_output=True, text=True
            )
            return [person["name"] for person in json.loads(done.stdout)["people"]]

        yield address, people
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def page(running, tmp_path, request):
    """A page of a real browser, phone-sized in dark mode when the test is parametrised so; no mouse is used."""
    from playwright.sync_api import sync_playwright

    width, scheme = getattr(request, "param", (1100, "light"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("REKNIT_TEST_BROWSER") or _chromium())
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.goto(running[0])
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/people/same/")
        yield page
        browser.close()


def _chromium():
    import shutil

    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def heading(page):
    return page.locator("#same-title").inner_text()


def press(page, key):
    """One key; the next pair comes, and the keyboard stands on it."""
    from playwright.sync_api import expect

    title = page.locator("#same-title")
    before = title.inner_text()
    page.keyboard.press(key)
    expect(title).not_to_have_text(before)
    expect(title).to_be_focused()


def test_thirty_pairs_are_answered_by_keyboard_alone(page, running):
    assert "30 questions are open" in page.locator("#same").inner_text()
    first = heading(page)
    press(page, "s")
    assert heading(page) != first
    press(page, "y")
    assert "29 questions are open" in page.locator("#same").inner_text()
    press(page, "u")
    assert "30 questions are open" in page.locator("#same").inner_text()
    for number in range(PAIRS):
        press(page, "n" if number % 3 == 0 else "y")
    assert heading(page) == "Nobody is here twice"
    people = running[1]()
    assert len(people) == 2 * PAIRS - 20
    assert len(set(people)) == PAIRS


@pytest.mark.parametrize("page", [(390, "light"), (390, "dark")], indirect=True)
def test_the_review_fits_a_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("One person", "Two people", "Skip", "Undo the last answer"):
        box = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390
        assert box["height"] >= 32
