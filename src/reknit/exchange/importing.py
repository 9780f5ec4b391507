"""Import files: read and stage, preview, run. The one way in, for the terminal and the page."""

import dataclasses
import datetime as dt
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from reknit.core.records import InteractionRecord, Origin, PersonRecord, Skipped, Unreadable
from reknit.core.report import Report
from reknit.errors import UnreadableFileError, UsageError
from reknit.exchange.bulk import bulk_by_address
from reknit.exchange.column_offers import TableOffer
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.recognition import recognise
from reknit.exchange.sources import Source, walk
from reknit.exchange.staging import AssumedMapping, Stage, StagedFile, digest_of
from reknit.exchange.traffic import Traffic
from reknit.store import bulk
from reknit.store.policy import Actor
from reknit.store.services import ego, imports, mappings
from reknit.store.services.intake import BATCH, Intake, IntakeSettings
from reknit.store.services.interactions_intake import InteractionsIntake
from reknit.store.services.workspace import workspace

# What is known after a look at the data, and good enough to act on without a question.
SURE = 0.8

# A file of a gigabyte takes minutes; whoever waits hears from it every so many records.
HEARTBEAT = 2000

Progress = Callable[[str, int, int], None]


def _silent(words: str, done: int, total: int) -> None:
    """No progress shown."""


@dataclass
class Reading:
    """What one pass over the files finds out besides the records."""

    traffic: Traffic = field(default_factory=Traffic)
    own: dict[str, str] = field(default_factory=dict)
    beat: Callable[[], None] = lambda: None


def options_for(actor: Actor, *, now: dt.datetime, me: frozenset[str] = frozenset()) -> ReadOptions:
    """What the readers are told: the settings of the workspace, own addresses, columns assigned before."""
    space = workspace(actor)
    return ReadOptions(
        as_of=now,
        zone=ZoneInfo(space.zone),
        region=space.region,
        me=me | ego.addresses(actor),
        mappings=mappings.remembered(actor),
    )


def stage_files(
    paths: list[Path],
    options: ReadOptions,
    *,
    parent: Path,
    label: str = "",
    relative_to: Path | None = None,
    progress: Progress = _silent,
) -> Stage:
    """Read every file below `paths` into a new stage under `parent`.

    relative_to: a folder whose name people need not see in reports (where uploads were put).
    Raises `UsageError` when a path does not exist. One bad file never ends the others.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no file or folder {path}.")
    sources = list(walk(paths, relative_to=relative_to))
    total = sum(source.size for source in sources)
    stage = Stage.create(parent)
    reading = Reading()
    done = 0
    try:
        for source in sources:
            progress(source.name, done, total)
            reading.beat = partial(progress, source.name, done, total)
            _read(source, options, stage, reading)
            done += source.size
        manifest = stage.manifest
        manifest.label = label or ", ".join(path.name or str(path) for path in paths)
        manifest.inputs = digest_of([(source.label, source.size) for source in sources])
        _learn_from(reading, options, stage)
        stage.complete()
    except BaseException:  # an interrupted read leaves no half stage behind
        stage.drop()
        raise
    progress("", total, total)
    return stage


def _read(source: Source, options: ReadOptions, stage: Stage, reading: Reading) -> None:
    try:
        head = source.head()
    except UnreadableFileError as error:
        stage.manifest.files.append(StagedFile(source.label, "", source.edition, str(error)))
        stage.add(Unreadable(origin=Origin(source.label, ""), reason=str(error)))
        return
    found = recognise(source, head, options.mappings)
    if found.table is not None:
        stage.tables.append(found.table)
    if found.format is None:
        stage.manifest.files.append(StagedFile(source.label, "", source.edition, found.refused))
        stage.add(Skipped(origin=Origin(source.label, ""), kind="file", reason=found.refused))
        return
    if found.table is not None and found.table.assumed:
        options = _by_guess(found.table, options, stage)
    stage.manifest.files.append(StagedFile(source.label, found.format.name, source.edition))
    try:
        _read_records(source, found.format, options, stage, reading)
    except UnreadableFileError as error:
        stage.add(Unreadable(origin=Origin(source.label, ""), reason=str(error)))
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        stage.add(Unreadable(origin=Origin(source.label, ""), reason="the file breaks off or is damaged from here on"))


def _by_guess(table: TableOffer, options: ReadOptions, stage: Stage) -> ReadOptions:
    """The guess is written down, and what is written down is what is read."""
    guess = AssumedMapping(table.file, table.mapping, table.confidence, table.reason)
    stage.manifest.mappings.append(guess)
    return dataclasses.replace(options, mappings={**options.mappings, table.header: table.mapping})


def _read_records(source: Source, fmt: Format, options: ReadOptions, stage: Stage, reading: Reading) -> None:
    for number, record in enumerate(fmt.read(source, options)):
        if not number % HEARTBEAT:
            reading.beat()
        stage.add(record)
        if isinstance(record, InteractionRecord):
            if record.channel == "mail":
                reading.traffic.add(record)
        elif isinstance(record, PersonRecord) and record.ego:
            for channel in record.channels:
                if channel.kind == "email":
                    reading.own[channel.value.casefold()] = "your LinkedIn account"


def _learn_from(reading: Reading, options: ReadOptions, stage: Stage) -> None:
    """Own addresses, with what shows them; senders that only ever wrote, and never got an answer."""
    found = [(address, evidence, 1.0) for address, evidence in reading.own.items()]
    found += [guess for guess in reading.traffic.own_addresses(5) if guess[0] not in reading.own]
    stage.manifest.own_addresses = found
    me = options.me or {address for address, _, confidence in found if confidence >= SURE}
    senders = reading.traffic.one_way_senders(frozenset(me))
    stage.manifest.kept_out = {address: reason for address, (_, reason) in senders.items()}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the user said, or is taken to have said, about a staged import.

    me: own addresses. assume: when none is given, take those that the data show.
    let_in: senders who are people although they look like machines.
    """

    now: dt.datetime
    me: frozenset[str] = frozenset()
    assume: bool = True
    let_in: frozenset[str] = frozenset()


def preview(actor: Actor, stage: Stage, choices: Choices, *, progress: Progress = _silent) -> Report:
    """What an import of this stage would do. Writes nothing."""
    report = _begin_report(actor, stage, choices)
    _take(Intake(actor, _settings(actor, stage, choices), report=report, files=None), stage, progress)
    return report


def run(actor: Actor, stage: Stage, choices: Choices, *, progress: Progress = _silent) -> dict[str, Any]:
    """Import the stage in batches; returns the report as printed with ``--json``.

    Killed at any moment, it leaves whole batches; run again over the same files it completes them.
    """
    report = _begin_report(actor, stage, choices)
    settings = _settings(actor, stage, choices)
    files = [imports.InputFile(f.path, f.format, f.edition) for f in stage.manifest.files if f.format]
    started = imports.begin(
        actor, label=stage.manifest.label, inputs=stage.manifest.inputs, files=files, now=choices.now
    )
    file_ids = imports.file_ids(started)
    _take(Intake(actor, settings, report=report, files=file_ids), stage, progress)
    if file_ids:
        ego.claim(actor, settings.me, file_id=min(file_ids.values()))
    progress("Computing ties", 0, 0)
    return imports.finish(actor, started, report)


def _take(intake: Intake, stage: Stage, progress: Progress) -> None:
    total = stage.manifest.people + stage.manifest.interactions
    done = 0
    for people in bulk.chunks(stage.people(), BATCH):
        progress("People", done, total)
        intake.take(people)
        done += len(people)
    interactions = InteractionsIntake(intake)
    for batch in bulk.chunks(stage.interactions(), BATCH):
        progress("Messages, calls and meetings", done, total)
        interactions.take(batch)
        done += len(batch)
    progress("", total, total)


def _settings(actor: Actor, stage: Stage, choices: Choices) -> IntakeSettings:
    rules = imports.sender_rules(actor)
    kept_out = dict(stage.manifest.kept_out)
    kept_out |= {address: "an address you marked as a machine" for address, v in rules.items() if v == "machine"}
    space = workspace(actor)
    return IntakeSettings(
        now=choices.now,
        region=space.region,
        me=_me(stage, choices) | ego.addresses(actor),
        keep_subjects=space.keep_subjects,
        machine=bulk_by_address,
        kept_out=kept_out,
        let_in=frozenset(address for address, verdict in rules.items() if verdict == "person") | choices.let_in,
    )


def _me(stage: Stage, choices: Choices) -> frozenset[str]:
    if choices.me or not choices.assume:
        return choices.me
    return frozenset(own_addresses(stage))


def own_addresses(stage: Stage) -> list[str]:
    """The addresses that the data show to be the user's own, surely enough to act on."""
    return [address for address, _, confidence in stage.manifest.own_addresses if confidence >= SURE]


def _begin_report(actor: Actor, stage: Stage, choices: Choices) -> Report:
    report = Report()
    manifest = stage.manifest
    report.files = [{"path": f.path, "recognised_as": f.format or "nothing known"} for f in manifest.files]
    for left in manifest.skipped:
        report.note("skipped", left.kind, Origin(left.file, left.record), left.reason, number=left.count)
    for lost in manifest.unreadable:
        report.cannot_read(lost.origin.file, lost.origin.record, lost.reason)
    if manifest.mappings:
        report.assumed["mappings"] = [msgspec.structs.asdict(guess) for guess in manifest.mappings]
    if not choices.me and choices.assume and not ego.addresses(actor):
        report.assumed["me"] = [
            {"address": address, "because": evidence, "taken": confidence >= SURE}
            for address, evidence, confidence in manifest.own_addresses
        ]
    return report
