"""The archive that LinkedIn sends: a zip of CSV files, in the columns seen in real ones."""

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from reknit.exchange.example.linkedin_talk import MY_PROFILE, Message, profile_name
from reknit.exchange.example.people import Book, Person
from reknit.exchange.example.timeline import Timeline, evening_time, instant
from reknit.exchange.example.words import fill, texts

_PREAMBLE = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are missing. '
    "You will only see email addresses for connections who have allowed their connections to see or download their "
    "email address using this setting https://www.linkedin.com/psettings/privacy/email. You can learn more here "
    'https://www.linkedin.com/help/linkedin/answer/261"\n\n'
)
# Members who closed their account or hide from exports leave a row with nothing but the day.
_HIDDEN_DAYS_AGO = (251, 420, 733, 1190, 1804)
_MONTH_DAYS = 30.44

Row = tuple[str, ...]


@dataclass(frozen=True)
class Archive:
    """Everything an archive made on `day` says. newer: current roles, and today's way of quoting."""

    book: Book
    timeline: Timeline
    day: dt.date
    messages: tuple[Message, ...]
    newer: bool
    endorsements: tuple[tuple[str, Row], ...]

    @property
    def name(self) -> str:
        return f"Basic_LinkedInDataExport_{self.day:%m-%d-%Y}.zip"


def linkedin_zip(archive: Archive, invitations: list[tuple[dt.datetime, Row]]) -> bytes:
    """The zip file; every member carries the day of the export as its time."""
    members = {
        "Connections.csv": _PREAMBLE.encode() + _connections(archive).rstrip(b"\n"),
        "messages.csv": _messages(archive),
        "Invitations.csv": _invitations(archive, invitations),
        **_about_me(archive),
        **_praise(archive),
        "Events.csv": _events(archive),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in members.items():
            day = archive.day
            member = zipfile.ZipInfo(name, (day.year, day.month, day.day, 6, 30, 0))
            packed.writestr(member, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _csv(header: str, rows: Iterable[Row], *, quoted: bool = False) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode()


def _connections(archive: Archive) -> bytes:
    """Newest first, closed accounts between the others."""
    known = [p for p in archive.book.people.values() if p.connected_on and p.connected_on < archive.day]
    dated = [(p.connected_on or archive.day, _connection(p, archive)) for p in known]
    for days in _HIDDEN_DAYS_AGO:
        day = archive.timeline.today - dt.timedelta(days=days)
        dated.append((day, ("", "", "", "", "", "", f"{day:%d %b %Y}")))
    dated.sort(key=lambda pair: (pair[0], pair[1]), reverse=True)
    return _csv("First Name,Last Name,URL,Email Address,Company,Position,Connected On", [row for _, row in dated])


def _connection(person: Person, archive: Archive) -> Row:
    given, _, family = profile_name(person).partition(" ")
    if profile_name(person) == person.name:
        given, family = person.given, person.family
    organisation, title = person.organisation.name, person.title
    if archive.newer and person.new_title:
        organisation, title = person.new_organisation, person.new_title
    address = person.address if person.linkedin_email else ""
    return given, family, person.profile, address, organisation, title, f"{person.connected_on:%d %b %Y}"


def _messages(archive: Archive) -> bytes:
    header = (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,"
        "CONTENT,FOLDER"
    )
    more: Row = ()
    if archive.newer:
        header += ",ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT"
        more = ("", "No", "No")
    end = instant(archive.day, dt.time())
    rows: list[Row] = [
        (
            message.conversation,
            "",
            message.sender[0],
            message.sender[1],
            message.recipient[0],
            message.recipient[1],
            f"{message.at:%Y-%m-%d %H:%M:%S} UTC",
            message.subject,
            message.text,
            "INBOX",
            *more,
        )
        for message in reversed(archive.messages)
        if message.at < end
    ]
    return _csv(header, rows, quoted=archive.newer)


def invite(book: Book, rng: random.Random) -> list[tuple[dt.datetime, Row]]:
    """Invitations that led to the younger connections, each some days before."""
    greetings = texts("linkedin")["invitations"]
    rows = []
    for person in sorted((p for p in book.people.values() if p.connected_on), key=lambda p: p.key)[::4]:
        assert person.connected_on
        at = instant(person.connected_on - dt.timedelta(days=rng.randint(0, 9)), evening_time(rng))
        outgoing = rng.random() < 0.5
        me, them = (book.me.name, MY_PROFILE), (profile_name(person), person.profile)
        first, second = (me, them) if outgoing else (them, me)
        # Python has no portable form for an hour without a leading zero.
        clock = f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M %p}"
        message = fill(rng.choice(greetings), rng)
        direction = "OUTGOING" if outgoing else "INCOMING"
        rows.append((at, (first[0], second[0], clock, message, direction, first[1], second[1])))
    return sorted(rows, key=lambda row: row[0], reverse=True)


def _invitations(archive: Archive, invitations: list[tuple[dt.datetime, Row]]) -> bytes:
    end = instant(archive.day, dt.time())
    header = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
    return _csv(header, [row for at, row in invitations if at < end])


def _about_me(archive: Archive) -> dict[str, bytes]:
    """Profile, addresses, positions, education, skills."""
    me, told = archive.book.me, texts("linkedin")
    profile = (
        me.given,
        me.family,
        "",
        "",
        "",
        me.headline,
        me.summary,
        "Software Development",
        "",
        "Hamburg, Germany",
    )
    positions = [
        (p["company"], p["title"], "", p["place"], _months_ago(archive, p["months"]), _months_ago(archive, p["until"]))
        for p in told["positions"]
    ]
    year = archive.timeline.today.year
    education = [
        (
            e["school"],
            f"Sep {year - e['years_ago'] - e['length']}",
            f"Jun {year - e['years_ago']}",
            "",
            e["degree"],
            "",
        )
        for e in told["education"]
    ]
    since = f"{archive.timeline.start:%Y-%m-%d} 09:00:00 UTC"
    addresses = [(me.address, "Yes", "No", since), (me.private, "Yes", "Yes", since)]
    return {
        "Profile.csv": _csv(
            "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
            "Twitter Handles,Websites,Instant Messengers",
            [(*profile, "", "", "")],
        ),
        "Email Addresses.csv": _csv("Email Address,Confirmed,Primary,Updated On", addresses),
        "Positions.csv": _csv("Company Name,Title,Description,Location,Started On,Finished On", positions),
        "Education.csv": _csv("School Name,Start Date,End Date,Notes,Degree Name,Activities", education),
        "Skills.csv": _csv("Name", [(skill,) for skill in told["skills"]]),
    }


def _months_ago(archive: Archive, months: int) -> str:
    """``Jan 2024``, or "" for a position that has not ended."""
    if not months:
        return ""
    return f"{archive.timeline.today - dt.timedelta(days=round(months * _MONTH_DAYS)):%b %Y}"


def endorse(book: Book, timeline: Timeline, rng: random.Random) -> tuple[tuple[str, Row], ...]:
    """Endorsements both ways, as (``received`` or ``given``, row)."""
    skills = texts("linkedin")["skills"]
    online = [
        p for p in book.people.values() if p.connected_on and p.circle in ("former", "community", "team", "client")
    ]
    rows = []
    for number, person in enumerate(rng.sample(online, min(48, len(online)))):
        way = "received" if number < 34 else "given"
        own = [skill.title() for skill in person.skills] or skills
        skill = rng.choice(skills if way == "received" else own)
        at = timeline.end - dt.timedelta(days=rng.randint(240, 1900), minutes=rng.randint(0, 700))
        page = person.profile.removeprefix("https://")
        given, family = person.given, person.family
        rows.append((way, (f"{at:%Y/%m/%d %H:%M:%S} UTC", skill, given, family, page, "ACCEPTED")))
    return tuple(sorted(rows, key=lambda row: row[1], reverse=True))


def _praise(archive: Archive) -> dict[str, bytes]:
    """Endorsements and recommendations, received and given."""
    told = texts("linkedin")
    files = {}
    for way, who in (("received", "Endorser"), ("given", "Endorsee")):
        rows = [row for direction, row in archive.endorsements if direction == way]
        header = f"Endorsement Date,Skill Name,{who} First Name,{who} Last Name,{who} Public Url,Endorsement Status"
        files[f"Endorsement_{way.capitalize()}_Info.csv"] = _csv(header, rows)
    header = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status"
    for way in ("received", "given"):
        rows = [_recommendation(row, archive) for row in told[f"recommendations_{way}"]]
        files[f"Recommendations_{way.capitalize()}.csv"] = _csv(header, rows)
    return files


def _recommendation(row: dict[str, str], archive: Archive) -> Row:
    person = archive.book.people[row["person"]]
    at = archive.timeline.at(int(row["weeks"]), "tue", "18:20")
    written = f"{at.month:02d}/{at.day:02d}/{at:%y}, {at.hour % 12 or 12}:{at:%M %p}"
    return (
        person.given,
        person.family,
        person.organisation.name,
        person.title,
        row["text"],
        written,
        "VISIBLE",
    )


def _events(archive: Archive) -> bytes:
    """Events until the day of the export plus what she had already said yes to."""
    rows = []
    for row in texts("linkedin")["events"]:
        day = archive.timeline.day(archive.timeline.week_of(row), "tue")
        if day < archive.day + dt.timedelta(days=60):
            name = row["name"].format(year=day.year)
            link = f"https://{name.lower().replace(' ', '-').replace(':', '')}.example/"
            rows.append((name, f"{day:%Y-%m-%d} 08:00:00 UTC", row["status"], link))
    return _csv("Event Name,Event Time,Status,External Url", rows)
