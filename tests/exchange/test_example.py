"""The invented leader: her files are real exports, and every planted story is in them."""

import csv
import datetime as dt
import functools
import io
import json
import mailbox
import re
import time
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import pytest
import recurring_ical_events

from reknit.exchange.example.__main__ import main
from reknit.exchange.example.build import build_example
from reknit.exchange.example.manifest import ExampleManifest

SPRING_DAY = dt.date(2031, 3, 12)
# A leap day, a day of the summer leave, the first day of a year.
ODD_DAYS = (dt.date(2028, 2, 29), dt.date(2026, 8, 15), dt.date(2027, 1, 1))


@dataclass(frozen=True)
class Mail:
    """What a test asks about one message."""

    at: dt.datetime
    sender: str
    name: str
    readers: frozenset[str]
    subject: str
    message_id: str
    references: tuple[str, ...]
    bulk: bool

    @property
    def parties(self) -> frozenset[str]:
        return self.readers | {self.sender}


@dataclass
class Built:
    """One built example with its files read by the standard library and icalendar."""

    folder: Path
    manifest: ExampleManifest
    mails: tuple[Mail, ...]
    calendar: icalendar.Calendar

    def person(self, story: str, number: int = 0) -> str:
        return self.manifest.story(story).addresses[number]

    def with_(self, address: str) -> list[Mail]:
        """Personal mail that `address` writes or reads, oldest first."""
        return sorted((m for m in self.mails if address in m.parties and not m.bulk), key=lambda m: m.at)

    @functools.cached_property
    def gatherings(self) -> list[tuple[str, dt.date, frozenset[str]]]:
        """(title, day, addresses) of every meeting with guests before today, series expanded."""
        start = self.manifest.today - dt.timedelta(weeks=160)
        events = recurring_ical_events.of(self.calendar).between(start, self.manifest.today)
        return [
            (str(event["SUMMARY"]), event["DTSTART"].dt.date(), guests_of(event))
            for event in events
            if guests_of(event) and isinstance(event["DTSTART"].dt, dt.datetime)
        ]

    def last_contact(self, address: str) -> dt.date:
        met = [day for _, day, guests in self.gatherings if address in guests]
        return max([*met, *(mail.at.date() for mail in self.with_(address))])

    def text(self, path: str) -> str:
        return (self.folder / path).read_bytes().decode()

    def archive(self, number: int) -> dict[str, str]:
        """Members of the older (0) or newer (1) LinkedIn archive."""
        path = [source for source in self.manifest.sources if source.startswith("linkedin")][number]
        with zipfile.ZipFile(self.folder / path) as packed:
            return {name: packed.read(name).decode() for name in packed.namelist()}

    def connections(self, number: int) -> list[dict[str, str]]:
        table = self.archive(number)["Connections.csv"].split("\n\n", 1)[1]
        return list(csv.DictReader(io.StringIO(table)))


def guests_of(event: icalendar.Event) -> frozenset[str]:
    guests = event.get("ATTENDEE", [])
    listed = guests if isinstance(guests, list) else [guests]
    return frozenset(str(guest).removeprefix("mailto:") for guest in listed)


def read_mails(path: Path) -> list[Mail]:
    mails = []
    for message in mailbox.mbox(path):
        header = message["From"]
        name, sender = getaddresses([header])[0]
        readers = getaddresses([*message.get_all("To", []), *message.get_all("Cc", [])])
        mails.append(
            Mail(
                at=parsedate_to_datetime(message["Date"]),
                sender=sender,
                name=str(make_header(decode_header(name))),
                readers=frozenset(address for _, address in readers),
                subject=str(make_header(decode_header(message["Subject"]))),
                message_id=message["Message-ID"],
                references=tuple((message["References"] or "").split()),
                bulk=any(message[h] for h in ("List-Id", "List-Unsubscribe", "Auto-Submitted", "Precedence")),
            )
        )
    return mails


def build(folder: Path, today: dt.date) -> Built:
    manifest = build_example(folder, today=today)
    mails = [*read_mails(folder / "mail" / "archive.mbox"), *read_mails(folder / "mail" / "sent.mbox")]
    calendar = icalendar.Calendar.from_ical((folder / "calendar" / "work.ics").read_bytes())
    return Built(folder, manifest, tuple(mails), calendar)


@pytest.fixture(scope="module", params=ODD_DAYS, ids=str)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("example"), request.param)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# --- the builder -----------------------------------------------------------------------------------------


def test_the_same_day_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    first = build_example(tmp_path / "a", today=SPRING_DAY)
    second = build_example(tmp_path / "b", today=SPRING_DAY)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert first == second


def test_another_seed_gives_another_network_with_the_same_stories(tmp_path: Path) -> None:
    first = build_example(tmp_path / "a", today=SPRING_DAY)
    second = build_example(tmp_path / "b", today=SPRING_DAY, seed=8)
    assert {p.names[0] for p in first.people} != {p.names[0] for p in second.people}
    assert first.stories == second.stories


def test_building_takes_less_than_five_seconds(tmp_path: Path) -> None:
    start = time.perf_counter()
    build_example(tmp_path, today=SPRING_DAY)
    assert time.perf_counter() - start < 5


def test_the_command_writes_the_folder_and_the_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = tmp_path / "planted.json"
    assert main([str(tmp_path / "out"), "--today", "2031-03-12", "--manifest", str(manifest)]) == 0
    assert "Marit Okello" in capsys.readouterr().out
    assert json.loads(manifest.read_text())["today"] == "2031-03-12"
    assert (tmp_path / "out" / "mail" / "sent.mbox").is_file()


# --- the files -------------------------------------------------------------------------------------------


def test_the_network_has_the_promised_size(example: Built) -> None:
    counts = example.manifest.counts
    assert 370 <= counts["people"] <= 420
    assert 6000 <= counts["letters"] <= 8500
    assert counts["letters"] == len(example.mails)
    assert sum(mail.bulk for mail in example.mails) >= 300
    assert len(example.manifest.organisations) >= 40
    assert 800 <= len(example.gatherings) <= 1100


def test_every_message_can_be_read_and_lies_in_the_past(example: Built) -> None:
    end = dt.datetime.combine(example.manifest.today, dt.time(), dt.UTC)
    for mail in example.mails:
        assert "@" in mail.sender
        assert mail.readers
        assert mail.subject
        assert mail.at < end
        assert mail.at > end - dt.timedelta(weeks=158)


def test_message_ids_are_unique_and_answers_point_to_earlier_messages(example: Built) -> None:
    sent_at = {mail.message_id: mail.at for mail in example.mails}
    assert len(sent_at) == len(example.mails)
    answers = [mail for mail in example.mails if mail.references]
    assert len(answers) > 2000
    for mail in answers:
        assert sent_at[mail.references[-1]] <= mail.at


def test_the_sent_folder_holds_only_what_she_wrote(example: Built) -> None:
    own = set(example.manifest.me)
    assert {mail.sender for mail in read_mails(example.folder / "mail" / "sent.mbox")} == own
    assert not own & {mail.sender for mail in read_mails(example.folder / "mail" / "archive.mbox")}


def test_no_address_lies_in_a_real_domain(example: Built) -> None:
    files = [
        content.decode(errors="ignore") for name, content in contents(example.folder).items() if name[-3:] != "zip"
    ]
    texts = [*files, *example.archive(0).values(), *example.archive(1).values(), example.manifest.to_json()]
    for text in texts:
        text = text.replace("\r\n ", "").replace("=\n", "")
        domains = set(re.findall(r"[\w.+%-]+@([\w-]+(?:\.[\w-]+)+)", text))
        assert {domain for domain in domains if not domain.endswith(".example")} == set()
        hosts = set(re.findall(r"https?://([\w.-]+)", text))
        assert {host for host in hosts if not host.endswith((".example", "www.linkedin.com"))} == set()


def test_profile_pages_cannot_be_those_of_real_people(example: Built) -> None:
    pages = {page for person in example.manifest.people for page in person.profiles}
    assert len(pages) > 200
    assert all(re.fullmatch(r"https://www\.linkedin\.com/in/[a-z0-9-]+-example(-2)?", page) for page in pages)


def test_newsletters_lists_and_robots_carry_the_headers_of_such_mail(example: Built) -> None:
    machines = set(example.manifest.bulk_senders)
    from_machines = [mail for mail in example.mails if mail.sender in machines]
    marked = [mail for mail in from_machines if mail.bulk]
    assert len(marked) > 0.85 * len(from_machines)
    assert not {mail.sender for mail in from_machines} & {a for p in example.manifest.people for a in p.addresses}


def test_few_letters_are_written_at_the_weekend_and_few_in_august(example: Built) -> None:
    letters = [mail for mail in example.mails if not mail.bulk]
    assert sum(mail.at.weekday() >= 5 for mail in letters) < 0.08 * len(letters)
    by_month = defaultdict(int)
    for mail in letters:
        by_month[mail.at.month] += 1
    assert by_month[8] < 0.7 * by_month[9]


def test_the_calendar_has_rooms_cancelled_declined_and_large_meetings(example: Built) -> None:
    events = example.calendar.walk("VEVENT")
    guests = [g for e in events for g in (e.get("ATTENDEE") if isinstance(e.get("ATTENDEE"), list) else [])]
    assert any(guest.params.get("CUTYPE") == "ROOM" for guest in guests)
    assert any(guest.params.get("PARTSTAT") == "DECLINED" for guest in guests)
    assert any(e.get("STATUS") == "CANCELLED" for e in events)
    assert max(len(guests_of(e)) for e in events) >= 60
    assert any(e.get("RECURRENCE-ID") for e in events)
    holidays = [e for e in events if "holidays" in "".join(guests_of(e))]
    assert len(holidays) >= 30
    assert not any(isinstance(e["DTSTART"].dt, dt.datetime) for e in holidays)


def test_series_of_meetings_go_on_after_today(example: Built) -> None:
    today = example.manifest.today
    later = recurring_ical_events.of(example.calendar).between(today, today + dt.timedelta(weeks=12))
    assert {"Engineering leads", "Marit / Renske"} <= {str(event["SUMMARY"]) for event in later}


def test_every_card_of_the_telephone_begins_and_ends(example: Built) -> None:
    text = example.text("contacts/phone.vcf")
    assert text.count("BEGIN:VCARD") == text.count("END:VCARD") > 80
    assert "VERSION:3.0" in text
    assert "VERSION:4.0" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_the_google_file_has_as_many_cells_in_every_row(example: Built) -> None:
    rows = list(csv.reader(io.StringIO(example.text("contacts/google.csv"))))
    assert rows[0][:3] == ["First Name", "Middle Name", "Last Name"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) > 90


def test_the_older_linkedin_archive_is_contained_in_the_newer(example: Built) -> None:
    older, newer = ({row["URL"] for row in example.connections(n)} for n in (0, 1))
    assert older < newer
    messages = [
        {(row["DATE"], row["CONTENT"]) for row in csv.DictReader(io.StringIO(example.archive(n)["messages.csv"]))}
        for n in (0, 1)
    ]
    assert messages[0] < messages[1]


def test_the_linkedin_archives_hold_the_files_of_real_ones(example: Built) -> None:
    expected = {
        "Connections.csv",
        "messages.csv",
        "Invitations.csv",
        "Profile.csv",
        "Positions.csv",
        "Skills.csv",
        "Education.csv",
        "Events.csv",
        "Email Addresses.csv",
        "Endorsement_Received_Info.csv",
        "Endorsement_Given_Info.csv",
        "Recommendations_Received.csv",
        "Recommendations_Given.csv",
    }
    for number in (0, 1):
        assert set(example.archive(number)) == expected
        assert example.archive(number)["Connections.csv"].startswith("Notes:\n")
        assert any(not row["URL"] for row in example.connections(number))
    paths = [source for source in example.manifest.sources if source.startswith("linkedin")]
    assert paths == sorted(paths)
    assert re.fullmatch(r"linkedin/\d{4}-\d\d/Basic_LinkedInDataExport_\d\d-\d\d-\d{4}\.zip", paths[0])


# --- one person, one record ------------------------------------------------------------------------------


def key_groups(example: Built) -> list[set[str]]:
    """Keys that stand together in one card or row: addresses, and profile pages as ``in/…``."""
    cards = example.text("contacts/phone.vcf").replace("\r\n ", "").split("END:VCARD")
    groups = [set(re.findall(r"EMAIL[^:]*:(\S+)", card)) | set(re.findall(r"in/\S+", card)) for card in cards]
    rows = csv.DictReader(io.StringIO(example.text("contacts/google.csv")))
    groups += [{row["E-mail 1 - Value"], row["Website 1 - Value"].partition(".com/")[2]} for row in rows]
    groups += [{row["Email Address"], row["URL"].partition(".com/")[2]} for row in example.connections(1)]
    return [group - {""} for group in groups if group - {""}]


def test_exact_keys_join_everybody_but_the_planted_duplicates(example: Built) -> None:
    groups = [
        *key_groups(example),
        *({address} for mail in example.mails if not mail.bulk for address in mail.parties),
    ]
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for group in groups:
        first, *others = sorted(group)
        root(first)
        for other in others:
            parent[root(other)] = root(first)
    manifest = example.manifest
    roots_of = {}
    for person in manifest.people:
        keys = (*person.addresses, *(page.partition(".com/")[2] for page in person.profiles))
        roots_of[person.names[0], person.addresses] = {root(key) for key in keys if key in parent}
    split = {person for person, roots in roots_of.items() if len(roots) == 2}
    assert {len(roots) for roots in roots_of.values()} == {1, 2}
    assert {name for name, _ in split} == {duplicate.first_name for duplicate in manifest.duplicates}


def test_twenty_five_people_appear_under_two_spellings(example: Built) -> None:
    duplicates = example.manifest.duplicates
    everything = "\n".join(
        [
            example.text("contacts/google.csv"),
            *(f"{m.sender} {m.name}" for m in example.mails),
            *example.archive(1).values(),
        ]
    )
    assert len(duplicates) == 25
    for duplicate in duplicates:
        assert duplicate.first_name != duplicate.second_name
        assert duplicate.first_key in everything
        assert duplicate.second_key in everything
    assert {duplicate.where for duplicate in duplicates} == {"mail", "card", "linkedin"}


def test_two_different_people_share_one_name(example: Built) -> None:
    for pair in example.manifest.namesakes:
        assert len({address.partition("@")[2] for address in pair}) == 2
        assert all(example.with_(address) for address in pair)
    assert len(example.manifest.namesakes) == 1


# --- the stories -----------------------------------------------------------------------------------------


def test_the_people_of_every_story_are_in_the_files(example: Built) -> None:
    seen = {address for mail in example.mails for address in mail.parties}
    seen |= {address for _, _, guests in example.gatherings for address in guests}
    for story in example.manifest.stories:
        assert len(story.names) == len(story.addresses) > 0
        assert set(story.addresses) <= seen, story.key


def test_the_mentor_used_to_come_monthly_and_is_silent_for_five_months(example: Built) -> None:
    mentor = example.person("fading-mentor")
    coffees = [day for title, day, guests in example.gatherings if mentor in guests]
    silent_days = (example.manifest.today - example.last_contact(mentor)).days
    assert len(coffees) >= 24
    assert 140 <= silent_days <= 165


def test_the_deck_was_promised_two_months_ago_and_never_sent(example: Built) -> None:
    daniel = example.person("forgotten-promise")
    promised = [mail for mail in example.with_(daniel) if "by Friday" in mail.subject]
    assert any(mail.sender in example.manifest.me for mail in promised)
    assert max(mail.at for mail in example.with_(daniel)) == max(mail.at for mail in promised)
    promise = next(f for f in example.manifest.facts if f.kind == "promise" and f.person == daniel)
    assert promise.due
    assert promise.due.weekday() == 4
    assert 50 <= (example.manifest.today - promise.due).days <= 66
    assert "architecture deck by Friday" in example.archive(1)["messages.csv"]
    assert any(event["SUMMARY"] == "Send Daniel the architecture deck" for event in example.calendar.walk("VEVENT"))


def test_three_people_changed_their_role_between_the_archives(example: Built) -> None:
    older, newer = ({row["URL"]: row for row in example.connections(n) if row["URL"]} for n in (0, 1))
    changed = [
        f"{row['First Name']} {row['Last Name']}"
        for url, row in older.items()
        if (row["Company"], row["Position"]) != (newer[url]["Company"], newer[url]["Position"])
    ]
    assert sorted(changed) == sorted(example.manifest.story("job-change").names)


def together(example: Built, first: str, second: str) -> int:
    """Letters and small meetings that have both in them."""
    letters = sum({first, second} <= mail.parties for mail in example.mails)
    return letters + sum({first, second} <= guests for _, _, guests in example.gatherings if len(guests) <= 20)


def test_the_need_and_the_offer_are_written_down_and_the_two_have_never_met(example: Built) -> None:
    dana, kofi = example.manifest.story("should-meet").addresses
    facts = {(fact.kind, fact.person) for fact in example.manifest.facts if "data engineer" in fact.text}
    assert {("need", dana), ("offer", kofi)} <= facts
    assert "Looking for a data engineer" in example.text("contacts/phone.vcf").replace("\r\n ", "")
    assert together(example, dana, kofi) == 0


def test_the_pair_that_fits_as_well_already_shares_letters_and_meetings(example: Built) -> None:
    assert together(example, *example.manifest.story("already-acquainted").addresses) >= 6


def test_the_dormant_tie_was_weekly_and_has_slept_for_two_years(example: Built) -> None:
    yusuf = example.person("dormant-tie")
    assert len([1 for _, _, guests in example.gatherings if yusuf in guests]) >= 30
    assert 700 <= (example.manifest.today - example.last_contact(yusuf)).days <= 760


def test_the_recruiter_writes_often_and_is_never_answered(example: Built) -> None:
    recruiter = example.person("one-way")
    letters = example.with_(recruiter)
    assert len(letters) >= 40
    assert {mail.sender for mail in letters} == {recruiter}


def test_nobody_wrote_to_the_person_who_asked_for_no_contact(example: Built) -> None:
    viktor = example.person("never-contact")
    story = example.manifest.story("never-contact")
    assert story.on
    assert example.last_contact(viktor) <= story.on + dt.timedelta(days=1)
    assert ("never", viktor) in {(fact.kind, fact.person) for fact in example.manifest.facts}


def test_newsletters_with_a_personal_name_carry_a_list_id(example: Built) -> None:
    for address in example.manifest.story("personal-newsletter").addresses:
        letters = [mail for mail in example.mails if mail.sender == address]
        assert len(letters) > 50
        assert all(mail.bulk for mail in letters)


def test_manufacturing_is_reached_through_one_person_only(example: Built) -> None:
    ana, *others = example.manifest.story("single-bridge").addresses
    everybody = {a for p in example.manifest.people if p.field == "manufacturing" for a in p.addresses}
    assert everybody == {ana, *others}
    for other in others:
        assert all(ana in mail.parties for mail in example.with_(other))
        assert all(ana in guests for _, _, guests in example.gatherings if other in guests)


def test_the_neglected_field_has_been_silent_for_more_than_a_year(example: Built) -> None:
    addresses = example.manifest.story("neglected-field").addresses
    assert set(addresses) == {a for p in example.manifest.people if p.field == "public sector" for a in p.addresses}
    for address in addresses:
        assert len({mail.at.date() for mail in example.with_(address)}) >= 3
        assert (example.manifest.today - example.last_contact(address)).days > 400


def test_the_two_hubs_know_many_people_and_not_each_other(example: Built) -> None:
    marisol, gideon = example.manifest.story("well-connected-pair").addresses
    own = set(example.manifest.me)
    for hub in (marisol, gideon):
        around = {a for mail in example.with_(hub) for a in mail.parties} - own - {hub}
        assert len(around) >= 10
    assert together(example, marisol, gideon) == 0


def test_the_goal_has_four_requirements_and_people_who_hold_the_other_three(example: Built) -> None:
    facts = example.manifest.facts
    goal = next(fact for fact in facts if fact.kind == "goal")
    wanted = [fact for fact in facts if fact.kind == "requirement" and fact.goal == goal.text]
    assert len(wanted) == 4
    assert goal.due
    assert goal.due > example.manifest.today
    offers = [fact.text for fact in facts if fact.kind == "offer"]
    for text in ("budget approval", "security review", "payments compliance"):
        assert any(text in offer for offer in offers), text


def test_the_request_to_her_is_still_open(example: Built) -> None:
    camille = example.person("request-to-me")
    last = example.with_(camille)[-1]
    assert last.sender == camille
    assert (example.manifest.today - last.at.date()).days <= 20


def test_mentee_and_mentor_are_outside_the_reporting_line(example: Built) -> None:
    line = set(example.manifest.reporting_line)
    assert len(line) > 40
    assert example.person("mentee") not in line
    assert example.person("mentor") not in line
    assert not line & {
        a for story in ("should-meet", "well-connected-pair") for a in example.manifest.story(story).addresses
    }


def test_birthdays_lie_around_today_and_one_has_no_year(example: Built) -> None:
    cards = example.text("contacts/phone.vcf") + example.text("contacts/google.csv")
    near = {example.manifest.today + dt.timedelta(days=days) for days in (-1, 3, 5, 9, 16)}
    assert sum(bool(re.search(rf"(?:\d{{4}}-?|--){day:%m}-?{day:%d}", cards)) for day in near) == 5
    soon = example.manifest.today + dt.timedelta(days=5)
    assert f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{soon:%m-%d}" in cards


def test_the_conference_has_speakers_from_the_book_and_lies_ahead(example: Built) -> None:
    schedule = ET.parse(example.folder / "conference" / "schedule.xml")
    start = dt.date.fromisoformat(schedule.findtext("conference/start"))
    speakers = {person.text for person in schedule.iter("person")}
    known = {person.names[0] for person in example.manifest.people}
    assert 28 <= (start - example.manifest.today).days <= 70
    assert len(list(schedule.iter("event"))) >= 30
    assert len(speakers & known) >= 12
    assert len(speakers - known) >= 12


def test_the_list_of_attendees_names_people_from_the_book_without_addresses(example: Built) -> None:
    text = example.text("conference/attendees.csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    names = {f"{row['First Name']} {row['Last Name']}" for row in rows}
    assert "@" not in text
    assert len(rows) >= 110
    assert len(names & {person.names[0] for person in example.manifest.people}) >= 20
