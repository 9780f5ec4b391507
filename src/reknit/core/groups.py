"""Records joined pair by pair into people, as long as nothing speaks against the whole."""

from collections.abc import Iterable, Mapping

from reknit.core.identity_records import Pair


class Groups:
    """Disjoint sets of rows 0 … size − 1 that refuse to join where a pair is known to be two people, or where
    most pairs that can be judged disagree (an average link; a chain of near misses must not make one person).

    apart: pairs that are never one person. judged: row → row → whether the two rather are two people.
    """

    def __init__(
        self, size: int, *, apart: Iterable[Pair] = (), judged: Mapping[int, Mapping[int, bool]] | None = None
    ) -> None:
        self._top = list(range(size))
        self._members: dict[int, list[int]] = {}
        self._apart: dict[int, set[int]] = {}
        self._judged = judged or {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def find(self, row: int) -> int:
        """The row that stands for the group of `row`."""
        while self._top[row] != row:
            self._top[row] = self._top[self._top[row]]
            row = self._top[row]
        return row

    def members(self, row: int) -> list[int]:
        """All rows of the group of `row`."""
        top = self.find(row)
        return self._members.get(top, [top])

    def are_apart(self, a: int, b: int) -> bool:
        """Whether a pair across the two groups is known to be two people."""
        return bool(self._apart) and self._any(self._apart, a, b)

    def disagree(self, a: int, b: int) -> bool:
        """Whether more than half of the pairs that were judged across the two groups are rather two people."""
        few, many = sorted((self.members(a), self.members(b)), key=len)
        verdicts = [
            self._judged[row][other]
            for row in few
            if row in self._judged
            for other in many
            if other in self._judged[row]
        ]
        return sum(verdicts) * 2 > len(verdicts)

    def join(self, a: int, b: int) -> bool:
        """Make one group of two; False when they are one already."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        small, large = sorted((a, b), key=lambda row: (len(self.members(row)), -row))
        self._members[large] = self.members(large) + self.members(small)
        self._members.pop(small, None)
        self._top[small] = large
        return True

    def _any(self, pairs: Mapping[int, set[int]], a: int, b: int) -> bool:
        few, many = sorted((self.members(a), self.members(b)), key=len)
        others = set(many)
        return any(not pairs[row].isdisjoint(others) for row in few if row in pairs)
