"""The event stream: one small ASGI application that tells a signed-in browser that something changed.

It sends no content, only "look again": the page then asks the ordinary, permission-checked view. One query
a second serves all listeners of this process.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from typing import Any

import django
from asgiref.sync import sync_to_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
django.setup()

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.db.models import Max

from machinami.capabilities.cases.models import Entry
from machinami.capabilities.notices.models import Notice

Send = Callable[[dict[str, Any]], Awaitable[None]]
HEARTBEAT = 15


def _account(cookie: str) -> str | None:
    """The resident's account behind a session cookie, or None."""
    close_old_connections()
    key = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    resident = SessionStore(session_key=key.value).get("resident") if key else None
    return resident["account"] if resident else None


def _marks(account: str) -> str:
    """Changes whenever a notice or a case of this account does."""
    close_old_connections()
    notice = Notice.objects.filter(account_id=account).aggregate(m=Max("id"))["m"]
    entry = Entry.objects.filter(case__account_id=account).aggregate(m=Max("id"))["m"]
    return f"{notice}:{entry}"


async def application(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    if scope["type"] != "http":
        return
    headers = {k.decode().lower(): v.decode() for k, v in scope["headers"]}
    account = await sync_to_async(_account)(headers.get("cookie", "")) if scope["path"] == "/events" else None
    origin = headers.get("origin", "")
    common = [(b"cache-control", b"no-store")]
    if origin == settings.BASE_URL:
        common += [(b"access-control-allow-origin", origin.encode()), (b"access-control-allow-credentials", b"true")]
    if account is None:
        await send({"type": "http.response.start", "status": 403, "headers": common})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200,
                "headers": [*common, (b"content-type", b"text/event-stream")]})
    listener = asyncio.create_task(_listen(receive))
    await _stream(account, listener, send)


async def _listen(receive: Callable[[], Awaitable[Any]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stream(account: str, listener: asyncio.Task[None], send: Send) -> None:
    last, quiet = await sync_to_async(_marks)(account), 0
    while not listener.done():
        await asyncio.sleep(1)
        now, quiet = await sync_to_async(_marks)(account), quiet + 1
        if now != last:
            last, quiet = now, 0
            await send({"type": "http.response.body", "body": b"event: changed\ndata: 1\n\n", "more_body": True})
        elif quiet >= HEARTBEAT:
            quiet = 0
            await send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
    await send({"type": "http.response.body", "body": b""})
