"""The evidence about two records in words."""

from reknit.core.comparisons import FIELDS, LEVELS
from reknit.core.identity_records import Reason
from reknit.core.likeness import Floats, Levels

_NAME = {
    "different": "The {} names differ.",
    "mixed": "The {} names have nearly the same letters in another order.",
    "initial": "One {} name is the initial of the other.",
    "close": "The {} names differ by a slip of the keyboard.",
    "nickname": "The {} names are forms of one name.",
    "spelling": "The {} names are spellings of one name.",
    "equal": "The {} names are equal.",
}
_WORDS: dict[str, dict[str, str]] = {
    "given": {level: text.format("first") for level, text in _NAME.items()},
    "family": {level: text.format("family") for level, text in _NAME.items()},
    "order": {
        "straight": "First and family name are in the same order.",
        "swapped": "First and family name are in the other order.",
    },
    "middle": {
        "different": "The middle names differ.",
        "initial": "The middle initials agree.",
        "equal": "The middle names agree.",
    },
    "generation": {"different": "One is the senior, the other the junior.", "equal": "Both have the same suffix."},
    "gender": {"different": "One is addressed as a man, the other as a woman.", "equal": "Both are addressed alike."},
    "birthday": {
        "different": "The birthdays differ.",
        "year": "Born in the same year, not on the same day.",
        "near": "The birthdays are less than 100 days apart.",
        "slip": "The birthdays differ by one digit.",
        "day": "Born on the same day of the year.",
        "equal": "The birthdays are equal.",
    },
    "email": {
        "different": "The e-mail addresses differ.",
        "local": "The e-mail addresses are equal before the @.",
        "near": "The e-mail addresses differ by a slip of the keyboard.",
        "equal": "The e-mail addresses are equal.",
    },
    "phone": {"different": "The phone numbers differ.", "equal": "The phone numbers are equal."},
    "profile": {"different": "They have two profiles on one network.", "equal": "The profile pages are equal."},
    "organisation": {
        "different": "The organisations differ.",
        "similar": "The organisations have similar names.",
        "equal": "Both belong to the same organisation.",
    },
    "role": {"different": "The job titles differ.", "equal": "Both have the same job title."},
    "place": {
        "different": "The places differ.",
        "close": "The places are spelled alike.",
        "equal": "Both are in the same place.",
    },
    "circle": {
        "apart": "They meet no person in common.",
        "some": "They meet one or two people in common.",
        "many": "They meet several people in common.",
    },
    "together": {
        "once": "Both took part in one conversation, each as somebody else.",
        "often": "Both took part in several conversations, each as somebody else.",
    },
}
_KEYS = {
    "email": "The e-mail addresses are equal.",
    "profile": "The profile pages are equal.",
    "phone": "The phone numbers are equal.",
}
# An exact key ends the question; its weight stands first among the reasons.
KEY_BITS = 40.0


def reasons_of(levels: Levels, bits: Floats, key: str = "") -> tuple[Reason, ...]:
    """What each field both records have says, the weightiest first. levels, bits: (fields,) of one pair.

    key: the field whose values are equal keys, or "".
    """
    reasons = []
    for place, field in enumerate(FIELDS):
        if levels[place] and field != key:
            level = LEVELS[field][levels[place] - 1]
            reasons.append(Reason(field, level, _WORDS[field][level], round(float(bits[place]), 2)))
    reasons.sort(key=lambda reason: -abs(reason.weight_bits))
    return (Reason(key, "key", _KEYS[key], KEY_BITS), *reasons) if key else tuple(reasons)
