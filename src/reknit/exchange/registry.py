"""All formats that Reknit reads, in the order they are tried: the specific before the general."""

from reknit.exchange import (
    calendar,
    contacts_csv,
    google,
    ldif,
    linkedin,
    mail,
    meta_chat,
    outlook,
    phone_backup,
    slack,
    telegram,
    thunderbird,
    vcard,
    whatsapp,
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
    phone_backup.FORMAT,
    telegram.FORMAT,
    slack.FORMAT,
    meta_chat.FORMAT,
    whatsapp.FORMAT,
    mail.FORMAT,
    contacts_csv.FORMAT,
)


def recognise(source: Source, head: bytes) -> Format | None:
    """The format of a file by its content; None when no reader knows it."""
    return next((fmt for fmt in FORMATS if fmt.recognise(source, head)), None)
