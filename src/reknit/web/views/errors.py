"""Error pages: what happened, and the way back."""

from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """A request that Django refuses to read; for a drop of very many files, with the way out."""
    if isinstance(exception, TooManyFilesSent):
        words = _(
            "These are more files than a browser can hand over at once. Pack them into one zip file and drop that."
        )
        return HttpResponse(words, status=422)
    return HttpResponse(_("This request cannot be understood."), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """A form that was too old, or no session."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Nothing here, or nothing that this user may see."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; the details are in the log."""
    return render(request, "errors/500.html", status=500)
