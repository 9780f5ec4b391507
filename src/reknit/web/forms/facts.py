"""One form for each kind of fact: what can be typed, what is checked, and the record it makes."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from reknit.core.records import Affiliation, Anniversary, Channel, Name, PersonRecord, Trait
from reknit.store.selectors.person import FactLine
from reknit.store.services.people import TYPED
from reknit.web.forms.values import (
    calendar_day,
    email_address,
    month_or_year,
    page_address,
    page_channel,
    phone_number,
)


class FactForm(forms.Form):
    """A fact that is one short text. Subclasses add the parts that their kind has."""

    kind: ClassVar[str] = ""
    value = forms.CharField(label=lazy("What"), max_length=1000)

    @classmethod
    def of(cls, fact: FactLine, **options: Any) -> "FactForm":
        """The form that shows a fact as it is."""
        return cls(initial=cls.initial_of(fact), **options)

    @classmethod
    def initial_of(cls, fact: FactLine) -> dict[str, Any]:
        """Values of the fields; parts carry the names they have in `Fact.data`."""
        parts = {name: fact.data.get(name, "") for name in cls.base_fields}
        return {**parts, "value": fact.value}

    def record(self) -> PersonRecord:
        """The fact as a record that states nothing else."""
        return PersonRecord(origin=TYPED, source="typed", **self.parts(self.cleaned_data))

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a `PersonRecord` that this kind fills."""
        raise NotImplementedError


class NameForm(FactForm):
    value = forms.CharField(label=lazy("Name"), max_length=300)

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"name": Name(full=data["value"])}


class RoleForm(FactForm):
    value = forms.CharField(label=lazy("Organisation"), max_length=300, required=False)
    title = forms.CharField(label=lazy("Role"), max_length=300, required=False)
    starts = forms.CharField(label=lazy("Since"), max_length=10, required=False, help_text=lazy("2024 or 2024-05."))
    ends = forms.CharField(label=lazy("Until"), max_length=10, required=False, help_text=lazy("Empty: still there."))

    @classmethod
    def initial_of(cls, fact: FactLine) -> dict[str, Any]:
        title = fact.data.get("title", "")
        return {"value": fact.organisation, "title": title, "starts": fact.starts, "ends": fact.ends}

    def clean_starts(self) -> str:
        return month_or_year(self.cleaned_data["starts"]) if self.cleaned_data["starts"] else ""

    def clean_ends(self) -> str:
        return month_or_year(self.cleaned_data["ends"]) if self.cleaned_data["ends"] else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("value") or data.get("title")):
            self.add_error("value", _("Give the organisation, the role, or both."))
        starts, ends = data.get("starts", ""), data.get("ends", "")
        if starts and ends and ends < starts[: len(ends)]:
            self.add_error("ends", _("This is before it began."))
        return data

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        role = Affiliation(organisation=data["value"], title=data["title"], start=data["starts"], end=data["ends"])
        return {"affiliations": (role,)}


class ChannelForm(FactForm):
    label = forms.CharField(
        label=lazy("Kind"), max_length=60, required=False, help_text=lazy("work, private, mobile …")
    )

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"channels": (Channel(kind=self.kind, value=data["value"], label=data["label"]),)}  # type: ignore[arg-type]


class EmailForm(ChannelForm):
    value = forms.CharField(label=lazy("E-mail"), max_length=320, widget=forms.TextInput(attrs={"inputmode": "email"}))

    def clean_value(self) -> str:
        return email_address(self.cleaned_data["value"])


class PhoneForm(ChannelForm):
    value = forms.CharField(label=lazy("Phone"), max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def clean_value(self) -> str:
        return phone_number(self.cleaned_data["value"])


class PageForm(FactForm):
    value = forms.CharField(
        label=lazy("Web page or profile"), max_length=500, widget=forms.TextInput(attrs={"inputmode": "url"})
    )

    def clean_value(self) -> str:
        return page_address(self.cleaned_data["value"])

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"channels": (page_channel(data["value"]),)}


class HandleForm(ChannelForm):
    value = forms.CharField(label=lazy("Name on the messenger"), max_length=200)
    label = forms.CharField(label=lazy("Messenger"), max_length=60, help_text=lazy("Signal, Mastodon, Skype …"))


class PostalForm(ChannelForm):
    value = forms.CharField(label=lazy("Postal address"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    city = forms.CharField(label=lazy("Town"), max_length=100, required=False)
    country = forms.CharField(label=lazy("Country"), max_length=100, required=False)

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        places = {name: data[name] for name in ("city", "country") if data[name]}
        return {"channels": (Channel(kind="postal", value=data["value"], label=data["label"], parts=places),)}


class BirthdayForm(FactForm):
    value = forms.CharField(
        label=lazy("Birthday"), max_length=10, help_text=lazy("1980-05-12, or --05-12 without a year.")
    )

    def clean_value(self) -> str:
        return calendar_day(self.cleaned_data["value"])

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"anniversaries": (Anniversary(kind="birthday", on=data["value"]),)}


class DayForm(BirthdayForm):
    value = forms.CharField(label=lazy("Day"), max_length=10, help_text=lazy("1980-05-12, or --05-12 without a year."))
    label = forms.CharField(label=lazy("What day it is"), max_length=60, help_text=lazy("wedding, joined the team …"))

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"anniversaries": (Anniversary(kind=data["label"], on=data["value"]),)}


class MetForm(FactForm):
    value = forms.CharField(label=lazy("How we met"), max_length=1000)

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"met": data["value"]}


class TagForm(FactForm):
    value = forms.CharField(label=lazy("Tag"), max_length=200)

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"tags": (data["value"],)}


class NoteForm(FactForm):
    value = forms.CharField(label=lazy("Note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))

    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"notes": (data["value"],)}


class TraitForm(FactForm):
    def parts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"traits": (Trait(kind=self.kind, text=data["value"]),)}  # type: ignore[arg-type]


def _labelled(base: type[FactForm], kind: str, label: Any = None) -> type[FactForm]:
    """The form of a kind: `base` that knows its kind, with a question of its own if given."""
    body: dict[str, Any] = {"kind": kind}
    if label is not None:
        body["value"] = forms.CharField(label=label, max_length=1000)
    return type(f"{kind.title()}Form", (base,), body)


FORMS: dict[str, type[FactForm]] = {
    "name": _labelled(NameForm, "name"),
    "affiliation": _labelled(RoleForm, "affiliation"),
    "email": _labelled(EmailForm, "email"),
    "phone": _labelled(PhoneForm, "phone"),
    "profile": _labelled(PageForm, "profile"),
    "url": _labelled(PageForm, "url"),
    "handle": _labelled(HandleForm, "handle"),
    "postal": _labelled(PostalForm, "postal"),
    "birthday": _labelled(BirthdayForm, "birthday"),
    "day": _labelled(DayForm, "day"),
    "met": _labelled(MetForm, "met"),
    "tag": _labelled(TagForm, "tag"),
    "note": _labelled(NoteForm, "note"),
    "offer": _labelled(TraitForm, "offer", lazy("Can offer")),
    "need": _labelled(TraitForm, "need", lazy("Needs")),
    "interest": _labelled(TraitForm, "interest", lazy("Interested in")),
    "project": _labelled(TraitForm, "project", lazy("Works on")),
}
