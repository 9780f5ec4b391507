"""Yahoo's address book as CSV: everything quoted, HTML entities in the text, words in phone cells."""

import html
from collections.abc import Iterator

from reknit.core.records import Record
from reknit.exchange.columns import parse_columns
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.header_words import fold
from reknit.exchange.people_tables import KnownTable, folded, read_people
from reknit.exchange.sources import Source
from reknit.exchange.tables import Cells, open_table, peek

_SERVICES = ("Skype", "IRC", "ICQ", "Google", "MSN", "AIM", "QQ")

_TABLE = KnownTable(
    columns=folded(
        parse_columns(
            {
                "First": "given_name",
                "Middle": "additional_name",
                "Last": "family_name",
                "Nickname": "nickname",
                "Email": "email",
                "Alternate Email 1": "email",
                "Alternate Email 2": "email",
                "Category": "tags",
                "Distribution Lists": "tags",
                "Home": "phone home",
                "Work": "phone work",
                "Pager": "phone pager",
                "Fax": "phone fax",
                "Mobile": "phone mobile",
                "Other": "phone other",
                "Yahoo Phone": "phone Yahoo",
                "Primary": "phone main",
                "Personal Website": "url home",
                "Business Website": "url work",
                "Title": "title",
                "Company": "organisation",
                "Work Address": "street work",
                "Work City": "city work",
                "Work State": "region work",
                "Work ZIP": "postal_code work",
                "Work Country": "country work",
                "Home Address": "street home",
                "Home City": "city home",
                "Home State": "region home",
                "Home ZIP": "postal_code home",
                "Home Country": "country home",
                "Birthday": "birthday",
                "Anniversary": "anniversary",
                "Custom 1": "extra",
                "Custom 2": "extra",
                "Custom 3": "extra",
                "Custom 4": "extra",
                "Comments": "notes",
                "Messenger ID": "handle Yahoo",
                **{f"Messenger ID{number}": "handle Yahoo" for number in range(1, 10)},
                **{f"{service} ID": f"handle {service}" for service in _SERVICES},
            }
        )
    ),
    marks=frozenset(map(fold, ("Messenger ID", "Yahoo Phone", "Distribution Lists", "Alternate Email 1"))),
)


def _recognise(_source: Source, head: bytes) -> bool:
    table = peek(head)
    return table is not None and _TABLE.fits(table.header)


def _tidy(cells: Cells) -> Cells:
    return {name: html.unescape(text) if "&" in text else text for name, text in cells.items()}


def _read(source: Source, options: ReadOptions) -> Iterator[Record]:
    table = open_table(source)
    columns = _TABLE.columns_of(table.header)
    return read_people(table, columns, source=FORMAT.name, label=source.label, options=options, tidy=_tidy)


FORMAT = Format(name="yahoo-csv", title="Yahoo address book", recognise=_recognise, read=_read)
