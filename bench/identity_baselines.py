"""What Reknit's identity is measured against: exact keys, rapidfuzz in two ways, and splink.

Every baseline gives scored pairs of row numbers; the benchmark joins those from a threshold on, and lets each
baseline have the threshold that suits it best, chosen with the truth in hand.
"""

import importlib.util
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.fuzz import token_sort_ratio

Row = dict[str, str]
_BLOCK = 60
_WINDOW = 10


class Scored(NamedTuple):
    """Pairs of row numbers and a score, higher meaning one person; `thresholds` are worth trying."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    score: npt.NDArray[np.float64]
    thresholds: tuple[float, ...]


def exact_keys(rows: Sequence[Row]) -> Scored:
    """Equal e-mail addresses."""
    blocks = _blocks((row["email"].strip().lower(), i) for i, row in enumerate(rows))
    pairs = [(block[0], other) for block in blocks for other in block[1:]]
    left, right = _columns(pairs)
    return Scored(left, right, np.ones(len(left)), (1.0,))


def rapidfuzz_on_names(rows: Sequence[Row]) -> Scored:
    """`token_sort_ratio` of the names, among rows that share a beginning of a name."""
    names = [_name(row) for row in rows]
    keys = ((word[:3], i) for i, name in enumerate(names) for word in name.split())
    return _scored(names, _neighbours(_blocks(keys), names), tuple(range(64, 101, 4)))


def sorted_neighbourhood(rows: Sequence[Row]) -> Scored:
    """`token_sort_ratio` of whole rows, among neighbours in three orders (Hernández & Stolfo 1995)."""
    texts = [" ".join((_name(row), row["dob"], row["city"], row["email"])).strip().lower() for row in rows]
    pairs: set[tuple[int, int]] = set()
    for field in ("surname", "dob", "email"):
        order = sorted((i for i, row in enumerate(rows) if row[field]), key=lambda i: (rows[i][field], texts[i]))
        for step in range(1, _WINDOW + 1):
            pairs.update((min(a, b), max(a, b)) for a, b in zip(order, order[step:], strict=False))
    return _scored(texts, pairs, tuple(range(55, 101, 5)))


def splink_untuned(rows: Sequence[Row]) -> Scored | None:
    """Splink with the comparisons its documentation gives for these columns; None when it is not installed."""
    if importlib.util.find_spec("splink") is None:
        return None
    import pandas as pd
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = pd.DataFrame([{**row, "unique_id": i} for i, row in enumerate(rows)])
    frame = frame.map(lambda value: value.strip() if isinstance(value, str) else value).replace("", None)
    comparisons = {
        "first_name": cl.NameComparison("first_name"),
        "surname": cl.NameComparison("surname"),
        "dob": cl.DateOfBirthComparison("dob", input_is_string=True),
        "city": cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        "email": cl.EmailComparison("email"),
    }
    present = {field for field in comparisons if frame[field].notna().any()}

    def rules(*wanted: tuple[str, ...]) -> list[Any]:
        return [block_on(*fields) for fields in wanted if present.issuperset(fields)]

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[comparison for field, comparison in comparisons.items() if field in present],
        blocking_rules_to_generate_predictions=rules(
            ("first_name", "surname"), ("dob",), ("email",), ("surname", "city"), ("first_name", "city")
        ),
    )
    linker = Linker(DuckDBAPI().register(frame), settings, log_level=logging.ERROR)
    certain = rules(("email",), ("first_name", "surname", "dob")) or rules(("first_name", "surname"))
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in rules(("first_name", "surname"), ("dob",), ("email",)):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.02).as_pandas_dataframe()  # type: ignore[no-untyped-call]
    left, right = (found[f"unique_id_{side}"].to_numpy(dtype=np.int64) for side in "lr")
    score = found["match_probability"].to_numpy(dtype=np.float64)
    return Scored(left, right, score, (0.02, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999))


def _name(row: Row) -> str:
    return f"{row['first_name'].strip()} {row['surname'].strip()}".strip().lower()


def _blocks(keys: Iterable[tuple[str, int]]) -> list[list[int]]:
    rows_of: dict[str, list[int]] = defaultdict(list)
    for key, row in keys:
        if key:
            rows_of[key].append(row)
    return [rows for _, rows in sorted(rows_of.items()) if len(rows) > 1]


def _neighbours(blocks: Iterable[list[int]], names: Sequence[str]) -> set[tuple[int, int]]:
    """All pairs of a small block; of a large one those that stand near each other in the alphabet."""
    return {(min(a, b), max(a, b)) for block in blocks for a, b in _pairs(block, names) if a != b}


def _pairs(block: list[int], names: Sequence[str]) -> Iterator[tuple[int, int]]:
    if len(block) <= _BLOCK:
        yield from combinations(block, 2)
        return
    order = sorted(block, key=lambda row: names[row])
    for step in range(1, _WINDOW + 1):
        yield from zip(order, order[step:], strict=False)


def _scored(texts: Sequence[str], pairs: Iterable[tuple[int, int]], thresholds: tuple[float, ...]) -> Scored:
    left, right = _columns(sorted((a, b) for a, b in pairs if texts[a] and texts[b]))
    if not len(left):
        return Scored(left, right, np.zeros(0), thresholds)
    score = process.cpdist([texts[i] for i in left], [texts[i] for i in right], scorer=token_sort_ratio)
    return Scored(left, right, score.astype(np.float64), thresholds)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
