"""Getting in: an address that works once, and without a session nothing but the page that says how to get one."""

import datetime as dt

import pytest
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter

from reknit.store.models import LoginToken
from reknit.store.services.people import set_photo
from reknit.store.services.workspace import make_login_token
from reknit.web.middleware import OPEN_VIEWS
from tests.web.test_imports import text_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def address(token):
    return f"{reverse('enter')}?token={token}"


def test_the_printed_address_works_once(actor, nobody, client):
    token = make_login_token(actor)
    assert nobody.get(address(token)).url == reverse("week")
    assert nobody.get(reverse("settings")).status_code == 200
    assert client.get(address(token)).url == reverse("signed-out")


def test_whoever_is_in_already_stays_in_with_a_used_address(mine):
    assert mine.get(address("used")).url == reverse("week")
    assert mine.get(reverse("signed-out")).url == reverse("week")


def test_a_new_address_voids_the_one_before(actor, nobody):
    old = make_login_token(actor)
    make_login_token(actor)
    assert nobody.get(address(old)).url == reverse("signed-out")


def test_an_address_of_yesterday_is_void(actor, nobody):
    token = make_login_token(actor)
    row = LoginToken.objects.get()
    LoginToken.objects.update(made_at=row.made_at - dt.timedelta(hours=25))
    assert nobody.get(address(token)).url == reverse("signed-out")


def test_only_a_digest_of_the_token_is_kept(actor):
    token = make_login_token(actor)
    assert token not in str(LoginToken.objects.values())


@pytest.mark.parametrize("token", ["", "wrong", "\0", "x" * 10_000])
def test_a_wrong_token_opens_nothing(actor, nobody, token):
    make_login_token(actor)
    assert nobody.get(reverse("enter"), {"token": token}).url == reverse("signed-out")


def test_signing_in_changes_the_session_key(actor, nobody):
    session = nobody.session
    session["planted"] = "by somebody else"
    session.save()
    nobody.get(address(make_login_token(actor)))
    assert nobody.session.session_key != session.session_key


def everywhere():
    """An address for every view."""
    for pattern in get_resolver("reknit.web.urls").url_patterns:
        if pattern.name in OPEN_VIEWS:
            continue
        parts = pattern.pattern.converters
        yield reverse(pattern.name, kwargs={n: 1 if isinstance(c, IntConverter) else "x" for n, c in parts.items()})


@pytest.mark.parametrize("url", sorted(set(everywhere())))
def test_without_a_session_every_view_leads_to_the_signed_out_page(nobody, url):
    for method in (nobody.get, nobody.post):
        assert method(url).url == reverse("signed-out")


def test_a_page_whose_session_ended_is_led_out_as_a_whole(nobody):
    answer = nobody.get(reverse("imports"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, reverse("signed-out"))


def test_the_signed_out_page_says_how_to_get_in(nobody):
    page = nobody.get(reverse("signed-out"))
    assert page.status_code == 200
    assert "Run reknit up and open the address it prints." in text_of(page)
    assert "Search people" not in page.content.decode()


def test_a_picture_is_there_for_its_owner_and_for_nobody_else(actor, mine, theirs, take):
    take({"b.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:Dana Liu\nEND:VCARD\n"})
    from reknit.store.models import Person
    from reknit.store.policy import of

    dana = of(actor, Person).get(name="Dana Liu")
    set_photo(actor, dana.pk, PNG)
    url = reverse("photo", args=[dana.pk])
    assert mine.get(url).headers["Content-Type"] == "image/png"
    assert theirs.get(url).status_code == 404


def test_every_page_forbids_what_is_not_its_own(mine, nobody):
    for client, url in ((mine, "imports"), (nobody, "signed-out")):
        headers = client.get(reverse(url)).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"


def test_another_host_name_is_refused(mine):
    assert mine.get(reverse("imports"), headers={"host": "evil.example"}).status_code == 400
