"""The phrases of `core` in the language of the reader."""

from django.utils.translation import gettext, ngettext

from reknit.core.wording import Phrase, render


def said(words: Phrase) -> str:
    """A phrase of the core as text."""
    return render(words, _translate)


def _translate(one: str, many: str, count: int) -> str:
    """A text without a plural stands in the catalogue under itself alone, where `ngettext` does not look."""
    return gettext(one) if one == many else ngettext(one, many, count)
