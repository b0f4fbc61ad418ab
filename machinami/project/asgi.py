"""The event stream over HTTP (Server-Sent Events): the only thing this application serves.

A listener is known by the session cookie, which goes along to another port of the same host and through one proxy
alike; nothing secret stands in the address. Only pages of ``BASE_URL`` may read it.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
django.setup()

from django.conf import settings

from machinami.capabilities.identity import queries as identity
from machinami.foundation.actors import ANONYMOUS
from machinami.project.stream import Listener, Stream, asked, messages

#: What the pages' middleware says of its answers, too.
GUARD = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"),
         (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'")]
if settings.SECURE_HSTS_SECONDS:
    GUARD.append((b"strict-transport-security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains".encode()))
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,48}")
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Application:
    def __init__(self, stream: Stream) -> None:
        self.stream = stream

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        origin = headers.get("origin", "")
        common = [*GUARD, (b"cache-control", b"no-store"), (b"vary", b"Origin, Cookie")]
        if origin == settings.BASE_URL:
            common += [(b"access-control-allow-origin", origin.encode()), (b"access-control-allow-credentials", b"true")]
        listener = await _listener(headers, _office(scope))
        known = listener is not None and origin in ("", settings.BASE_URL)
        status = 404 if scope["path"] != "/events" else self.stream.room(listener.actor) if known else 403
        if listener is None or status != 200:
            await send({"type": "http.response.start", "status": status, "headers": common})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.stream.join(listener, _since(headers, scope))
        await send({"type": "http.response.start", "status": 200, "headers": [
            *common, (b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]})
        away = asyncio.create_task(_until_away(receive, listener))
        try:
            async for message in messages(listener):
                await send({"type": "http.response.body", "body": message, "more_body": True})
            if not away.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            self.stream.leave(listener)
            away.cancel()


async def _listener(headers: dict[str, str], office: str) -> Listener | None:
    """Who asks, by the session cookie; without one only who follows an office's line."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        cookie = None
    actors = await asked(identity.signed_in, {cookie.value}) if cookie else None
    if cookie and actors:
        return Listener(cookie.value, actors[cookie.value], office=office)
    return Listener("", ANONYMOUS, office=office) if office else None


def _office(scope: dict[str, Any]) -> str:
    named = parse_qs(scope["query_string"].decode("latin-1")).get("queue", [""])[0]
    return named if _SLUG.fullmatch(named) else ""


def _since(headers: dict[str, str], scope: dict[str, Any]) -> int | None:
    """After which moment to go on: what the browser saw last, else when its page was made."""
    after = headers.get("last-event-id") or parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]
    return int(after) if after.isascii() and after.isdigit() and len(after) < 16 else None


async def _until_away(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.queue.put_nowait(None)


application = Application(Stream())
