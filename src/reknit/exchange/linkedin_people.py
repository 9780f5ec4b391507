"""Other people: ``Connections.csv``, the address book once given to LinkedIn, and notes about contacts."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from reknit.core.records import Affiliation, Anniversary, Channel, Name, PersonRecord, Record, Skipped
from reknit.exchange.formats import ReadOptions
from reknit.exchange.linkedin_dates import FIRST_BIRTH, read_day_between, read_day_on_linkedin
from reknit.exchange.linkedin_profiles import full_name, is_nobody, key_of, member, profile_channel, slug_of
from reknit.exchange.linkedin_rows import NAME, Row, rows_of
from reknit.exchange.sources import Source
from reknit.exchange.tables import Table


def read_connections(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """One person for each connection; the day of connecting is a fact, not a meeting."""
    for row in rows_of(source, table):
        yield _connection(row, options)


def _connection(row: Row, options: ReadOptions) -> Record:
    url, email = row["url"], row["emailaddress"]
    name = full_name(row["firstname"], row["lastname"])
    if not (url or email) and (not name.full or is_nobody(name.full)):
        return Skipped(origin=row.origin, kind="person", reason="a hidden or closed LinkedIn member")
    person = member(row, Name() if is_nobody(name.full) else name, url)
    company, position = row["company"], row["position"]
    return msgspec.structs.replace(
        person,
        channels=(*person.channels, *_emails(email)),
        affiliations=(Affiliation(organisation=company, title=position),) if company or position else (),
        tags=_several(row["tags"]),
        connected_on=read_day_on_linkedin(row["connectedon"], options.as_of),
    )


def read_contacts(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """One person for each entry of ``Contacts.csv`` or ``ImportedContacts.csv``."""
    for row in rows_of(source, table):
        yield _contact(row, options)


def _contact(row: Row, options: ReadOptions) -> Record:
    profiles = _several(row["profiles"])
    channels = (
        *_emails(row["emails"]),
        *(Channel(kind="phone", value=number) for number in _several(row["phonenumbers"])),
        *map(profile_channel, profiles),
        *map(_site, _several(row["sites"])),
        *(Channel(kind="handle", value=handle) for handle in _several(row["instantmessagehandles"])),
        *(Channel(kind="postal", value=place) for place in filter(None, [row["addresses"]])),
    )
    name = _contact_name(row)
    if not channels and not name.full:
        return Skipped(origin=row.origin, kind="person", reason="neither a name nor an address")
    birthday = read_day_between(row["birthday"], FIRST_BIRTH, options.as_of.date())
    company, title = row["companies"], row["title"]
    return PersonRecord(
        origin=row.origin,
        source=NAME,
        key=next(filter(None, map(key_of, profiles)), ""),
        name=name,
        channels=channels,
        affiliations=(Affiliation(organisation=company, title=title),) if company or title else (),
        anniversaries=(Anniversary(kind="birthday", on=birthday),) if birthday else (),
    )


def _contact_name(row: Row) -> Name:
    """From the columns for the parts, else from the one for the whole."""
    name = full_name(
        row["firstname"],
        row["lastname"],
        additional=row["middlename"],
        prefix=row["nameprefix"],
        suffix=row["namesuffix"],
        nickname=row["nickname"],
        maiden=row["maidenname"],
    )
    whole = row["fullname"] or " ".join(filter(None, (row["firstname"], row["middlename"], row["lastname"])))
    return msgspec.structs.replace(name, full=whole or name.nickname)


def read_notes(source: Source, table: Table, options: ReadOptions) -> Iterator[Record]:
    """Private notes about connections, kept with the person."""
    del options
    for row in rows_of(source, table):
        name = full_name(row["connectionfirstname"], row["connectionlastname"])
        url, note = row["connectionprofileurl"], row["note"]
        if not note or not (slug_of(url) or name.full):
            yield Skipped(origin=row.origin, kind="person", reason="a note without text or person")
            continue
        yield msgspec.structs.replace(member(row, name, url), notes=(note,))


def _emails(text: str) -> tuple[Channel, ...]:
    return tuple(Channel(kind="email", value=address) for address in _several(text) if "@" in address)


def _site(url: str) -> Channel:
    return profile_channel(url) if slug_of(url) else Channel(kind="url", value=url, label=_host(url))


def _host(url: str) -> str:
    try:
        return (urlsplit(url if "//" in url else "//" + url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _several(text: str) -> tuple[str, ...]:
    """The values of one cell: ``[a, b]``, ``a; b`` or one to a line."""
    return tuple(filter(None, (value.strip() for value in re.split(r"[,;\n|]", text.strip("[]{}")))))
