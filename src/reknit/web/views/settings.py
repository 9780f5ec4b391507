"""Settings: me, my addresses, my week, my time zone."""

from zoneinfo import available_timezones

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from reknit.core.facts import Seed, name_seed, trait_seed
from reknit.core.keys import email_key
from reknit.core.records import Trait
from reknit.errors import InvalidValueError
from reknit.store.selectors import me as selector
from reknit.store.services import ego, people
from reknit.store.services.workspace import edit_workspace
from reknit.web.http import Request, go_to, page, say


class SettingsForm(forms.Form):
    """Everything about the user on one page."""

    name = forms.CharField(label=lazy("Your name"), max_length=200, required=False)
    addresses = forms.CharField(
        label=lazy("Your e-mail addresses"),
        help_text=lazy("One on each line. Reknit tells by them which mail you wrote and which meetings are yours."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    offers = forms.CharField(
        label=lazy("What you can offer"),
        help_text=lazy("One on each line: skills, time, access, things to lend. Reknit suggests them to the right people."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    needs = forms.CharField(
        label=lazy("What you are looking for"),
        help_text=lazy("One on each line."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    week_minutes = forms.IntegerField(
        label=lazy("Minutes a week for your network"), min_value=5, max_value=2400, help_text=lazy("This week fits into it.")
    )
    zone = forms.ChoiceField(label=lazy("Time zone"))
    region = forms.CharField(
        label=lazy("Country of phone numbers"),
        help_text=lazy("Two letters, such as DE. For numbers written without a country code."),
        max_length=2,
        required=False,
    )
    keep_subjects = forms.BooleanField(
        label=lazy("Keep the subject of mails and the title of meetings"),
        help_text=lazy("Text of mails and messages is never kept. This holds for imports from now on."),
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
        self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]  # type: ignore[attr-defined]

    def clean_addresses(self) -> list[str]:
        """Each line an address."""
        lines = _lines(self.cleaned_data["addresses"])
        for line in lines:
            if not email_key(line):
                raise forms.ValidationError(_("“%(line)s” is not an e-mail address.") % {"line": line})
        return lines


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """Show and change."""
    me = selector.me(request.actor)
    if request.method == "GET":
        form = SettingsForm(initial=me.as_initial())
        return page(request, "settings/form.html", {"section": "settings", "form": form, "me": me})
    form = SettingsForm(request.POST)
    if form.is_valid() and _save(request, form, me):
        say(request, _("Saved."))
        return go_to(request, "settings")
    return page(request, "settings/form.html", {"section": "settings", "form": form, "me": me}, status=422)


def _save(request: Request, form: SettingsForm, me: selector.Me) -> bool:
    data = form.cleaned_data
    try:
        edit_workspace(
            request.actor,
            zone=data["zone"],
            region=data["region"],
            week_minutes=data["week_minutes"],
            keep_subjects=data["keep_subjects"],
        )
        add, remove = _differences(me, data)
        if add or remove:
            people.edit_person(request.actor, me.id, add=add, remove=remove)
        known = {email_key(line) for line in me.addresses.values()}
        ego.claim(request.actor, {a for a in map(email_key, data["addresses"]) if a not in known})
    except InvalidValueError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _differences(me: selector.Me, data: dict[str, object]) -> tuple[list[Seed], list[int]]:
    """Facts to state and facts (by id) to take back, so that the book says what the form says."""
    add: list[Seed] = []
    remove: list[int] = []
    wanted = {email_key(str(a)) for a in data["addresses"]}  # type: ignore[attr-defined]
    remove += [fact_id for fact_id, value in me.addresses.items() if email_key(value) not in wanted]
    for kind, known in (("offer", me.offers), ("need", me.needs)):
        lines = _lines(str(data[f"{kind}s"]))
        add += [trait_seed(Trait(kind=kind, text=line)) for line in lines if line not in known.values()]  # type: ignore[arg-type]
        remove += [fact_id for fact_id, value in known.items() if value not in lines]
    name = str(data["name"]).strip()
    if name and name != me.name:
        add.append(name_seed(name, preferred=True))
        remove += list(me.names)
    return add, remove
