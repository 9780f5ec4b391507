"""One person, one record: Reknit's proposals beside its baselines.

    python -m bench.identity FILE.csv [--json] [--half A|B]
    python -m bench.identity FILE.csv --make 100000      write invented people to FILE.csv first

FILE: `unique_id,first_name,surname,dob,city,email,cluster`; any of the fields between may be missing or empty. Rows
with equal `cluster` are one person; it is used for measuring alone.

same_precision, same_recall: of the pairs within a group after all "same" are joined.
same_or_ask_recall: of the pairs within a group after the user has also answered every question truthfully.
ask_precision: share of the questions to which the answer is yes. seconds: without reading the file.
A baseline has the threshold with the best recall at a precision of .99, or, where it never gets there,
the best precision.
"""

import argparse
import csv
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from bench.identity_baselines import Row, Scored, exact_keys, rapidfuzz_on_names, sorted_neighbourhood, splink_untuned
from bench.identity_made import FIELDS, made_rows, write_rows
from reknit.core.identity import Limits, Record, propose

Result = dict[str, float | None]
Edges = npt.NDArray[np.int64]

BASELINES: dict[str, Callable[[Sequence[Row]], Scored | None]] = {
    "exact_keys": exact_keys,
    "rapidfuzz_names": rapidfuzz_on_names,
    "sorted_neighbourhood": sorted_neighbourhood,
    "splink": splink_untuned,
}
THRESHOLDS = (0.9, 0.95, 0.99, 0.995, 0.999)
# Above this many rows Reknit runs once, at its own thresholds.
_SEVERAL_RUNS = 20_000
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")


def read_people(path: Path) -> tuple[list[Row], npt.NDArray[np.int64]]:
    """Rows with every column of `FIELDS`, and the cluster number of each."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{field: (row.get(field) or "") for field in FIELDS} for row in csv.DictReader(file)]
    if not rows or not any(row["cluster"] for row in rows):
        raise SystemExit(f"{path}: no column 'cluster', so there is no truth to measure against")
    number: dict[str, int] = {}
    return rows, np.array([number.setdefault(row["cluster"], len(number)) for row in rows], dtype=np.int64)


def records_of(rows: Sequence[Row]) -> list[Record]:
    """The rows as the core takes them, numbered in file order."""
    return [
        Record(
            id=number,
            given=row["first_name"].strip(),
            family=row["surname"].strip(),
            emails=tuple(filter(None, [row["email"].strip().lower()])),
            place=row["city"].strip(),
            birthday=day_of(row["dob"].strip()),
        )
        for number, row in enumerate(rows)
    ]


def day_of(text: str) -> str:
    """A date as ISO text; day before month where the year comes last."""
    found = _DAY_FIRST.match(text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text[:10]


class Truth:
    """Which rows are one person."""

    def __init__(self, cluster: npt.NDArray[np.int64]) -> None:
        self.cluster = cluster
        self.pairs = _pairs_in(cluster)

    def agrees(self, edges: Edges) -> npt.NDArray[np.bool_]:
        return np.asarray(self.cluster[edges[:, 0]] == self.cluster[edges[:, 1]])

    def measure(self, edges: Edges) -> tuple[float, float]:
        """(precision, recall) of the pairs within the groups that `edges` make."""
        size = len(self.cluster)
        graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(size, size))
        _, group = connected_components(graph, directed=False)
        found = _pairs_in(group)
        right = _pairs_in(group.astype(np.int64) * (int(self.cluster.max()) + 1) + self.cluster)
        return (right / found if found else 1.0), (right / self.pairs if self.pairs else 1.0)


def _pairs_in(groups: npt.NDArray[np.int64]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(groups.tolist()).values())


def reknit(rows: Sequence[Row], truth: Truth, limits: Limits) -> Result:
    """Reknit's own row."""
    records = records_of(rows)
    start = time.perf_counter()
    proposals = propose(records, limits=limits)
    seconds = time.perf_counter() - start
    same = _edges([(p.low, p.high) for p in proposals if p.outcome == "same"])
    ask = _edges([(p.low, p.high) for p in proposals if p.outcome == "ask"])
    precision, recall = truth.measure(same)
    yes = ask[truth.agrees(ask)]
    return {
        "same_precision": precision,
        "same_recall": recall,
        "same_or_ask_recall": truth.measure(np.concatenate([same, yes]))[1],
        "asks": len(ask),
        "ask_precision": len(yes) / len(ask) if len(ask) else None,
        "seconds": seconds,
    }


def baseline(rows: Sequence[Row], truth: Truth, name: str) -> dict[float, Result] | None:
    """Threshold → result; None when the baseline is not installed."""
    start = time.perf_counter()
    scored = BASELINES[name](rows)
    seconds = time.perf_counter() - start
    if scored is None:
        return None
    edges = np.stack([scored.left, scored.right], axis=1)
    return {t: _without_asks(*truth.measure(edges[scored.score >= t]), seconds) for t in scored.thresholds}


def _without_asks(precision: float, recall: float, seconds: float) -> Result:
    return {
        "same_precision": precision,
        "same_recall": recall,
        "same_or_ask_recall": recall,
        "asks": 0,
        "ask_precision": None,
        "seconds": seconds,
    }


def best(results: dict[float, Result]) -> tuple[float, Result]:
    """The threshold that suits a baseline best."""

    def worth(item: tuple[float, Result]) -> tuple[bool, float]:
        precision, recall = item[1]["same_precision"] or 0.0, item[1]["same_recall"] or 0.0
        return (True, recall) if precision >= 0.99 else (False, precision)

    return max(results.items(), key=worth)


def evaluate(
    rows: Sequence[Row], cluster: npt.NDArray[np.int64]
) -> tuple[dict[str, Result], list[tuple[str, float, Result]]]:
    """The compared rows by name, and the table at several thresholds: (name, threshold, result)."""
    truth = Truth(cluster)
    results = {"reknit": reknit(rows, truth, Limits())}
    table = [("reknit", Limits().same, results["reknit"])]
    if len(rows) <= _SEVERAL_RUNS:
        table = [("reknit", t, reknit(rows, truth, Limits(same=t))) for t in THRESHOLDS]
    for name in BASELINES:
        found = baseline(rows, truth, name)
        if found is not None:
            results[name] = best(found)[1]
            table += [(name, threshold, result) for threshold, result in found.items()]
    return results, table


def half(rows: list[Row], cluster: npt.NDArray[np.int64], which: str) -> tuple[list[Row], npt.NDArray[np.int64]]:
    """Every other person, whole: the part A for looking, the part B for checking."""
    kept = np.flatnonzero(cluster % 2 == "AB".index(which))
    return [rows[k] for k in kept], cluster[kept]


def _edges(pairs: Sequence[tuple[int, int]]) -> Edges:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _line(name: str, result: Result) -> str:
    asked = f"{result['asks']:>7.0f}" + (
        f"{result['ask_precision']:>9.3f}" if result["ask_precision"] is not None else "        –"
    )
    figures = "".join(f"{result[key]:>12.4f}" for key in ("same_precision", "same_recall", "same_or_ask_recall"))
    return f"{name:<30}{figures}{asked}{result['seconds']:>10.2f}"


def _print(results: dict[str, Result], table: list[tuple[str, float, Result]], size: int) -> None:
    head = f"{'':<30}{'precision':>12}{'recall':>12}{'+ asked':>12}{'asks':>7}{'yes':>9}{'seconds':>10}"
    print(f"{size} rows\n{head}")
    for name, result in results.items():
        print(_line(name, result))
    for name in BASELINES:
        if name not in results:
            print(f"{name:<30}not installed")
    own = results["reknit"]["seconds"] or 1.0
    ratios = [f"{name} {(result['seconds'] or 0) / own:.2f}" for name, result in results.items() if name != "reknit"]
    print(f"\nTime of the others as a multiple of Reknit's: {', '.join(ratios)}\n\nAt several thresholds\n{head}")
    for name, threshold, result in table:
        print(_line(f"{name} {threshold:g}", result))


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description="Measure who is one person against the baselines.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object and no table")
    parser.add_argument("--half", choices=["A", "B"], help="every other person only: A for looking, B for checking")
    parser.add_argument("--make", type=int, metavar="N", help="write N rows about invented people to FILE first")
    parser.add_argument("--seed", type=int, default=1, help="seed of --make")
    arguments = parser.parse_args()
    if arguments.make:
        write_rows(arguments.file, made_rows(arguments.make, seed=arguments.seed))
    rows, cluster = read_people(arguments.file)
    if arguments.half:
        rows, cluster = half(rows, cluster, arguments.half)
    results, table = evaluate(rows, cluster)
    if arguments.json:
        print(json.dumps(results))
    else:
        _print(results, table, len(rows))


if __name__ == "__main__":
    main()
