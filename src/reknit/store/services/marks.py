"""All that is kept of the forgotten: salted marks of their identifiers, so that no import brings them back."""

import hashlib
import secrets
from collections.abc import Iterable

from reknit.store import clock
from reknit.store.audit import Act
from reknit.store.models import ForgottenMark
from reknit.store.policy import Actor, of

Identifier = tuple[str, str]


class Marks:
    """The marks of a workspace, for looking up identifiers (kind, key) of an import."""

    def __init__(self, actor: Actor) -> None:
        rows = list(of(actor, ForgottenMark).values_list("salt", "digest"))
        self._salts = sorted({salt for salt, _ in rows})
        self._digests = {digest for _, digest in rows}

    def has(self, kind: str, key: str) -> bool:
        """Whether this is an identifier of somebody forgotten."""
        return any(digest_of(salt, (kind, key)) in self._digests for salt in self._salts)


def digest_of(salt: str, identifier: Identifier) -> str:
    """SHA-256 of salt, kind and key, 64 hexadecimal digits."""
    return hashlib.sha256("\x1f".join((salt, *identifier)).encode("utf-8", "replace")).hexdigest()


def leave(actor: Actor, identifiers: Iterable[Identifier]) -> int:
    """Mark these as forgotten; returns how many."""
    first = of(actor, ForgottenMark).order_by("id").values_list("salt", flat=True).first()
    salt = first or secrets.token_hex(16)
    today = clock.now().date()
    rows = [
        ForgottenMark(workspace_id=actor.workspace_id, salt=salt, digest=digest_of(salt, identifier), made_on=today)
        for identifier in dict.fromkeys(identifiers)
    ]
    ForgottenMark.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def lift(act: Act, identifiers: Iterable[Identifier]) -> None:
    """The user states these again by hand, so imports may bring them, too."""
    rows = list(of(act.actor, ForgottenMark))
    wanted = {digest_of(salt, pair) for salt in {row.salt for row in rows} for pair in identifiers}
    for row in rows:
        if row.digest in wanted:
            act.delete(row)
