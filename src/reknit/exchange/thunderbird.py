"""Thunderbird's address book as CSV or tab-separated text: 36 or 37 columns in a fixed order,
with the header in the language of the program, in old versions without one.
"""

import re
from collections.abc import Iterator

from reknit.core.records import Record
from reknit.exchange.columns import Column, parse_columns
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.header_words import fold
from reknit.exchange.people_tables import KnownTable, folded, read_people
from reknit.exchange.sources import Source
from reknit.exchange.tables import Table, open_table, peek

_ENGLISH = {
    "First Name": "given_name",
    "Last Name": "family_name",
    "Display Name": "full_name",
    "Nickname": "nickname",
    "Primary Email": "email",
    "Secondary Email": "email",
    "Screen Name": "handle messenger",
    "Work Phone": "phone work",
    "Home Phone": "phone home",
    "Fax Number": "phone fax",
    "Pager Number": "phone pager",
    "Mobile Number": "phone mobile",
    "Home Address": "street home",
    "Home Address 2": "street home",
    "Home City": "city home",
    "Home State": "region home",
    "Home ZipCode": "postal_code home",
    "Home Country": "country home",
    "Work Address": "street work",
    "Work Address 2": "street work",
    "Work City": "city work",
    "Work State": "region work",
    "Work ZipCode": "postal_code work",
    "Work Country": "country work",
    "Job Title": "title",
    "Department": "department",
    "Organization": "organisation",
    "Web Page 1": "url work",
    "Web Page 2": "url home",
    "Birth Year": "birth_year",
    "Birth Month": "birth_month",
    "Birth Day": "birth_day",
    "Custom 1": "extra",
    "Custom 2": "extra",
    "Custom 3": "extra",
    "Custom 4": "extra",
    "Notes": "notes",
}
_ORDER = tuple(_ENGLISH)

# In the order of the English columns.
_GERMAN = [
    "Vorname",
    "Nachname",
    "Anzeigename",
    "Spitzname",
    "Primäre E-Mail-Adresse",
    "Sekundäre E-Mail-Adresse",
    "Messenger-Name",
    "Tel. dienstlich",
    "Tel. privat",
    "Fax-Nummer",
    "Pager-Nummer",
    "Mobil-Tel.-Nr.",
    "Privat: Adresse",
    "Privat: Adresse 2",
    "Privat: Ort",
    "Privat: Bundesland",
    "Privat: PLZ",
    "Privat: Land",
    "Dienstlich: Adresse",
    "Dienstlich: Adresse 2",
    "Dienstlich: Ort",
    "Dienstlich: Bundesland",
    "Dienstlich: PLZ",
    "Dienstlich: Land",
    "Arbeitstitel",
    "Abteilung",
    "Organisation",
    "Webseite 1",
    "Webseite 2",
    "Geburtsjahr",
    "Geburtsmonat",
    "Geburtstag",
    "Benutzerdef. 1",
    "Benutzerdef. 2",
    "Benutzerdef. 3",
    "Benutzerdef. 4",
    "Notizen",
]

_COLUMNS: dict[str, Column] = parse_columns(_ENGLISH)
_TABLE = KnownTable(
    columns=folded({**_COLUMNS, **{local: _COLUMNS[name] for local, name in zip(_GERMAN, _ORDER, strict=True)}}),
    marks=frozenset(map(fold, ("Primary Email", "Primäre E-Mail-Adresse"))),
)

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


def _recognise(_source: Source, head: bytes) -> bool:
    table = peek(head)
    return table is not None and (_TABLE.fits(table.header) or _has_no_header(table))


def _has_no_header(table: Table) -> bool:
    """The fixed width, and nothing but addresses where Thunderbird writes them."""
    if table.header_row or not len(_ORDER) - 1 <= len(table.header) <= len(_ORDER) + 1:
        return False
    mails = [list(cells.values())[4].strip() for _, cells in table.rows()]
    return all(_EMAIL.fullmatch(mail) for mail in mails if mail)


def _read(source: Source, options: ReadOptions) -> Iterator[Record]:
    table = open_table(source)
    if not table.header_row:
        table = open_table(source, header=_ORDER)
    columns = _TABLE.columns_of(table.header)
    return read_people(table, columns, source=FORMAT.name, label=source.label, options=options)


FORMAT = Format(name="thunderbird-csv", title="Thunderbird address book", recognise=_recognise, read=_read)
