"""Whose archive it is. No file says so outright, but several give it away."""

from collections import Counter
from dataclasses import dataclass

from reknit.core.records import Participant, Role
from reknit.errors import UnreadableFileError
from reknit.exchange.linkedin_kinds import kind_of
from reknit.exchange.linkedin_profiles import folded, slug_of, without_tracking
from reknit.exchange.linkedin_rows import Row, rows_of
from reknit.exchange.sources import Source
from reknit.exchange.tables import open_table


@dataclass(frozen=True)
class Owner:
    """The user, as far as the archive tells: name from Profile.csv, slug of the own profile address."""

    name: str = ""
    slug: str = ""

    def is_meant(self, name: str, url: str) -> bool:
        """Whether a person in this archive is the user: by address, by name only where there is none."""
        slug = slug_of(url)
        if slug and self.slug:
            return slug == self.slug
        return bool(self.name) and folded(name) == folded(self.name)


def read_owner(source: Source) -> Owner:
    """The user, from ``Profile.csv`` and ``Invitations.csv`` beside `source`."""
    profile = next(iter(neighbours(source, "Profile.csv", "profile")), None)
    name = f"{profile['firstname']} {profile['lastname']}".strip() if profile else ""
    sides = Counter(side for row in neighbours(source, "Invitations.csv", "invitations") if (side := _own_side(row)))
    return Owner(name, sides.most_common(1)[0][0] if sides else "")


def neighbours(source: Source, name: str, kind: str) -> list[Row]:
    """The rows of the file called `name` beside `source`, if it is there and of that kind."""
    beside = source.sibling(name)
    if beside is None:
        return []
    try:
        table = open_table(beside)
    except UnreadableFileError:
        return []
    found = kind_of(beside, table.header)
    return list(rows_of(beside, table)) if found is not None and found.name == kind else []


def participant(role: Role, name: str, url: str, *, ego: bool = False) -> Participant:
    """One party, by profile address where there is one."""
    if not slug_of(url):
        return Participant(role=role, name=name, ego=ego)
    return Participant(role=role, name=name, kind="profile", value=without_tracking(url), ego=ego)


def _own_side(row: Row) -> str:
    """The slug of the user in an invitation: who sent what goes out, who got what comes in."""
    match row["direction"].casefold():
        case "outgoing" | "sent":
            return slug_of(row["inviterprofileurl"])
        case "incoming" | "received":
            return slug_of(row["inviteeprofileurl"])
    return ""
