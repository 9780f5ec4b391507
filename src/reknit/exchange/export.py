"""Files for other programs inside the export: vCard and CSV."""

import csv
import io
from collections.abc import Callable, Iterator

from reknit.exchange.vcard_export import write_card
from reknit.store.policy import Actor
from reknit.store.selectors import export as selector

CSV_COLUMNS = ("Name", "Organisation", "Title", "E-mail", "Phone", "Profile", "Address", "Birthday", "Tags", "Notes")


def extras(actor: Actor) -> dict[str, Callable[[], Iterator[str]]]:
    """File name → its lines, produced when the archive is written."""
    return {
        "contacts.vcf": lambda: map(write_card, selector.person_records(actor)),
        "contacts.csv": lambda: _csv(actor),
    }


def _csv(actor: Actor) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(CSV_COLUMNS)
    for record in selector.person_records(actor):
        by_kind: dict[str, list[str]] = {}
        for channel in record.channels:
            by_kind.setdefault(channel.kind, []).append(channel.value)
        role = record.affiliations[0] if record.affiliations else None
        birthday = next((a.on for a in record.anniversaries if a.kind == "birthday"), "")
        writer.writerow(
            [
                record.name.full,
                role.organisation if role else "",
                role.title if role else "",
                *("; ".join(by_kind.get(kind, ())) for kind in ("email", "phone", "profile", "postal")),
                birthday,
                "; ".join(record.tags),
                "\n".join(record.notes),
            ]
        )
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
