"""How imports speak on the page: kinds of records, formats, stages of the work. English is the source."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a report counts, in the order in which it is shown.
KINDS: dict[str, Promise] = {
    "person": _("People"),
    "interaction": _("Messages and meetings"),
    "event": _("Events"),
    "favour": _("Favours and endorsements"),
    "fact": _("Facts about people"),
    "promise": _("Promises"),
}

FORMATS: dict[str, Promise] = {
    "vcard": _("Address book (vCard)"),
    "calendar": _("Calendar"),
    "linkedin": _("LinkedIn archive"),
    "google-csv": _("Google Contacts"),
    "outlook-csv": _("Outlook contacts"),
    "thunderbird-csv": _("Thunderbird address book"),
    "yahoo-csv": _("Yahoo contacts"),
    "ldif": _("Address book (LDIF)"),
    "phone": _("Calls and text messages"),
    "telegram": _("Telegram chats"),
    "slack": _("Slack export"),
    "meta": _("Facebook and Instagram messages"),
    "whatsapp": _("WhatsApp chat"),
    "mail": _("Mail"),
    "contacts-csv": _("Table of contacts"),
    "reknit-export": _("Export of Reknit"),
}

# Words that the importer reports while it works; anything else is the name of the file it reads.
STEPS: dict[str, Promise] = {
    "People": _("Comparing people with those already here"),
    "Messages, calls and meetings": _("Going through messages, calls and meetings"),
    "Computing ties": _("Working out ties"),
}
