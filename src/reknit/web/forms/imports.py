"""Forms of the import: whose addresses are mine, what the columns of a table mean."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reknit.core.keys import email_key
from reknit.errors import InvalidValueError
from reknit.exchange.column_offers import TableOffer, checked


class OwnAddressesForm(forms.Form):
    """The addresses that the data show to be the user's, to be confirmed, and others."""

    mine = forms.MultipleChoiceField(
        label=gettext_lazy("Which of these are your own addresses?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    others = forms.CharField(
        label=gettext_lazy("Other addresses of yours"),
        help_text=gettext_lazy("One on each line. By them Reknit tells what you wrote from what you were sent."),
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "none", "spellcheck": "false"}),
        required=False,
    )

    def __init__(self, found: list[dict[str, Any]], data: QueryDict | None = None) -> None:
        """`found`: address, because, sure, as a look at the files puts them."""
        sure = [entry["address"] for entry in found if entry["sure"]]
        super().__init__(data, initial={"mine": sure})
        mine = self.fields["mine"]
        assert isinstance(mine, forms.MultipleChoiceField)
        mine.choices = [(entry["address"], _own_label(entry)) for entry in found]

    def clean_others(self) -> list[str]:
        """Each line, or each part between commas, an address."""
        text = str(self.cleaned_data["others"]).replace(";", ",").replace("\n", ",")
        typed = [part.strip() for part in text.split(",") if part.strip()]
        for address in typed:
            if not email_key(address):
                raise forms.ValidationError(_("“%(text)s” is not an e-mail address.") % {"text": address})
        return [email_key(address) for address in typed]

    def addresses(self) -> list[str]:
        """What the user said, without repetition."""
        return list(dict.fromkeys([*self.cleaned_data["mine"], *self.cleaned_data["others"]]))


def _own_label(entry: dict[str, Any]) -> SafeString:
    return format_html("{} <span class='aside'>{}</span>", entry["address"], entry["because"])


# The fields a column can have, grouped as a reader looks for them.
FIELD_WORDS = (
    ("ignore", gettext_lazy("leave out")),
    (
        gettext_lazy("Name"),
        (
            ("full_name", gettext_lazy("whole name")),
            ("given_name", gettext_lazy("first name")),
            ("additional_name", gettext_lazy("middle name")),
            ("family_name", gettext_lazy("last name")),
            ("prefix", gettext_lazy("before the name: Dr., Prof.")),
            ("suffix", gettext_lazy("after the name: Jr., PhD")),
            ("nickname", gettext_lazy("nickname")),
            ("maiden_name", gettext_lazy("name at birth")),
        ),
    ),
    (
        gettext_lazy("How to reach them"),
        (
            ("email", gettext_lazy("e-mail address")),
            ("phone", gettext_lazy("telephone number")),
            ("profile", gettext_lazy("page on LinkedIn, Xing, GitHub …")),
            ("url", gettext_lazy("another web page")),
            ("handle", gettext_lazy("name on a messenger")),
        ),
    ),
    (
        gettext_lazy("Work"),
        (
            ("organisation", gettext_lazy("company")),
            ("title", gettext_lazy("role in the company")),
            ("department", gettext_lazy("department")),
        ),
    ),
    (
        gettext_lazy("Postal address"),
        (
            ("address", gettext_lazy("address in one column")),
            ("street", gettext_lazy("street and number")),
            ("city", gettext_lazy("city")),
            ("region", gettext_lazy("state, province, canton")),
            ("postal_code", gettext_lazy("postal code")),
            ("country", gettext_lazy("country")),
        ),
    ),
    (
        gettext_lazy("More about them"),
        (
            ("birthday", gettext_lazy("birthday")),
            ("anniversary", gettext_lazy("another yearly day")),
            ("tags", gettext_lazy("groups, categories, labels")),
            ("notes", gettext_lazy("notes")),
            ("interest", gettext_lazy("interests")),
            ("met", gettext_lazy("how and when you met")),
            ("connected_on", gettext_lazy("the day you connected")),
        ),
    ),
)


class ColumnsForm(forms.Form):
    """One choice for each column of a table."""

    def __init__(self, table: TableOffer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        for number, column in enumerate(table.columns):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=column.name,
                choices=FIELD_WORDS,
                initial=column.field,
                help_text=" · ".join(column.samples) or _("no values"),
            )

    def clean(self) -> dict[str, Any]:
        """At least a name or a way to reach somebody."""
        data = super().clean() or self.cleaned_data
        try:
            checked(self.mapping())
        except InvalidValueError as error:
            raise forms.ValidationError(
                _("Say which column holds names, e-mail addresses or phone numbers.")
            ) from error
        return data

    def mapping(self) -> dict[str, str]:
        """Field by column name."""
        fields = self.cleaned_data
        return {
            column.name: str(fields.get(f"column{number}", "ignore"))
            for number, column in enumerate(self.table.columns)
        }
