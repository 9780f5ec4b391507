"""Carrying out a user's act from a page, and telling whether there is something to undo."""

from collections.abc import Callable
from typing import Any

from reknit.store.policy import Actor
from reknit.store.selectors import activity


def carry_out(actor: Actor, act: Callable[[], Any]) -> int | None:
    """Call a service; returns the number of the act it left behind, None when nothing was different from before.

    Without the comparison a form saved without a change would offer to undo whatever was done before it.
    """
    before = activity.newest_act(actor)
    act()
    newest = activity.newest_act(actor)
    return newest if newest != before else None
