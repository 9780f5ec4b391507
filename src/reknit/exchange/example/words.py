"""The texts in ``data/``, and how a sentence with gaps is filled."""

import functools
import random
import re
import tomllib
from importlib.resources import files
from typing import Any

_GAP = re.compile(r"\{(\w+)\}")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@functools.cache
def texts(name: str) -> dict[str, Any]:
    """The parsed file ``data/{name}.toml``. Shared: do not change it."""
    source = files("reknit.exchange.example").joinpath("data", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def stream(seed: int, topic: str) -> random.Random:
    """A source of chance of its own for every topic, so that a change in one leaves the others as they were."""
    return random.Random(f"{seed}:{topic}")  # noqa: S311 (nothing here is a secret)


def fill(sentence: str, rng: random.Random, **known: str) -> str:
    """`sentence` with each ``{gap}`` taken from `known`, else drawn from the slots of ``topics.toml``.

    It begins with a capital letter, also where the first word came from a gap.
    """
    return fill_all([sentence], rng, **known)[0]


def fill_all(sentences: list[str], rng: random.Random, **known: str) -> list[str]:
    """Like `fill` for sentences that belong together: a gap means the same in all of them."""
    slots: dict[str, list[str]] = texts("topics")["slots"]

    def value(gap: re.Match[str]) -> str:
        name = gap[1]
        if name not in known:
            known[name] = rng.choice(slots[name])
        return known[name]

    filled = (_GAP.sub(value, sentence) for sentence in sentences)
    return [sentence[:1].upper() + sentence[1:] for sentence in filled]
