"""All formats that Reknit reads, in the order they are tried: the specific before the general."""

from reknit.exchange import (
    calendar,
    contacts_csv,
    google,
    ldif,
    linkedin,
    outlook,
    thunderbird,
    vcard,
    yahoo,
)
from reknit.exchange.formats import Format
from reknit.exchange.sources import Source

FORMATS: tuple[Format, ...] = (
    vcard.FORMAT,
    calendar.FORMAT,
    linkedin.FORMAT,
    google.FORMAT,
    outlook.FORMAT,
    thunderbird.FORMAT,
    yahoo.FORMAT,
    ldif.FORMAT,
    contacts_csv.FORMAT,
)


def recognise(source: Source, head: bytes) -> Format | None:
    """The format of a file by its content; None when no reader knows it."""
    return next((fmt for fmt in FORMATS if fmt.recognise(source, head)), None)
