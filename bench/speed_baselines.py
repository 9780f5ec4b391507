"""What Reknit's speed is measured against: the same answers without its ties, its indexes or its NumPy.

Every baseline reads the same SQLite file. The pandas version computes the same columns of the same table; a test
compares them.
"""

import sqlite3
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from reknit.core.contacts import CHANNEL_WEIGHTS, LARGEST_CONVERSATION

EPOCH: Final = pd.Timestamp("1970-01-01", tz="UTC")

# One statement over all interactions: contact-days, last contact and decayed strength of everybody, the strongest
# among those silent for a month first.
RECOMPUTE: Final = """
SELECT person_id, COUNT(*), MAX(day), SUM(weight * pow(2, (day - {today}) / 60.0)) AS strength
FROM (SELECT p.person_id AS person_id, CAST(julianday(date(i.at)) - 2440587.5 AS INTEGER) AS day,
             MAX(CASE i.channel WHEN 'meeting' THEN 1.0 WHEN 'call' THEN 1.0 WHEN 'mail' THEN 0.6
                                WHEN 'message' THEN 0.4 WHEN 'event' THEN 0.2 ELSE 0.1 END / (i.parties - 1)) AS weight
      FROM store_participant p JOIN store_interaction i ON i.id = p.interaction_id
      WHERE p.workspace_id = {workspace} AND p.direction <> 'none'
      GROUP BY 1, 2)
GROUP BY 1 HAVING MAX(day) < {today} - 30 ORDER BY strength DESC LIMIT 12
"""

_EXCHANGES: Final = (
    "SELECT p.person_id, i.at, i.all_day, i.channel, i.parties, p.direction FROM store_participant p"
    " JOIN store_interaction i ON i.id = p.interaction_id WHERE p.workspace_id = ? AND p.direction <> 'none'"
)


def rebuild_with_pandas(path: Path, workspace_id: int, zone: str, as_of: float) -> int:
    """All ties, computed by pandas and written to `store_tie`; returns how many."""
    with sqlite3.connect(path, timeout=60) as connection:
        exchanges = pd.read_sql_query(_EXCHANGES, connection, params=(workspace_id,))
        ties = ties_with_pandas(exchanges, zone, as_of)
        ties.insert(0, "workspace_id", workspace_id)
        connection.execute("DELETE FROM store_tie")
        ties.to_sql("store_tie", connection, if_exists="append", index=True, index_label="person_id")
    return len(ties)


def ties_with_pandas(exchanges: Any, zone: str, as_of: float) -> Any:
    """One row a person, the columns of `store.models.Tie`; exchanges: the columns of the query above."""
    known, coming = _split(exchanges, zone, as_of)
    days = _contact_days(known)
    ties = _folded(days)
    ties["next_at"] = coming.groupby("person_id")["moment"].min().reindex(ties.index)
    return _with_keys(ties)


def _split(exchanges: Any, zone: str, as_of: float) -> tuple[Any, Any]:
    instant = pd.to_datetime(exchanges["at"], utc=True, format="ISO8601").dt.floor("s")
    seconds = (instant - EPOCH) // pd.Timedelta(seconds=1)
    local = (instant.dt.tz_convert(zone).dt.tz_localize(None) - EPOCH.tz_localize(None)) // pd.Timedelta(days=1)
    exchanges["moment"] = seconds / 86_400
    exchanges["day"] = np.where(exchanges["all_day"], seconds // 86_400, local)
    exchanges["weight"] = exchanges["channel"].map(CHANNEL_WEIGHTS) / (exchanges["parties"] - 1).clip(lower=1)
    proves = exchanges["parties"] <= LARGEST_CONVERSATION
    exchanges["incoming"] = (proves & exchanges["direction"].isin(["in", "both"])).astype(np.int64)
    exchanges["outgoing"] = (proves & exchanges["direction"].isin(["out", "both"])).astype(np.int64)
    later = exchanges["moment"] > as_of
    return exchanges[~later], exchanges[later]


def _contact_days(known: Any) -> Any:
    days = known.groupby(["person_id", "day"], sort=True).agg(
        weight=("weight", "max"),
        first_at=("moment", "min"),
        last_at=("moment", "max"),
        interactions=("moment", "size"),
        incoming=("incoming", "sum"),
        outgoing=("outgoing", "sum"),
    )
    days = days.reset_index()
    person = days.groupby("person_id")
    days["gap"] = person["day"].diff().fillna(0).astype(np.int64)
    days["week"] = (days["day"] + 3) // 7
    days["new_week"] = person["week"].diff().ne(0)
    days["ago"] = person["day"].transform("max") - days["day"]
    return days


def _folded(days: Any) -> Any:
    for name, half_life in (("short", 15.0), ("middle", 60.0), ("long", 180.0)):
        days[name] = np.exp2(-days["ago"] / half_life)
    days["gap_squares"] = days["gap"] ** 2
    days["strength"] = days["weight"] * days["middle"]
    days["strength_long"] = days["weight"] * days["long"]
    ties = days.groupby("person_id").agg(
        first_at=("first_at", "min"), last_at=("last_at", "max"), first_day=("day", "first"), last_day=("day", "last"),
        contact_days=("day", "size"), contact_weeks=("new_week", "sum"), interactions=("interactions", "sum"),
        incoming=("incoming", "sum"), outgoing=("outgoing", "sum"), gap_squares=("gap_squares", "sum"),
        last_weight=("weight", "last"), weight_before=("weight", "sum"), carried=("strength", "sum"),
        carried_long=("strength_long", "sum"), pulse_short=("short", "sum"), pulse=("middle", "sum"),
        pulse_long=("long", "sum"),
    )  # fmt: skip
    for name in ("weight_before", "carried", "carried_long"):
        ties[name] -= ties["last_weight"]
    return ties


def _with_keys(ties: Any) -> Any:
    strength = ties["carried"] + ties["last_weight"]
    mean_weight = (ties["weight_before"] + ties["last_weight"]) / ties["contact_days"]
    rhythmic = (ties["contact_days"] >= 4) & (ties["contact_weeks"] >= 3)
    gap = ((ties["last_day"] - ties["first_day"]) / (ties["contact_days"] - 1).clip(lower=1)).where(rhythmic)
    usual = gap.clip(lower=7.0)
    ties["two_way"] = ((ties["incoming"] > 0) & (ties["outgoing"] > 0)).astype(np.int64)
    ties["strength_key"] = np.log2(strength) + ties["last_day"] / 60.0
    ties["long_key"] = np.log2(ties["carried_long"] + ties["last_weight"]) + ties["last_day"] / 180.0
    ties["level_key"] = ties["strength_key"] - np.log2(mean_weight)
    ties["flag_day"] = ties["last_day"] + 8.0 * usual
    threshold = np.log2(np.exp2(-3.0 * usual / 60.0) / -np.expm1(-usual * np.log(2.0) / 60.0))
    level_day = 60.0 * (ties["level_key"] - threshold)
    ties["rhythm_fades_day"] = np.maximum(level_day, ties["last_day"] + usual.clip(lower=30.0))
    return ties
