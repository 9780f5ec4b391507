"""The request as views see it, and the few answers they share."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from reknit.store.policy import Actor


class Request(HttpRequest):
    """A request of somebody signed in: `RequireActor` has set the actor, django-htmx `htmx`."""

    actor: Actor
    htmx: HtmxDetails


def page(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A whole page, or a part of one for htmx when the template is a partial."""
    return render(request, template, context, status=status)


def go_to(request: Request, name: str, *args: Any) -> HttpResponse:
    """Send the browser elsewhere; htmx needs a header of its own for that."""
    address = reverse(name, args=args)
    if request.htmx:
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address)


def say(request: Request, text: str, *, undo: int | None = None) -> None:
    """A notice on the next page, with a button that takes act number `undo` back."""
    messages.success(request, text, extra_tags=reverse("undo", args=[undo]) if undo else "")


def complain(request: Request, text: str) -> None:
    """A notice on the next page that something did not work."""
    messages.error(request, text)
