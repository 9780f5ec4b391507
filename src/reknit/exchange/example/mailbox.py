"""Letters as mbox files with the headers that real mail carries (RFC 5322, RFC 4155)."""

import datetime as dt
import functools
import re
import zlib
from collections.abc import Iterable
from email.header import Header
from email.utils import format_datetime, formataddr

from reknit.exchange.example.letters import Letter, Party

_FROM_LINE = re.compile(r"^(>*From )", re.MULTILINE)
# Addresses of the networks that are kept for documentation (RFC 5737).
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


def mbox(letters: Iterable[Letter], own: tuple[str, ...]) -> bytes:
    """The file: letters by time, each after its ``From `` line, ``From `` in bodies quoted (mboxrd)."""
    ordered = sorted(letters, key=lambda letter: (letter.at, letter.message_id))
    return "".join(_entry(letter, own) for letter in ordered).encode()


def _entry(letter: Letter, own: tuple[str, ...]) -> str:
    lines = [f"From {letter.sender.address} {letter.at:%a %b %d %H:%M:%S %Y}"]
    if letter.sender.address not in own:
        lines += _trace(letter, own)
    lines += [
        f"Date: {format_datetime(letter.at.astimezone(letter.sender.zone))}",
        f"From: {_written(letter.sender)}",
        f"To: {_listed(letter.to)}",
    ]
    if letter.cc:
        lines.append(f"Cc: {_listed(letter.cc)}")
    lines += [f"Subject: {_subject(letter.subject)}", f"Message-ID: {letter.message_id}"]
    if letter.references:
        lines += [f"In-Reply-To: {letter.references[-1]}", "References: " + "\n ".join(letter.references)]
    lines += [*letter.headers, "MIME-Version: 1.0"]
    head, body = _content(letter)
    return "\n".join([*lines, *head, "", _FROM_LINE.sub(r">\1", body), ""])


def _trace(letter: Letter, own: tuple[str, ...]) -> list[str]:
    """Return-Path and the line of the server that took the message in."""
    domain = letter.sender.address.rpartition("@")[2]
    mark = zlib.crc32(letter.message_id.encode())
    host = f"{_NETWORKS[mark % 3]}.{mark % 250 + 1}"
    received = next((p.address for p in (*letter.to, *letter.cc) if p.address in own), own[-1])
    at = format_datetime(letter.at + dt.timedelta(seconds=mark % 40 + 1))
    home = received.rpartition("@")[2]
    return [
        f"Return-Path: <{letter.sender.address}>",
        f"Received: from mail.{domain} (mail.{domain} [{host}])",
        f"\tby mx.{home} with ESMTPS id {mark:08X}",
        f"\tfor <{received}>; {at}",
    ]


def _content(letter: Letter) -> tuple[list[str], str]:
    plain = letter.text
    if not letter.html:
        bits = "7bit" if plain.isascii() else "8bit"
        return ['Content-Type: text/plain; charset="utf-8"', f"Content-Transfer-Encoding: {bits}"], plain
    mark = f"=_{zlib.crc32(letter.message_id.encode()):08x}"
    part = f'--{mark}\nContent-Type: text/{{}}; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n{{}}\n'
    rich = "".join(f"<p>{paragraph}</p>" for paragraph in plain.strip().split("\n\n"))
    body = part.format("plain", plain) + part.format("html", f"<html><body>{rich}</body></html>") + f"--{mark}--\n"
    return [f'Content-Type: multipart/alternative; boundary="{mark}"'], body


def _listed(parties: tuple[Party, ...]) -> str:
    return ",\n ".join(_written(p) for p in parties)


@functools.cache
def _written(party: Party) -> str:
    return formataddr((party.name, party.address), "utf-8")


def _subject(subject: str) -> str:
    return subject if subject.isascii() else Header(subject, "utf-8").encode()
