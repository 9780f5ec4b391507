"""A draft as an address that the user's own mail program opens. Reknit itself sends nothing."""

from urllib.parse import quote


def mailto(address: str, subject: str, body: str) -> str:
    """A mailto: address (RFC 6068): reserved characters are escaped, lines end in %0D%0A. "" without an address."""
    if not address:
        return ""
    lines = "\r\n".join(body.strip().splitlines())
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
