"""Follow what a person publishes, and stop. Each act answers with the person's page."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store.selectors import feeds as selector
from reknit.store.selectors import person
from reknit.store.services import feeds
from reknit.web.acts import carry_out
from reknit.web.forms.feeds import FeedForm
from reknit.web.http import Request, say
from reknit.web.views.person import Opened, person_page


@require_POST
def follow(request: Request, person_id: int) -> HttpResponse:
    """Follow an address; what is wrong with it stands beside the field."""
    form = FeedForm(request.POST, auto_id="feed_%s")
    try:
        person.name_of(request.actor, person_id)
        if form.is_valid():
            url = form.cleaned_data["url"]
            number = carry_out(request.actor, lambda: feeds.follow(request.actor, person_id, url))
            say(request, _("Followed. Reknit reads it within a minute."), undo=number)
            return _to_person(person_id)
    except NotFoundError as error:
        raise Http404 from error
    except (InvalidValueError, ConflictError) as error:
        form.add_error("url", str(error))
    return person_page(request, person_id, opened=Opened("feed", form), status=422)


@require_POST
def unfollow(request: Request, person_id: int, feed_id: int) -> HttpResponse:
    """Stop following; undo brings it back with all its entries."""
    line = _line(request, person_id, feed_id)
    number = carry_out(request.actor, lambda: feeds.unfollow(request.actor, feed_id))
    say(request, _("No longer followed: %(name)s") % {"name": line.name}, undo=number)
    return _to_person(person_id)


@require_POST
def retry(request: Request, person_id: int, feed_id: int) -> HttpResponse:
    """Look at it again now, also after Reknit had given up."""
    line = _line(request, person_id, feed_id)
    feeds.retry(request.actor, feed_id)
    say(request, _("Reknit looks at %(name)s again within a minute.") % {"name": line.name})
    return _to_person(person_id)


def _line(request: Request, person_id: int, feed_id: int) -> selector.FeedLine:
    try:
        lines = selector.of_person(request.actor, person_id)
    except NotFoundError as error:
        raise Http404 from error
    line = next((line for line in lines if line.id == feed_id), None)
    if line is None:
        raise Http404
    return line


def _to_person(person_id: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('person', args=[person_id])}?at=feeds")
