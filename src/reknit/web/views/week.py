"""This week."""

from django.http import HttpResponse

from reknit.web.http import Request, page


def week(request: Request) -> HttpResponse:
    """The home page."""
    return page(request, "week/page.html", {"section": "week"})


def done(request: Request, line: str) -> HttpResponse:
    """A line of the week is done."""
    return page(request, "week/page.html", {"section": "week", "line": line})
