"""Tells open pages that something changed: one poller for all listeners of this process.

The log is the capabilities' own append-only rows (foundation.changes), so that a change made in any process, on
either database, is seen. A message holds ids and kinds; the page then asks the ordinary, permission-checked view.
An event's id is the moment, in milliseconds, at which it was seen here: going on after it may repeat, never skip.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connections

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.queues import queries as queues
from machinami.foundation.actors import Actor
from machinami.foundation.changes import Change
from machinami.foundation.ids import first_id, made_at

A, T = TypeVar("A"), TypeVar("T")
logger = logging.getLogger("machinami.stream")
SOURCES: tuple[Callable[..., list[Change]], ...] = (cases.changes, payments.changes, notices.changes, documents.changes, queues.changes)
#: What staff must be allowed to see to be told of it; notices are the resident's own.
NEEDED = {"case": "cases.view", "charge": "payments.view"}
#: Seconds: between looks; between looks at the sessions; that a transaction may stay open after making its row's
#: id; that changes are kept for those who come back; between signs of life.
LOOK, LOOK_AT_SESSIONS, LATE, KEEP, HEARTBEAT = 1.0, 3.0, 10.0, 120.0, 15.0
#: Milliseconds of doubt about when a change that was not seen coming became visible, and between two clocks.
DOUBT = 2000
#: Open pages of one person, and of this process.
PER_PERSON, IN_ALL = 8, 1000
#: Of them for those who follow a queue without signing in; the rest is kept for who is signed in.
FOLLOWING = 800
#: Messages waiting for one listener; a slower one is told to look at everything.
WAITING = 50
#: What happened before is not known here any more: look at everything.
EVERYTHING = '{"kind": "all"}'


@dataclass(eq=False)
class Listener:
    """An open page. ``queue`` holds whole messages; None ends it. ``office``: whose line of people the page shows, if any.

    ``session`` is blank for who is not signed in, which is allowed to follow a line of people and hears of nothing else.
    """

    session: str
    actor: Actor
    queue: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    office: str = ""

    def tell(self, at: int, data: str) -> None:
        if self.queue.qsize() >= WAITING:
            while not self.queue.empty():
                self.queue.get_nowait()
            data = EVERYTHING
        self.queue.put_nowait(f"id: {at}\ndata: {data}\n\n".encode())


def concerns(actor: Actor, change: Change) -> bool:
    """Whether ``actor`` may know of it, and does not know already."""
    if actor.kind == "resident":
        return change.public and change.account == actor.id
    if actor.kind != "staff" or change.kind not in NEEDED or change.actor == actor.label:
        return False
    return actor.may(NEEDED[change.kind], section=change.section)


def said(changes: Iterable[Change], actor: Actor, office: str = "") -> list[str]:
    """What an actor is told of some changes: each subject once; staff also the rows that say so, which their page may show already.

    That the line at an office moved on may be known to anybody; told is who has it open.
    """
    told: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.subject == office if change.kind == "queue" else concerns(actor, change):
            told.setdefault((change.kind, change.subject), []).append(change)
    staff = actor.kind == "staff"
    return [json.dumps({"kind": kind, "id": subject}
                       | ({"work": True} if staff and any(c.work for c in rows) else {})
                       | ({"rows": [str(c.id) for c in rows]} if staff else {}))
            for (kind, subject), rows in told.items()]


class Stream:
    def __init__(self, look: float = LOOK) -> None:
        self.look = look
        self.listeners: set[Listener] = set()
        self.kept: deque[tuple[int, Change]] = deque()
        self.seen: dict[UUID, None] = {}
        self.poller: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()
        self.looked = 0.0

    def room(self, actor: Actor) -> int:
        """200, or the status to refuse with: one person's pages are too many, or all are."""
        if actor.kind == "anonymous":
            following = sum(1 for listener in self.listeners if not listener.session)
            return 503 if following >= FOLLOWING or len(self.listeners) >= IN_ALL else 200
        mine = Counter(listener.actor.label for listener in self.listeners)[actor.label]
        return 429 if mine >= PER_PERSON else 503 if len(self.listeners) >= IN_ALL else 200

    async def join(self, listener: Listener, since: int | None) -> None:
        """Add a listener and tell it what happened after ``since`` (ms); everything, when that is too long ago."""
        self.listeners.add(listener)
        if not self.poller:
            self.poller = asyncio.create_task(self._run())
        await self.ready.wait()
        now = _now()
        if since is None:
            return
        if since < now - KEEP * 1000:
            listener.tell(now, EVERYTHING)
            return
        for data in said([c for at, c in self.kept if at > since - DOUBT], listener.actor, listener.office):
            listener.tell(now, data)

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)

    async def _run(self) -> None:
        """Look again and again while anybody listens; then forget, so that an idle process asks nothing."""
        checked = time.monotonic()
        self.looked = time.time() - KEEP
        try:
            self._keep(await self._fresh(), first=True)
            self.ready.set()
            while self.listeners:
                await asyncio.sleep(self.look)
                if time.monotonic() - checked >= LOOK_AT_SESSIONS:
                    checked = time.monotonic()
                    await self._look_at_sessions()
                self._keep(await self._fresh())
        finally:
            self.ready.set()
            self.poller, self.ready = None, asyncio.Event()
            self.kept.clear()
            self.seen.clear()

    async def _fresh(self) -> list[Change]:
        """The changes not seen before. What commits late has an id older than the last look, so look back a little."""
        now = time.time()
        found = await asked(_changes, self.looked - LATE)
        if found is None:
            return []
        fresh = [c for c in found if c.id not in self.seen]
        self.looked, self.seen = now, {c.id: None for c in found}
        return fresh

    def _keep(self, fresh: list[Change], *, first: bool = False) -> None:
        """Keep them for those who come back, and tell them. Of the first look nobody saw when they came."""
        now = _now()
        self.kept.extend((min(now, int(made_at(c.id) * 1000) + DOUBT) if first else now, c) for c in fresh)
        while self.kept and self.kept[0][0] < now - KEEP * 1000:
            self.kept.popleft()
        for listener in () if first else self.listeners:
            for data in said(fresh, listener.actor, listener.office):
                listener.tell(now, data)

    async def _look_at_sessions(self) -> None:
        """Who signed out, idled out or lost a right hears no more."""
        known = {listener.session for listener in self.listeners if listener.session}
        actors = await asked(identity.signed_in, known) if known else {}
        for listener in [x for x in self.listeners if x.session] if actors is not None else ():
            actor = actors.get(listener.session)
            if actor is None or actor.label != listener.actor.label:
                listener.queue.put_nowait(b"event: end\ndata: {}\n\n")
                listener.queue.put_nowait(None)
                self.leave(listener)
            else:
                listener.actor = actor


async def asked(question: Callable[[A], T], argument: A) -> T | None:
    """The database's answer; None while it is away, so that the listeners stay."""
    def ask() -> T | None:
        try:
            return question(argument)
        except DatabaseError:
            logger.exception("the event stream's database")
            return None
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:  # a caller's transaction (tests have one) is the caller's to end
                    connection.close_if_unusable_or_obsolete()

    return await sync_to_async(ask)()


def _changes(since: float) -> list[Change]:
    return sorted((c for source in SOURCES for c in source(since=first_id(since))), key=lambda c: c.id)


def _now() -> int:
    return int(time.time() * 1000)


async def messages(listener: Listener) -> AsyncIterator[bytes]:
    """What to send to a listener, with signs of life; ends when it is told to."""
    yield b"retry: 5000\n\n"
    while True:
        try:
            message = await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
        except TimeoutError:
            message = b": here\n\n"
        if message is None:
            return
        yield message
