"""Forms about a person: a new one, an interaction, a promise, a rhythm, a picture."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from reknit.core.records import Affiliation, Anniversary, Channel, Name, PersonRecord, Trait
from reknit.store.services.people import TYPED
from reknit.web.forms.values import calendar_day, email_address, page_address, page_channel, phone_number


class PersonForm(forms.Form):
    """A new person. Only the name is needed."""

    name = forms.CharField(label=lazy("Name"), max_length=300)
    organisation = forms.CharField(label=lazy("Organisation"), max_length=300, required=False)
    title = forms.CharField(label=lazy("Role"), max_length=300, required=False)
    email = forms.CharField(label=lazy("E-mail"), max_length=320, required=False)
    phone = forms.CharField(label=lazy("Phone"), max_length=60, required=False)
    profile = forms.CharField(label=lazy("Profile page"), help_text=lazy("LinkedIn, GitHub …"), required=False)
    birthday = forms.CharField(
        label=lazy("Birthday"), help_text=lazy("1980-05-12, or --05-12 without a year."), required=False
    )
    met = forms.CharField(label=lazy("How you met"), required=False)
    offers = forms.CharField(label=lazy("What they can offer"), help_text=lazy("Separate by commas."), required=False)
    needs = forms.CharField(label=lazy("What they need"), help_text=lazy("Separate by commas."), required=False)
    tags = forms.CharField(label=lazy("Tags"), help_text=lazy("Separate by commas."), required=False)
    note = forms.CharField(label=lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def clean_email(self) -> str:
        """An address, or nothing."""
        return email_address(self.cleaned_data["email"]) if self.cleaned_data["email"] else ""

    def clean_phone(self) -> str:
        """A number, or nothing."""
        return phone_number(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""

    def clean_profile(self) -> str:
        """An address of a page, or nothing."""
        return page_address(self.cleaned_data["profile"]) if self.cleaned_data["profile"] else ""

    def clean_birthday(self) -> str:
        """A day with or without its year, or nothing."""
        return calendar_day(self.cleaned_data["birthday"]) if self.cleaned_data["birthday"] else ""

    def record(self) -> PersonRecord:
        """What was typed, as a record like any importer's."""
        data = self.cleaned_data
        channels = [Channel(kind="email", value=data["email"])] if data["email"] else []
        channels += [Channel(kind="phone", value=data["phone"])] if data["phone"] else []
        channels += [page_channel(data["profile"])] if data["profile"] else []
        return PersonRecord(
            origin=TYPED,
            source="typed",
            name=Name(full=data["name"].strip()),
            channels=tuple(channels),
            affiliations=(Affiliation(organisation=data["organisation"], title=data["title"]),)
            if data["organisation"] or data["title"]
            else (),
            anniversaries=(Anniversary(kind="birthday", on=data["birthday"]),) if data["birthday"] else (),
            traits=tuple(Trait(kind="offer", text=t) for t in split(data["offers"]))
            + tuple(Trait(kind="need", text=t) for t in split(data["needs"])),
            tags=tuple(split(data["tags"])),
            notes=(data["note"],) if data["note"] else (),
            met=data["met"],
        )


def split(text: str) -> list[str]:
    """Parts between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


CHANNELS = (
    ("meeting", lazy("We met")),
    ("call", lazy("On the phone")),
    ("mail", lazy("By mail")),
    ("message", lazy("By message")),
)


class LogForm(forms.Form):
    """I have been in touch."""

    on = forms.DateField(label=lazy("When"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    channel = forms.ChoiceField(label=lazy("How"), choices=CHANNELS)
    note = forms.CharField(
        label=lazy("What it was about"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=5000
    )


class PromiseForm(forms.Form):
    """A promise, mine or theirs."""

    what = forms.CharField(label=lazy("What was promised"), max_length=1000)
    due_on = forms.DateField(
        label=lazy("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    mine = forms.ChoiceField(label=lazy("Who promised"), choices=(("yes", lazy("I did")), ("no", lazy("They did"))))


class RhythmForm(forms.Form):
    """The user's own word on how close and how often."""

    cadence_days = forms.IntegerField(
        label=lazy("Be in touch about every … days"), min_value=1, max_value=3650, required=False
    )
    layer_override = forms.TypedChoiceField(
        label=lazy("How close"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=(
            ("", lazy("as computed")),
            (1, lazy("among my closest 5")),
            (2, lazy("among my closest 15")),
            (3, lazy("among my closest 50")),
            (4, lazy("among my closest 150")),
            (5, lazy("outside these")),
        ),
    )
    strength_override = forms.ChoiceField(
        label=lazy("The tie is"),
        required=False,
        choices=(
            ("", lazy("as computed")),
            ("strong", lazy("strong")),
            ("active", lazy("active")),
            ("fading", lazy("fading")),
            ("dormant", lazy("dormant")),
        ),
    )
    reporting = forms.ChoiceField(
        label=lazy("Reporting line"),
        required=False,
        choices=(("", lazy("none")), ("above", lazy("I report to them")), ("below", lazy("they report to me"))),
    )


class PhotoForm(forms.Form):
    """A picture from a file; the service looks at what is inside."""

    photo = forms.FileField(
        label=lazy("Picture"),
        help_text=lazy("JPEG, PNG or GIF, up to 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/gif"}),
    )
