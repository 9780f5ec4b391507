"""Who will be in touch, and which ties go silent: Reknit's ranking beside its baselines.

    python -m bench.ties FILE.csv.gz --cuts 180,240,300 [--json]

FILE: `source,target,t_days`, one row a message. Pairs are undirected. At each cut:

A30: every pair with a contact before the cut; was there one in the next 30 days?
B90: pairs with at least three contact-days and a contact in the last 90 days; were they silent
     in the next 90?

Every row sees only what lies before the cut. Printed are means over the cuts; a cut after which a
task has no positives or no negatives is left out of it, and a row that could not be fitted at some
cut (too short a past) is averaged over the others and marked.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.measures import Bools, Floats, auc, average_precision, calibration_error
from bench.messages import Messages, read_messages
from bench.tie_baselines import CLOSED_FORMS, Past, bg_nbd, logistic
from reknit.core.contacts import CHANNELS, IN, OUT, Contacts
from reknit.core.outlook import CONTACT_PRIOR, SILENCE_PRIOR, Ends, features, learn
from reknit.core.ties import build_ties

TASKS = {"A30": 30, "B90": 90}


@dataclass(frozen=True)
class Row:
    """Scores of all pairs known at a cut, higher meaning contact; None where a row cannot be fitted."""

    a30: Floats | None
    b90: Floats | None

    def score(self, task: str) -> Floats | None:
        return self.a30 if task == "A30" else self.b90


@dataclass(frozen=True)
class Cut:
    """One cut: the truth of both tasks, every row's scores, and the chances Reknit would show."""

    met30: Bools
    silent90: Bools
    active: Bools
    rows: dict[str, Row]
    chance: Floats

    def truth(self, task: str) -> tuple[Bools, Bools]:
        """Which pairs count in the task, and what came of those."""
        if task == "A30":
            return np.ones(len(self.met30), dtype=np.bool_), self.met30
        return self.active, self.silent90[self.active]


def contacts_of(past: Past) -> tuple[Contacts, Ends]:
    """The past as Reknit's core takes it: the pairs are the "persons", numbered as in `past.pairs`."""
    sent = past.messages
    size = len(sent)
    contacts = Contacts(
        person=past.row,
        at=sent.t,
        day=np.floor(sent.t).astype(np.int64),
        channel=np.full(size, CHANNELS.index("mail"), dtype=np.uint8),
        parties=sent.parties,
        direction=np.where(sent.source < sent.target, OUT, IN).astype(np.uint8),
    )
    return contacts, Ends(one=past.low, other=past.high)


def reknit_rows(past: Past) -> tuple[dict[str, Row], Floats]:
    """Reknit's rows, and its chance of contact within 30 days."""
    contacts, ends = contacts_of(past)
    now, day = past.cut, int(np.floor(past.cut))
    ties = build_ties(contacts, as_of=now)
    outlook = learn(contacts, as_of=now, as_of_day=day, ends=ends)
    seen = features(ties, as_of=now, as_of_day=day, ends=ends)
    alone = learn(contacts, as_of=now, as_of_day=day)
    unaided = features(ties, as_of=now, as_of_day=day)
    rows = {
        "reknit": Row(outlook.contact.score(seen), outlook.silence.score(seen)),
        "reknit, weights not fitted": Row(CONTACT_PRIOR.score(seen), SILENCE_PRIOR.score(seen)),
        "reknit, the tie's own past only": Row(alone.contact.score(unaided), alone.silence.score(unaided)),
    }
    return rows, outlook.chance_of_contact(ties, as_of=now, as_of_day=day, ends=ends)


def evaluate(messages: Messages, cut: float) -> Cut:
    """Scores by everything before the cut, truth by everything after it."""
    past = Past.before(cut, messages)
    rows, chance = reknit_rows(past)
    for name, form in CLOSED_FORMS.items():
        rows[name] = Row(form(past), form(past))
    rows["BG/NBD P(contact)"] = Row(bg_nbd(past, 30), bg_nbd(past, 90))
    rows["logistic on 31 features"] = Row(
        logistic(messages, past, 30, active_only=False), logistic(messages, past, 90, active_only=True)
    )
    return Cut(past.met(messages, 30), ~past.met(messages, 90), past.active(), rows, chance)


def results(cuts: list[Cut]) -> dict[str, object]:
    """The JSON object: per task and row AUC and AP (means over cuts), and the calibration error of A30."""
    tables: dict[str, object] = {task: {name: _means(task, name, cuts) for name in cuts[0].rows} for task in TASKS}
    return tables | {"ece_A30": _mean([calibration_error(cut.met30, cut.chance) for cut in cuts])}


def _means(task: str, name: str, cuts: list[Cut]) -> dict[str, float | None]:
    sign = 1.0 if task == "A30" else -1.0
    found: dict[str, list[float]] = {"auc": [], "ap": []}
    for cut in usable(task, name, cuts):
        counted, truth = cut.truth(task)
        score = cut.rows[name].score(task)
        assert score is not None
        found["auc"].append(auc(truth, sign * score[counted]))
        found["ap"].append(average_precision(truth, sign * score[counted]))
    return {measure: _mean(values) for measure, values in found.items()}


def usable(task: str, name: str, cuts: list[Cut]) -> list[Cut]:
    """The cuts at which the task has both outcomes and the row could be fitted."""
    truths = [(cut, cut.truth(task)[1]) for cut in cuts if cut.rows[name].score(task) is not None]
    return [cut for cut, truth in truths if truth.any() and not truth.all()]


def _mean(values: list[float]) -> float | None:
    return float(np.mean(values)) if values else None


def table(found: dict[str, object], cuts: list[Cut]) -> str:
    """The results for people; a row averaged over fewer cuts than Reknit's is marked with *."""
    head = f"{'':45} {'A30 AUC':>9} {'A30 AP':>9} {'B90 AUC':>9} {'B90 AP':>9}"
    lines = [head, "-" * len(head)]
    a30, b90 = found["A30"], found["B90"]
    assert isinstance(a30, dict)
    assert isinstance(b90, dict)
    for name in a30:
        row = []
        for task, cells in (("A30", a30[name]), ("B90", b90[name])):
            short = len(usable(task, name, cuts)) < len(usable(task, "reknit", cuts))
            row += [_cell(cells[measure], short=short) for measure in ("auc", "ap")]
        lines.append(f"{name:45} " + " ".join(row))
    if any("*" in entry for entry in lines):
        lines.append("* without the cuts at which the past was too short to fit it")
    return "\n".join([*lines, "", f"calibration error of Reknit's chance of contact (A30): {found['ece_A30']:.3f}"])


def _cell(value: float | None, *, short: bool) -> str:
    return f"{'-':>9}" if value is None else f"{value:8.4f}{'*' if short else ' '}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ties", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file", type=Path, help="source,target,t_days; plain or gzipped")
    parser.add_argument("--cuts", required=True, help="days, separated by commas: 180,240,300")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    messages, days = read_messages(given.file), [float(cut) for cut in given.cuts.split(",")]
    if not len(messages) or min(days) <= messages.t.min():
        parser.error(f"{given.file}: no message before day {min(days):g}")
    cuts = [evaluate(messages, day) for day in days]
    found = results(cuts)
    print(json.dumps(found) if given.json else table(found, cuts))


if __name__ == "__main__":
    main()
