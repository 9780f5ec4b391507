"""What a file is that Reknit cannot read, in words that help the user on."""

from reknit.exchange.sources import Source

UNKNOWN = "not a format that Reknit reads"

_BY_START = (
    (b"\x1f\x8b", "a compressed file: unpack it to import it"),
    (b"BZh", "a compressed file: unpack it to import it"),
    (b"\xfd7zXZ", "a compressed file: unpack it to import it"),
    (b"7z\xbc\xaf", "a compressed file: unpack it to import it"),
    (b"Rar!", "a compressed file: unpack it to import it"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "a database of another program"),
    (b"!BDN", "an Outlook data file: export the contacts from Outlook as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Office document: save it as CSV to import it"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_SPREADSHEET_PARTS = ("xl/", "[Content_Types].xml", "docProps/", "_rels/", "content.xml", "META-INF/manifest.xml")
_SPREADSHEETS = (".xlsx", ".xlsm", ".ods", ".numbers")


def kind_of_file(source: Source, head: bytes) -> str:
    """The reason to skip a file that no reader knows."""
    if source.member.startswith(_SPREADSHEET_PARTS) and source.path.suffix.lower() in _SPREADSHEETS:
        return "part of a spreadsheet: save it as CSV to import it"
    return next((words for start, words in _BY_START if head.startswith(start)), UNKNOWN)
