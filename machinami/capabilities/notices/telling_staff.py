"""An e-mail to members of staff about the house itself, for a task: what can't be sent now raises, and the task runs again."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices.mail import Mail
from machinami.capabilities.notices.ports import Away, Deferred, Message


class NotNow(Exception):
    """Try again later."""


def tell_staff(*, permission: str, key: str, title: str, body: str, path: str) -> int:
    """Write to all who have the permission. The same ``key``, the same Message-ID. Returns how many were written to."""
    return _write(identity.staff_addresses(permission), key, title, body, path)


def tell_member(*, staff_id: str, key: str, title: str, body: str, path: str) -> int:
    """Write to one active member of staff, where an address is known. As :func:`tell_staff`."""
    return _write(list(filter(None, [identity.staff_address(staff_id)])), key, title, body, path)


def _write(addresses: list[str], key: str, title: str, body: str, path: str) -> int:
    late = []
    for address in addresses:
        mark = hashlib.sha256(f"{key}{address}".encode()).hexdigest()[:32]
        result = Mail().send(Message(f"{mark}@{urlsplit(settings.BASE_URL).hostname}", address, "ja", title, body, f"{settings.BASE_URL}{path}"))
        if isinstance(result, Away | Deferred):
            late.append(result.reason)
    if late:
        raise NotNow(late[0])
    return len(addresses)
