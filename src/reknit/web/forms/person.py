"""Forms about a person: a new one, one fact, an interaction, a promise, a rhythm."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from reknit.core.keys import email_key, profile_key
from reknit.core.records import Affiliation, Anniversary, Channel, Name, PersonRecord, Trait
from reknit.store.services.people import TYPED

PARTIAL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|--\d{2}-\d{2}|\d{4}-\d{2}|\d{4}")


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
        text = str(self.cleaned_data["email"])
        if text and not email_key(text):
            raise forms.ValidationError(_("This is not an e-mail address."))
        return text

    def clean_birthday(self) -> str:
        """A day with or without its year."""
        text = str(self.cleaned_data["birthday"]).strip()
        if text and not PARTIAL_DATE.fullmatch(text):
            raise forms.ValidationError(_("Write it as 1980-05-12, or --05-12 without a year."))
        return text

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


def page_channel(text: str) -> Channel:
    """A web address: a profile when it stands for one person on a network."""
    return Channel(kind="profile" if profile_key(text) else "url", value=text.strip())


# Kinds a user can type on a person's page; the label is the question beside the box.
FACT_KINDS = (
    ("affiliation", lazy("Role")),
    ("email", lazy("E-mail")),
    ("phone", lazy("Phone")),
    ("profile", lazy("Web page or profile")),
    ("postal", lazy("Postal address")),
    ("birthday", lazy("Birthday")),
    ("tag", lazy("Tag")),
    ("offer", lazy("Can offer")),
    ("need", lazy("Needs")),
    ("interest", lazy("Interested in")),
    ("project", lazy("Works on")),
    ("met", lazy("How we met")),
    ("note", lazy("Note")),
    ("name", lazy("Name")),
)


class FactForm(forms.Form):
    """One fact, new or in place of another."""

    kind = forms.ChoiceField(label=lazy("What"), choices=FACT_KINDS)
    value = forms.CharField(label=lazy("Value"), max_length=5000)
    title = forms.CharField(label=lazy("Role"), max_length=300, required=False)
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """The value must be what its kind says."""
        data = super().clean() or {}
        kind, value = data.get("kind"), str(data.get("value", ""))
        if kind == "email" and value and not email_key(value):
            self.add_error("value", _("This is not an e-mail address."))
        if kind == "birthday" and value and not PARTIAL_DATE.fullmatch(value.strip()):
            self.add_error("value", _("Write it as 1980-05-12, or --05-12 without a year."))
        return data

    def record(self) -> PersonRecord:
        """The fact as a record that states nothing else."""
        kind, value = self.cleaned_data["kind"], self.cleaned_data["value"].strip()
        parts: dict[str, object] = {}
        match kind:
            case "name":
                parts["name"] = Name(full=value)
            case "affiliation":
                parts["affiliations"] = (Affiliation(organisation=value, title=self.cleaned_data["title"]),)
            case "email" | "phone" | "postal":
                parts["channels"] = (Channel(kind=kind, value=value),)
            case "profile":
                parts["channels"] = (page_channel(value),)
            case "birthday":
                parts["anniversaries"] = (Anniversary(kind="birthday", on=value),)
            case "tag":
                parts["tags"] = (value,)
            case "note":
                parts["notes"] = (value,)
            case "met":
                parts["met"] = value
            case _:
                parts["traits"] = (Trait(kind=kind, text=value),)
        return PersonRecord(origin=TYPED, source="typed", **parts)  # type: ignore[arg-type]


class LogForm(forms.Form):
    """I have been in touch."""

    on = forms.DateField(label=lazy("When"), widget=forms.DateInput(attrs={"type": "date"}))
    channel = forms.ChoiceField(
        label=lazy("How"),
        choices=(
            ("meeting", lazy("Met")),
            ("call", lazy("Called")),
            ("mail", lazy("Mail")),
            ("message", lazy("Message")),
        ),
    )
    note = forms.CharField(
        label=lazy("What it was about"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=5000
    )


class PromiseForm(forms.Form):
    """A promise, mine or theirs."""

    what = forms.CharField(label=lazy("What was promised"), max_length=1000)
    due_on = forms.DateField(label=lazy("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    mine = forms.ChoiceField(label=lazy("Who promised"), choices=(("yes", lazy("I did")), ("no", lazy("They did"))))


class RhythmForm(forms.Form):
    """The user's own word on how close and how often."""

    cadence_days = forms.IntegerField(
        label=lazy("Be in touch about every … days"), min_value=1, max_value=3650, required=False
    )
    layer_override = forms.TypedChoiceField(
        label=lazy("Layer"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=(
            ("", lazy("as computed")),
            (1, lazy("inner 5")),
            (2, lazy("inner 15")),
            (3, lazy("inner 50")),
            (4, lazy("inner 150")),
            (5, lazy("outside")),
        ),
    )
    strength_override = forms.ChoiceField(
        label=lazy("Tie"),
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
