"""What a column of an address table may mean: one vocabulary for every format and for the user.

A format is a mapping of column names to `Column`; `parse_columns` lets it be written as text::

    parse_columns({"Business Phone": "phone work", "Company": "organisation"})
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Field names that a user may assign to a column of any CSV file.
FIELDS: dict[str, str] = {
    "full_name": "name in one column",
    "given_name": "first name",
    "additional_name": "middle name",
    "family_name": "last name",
    "prefix": "before the name: Dr., Prof.",
    "suffix": "after the name: Jr., PhD",
    "nickname": "nickname",
    "maiden_name": "name at birth",
    "email": "e-mail address, or several",
    "phone": "telephone number, or several",
    "profile": "page on LinkedIn, Xing, GitHub …",
    "url": "any other web page",
    "handle": "name on a messenger",
    "organisation": "company",
    "title": "role in the company",
    "department": "department",
    "street": "street and number",
    "city": "city",
    "region": "state, province, canton",
    "postal_code": "postal code",
    "country": "country",
    "address": "postal address in one column",
    "birthday": "birthday, with or without year",
    "anniversary": "wedding day or another yearly day",
    "tags": "groups, categories, labels",
    "notes": "notes",
    "interest": "interests, hobbies",
    "met": "how and when you met",
    "connected_on": "the day you connected",
    "ignore": "leave this column out",
}

# Fields that only known formats use.
_INNER_FIELDS = frozenset(
    {
        "phonetic",
        "extended",
        "po_box",
        "birth_year",
        "birth_month",
        "birth_day",
        "display_name",
        "referred_by",
        "extra",
    }
)
_KNOWN = _INNER_FIELDS | FIELDS.keys()

POSTAL_FIELDS = ("po_box", "extended", "street", "city", "region", "postal_code", "country")
AFFILIATION_FIELDS = frozenset({"organisation", "title", "department"})
NAME_FIELDS = frozenset({"full_name", "given_name", "family_name"})
REACH_FIELDS = frozenset({"email", "phone", "profile", "handle"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """The meaning of one column.

    field: one of `FIELDS` or of the inner fields.
    label: the word for it: "work", "mobile", "Skype".
    label_from: the column that holds the label instead, as in Google's ``E-mail 1 - Type``.
    group: columns of one group describe one address or one role; "" means by label.
    preferred: the first to use among several.
    separator: what stands between several values in one cell; "" for none.
    """

    field: str
    label: str = ""
    label_from: str = ""
    group: str = ""
    preferred: bool = False
    separator: str = ""


IGNORED = Column(field="ignore")


def parse_columns(meanings: Mapping[str, str]) -> dict[str, Column]:
    """Columns by name from ``"field label words"``."""
    return {name: column(meaning) for name, meaning in meanings.items()}


def column(meaning: str) -> Column:
    """``"phone work fax"`` → field phone, label "work fax". Raises ValueError for an unknown field."""
    field, _, label = meaning.partition(" ")
    if field not in _KNOWN:
        raise ValueError(f"unknown field: {field}")
    return Column(field=field, label=label)


_SPLIT_TAGS = re.compile(r"\s*(?: ::: |[;,|\n])\s*")


def split_tags(text: str) -> list[str]:
    """Names of groups in one cell: separated by ``;`` ``,`` ``|`` or line breaks."""
    return [tag for tag in _SPLIT_TAGS.split(text.strip()) if tag]
