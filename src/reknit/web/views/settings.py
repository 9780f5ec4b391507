"""Settings: me, my addresses, my week, how imports are read, what Reknit has learned from me."""

from django.conf import settings as django_settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reknit.errors import InvalidValueError
from reknit.store.selectors import activity
from reknit.store.selectors import me as selector
from reknit.store.services import imports, mappings
from reknit.store.services import me as service
from reknit.web.forms.settings import SettingsForm
from reknit.web.http import Request, go_to, page, say


@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """Show and change."""
    me = selector.me(request.actor)
    if request.method == "GET":
        return _show(request, me, SettingsForm(initial=me.as_initial()))
    form = SettingsForm(request.POST)
    if form.is_valid() and _save(request, form):
        say(request, _("Saved."))
        return go_to(request, "settings")
    return _show(request, me, form, status=422)


def _save(request: Request, form: SettingsForm) -> bool:
    try:
        service.change(request.actor, form.edit())
    except InvalidValueError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _show(request: Request, me: selector.Me, form: SettingsForm, *, status: int = 200) -> HttpResponse:
    rules = imports.sender_rules(request.actor)
    tables = mappings.remembered(request.actor)
    context = {
        "section": "settings",
        "form": form,
        "me": me,
        "home": django_settings.REKNIT_HOME,
        "tables": [_table(header, mapping) for header, mapping in tables.items()],
        "let_in": sorted(address for address, verdict in rules.items() if verdict == "person"),
        "machines": sorted(address for address, verdict in rules.items() if verdict == "machine"),
    }
    return page(request, "settings/form.html", context, status=status)


def _table(header: tuple[str, ...], mapping: dict[str, str]) -> dict[str, str]:
    """`header`: also how the page names the table when it is to be forgotten."""
    read = [name for name, field in mapping.items() if field != "ignore"]
    return {"header": ", ".join(header), "read": ", ".join(read)}


@require_POST
def forget_table(request: Request) -> HttpResponse:
    """Columns that were assigned are guessed again."""
    wanted = request.POST.get("header")
    header = next((h for h in mappings.remembered(request.actor) if ", ".join(h) == wanted), None)
    if header is None:
        raise Http404
    mappings.forget(request.actor, header)
    say(request, _("Forgotten."), undo=activity.last_act(request.actor))
    return go_to(request, "settings")


@require_POST
def forget_sender(request: Request) -> HttpResponse:
    """The user's word on an address is taken back: from the next import on the rules decide."""
    imports.forget_sender(request.actor, request.POST.get("address", ""))
    say(request, _("From the next import on, the rules decide about this address again."))
    return go_to(request, "settings")
