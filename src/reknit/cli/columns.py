"""What the columns of a table mean: stated with --map, or asked on a terminal."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reknit.cli.output import say, table
from reknit.errors import InvalidValueError, UsageError

if TYPE_CHECKING:
    from reknit.exchange.column_offers import Header, TableOffer
    from reknit.store.policy import Actor

MOST_POINTED_OUT = 5


def column_mappings(
    actor: "Actor", paths: list[Path], stated: list[str], *, asks: bool
) -> "dict[Header, dict[str, str]]":
    """The mappings that the user states now, by header.

    stated: ``COLUMN=FIELD`` texts; they hold for every table that has all these columns and is not the export
    of a known program. asks: go through the other tables on the terminal.
    Raises `UsageError` for a text that cannot be understood or columns that no table has.
    """
    if not (stated or asks) or not all(path.exists() for path in paths):
        return {}  # whoever reads the files says which of them are missing
    from reknit.exchange.recognition import tables_in
    from reknit.store.services.mappings import remembered

    fields = _parse(stated)
    tables = list(tables_in(paths, remembered(actor)))
    fitting = [offer for offer in tables if fields and fields.keys() <= offer.mapping.keys()]
    chosen = {offer.header: _with(offer, fields) for offer in fitting}
    if fields and not chosen:
        raise UsageError(_no_such_columns(fields, tables))
    for offer in tables:
        if asks and not offer.assigned and offer.header not in chosen:
            answer = _ask(offer)
            if answer is not None:
                chosen[offer.header] = answer
    return chosen


def _parse(stated: list[str]) -> dict[str, str]:
    from reknit.exchange.columns import FIELDS

    fields: dict[str, str] = {}
    for text in stated:
        name, equals, field = (part.strip() for part in text.rpartition("="))
        if not (name and equals):
            raise UsageError(f'--map {text} is not understood. Write it as --map "Column=field".')
        if field not in FIELDS:
            raise UsageError(f"--map {text}: there is no field “{field}”. Choose one of: {', '.join(FIELDS)}.")
        fields[name] = field
    return fields


def _with(offer: "TableOffer", fields: dict[str, str]) -> dict[str, str]:
    from reknit.exchange.column_offers import checked

    try:
        return checked(offer.mapping | fields)
    except InvalidValueError as error:
        raise UsageError(f"{offer.file}: {error}") from error


def _no_such_columns(fields: dict[str, str], tables: "list[TableOffer]") -> str:
    wanted = " and ".join(f"“{name}”" for name in fields)
    found = "; ".join(f"{offer.file}: {', '.join(offer.header)}" for offer in tables[:5])
    return f"No table here has a column {wanted}. " + (f"Tables found: {found}." if found else "No table was found.")


def _ask(offer: "TableOffer") -> dict[str, str] | None:
    """The user's word on one table: as guessed, changed, or left out; None leaves everything as it would be."""
    say()
    if offer.refused:
        say(f"{offer.file} is not read: {offer.refused}. Its columns would be:")
    else:
        say(f"{offer.file} is a table of people. Its columns are read as:")
    show_columns(offer.mapping, {column.name: " · ".join(column.samples) for column in offer.columns})
    choice = _choose(offer)
    if choice == "c":
        return _change(offer)
    if choice == "y":
        return offer.mapping if offer.refused else None
    return None if offer.refused else dict.fromkeys(offer.mapping, "ignore")


def _choose(offer: "TableOffer") -> str:
    """y: read it so, c: change columns, n: leave the table out."""
    default = "n" if offer.refused else "y"
    while True:
        answer = str(typer.prompt("Read it so? y: yes, c: change columns, n: leave it out", default=default))
        if answer[:1].lower() in {"y", "c", "n"}:
            return answer[:1].lower()


def _change(offer: "TableOffer") -> dict[str, str]:
    from reknit.exchange.column_offers import checked
    from reknit.exchange.columns import FIELDS

    say("Fields: " + ", ".join(FIELDS))
    mapping = offer.mapping
    while True:
        for name, guessed in mapping.items():
            field = ""
            while field not in FIELDS:
                field = str(typer.prompt(f"  {name}", default=guessed)).strip()
            mapping[name] = field
        try:
            return checked(mapping)
        except InvalidValueError as error:
            say(str(error))


def point_out(tables: "list[TableOffer]") -> None:
    """Name the tables that were left out although the user could say what their columns are."""
    for offer in [offer for offer in tables if offer.refused and not offer.assigned][:MOST_POINTED_OUT]:
        columns = ", ".join(offer.header)
        say(f"{offer.file} has the columns {columns}. Say what they are: --map {shlex.quote(offer.header[0])}=FIELD …")


def show_columns(mapping: dict[str, str], samples: dict[str, str]) -> None:
    """Columns, their fields in words, and a few of their values."""
    from reknit.exchange.columns import FIELDS

    rows = [(name, FIELDS[field], samples.get(name, "")) for name, field in mapping.items()]
    table(["column", "read as", "for example"], rows)
    sys.stdout.flush()
