"""What vCard and iCalendar share: text values and folded lines (RFC 5545 §3.1, RFC 6350 §3.2)."""

from collections.abc import Iterable

_LINE_OCTETS = 75


def escaped(text: str) -> str:
    """`text` as a TEXT value."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def content_lines(lines: Iterable[str]) -> bytes:
    """`lines` as a file in UTF-8, each ended by CRLF."""
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _folded(line: str) -> str:
    """`line` in pieces of at most 75 octets, never inside a character."""
    if len(line.encode()) <= _LINE_OCTETS:
        return line
    pieces, piece, octets = [], "", 0
    for char in line:
        width = len(char.encode())
        if octets + width > _LINE_OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1
        piece += char
        octets += width
    return "\r\n".join([*pieces, piece])
