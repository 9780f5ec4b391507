"""One place for how states and channels look: the word, the shape beside it, the class that colours it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Look:
    """`word` is shown, `icon` names a symbol of the sprite (listed in icons.txt)."""

    word: Promise
    icon: str


STATES = {
    "strong": Look(pgettext_lazy("state of a tie", "strong"), "state-strong"),
    "active": Look(pgettext_lazy("state of a tie", "active"), "state-active"),
    "new": Look(pgettext_lazy("state of a tie", "new"), "state-new"),
    "fading": Look(pgettext_lazy("state of a tie", "fading"), "state-fading"),
    "dormant": Look(pgettext_lazy("state of a tie", "dormant"), "state-dormant"),
    "unknown": Look(pgettext_lazy("state of a tie", "unknown"), "state-unknown"),
}

# The channels of an interaction, and what else a timeline or a week shows.
KINDS = {
    "meeting": Look(pgettext_lazy("kind of interaction", "Meeting"), "users"),
    "call": Look(pgettext_lazy("kind of interaction", "Call"), "phone"),
    "mail": Look(pgettext_lazy("kind of interaction", "Mail"), "mail"),
    "message": Look(pgettext_lazy("kind of interaction", "Message"), "message"),
    "reaction": Look(pgettext_lazy("kind of interaction", "Reaction"), "mood-smile"),
    "event": Look(pgettext_lazy("kind of interaction", "Event"), "calendar-event"),
    "note": Look(pgettext_lazy("kind of interaction", "Note"), "note"),
    "favour": Look(pgettext_lazy("kind of interaction", "Favour"), "gift"),
    "promise": Look(pgettext_lazy("kind of interaction", "Promise"), "checks"),
    "introduction": Look(pgettext_lazy("kind of interaction", "Introduction"), "arrows-join"),
}
