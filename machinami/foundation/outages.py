"""Is something under the house away or full, rather than wrong? Then the same will work later, and nothing is decided by it."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import httpx
from django.db import InterfaceError, OperationalError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
#: What Django calls operational on SQLite though it is a fault of the program.
_FAULTS = ("no such table", "no such column")


class NotYet(Exception):
    """What the next release wrote, met by a process of this one while that is rolled out: it works at the next one's pages, and here
    once they have taken over. Nobody's application may be refused for it."""


def is_outage(error: BaseException | None) -> bool:
    """Database away, locked or full; disk full; no way to a service outside; written by the next release. Looks at the causes, too."""
    return any(_one(e) for e in _chain(error))


def _one(error: BaseException) -> bool:
    if isinstance(error, (OperationalError, InterfaceError)):
        return not any(fault in str(error) for fault in _FAULTS)
    return isinstance(error, (httpx.TransportError, NotYet)) or (isinstance(error, OSError) and error.errno in _FULL)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
