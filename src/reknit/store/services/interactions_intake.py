"""Take messages, calls, meetings and events into the store: who took part, in which direction."""

from collections.abc import Sequence

from django.db import transaction

from reknit.core.facts import Seed, name_seed
from reknit.core.keys import digest_key, email_key, phone_key, profile_key
from reknit.core.records import InteractionRecord, Participant
from reknit.store import bulk
from reknit.store.models import Interaction, MergedPart, Person
from reknit.store.models import Participant as Part
from reknit.store.services.intake import Intake
from reknit.store.services.known import KnownInteractions

INTERACTION_COLUMNS = (
    "id", "workspace_id", "source", "key", "at", "all_day", "channel", "subject", "thread", "duration_minutes",
    "place", "parties", "note", "typed",
)  # fmt: skip
PART_COLUMNS = ("workspace_id", "interaction_id", "person_id", "role", "direction", "declined", "at")

# Mail to more people than this is an announcement: it makes no people out of its recipients.
MAX_PARTIES = 20

MAX_KEY = 120

# Names and addresses from message headers and calendars are less sure than an address book's.
HEADER_CONFIDENCE = 0.5

Party = tuple[int, Participant]


class InteractionsIntake:
    """Interactions on top of an `Intake`, whose index of people it shares."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.known = KnownInteractions(intake.actor, dry=intake.dry)
        self._me = intake.settings.me
        self._stated: set[tuple[int, int, str]] = set()

    def take(self, records: Sequence[InteractionRecord]) -> None:
        """Decide on a batch and, unless dry, write it in one transaction."""
        if self.intake.dry:
            self._decide(records)
            return
        with transaction.atomic():
            self._decide(records)
            self.intake.rows.write()

    def _decide(self, records: Sequence[InteractionRecord]) -> None:
        wanted = [record for record in records if not self._keep_out(record)]
        self.known.load((record.source, _key(record)) for record in wanted)
        self.intake.facts.load(self._people_met_first(wanted))
        for record in wanted:
            self._take_one(record)

    def _people_met_first(self, records: Sequence[InteractionRecord]) -> set[int]:
        """Known people whose address or name this import has not stated yet; only their facts are read."""
        found = set()
        for record in records:
            for participant in record.participants:
                person_id = self.intake.people.by_address(
                    *_address(participant, record.source, self.intake.settings.region)
                )
                if person_id:
                    found.add(person_id)
        return found

    def _keep_out(self, record: InteractionRecord) -> bool:
        """Machines, lists and newsletters make no people and no ties; they are counted by reason."""
        sender = next((p for p in record.participants if p.role in {"from", "organiser"}), None)
        address = sender.value if sender else ""
        settings = self.intake.settings
        if address in settings.let_in:
            return False
        reason = record.bulk or settings.kept_out.get(address, "")
        if not reason:
            return False
        self.intake.report.note("skipped", _kind(record), record.origin, reason)
        if address:
            self.intake.report.senders[address, reason] += 1
        return True

    def _take_one(self, record: InteractionRecord) -> None:
        report = self.intake.report
        key = _key(record)
        existing = self.known.find(record.source, key)
        parties, ego = self._parties(record)
        if not parties and record.channel != "event":
            reason = "nobody else took part"
            report.note("skipped", _kind(record), record.origin, reason)
            return
        if existing is not None:
            report.count("same", _kind(record))
            self.intake.support_interaction(record.origin, existing)
            return
        row_id = self.intake.rows.new_id(Interaction)
        self.known.add(record.source, key, row_id)
        report.count("added", _kind(record))
        self._add(row_id, record, parties, ego)
        self._note_merged(row_id, record)
        self.intake.support_interaction(record.origin, row_id)

    def _add(self, row_id: int, record: InteractionRecord, parties: list[Party], ego: Participant | None) -> None:
        workspace_id = self.intake.actor.workspace_id
        at = bulk.instant(record.at)
        subject = record.subject[:300] if self.intake.settings.keep_subjects else ""
        self.intake.rows.add(
            Interaction,
            INTERACTION_COLUMNS,
            (
                row_id, workspace_id, record.source, _key(record), at, record.all_day, record.channel, subject,
                record.thread[:64], max(record.duration_minutes, 0), record.place[:300],
                max(len(record.participants), len(parties) + 1), "", False,
            ),
        )  # fmt: skip
        if ego is not None and self.intake.people.ego_id:
            part = (workspace_id, row_id, self.intake.people.ego_id, ego.role, Part.Direction.NONE.value, False, at)
            self.intake.rows.add(Part, PART_COLUMNS, part, ignore=True)
        for person_id, participant in parties:
            direction = direction_of(record.channel, participant, ego)
            part = (workspace_id, row_id, person_id, participant.role, direction, participant.declined, at)
            self.intake.rows.add(Part, PART_COLUMNS, part, ignore=True)
            if direction != Part.Direction.NONE:
                self.intake.rows.mark_stale(person_id, Person.Stale.TIE)

    def _note_merged(self, row_id: int, record: InteractionRecord) -> None:
        """Through the address of which person merged away it came, so that splitting can give it back."""
        people = self.intake.people
        if not people.merged:
            return
        through: dict[int, list[set[int]]] = {}
        for participant in record.participants:
            address = _address(participant, record.source, self.intake.settings.region)
            through.setdefault(people.by_address(*address), []).append(people.merged.get(address, set()))
        for merges in through.values():
            for merge_id in sorted(set.intersection(*merges)):
                row = (self.intake.actor.workspace_id, merge_id, row_id)
                self.intake.rows.add(MergedPart, ("workspace_id", "merge_id", "interaction_id"), row, ignore=True)

    def _parties(self, record: InteractionRecord) -> tuple[list[Party], Participant | None]:
        """The alters with their part, each once, and the ego's own part if the record shows it."""
        ego: Participant | None = None
        found: dict[int, Participant] = {}
        crowd = record.channel == "event" or len(record.participants) > MAX_PARTIES
        for participant in record.participants:
            kind, key = _address(participant, record.source, self.intake.settings.region)
            if participant.ego or key in self._me or self._is_ego(kind, key):
                ego = ego or participant
                continue
            person_id = self._person(participant, kind, key, record, make=not crowd)
            if person_id and person_id not in found:
                found[person_id] = participant
        return list(found.items()), ego

    def _is_ego(self, kind: str, key: str) -> bool:
        ego_id = self.intake.people.ego_id
        return bool(ego_id) and self.intake.people.by_address(kind, key) == ego_id

    def _person(self, part: Participant, kind: str, key: str, record: InteractionRecord, *, make: bool) -> int:
        """The alter behind a participant; 0 for machines, and for strangers in a crowd."""
        if not key:
            return 0
        people = self.intake.people
        person_id = people.by_address(kind, key)
        if not person_id and (not make or self._is_machine(part) or people.forgotten.has(kind, key)):
            return 0
        file_id = self.intake.files.get(record.origin.file, 0)
        if person_id and (person_id, file_id, part.name) in self._stated:
            return person_id
        seeds = _seeds(part, kind, key)
        if not person_id:
            person_id, new = self.intake.find_or_make(seeds, record.origin)
            if new:
                self.intake.report.count("added", "person")
        self._stated.add((person_id, file_id, part.name))
        self.intake.state_facts(person_id, seeds, record.origin)
        people.add(person_id, seeds)
        # A number without its country code identifies nobody across address books, but within
        # one history of calls and messages it is always the same one.
        people.add_key(person_id, kind, key)
        return person_id

    def _is_machine(self, part: Participant) -> bool:
        settings = self.intake.settings
        if part.value in settings.let_in:
            return False
        return bool(part.value in settings.kept_out or settings.machine(part.value, part.name))


def direction_of(channel: str, alter: Participant, ego: Participant | None) -> str:
    """How an interaction went between the ego and one alter: ``out``, ``in``, ``both`` or ``none``.

    A meeting in one's own calendar is together even where the calendar does not list its owner. A
    message without the ego among its parties, or between two other recipients, is not between us.
    """
    if channel == "event" or alter.declined:
        return Part.Direction.NONE.value
    if channel == "meeting":
        return Part.Direction.BOTH.value
    if ego is None:
        return Part.Direction.NONE.value
    if ego.role == "from":
        return Part.Direction.NONE.value if alter.role == "from" else Part.Direction.OUT.value
    return Part.Direction.IN.value if alter.role == "from" else Part.Direction.NONE.value


def _key(record: InteractionRecord) -> str:
    """The record's key, shortened without losing what tells it from others."""
    return record.key if len(record.key) <= MAX_KEY else f"{record.key[: MAX_KEY - 21]}~{digest_key(record.key)}"


def _kind(record: InteractionRecord) -> str:
    return "event" if record.channel == "event" else "interaction"


def _address(participant: Participant, source: str, region: str) -> tuple[str, str]:
    """The identifying (kind, key) of a participant. One known by a name only is identified within its
    source alone, so the name never joins two sources.
    """
    match participant.kind:
        case "email":
            return "email", email_key(participant.value)
        case "phone":
            return "phone", phone_key(participant.value, region) or f"={participant.value}"
        case "profile":
            return "profile", profile_key(participant.value) or f"={participant.value}"
        case "handle":
            return "record", f"handle:{participant.value.casefold()}"
    name = participant.name.strip()
    return ("record", f"{source}:name:{digest_key(name.casefold())}") if name else ("", "")


# What may follow a comma in a header without being a given name.
_AFTER_COMMA = frozenset(["inc", "ltd", "llc", "gmbh", "ag", "jr", "sr", "phd", "md", "mba", "esq", "ii", "iii", "co"])


def turned(name: str) -> str:
    """``Liu, Dana`` as ``Dana Liu``; a company or a title after the comma leaves the name as it is."""
    family, comma, given = (part.strip() for part in name.strip().strip("'\"").partition(","))
    words = given.replace(".", "").casefold().split()
    if not comma or not family or not 0 < len(words) <= 3 or "," in given or words[0] in _AFTER_COMMA:
        return name.strip().strip("'\"")
    return f"{given} {family}"


def _seeds(participant: Participant, kind: str, key: str) -> list[Seed]:
    name = turned(participant.name)
    value = participant.value or name
    seeds = [Seed(kind=kind, key=key, value=value, confidence=HEADER_CONFIDENCE)]
    if participant.kind == "handle":
        seeds.append(Seed(kind="handle", key=key, value=value, confidence=HEADER_CONFIDENCE))
    if not name or name.casefold() == participant.value.casefold():
        return seeds
    return [_sure(name_seed(name), HEADER_CONFIDENCE), *seeds]


def _sure(seed: Seed, confidence: float) -> Seed:
    return Seed(kind=seed.kind, key=seed.key, value=seed.value, confidence=confidence)
