"""Asking a virus scanner about a file: clamd's own protocol (clamd(8), ``INSTREAM``), over TCP or a local socket.

``SCANNER_URL``: ``clamd://host:3310`` or ``clamd:///run/clamav/clamd.ctl``; empty asks nobody. What a scanner does not answer
for is not lost: it waits, unopened, until it does (:mod:`.quarantine`).
"""

from __future__ import annotations

import socket
import struct
from contextlib import closing
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from machinami.foundation.tracing import span

#: Seconds to reach it, and to answer for one file: a resident waits for it.
REACHED_IN, ANSWERED_IN = 2, 15
_CHUNK, _MOST_SAID = 64 * 1024, 4096


class Away(Exception):
    """The scanner can't be reached, did not answer in time, or says that it could not look."""


class TooLong(Away):
    """The file is longer than the scanner takes (``StreamMaxLength``): others may still be asked about."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``signature``: the scanner's name for what it found."""

    state: Literal["clean", "infected"]
    signature: str = ""


def wanted() -> bool:
    """Is a scanner to be asked at all?"""
    return bool(settings.SCANNER_URL)


def scan(content: bytes) -> Verdict:
    """What the scanner says of the bytes. :raises Away:"""
    said = _asked(b"zINSTREAM\0", content)
    what = said.partition(": ")[2]
    if what == "OK":
        return Verdict("clean")
    if what.endswith(" FOUND"):
        return Verdict("infected", what.removesuffix(" FOUND")[:200])
    raise (TooLong if "size limit" in said else Away)(said[:200] or "no answer")


def version() -> str:
    """Engine and signatures, as it says itself: ``ClamAV 1.0.9/27000/Mon Nov 23 …``. :raises Away:"""
    said = _asked(b"zVERSION\0")
    if not said:
        raise Away("no answer")
    return said


def _asked(command: bytes, content: bytes | None = None) -> str:
    where = urlsplit(settings.SCANNER_URL).hostname or "unix"
    with span("clamd", kind="client", attributes={"server.address": where}):
        return _exchange(command, content)


def _exchange(command: bytes, content: bytes | None) -> str:
    try:
        with closing(_reached()) as there:
            there.settimeout(ANSWERED_IN)
            there.sendall(command)
            if content is not None:
                _hand_over(there, content)
            said = b""
            while b"\0" not in said and len(said) < _MOST_SAID:
                part = there.recv(1024)
                if not part:
                    break
                said += part
    except (OSError, ValueError) as error:
        raise Away(str(error) or type(error).__name__) from error
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _hand_over(there: socket.socket, content: bytes) -> None:
    """Length and bytes, again and again, and a length of nothing. It may answer before the end, of a file too long for it."""
    try:
        for at in range(0, len(content), _CHUNK):
            part = content[at:at + _CHUNK]
            there.sendall(struct.pack("!L", len(part)) + part)
        there.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # what it said before it closed is still to be read


def _reached() -> socket.socket:
    where = urlsplit(settings.SCANNER_URL)
    if where.scheme != "clamd":
        raise ValueError("SCANNER_URL: clamd://HOST:3310 か clamd:///ソケットのパス")
    if where.hostname:
        return socket.create_connection((where.hostname, where.port or 3310), REACHED_IN)
    local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    local.settimeout(REACHED_IN)
    try:
        local.connect(where.path)
    except OSError:
        local.close()
        raise
    return local
