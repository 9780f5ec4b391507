"""The form of the settings: the user about themselves."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reknit.core.keys import email_key
from reknit.store.services.me import MeEdit


class SettingsForm(forms.Form):
    """Everything about the user on one page."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200, required=False)
    addresses = forms.CharField(
        label=gettext_lazy("Your e-mail addresses"),
        help_text=gettext_lazy(
            "One on each line. Reknit tells by them which mail you wrote and which meetings are yours."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"}),
        required=False,
    )
    offers = forms.CharField(
        label=gettext_lazy("What you can offer"),
        help_text=gettext_lazy("One on each line: skills, time, access, things to lend."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    needs = forms.CharField(
        label=gettext_lazy("What you are looking for"),
        help_text=gettext_lazy("One on each line."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    week_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes a week for your network"),
        min_value=5,
        max_value=2400,
        help_text=gettext_lazy("This week fits into it."),
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    region = forms.CharField(
        label=gettext_lazy("Country of phone numbers"),
        help_text=gettext_lazy("Two letters, such as DE. For numbers written without a country code."),
        max_length=2,
        required=False,
    )
    keep_subjects = forms.BooleanField(
        label=gettext_lazy("Keep the subject of mails and the title of meetings"),
        help_text=gettext_lazy("Text of mails and messages is never kept. This holds for imports from now on."),
        required=False,
    )

    ABOUT_ME = ("name", "addresses", "offers", "needs")
    WEEK = ("week_minutes", "zone")
    DATA = ("region", "keep_subjects")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
        choice = self.fields["zone"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(zone, zone.replace("_", " ")) for zone in zones]

    def clean_addresses(self) -> list[str]:
        """Each line an address."""
        lines = _lines(self.cleaned_data["addresses"])
        for line in lines:
            if not email_key(line):
                raise forms.ValidationError(_("“%(line)s” is not an e-mail address.") % {"line": line})
        return lines

    def clean_region(self) -> str:
        """Two letters or nothing."""
        region = str(self.cleaned_data["region"]).strip().upper()
        if region and not (len(region) == 2 and region.isascii() and region.isalpha()):
            raise forms.ValidationError(_("A country is two letters, such as DE or US."))
        return region

    def edit(self) -> MeEdit:
        """What was typed, for the store."""
        data = self.cleaned_data
        return MeEdit(
            name=data["name"],
            addresses=tuple(data["addresses"]),
            offers=tuple(_lines(data["offers"])),
            needs=tuple(_lines(data["needs"])),
            zone=data["zone"],
            region=data["region"],
            week_minutes=data["week_minutes"],
            keep_subjects=data["keep_subjects"],
        )

    @property
    def about_me(self) -> list[forms.BoundField]:
        """The fields about the user."""
        return [self[name] for name in self.ABOUT_ME]

    @property
    def week(self) -> list[forms.BoundField]:
        """The fields about the week."""
        return [self[name] for name in self.WEEK]

    @property
    def data_kept(self) -> list[forms.BoundField]:
        """The fields about how imports are read."""
        return [self[name] for name in self.DATA]


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
