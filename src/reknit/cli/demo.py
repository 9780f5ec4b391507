"""`reknit up --demo`: an invented leader's network, in a data folder of its own."""

from typing import TYPE_CHECKING

from reknit.cli.output import Bar, say

if TYPE_CHECKING:
    from reknit.store.policy import Actor


def load(actor: "Actor") -> None:
    """Load the example into an empty book; a demo that is there already is left as it is."""
    from reknit.config.env import home
    from reknit.exchange.example import load as example
    from reknit.store.selectors import people
    from reknit.store.services import workspace

    if people.count(actor):
        return
    say("Making the example network …")
    with Bar().shown() as bar:
        manifest = example.load(actor, today=workspace.today(actor), staging=home() / "staging", progress=bar)
    say(f"You are {manifest.name}. Nothing here is real, and your own data is not touched.")
