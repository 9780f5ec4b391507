"""What the archive says about its owner: profile, career, skills, own addresses."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from reknit.core.records import (
    Affiliation,
    Anniversary,
    Channel,
    PartialDate,
    PersonRecord,
    Record,
    Skipped,
    Trait,
)
from reknit.exchange.formats import ReadOptions
from reknit.exchange.linkedin_dates import FIRST_BIRTH, read_day_between
from reknit.exchange.linkedin_profiles import full_name, profile_channel, slug_of
from reknit.exchange.linkedin_rows import NAME, Row, rows_of
from reknit.exchange.sources import Source
from reknit.exchange.tables import Table

Reader = Callable[[Source, Table, ReadOptions], Iterator[Record]]

# One entry of a list such as ``[PERSONAL:https://example.org,SKYPE:dana]``.
_LABELLED = re.compile(r"(?:([A-Z_]+):(?!//))?(.+)")


def owner_record(row: Row, **facts: Any) -> PersonRecord:
    """What a row says about the user."""
    return PersonRecord(origin=row.origin, source=NAME, ego=True, **facts)


def each_row(
    read: Callable[[Row, ReadOptions], Record], source: Source, table: Table, options: ReadOptions
) -> Iterator[Record]:
    """Reads a file whose rows stand for themselves."""
    for row in rows_of(source, table):
        yield read(row, options)


def _nothing_in(row: Row) -> Skipped:
    return Skipped(origin=row.origin, kind="person", reason="a row about you that says nothing")


def _profile(row: Row, options: ReadOptions) -> Record:
    birthday = read_day_between(row["birthdate"], FIRST_BIRTH, options.as_of.date())
    return owner_record(
        row,
        name=full_name(row["firstname"], row["lastname"], maiden=row["maidenname"]),
        channels=tuple(_profile_channels(row)),
        anniversaries=(Anniversary(kind="birthday", on=birthday),) if birthday else (),
        notes=tuple(filter(None, [row["headline"]])),
    )


def _profile_channels(row: Row) -> Iterator[Channel]:
    address = row["address"]
    if address:
        yield Channel(kind="postal", value="\n".join(filter(None, (address, row["zipcode"]))))
    elif row["geolocation"]:
        yield Channel(kind="postal", value=row["geolocation"], label="location")
    for _, handle in _labelled(row["twitterhandles"]):
        yield Channel(kind="handle", value=handle, label="Twitter")
    for label, url in _labelled(row["websites"]):
        yield profile_channel(url) if slug_of(url) else Channel(kind="url", value=url, label=label)
    for label, handle in _labelled(row["instantmessengers"]):
        yield Channel(kind="handle", value=handle, label=label)


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """(label, value) of each entry: ``[PERSONAL:https://example.org]`` gives ("personal", …)."""
    for entry in text.strip("[] ").split(","):
        found = _LABELLED.fullmatch(entry.strip())
        if found:
            yield (found[1] or "").replace("_", " ").casefold(), found[2].strip()


def _role(row: Row, options: ReadOptions, *, organisation: str, titles: tuple[str, ...]) -> Record:
    place, title = row[organisation], row.any_of(*titles)
    if not place and not title:
        return _nothing_in(row)
    start = _career_day(row.any_of("startedon", "startdate"), options)
    end = _career_day(row.any_of("finishedon", "enddate"), options)
    return owner_record(row, affiliations=(Affiliation(organisation=place, title=title, start=start, end=end),))


def _career_day(text: str, options: ReadOptions) -> PartialDate:
    """A day of a career; studies may be planned to end some years ahead."""
    ahead = options.as_of.date().replace(day=1, year=options.as_of.year + 10)
    return read_day_between(text, FIRST_BIRTH, ahead)


def _skill(row: Row, options: ReadOptions) -> Record:
    del options
    return _trait(row, Trait(kind="offer", text=row["name"], evidence="a skill on your LinkedIn profile"))


def _language(row: Row, options: ReadOptions) -> Record:
    del options
    level = f": {row['proficiency']}" if row["proficiency"] else ""
    return _trait(row, Trait(kind="offer", text=row["name"], evidence=f"a language on your LinkedIn profile{level}"))


def _certificate(row: Row, options: ReadOptions) -> Record:
    authority = f" by {row['authority']}" if row["authority"] else ""
    on = _career_day(row["startedon"], options)
    return _trait(row, Trait(kind="offer", text=row["name"], on=on, evidence=f"a certificate{authority}"))


def _project(row: Row, options: ReadOptions) -> Record:
    start, end = _career_day(row["startedon"], options), _career_day(row["finishedon"], options)
    finished = f", finished {end}" if end else ""
    evidence = f"a project on your LinkedIn profile{finished}"
    return _trait(row, Trait(kind="project", text=row["title"], on=start, evidence=evidence))


def _trait(row: Row, trait: Trait) -> Record:
    return owner_record(row, traits=(trait,)) if trait.text else _nothing_in(row)


def _email(row: Row, options: ReadOptions) -> Record:
    del options
    if "@" not in row["emailaddress"]:
        return _nothing_in(row)
    if row["confirmed"].casefold() in {"no", "false"}:
        return Skipped(origin=row.origin, kind="person", reason="an address of yours that was never confirmed")
    preferred = row["primary"].casefold() in {"yes", "true"}
    return owner_record(row, channels=(Channel(kind="email", value=row["emailaddress"], preferred=preferred),))


def _phone(row: Row, options: ReadOptions) -> Record:
    del options
    number, extension = row["number"], row["extension"]
    if not number:
        return _nothing_in(row)
    if extension.startswith("+"):
        # The column is called an extension and holds the country code.
        number = f"{extension} {number}"
    elif extension:
        number = f"{number} ext. {extension}"
    whatsapp = row["iswhatsappnumber"].casefold() in {"yes", "true"}
    label = "WhatsApp" if whatsapp else row["type"].casefold()
    return owner_record(row, channels=(Channel(kind="phone", value=number, label=label),))


_study = partial(_role, organisation="schoolname", titles=("degreename",))
_position = partial(_role, organisation="companyname", titles=("title",))
_volunteer = partial(_role, organisation="companyname", titles=("role", "title"))

read_profile: Reader = partial(each_row, _profile)
read_positions: Reader = partial(each_row, _position)
read_education: Reader = partial(each_row, _study)
read_volunteering: Reader = partial(each_row, _volunteer)
read_skills: Reader = partial(each_row, _skill)
read_languages: Reader = partial(each_row, _language)
read_certifications: Reader = partial(each_row, _certificate)
read_projects: Reader = partial(each_row, _project)
read_email_addresses: Reader = partial(each_row, _email)
read_phone_numbers: Reader = partial(each_row, _phone)
