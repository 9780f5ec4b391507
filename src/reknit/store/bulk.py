"""Many rows at once: raw `executemany` with ids taken beforehand.

`bulk_create` needs four times as long for a million rows; here rows are plain tuples in the
order of the columns named. All functions run inside the caller's transaction.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import Model

Item = TypeVar("Item")

# SQLite's parameter limit is 32,766 since 3.32 and 999 before; stay below both.
MAX_PARAMETERS = 900


def insert(
    model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]], *, ignore: bool = False
) -> None:
    """Insert rows. With `ignore`, rows that break a unique constraint are left out."""
    if not rows:
        return
    names = ", ".join(connection.ops.quote_name(c) for c in columns)
    marks = ", ".join(["%s"] * len(columns))
    clash = " ON CONFLICT DO NOTHING" if ignore else ""
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}){clash}", rows)  # noqa: S608


def ids(model: type[Model], chunk: int = 2000) -> Iterator[int]:
    """Fresh primary keys for `insert`, endless. Must not outlive the transaction it was made in."""
    table = model._meta.db_table  # noqa: SLF001
    if connection.vendor == "postgresql":
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, chunk]
                )
                fetched = [row[0] for row in cursor.fetchall()]
            yield from fetched
    # An IMMEDIATE transaction is SQLite's only writer, so counting on from the highest id is safe.
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table])
        row = cursor.fetchone()
    following = (row[0] if row else 0) + 1
    while True:
        yield following
        following += 1


def last_number(model: type[Model]) -> int:
    """The highest primary key ever given in a table; 0 when it has given none."""
    table = model._meta.db_table  # noqa: SLF001
    if connection.vendor == "postgresql":
        sequence = fetch("SELECT pg_get_serial_sequence(%s, 'id')", [table])[0][0]
        last, called = fetch(f"SELECT last_value, is_called FROM {sequence}")[0]  # noqa: S608
        return int(last) if called else 0
    rows = fetch("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    return int(rows[0][0]) if rows else 0


def number_from(model: type[Model], least: int) -> None:
    """Give higher primary keys than `least` and than any in the table from now on."""
    table = model._meta.db_table  # noqa: SLF001
    highest = fetch(f"SELECT COALESCE(MAX(id), 0) FROM {table}")[0][0]  # noqa: S608
    last = max(least, highest, last_number(model))
    if not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def instant(value: dt.datetime) -> Any:
    """A UTC instant as the database wants it."""
    return connection.ops.adapt_datetimefield_value(value)


def as_json(value: Any) -> str:
    """A JSON column's value as text; both databases take it."""
    return json.dumps(value, ensure_ascii=False)


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def fetch_numbers(sql: str, parameters: Sequence[Any], *, columns: int) -> npt.NDArray[np.int64]:
    """All rows of a query that gives whole numbers alone, shape (rows, columns): a fifth of the time and memory of
    rows of Python objects.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return np.fromiter(chain.from_iterable(cursor), dtype=np.int64).reshape(-1, columns)


def fetch_in(sql: str, values: Iterable[Any], before: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of a query with ``IN ({marks})``, asked in chunks below the parameter limit.

    before: parameters that stand before the list in the query.
    """
    for chunk in chunks(values, MAX_PARAMETERS - len(before)):
        marks = ", ".join(["%s"] * len(chunk))
        yield from fetch(sql.format(marks=marks), [*before, *chunk])


def chunks(values: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most `size` items, in order."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def mark_stale(people: Mapping[int, int]) -> None:
    """Note for each person which caches (bits of `Person.Stale`) must be computed again."""
    by_bits: dict[int, list[int]] = {}
    for person_id, bits in people.items():
        by_bits.setdefault(bits, []).append(person_id)
    with connection.cursor() as cursor:
        for bits, person_ids in by_bits.items():
            for chunk in chunks(sorted(person_ids), MAX_PARAMETERS):
                marks = ", ".join(["%s"] * len(chunk))
                cursor.execute(
                    f"UPDATE store_person SET stale = stale | %s WHERE id IN ({marks}) AND stale & %s <> %s",  # noqa: S608
                    [int(bits), *chunk, int(bits), int(bits)],
                )
