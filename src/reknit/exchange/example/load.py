"""Bring the example into the store the way a user would: import its files, then type in what files cannot say."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from reknit.core.facts import Seed, trait_seed
from reknit.core.records import Trait
from reknit.exchange.example.build import build_example
from reknit.exchange.example.manifest import ExampleManifest, Fact
from reknit.exchange.formats import ReadOptions
from reknit.exchange.importing import Choices, run, stage_files
from reknit.store import clock
from reknit.store.policy import Actor
from reknit.store.selectors.people import named
from reknit.store.services import people, promises
from reknit.store.services.workspace import ego, reporting_line, zone_of

Progress = Callable[[str, int, int], None]

LABEL = "Example network"


def load(actor: Actor, *, today: dt.date, staging: Path, progress: Progress) -> ExampleManifest:
    """Build the example for `today` in a temporary folder, import its files in order and type in its facts."""
    with TemporaryDirectory(prefix="reknit-example-") as name:
        folder = Path(name)
        manifest = build_example(folder, today=today)
        now = clock.instant(today, zone_of(actor))
        options = ReadOptions(as_of=now, zone=zone_of(actor), me=frozenset(manifest.me))
        for source in manifest.sources:
            stage = stage_files(
                [folder / source],
                options,
                parent=staging,
                label=f"{LABEL}: {source}",
                relative_to=folder,
                progress=progress,
            )
            run(actor, stage, Choices(now=now, me=frozenset(manifest.me)), progress=progress)
            stage.drop()
    for fact in manifest.facts:
        _type_in(actor, fact, today)
    return manifest


def _type_in(actor: Actor, fact: Fact, today: dt.date) -> None:
    """One thing that no file says. Kinds that a later part of Reknit keeps are passed over until it does."""
    if fact.kind in {"my-need", "my-offer"}:
        kind = fact.kind.removeprefix("my-")
        people.edit_person(actor, ego(actor).pk, add=[_trait(kind, fact)])
        return
    person_id = _find(actor, fact)
    if not person_id:
        return
    match fact.kind:
        case "promise":
            promises.make_promise(
                actor, person_id, fact.text, made_on=fact.on or today, due_on=fact.due, mine=fact.by != "them"
            )
        case "never":
            people.never(actor, person_id)
        case "need" | "offer" | "interest" | "project":
            people.edit_person(actor, person_id, add=[_trait(fact.kind, fact)])
        case "reports-to":
            reporting_line(actor, person_id, fact.direction)


def _trait(kind: str, fact: Fact) -> Seed:
    return trait_seed(Trait(kind=kind, text=fact.text, on=fact.on.isoformat() if fact.on else ""))  # type: ignore[arg-type]


def _find(actor: Actor, fact: Fact) -> int:
    now = clock.now()
    found = named(actor, fact.person, as_of=now) or named(actor, fact.name, as_of=now)
    return found[0].id if found else 0
