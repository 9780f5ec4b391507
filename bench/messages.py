"""Files of messages between people: `source,target,t_days`, one row a message and recipient, plain or gzipped."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Messages:
    """Rows without self-loops; people are numbered from 0. t: days since the start of the file.

    parties: how many took part in the message. Rows of one source at one instant are one message
    to several people.
    """

    source: Ints
    target: Ints
    t: Floats
    parties: Ints

    def __len__(self) -> int:
        return len(self.t)

    @property
    def people(self) -> int:
        """How many people, numbered from 0."""
        return int(max(self.source.max(initial=-1), self.target.max(initial=-1))) + 1

    def before(self, day: float) -> "Messages":
        """The past of that day."""
        rows = self.t < day
        return Messages(self.source[rows], self.target[rows], self.t[rows], self.parties[rows])

    def pair(self) -> Ints:
        """One number for each unordered pair of people, shape (n,)."""
        low, high = np.minimum(self.source, self.target), np.maximum(self.source, self.target)
        return low * (1 << 31) + high


def read_messages(path: Path) -> Messages:
    """All usable rows of the file; rows without a time and mail to oneself are left out."""
    frame = pd.read_csv(path, usecols=["source", "target", "t_days"]).dropna()
    codes, _ = pd.factorize(pd.concat([frame["source"], frame["target"]], ignore_index=True))
    source, target = np.split(np.asarray(codes, dtype=np.int64), 2)
    t = frame["t_days"].to_numpy(dtype=np.float64)
    kept = source != target
    return with_parties(source[kept], target[kept], t[kept])


def with_parties(source: Ints, target: Ints, t: Floats) -> Messages:
    """Messages, with the number of parties of each counted."""
    order = np.lexsort((t, source))
    new = np.append(True, (np.diff(source[order]) != 0) | (np.diff(t[order]) != 0))[: len(t)]
    group = np.cumsum(new) - 1
    parties = np.empty(len(t), dtype=np.int64)
    parties[order] = np.bincount(group)[group] + 1
    return Messages(source, target, t, parties)
