"""Which TITLE belongs to which ORG: vCard says it only by groups, and most programs write none."""

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from reknit.core.records import Affiliation
from reknit.exchange.contentlines import Head, Line, split_values, unescape


class _Entry(NamedTuple):
    group: str
    text: str
    department: str = ""
    start: str = ""
    end: str = ""


@dataclass(slots=True)
class Roles:
    """ORG, TITLE and ROLE lines of one card in their order. ROLE counts where there is no TITLE."""

    organisations: list[_Entry] = field(default_factory=list)
    titles: list[_Entry] = field(default_factory=list)
    functions: list[Line] = field(default_factory=list)
    department: Line | None = None

    def add_organisation(self, head: Head, value: str) -> None:
        """ORG: the organisation, then its units from large to small (RFC 6350 §6.6.4)."""
        name, *units = split_values(value, ";")
        department = ", ".join(unit for unit in units if unit)
        start, end = head.param("X-REKNIT-START"), head.param("X-REKNIT-END")
        self.organisations.append(_Entry(head.group, name, department, start, end))

    def add_title(self, head: Head, value: str) -> None:
        """TITLE, also when empty: it may keep the place for an organisation without one."""
        self.titles.append(_Entry(head.group, unescape(value)))

    def finish(self) -> tuple[tuple[Affiliation, ...], list[Line]]:
        """The affiliations, and the lines that are not needed for them."""
        if not self.organisations and not self.titles and not self.functions and self.department is None:
            return (), []
        rest = self.functions
        if not any(entry.text for entry in self.titles):
            self.titles = [_Entry(head.group, unescape(value)) for head, value in self.functions]
            rest = []
        roles = [_affiliation(organisation, title) for organisation, title in self._pairs()]
        roles = list(dict.fromkeys(role for role in roles if role != Affiliation()))
        if self.department is not None:
            roles, unused = _with_department(roles, self.department)
            rest = rest + unused
        return tuple(roles), rest

    def _pairs(self) -> list[tuple[_Entry | None, _Entry | None]]:
        if len(self.organisations) <= 1 and len(self.titles) <= 1:
            return list(zip_longest(self.organisations, self.titles))
        by_group = {title.group: title for title in reversed(self.titles) if title.group}
        grouped = {entry.group for entry in self.organisations} & by_group.keys()
        free = iter([title for title in self.titles if title.group not in grouped])
        pairs: list[tuple[_Entry | None, _Entry | None]] = [
            (entry, by_group[entry.group] if entry.group in grouped else next(free, None))
            for entry in self.organisations
        ]
        # Two titles and one organisation: both are held there.
        only = self.organisations[0] if len(self.organisations) == 1 else None
        return pairs + [(only, title) for title in free]


def _affiliation(organisation: _Entry | None, title: _Entry | None) -> Affiliation:
    place = organisation or _Entry("", "")
    return Affiliation(
        organisation=place.text,
        title=title.text if title else "",
        department=place.department,
        start=place.start,
        end=place.end,
    )


def _with_department(roles: list[Affiliation], line: Line) -> tuple[list[Affiliation], list[Line]]:
    """X-DEPARTMENT of Roundcube, beside an ORG that names none."""
    first = roles[0] if roles else Affiliation()
    if first.department:
        return roles, [line]
    with_it = Affiliation(
        organisation=first.organisation,
        title=first.title,
        department=unescape(line[1]),
        start=first.start,
        end=first.end,
    )
    return [with_it, *roles[1:]], []
