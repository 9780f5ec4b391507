"""What every request passes through: who is asking, and what a page may load."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone

from reknit.store.services.workspace import actor_of, zone_of

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self' mailto:; frame-ancestors 'none'"
)

# Views that a signed-out visitor may reach.
OPEN_VIEWS = frozenset(["enter", "signed-out"])


class ContentSecurityPolicy:
    """Nothing inline, nothing from another origin; pages are never cached by others."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _to_signed_out(request: HttpRequest) -> HttpResponse:
    """A page that asks for a part of itself must not get another page in its place."""
    if "HX-Request" not in request.headers:
        return redirect(reverse("signed-out"))
    answer = HttpResponse(status=204)
    answer.headers["HX-Redirect"] = reverse("signed-out")
    return answer


class RequireActor:
    """Gives every view `request.actor` and the user's time zone; without a session there is only the page that says
    how to get in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()  # the thread goes on to serve somebody else

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if resolve(request.path_info).url_name in OPEN_VIEWS:
            return None
        if not request.user.is_authenticated:
            return _to_signed_out(request)
        request.actor = actor_of(request.user)  # type: ignore[attr-defined]
        timezone.activate(zone_of(request.actor))  # type: ignore[attr-defined]
        return None
