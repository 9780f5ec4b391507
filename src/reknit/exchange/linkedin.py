"""The archive that LinkedIn gives its members (Settings, "Get a copy of your data").

Each file is recognised by its own header (`linkedin_kinds`), so the archive may be zipped,
unpacked or taken apart. Files that hold nobody are recognised too, and said to be skipped.
"""

from collections.abc import Iterator

from reknit.core.records import Origin, Record, Skipped
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.linkedin_events import read_events, read_invitations
from reknit.exchange.linkedin_favours import read_endorsements_given, read_endorsements_received, read_recommendations
from reknit.exchange.linkedin_kinds import ARTICLE, Kind, is_article, kind_of
from reknit.exchange.linkedin_messages import read_messages
from reknit.exchange.linkedin_people import read_connections, read_contacts, read_notes
from reknit.exchange.linkedin_rows import NAME
from reknit.exchange.linkedin_self import (
    Reader,
    read_certifications,
    read_education,
    read_email_addresses,
    read_languages,
    read_phone_numbers,
    read_positions,
    read_profile,
    read_projects,
    read_skills,
    read_volunteering,
)
from reknit.exchange.sources import Source
from reknit.exchange.tables import open_table, peek

READERS: dict[str, Reader] = {
    "connections": read_connections,
    "contacts": read_contacts,
    "notes": read_notes,
    "messages": read_messages,
    "invitations": read_invitations,
    "events": read_events,
    "endorsements received": read_endorsements_received,
    "endorsements given": read_endorsements_given,
    "recommendations": read_recommendations,
    "profile": read_profile,
    "positions": read_positions,
    "education": read_education,
    "volunteering": read_volunteering,
    "skills": read_skills,
    "languages": read_languages,
    "certifications": read_certifications,
    "projects": read_projects,
    "email addresses": read_email_addresses,
    "phone numbers": read_phone_numbers,
}


def recognise(source: Source, head: bytes) -> bool:
    """Whether this is a file of a LinkedIn archive."""
    return _kind(source, head) is not None


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    """The records of one file of the archive, in its order.

    Raises UnreadableFileError when the file is none of LinkedIn's.
    """
    kind = _kind(source, source.head())
    if kind is None:
        raise UnreadableFileError("not a file of a LinkedIn archive")
    if kind.nothing:
        yield Skipped(origin=Origin(source.label, "file"), kind="file", reason=kind.nothing)
        return
    yield from READERS[kind.name](source, open_table(source), options)


def _kind(source: Source, head: bytes) -> Kind | None:
    if is_article(source, head):
        return ARTICLE
    table = peek(head)
    return None if table is None else kind_of(source, table.header)


FORMAT = Format(name=NAME, title="LinkedIn archive", recognise=recognise, read=read)
