"""The form by which a person's feed is followed."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from reknit.core.feeds import MAX_ADDRESS


class FeedForm(forms.Form):
    """An address. Whether it can be followed is for `core.feeds.feed_url` to say."""

    url = forms.CharField(
        label=lazy("Address of a feed or a page"),
        help_text=lazy("Their blog, for example. Reknit finds the feed and looks once a day."),
        max_length=MAX_ADDRESS,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
