"""Outlook's CSV: the desktop program (92 columns, header in its own language), the web, and Google's
"Outlook CSV", which has the same columns in another order.

An e-mail cell may hold an Exchange path (``/o=ExchangeLabs/…``) instead of an address; it is kept aside.
"""

import re
from collections.abc import Iterator

from reknit.core.records import Record
from reknit.exchange.columns import Column, parse_columns
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.header_words import fold
from reknit.exchange.outlook_headers import FRENCH, GERMAN
from reknit.exchange.people_tables import KnownTable, folded, read_people
from reknit.exchange.sources import Source
from reknit.exchange.tables import Cells, open_table, peek

_PERSON = {
    "Title": "prefix",
    "First Name": "given_name",
    "Middle Name": "additional_name",
    "Last Name": "family_name",
    "Suffix": "suffix",
    "Nickname": "nickname",
    "Given Yomi": "phonetic",
    "Surname Yomi": "phonetic",
    "Company": "organisation",
    "Job Title": "title",
    "Department": "department",
    "E-mail Address": "email",
    "E-mail 2 Address": "email",
    "E-mail 3 Address": "email",
    "E-mail Display Name": "display_name",
    "E-mail 2 Display Name": "ignore",
    "E-mail 3 Display Name": "ignore",
    "IMAddress": "handle messenger",
    "Web Page": "url",
    "Personal Web Page": "url home",
    "Birthday": "birthday",
    "Anniversary": "anniversary",
    "Categories": "tags",
    "Keywords": "tags",
    "Notes": "notes",
    "Hobby": "interest",
    "Referred By": "referred_by",
}
_PHONES = {
    "Primary Phone": "phone main",
    "Business Phone": "phone work",
    "Business Phone 2": "phone work",
    "Company Main Phone": "phone company",
    "Home Phone": "phone home",
    "Home Phone 2": "phone home",
    "Mobile Phone": "phone mobile",
    "Other Phone": "phone other",
    "Car Phone": "phone car",
    "Radio Phone": "phone radio",
    "Callback": "phone callback",
    "TTY/TDD Phone": "phone text telephone",
    "ISDN": "phone ISDN",
    "Pager": "phone pager",
    "Business Fax": "phone work fax",
    "Home Fax": "phone home fax",
    "Other Fax": "phone other fax",
    "Telex": "extra",
    "Assistant's Phone": "extra",
}
_ADDRESS = {
    "Address": "address",
    "Street": "street",
    "Street 2": "street",
    "Street 3": "street",
    "City": "city",
    "State": "region",
    "Postal Code": "postal_code",
    "Country/Region": "country",
    "Country": "country",
    "Address PO Box": "po_box",
}
_ADDRESSES = {
    f"{kind} {part}": f"{field} {label}"
    for kind, label in (("Business", "work"), ("Home", "home"), ("Other", "other"))
    for part, field in _ADDRESS.items()
}
# Settings of the program, defaults that every row carries, and what is nobody's business.
_LEFT_OUT = dict.fromkeys(
    [
        "E-mail Type",
        "E-mail 2 Type",
        "E-mail 3 Type",
        "Gender",
        "Government ID Number",
        "Initials",
        "Internet Free Busy",
        "Mileage",
        "Priority",
        "Private",
        "Sensitivity",
        "Directory Server",
    ],
    "ignore",
)
_KEPT = dict.fromkeys(
    [
        "Account",
        "Assistant's Name",
        "Billing Information",
        "Children",
        "Company Yomi",
        "Language",
        "Location",
        "Manager's Name",
        "Office Location",
        "Organizational ID Number",
        "Profession",
        "Schools",
        "Spouse",
        "User 1",
        "User 2",
        "User 3",
        "User 4",
    ],
    "extra",
)

_ENGLISH: dict[str, Column] = parse_columns({**_PERSON, **_PHONES, **_ADDRESSES, **_LEFT_OUT, **_KEPT})


def _translated(names: dict[str, str]) -> dict[str, Column]:
    return {local: _ENGLISH[english] for local, english in names.items()}


# A column name means the same in all three languages, except "Title": German and French
# programs do not use the English word, so the tables can be one.
_COLUMNS = folded({**_translated(FRENCH), **_translated(GERMAN), **_ENGLISH})

_TABLE = KnownTable(
    columns=_COLUMNS,
    marks=frozenset(
        fold(name)
        for english in ("E-mail Address", "E-mail Display Name", "Business Phone", "Business Street", "Mobile Phone")
        for name in (
            english,
            *(local for table in (GERMAN, FRENCH) for local, known in table.items() if known == english),
        )
    ),
)

_DISPLAY_ADDRESS = re.compile(r"\s*[(<][^()<>]*@[^()<>]*[)>]\s*$")
_DISPLAY_NAMES = [
    name
    for name in ("E-mail Display Name", *GERMAN, *FRENCH)
    if fold(name) in _COLUMNS and _COLUMNS[fold(name)].field == "display_name"
]
_CATEGORIES_OF_GOOGLE = re.compile(r"\b(?:myContacts|starred)\b;?")


def _recognise(_source: Source, head: bytes) -> bool:
    table = peek(head)
    return table is not None and _TABLE.fits(table.header)


def _tidy(cells: Cells) -> Cells:
    """The display name without the address that Outlook appends: ``Dana Liu (dana@example.org)``."""
    for name in _DISPLAY_NAMES:
        if cells.get(name):
            cells[name] = _DISPLAY_ADDRESS.sub("", cells[name])
    if cells.get("Categories"):
        cells["Categories"] = _CATEGORIES_OF_GOOGLE.sub("", cells["Categories"])
    return cells


def _read(source: Source, options: ReadOptions) -> Iterator[Record]:
    table = open_table(source)
    columns = _TABLE.columns_of(table.header)
    return read_people(table, columns, source=FORMAT.name, label=source.label, options=options, tidy=_tidy)


FORMAT = Format(name="outlook-csv", title="Outlook contacts", recognise=_recognise, read=_read)
