"""Many people at once over real HTTP, from one light process: sockets and nothing else, so that the server is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "b" * 32


@dataclass(slots=True)
class Answer:
    status: int
    location: str
    body: bytes


class Client:
    """One person's browser: a connection kept open, a session cookie, the seconds of each request."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port, self.session = port, session
        self.seconds: list[float] = []
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self._send("GET", path, b"", "")

    async def form(self, path: str, values: dict[str, str] | list[tuple[str, str]]) -> Answer:
        pairs = [*(values.items() if isinstance(values, dict) else values), ("csrfmiddlewaretoken", TOKEN)]
        return await self._send("POST", path, urlencode(pairs).encode(), "Content-Type: application/x-www-form-urlencoded\r\n")

    async def json(self, method: str, path: str, body: bytes, more: str = "") -> Answer:
        return await self._send(method, path, body, f"Content-Type: application/json\r\nX-CSRFToken: {TOKEN}\r\n{more}")

    async def _send(self, method: str, path: str, body: bytes, headers: str) -> Answer:
        cookie = f"csrftoken={TOKEN}" + (f"; machinami_session={self.session}" if self.session else "")
        head = (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookie}\r\n{headers}"
                f"Content-Length: {len(body)}\r\n\r\n")
        began = time.perf_counter()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(head.encode() + body)
        answer = await self._read(reader)
        self.seconds.append(time.perf_counter() - began)
        return answer

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        found = dict(line.partition(": ")[::2] for line in head.lower().split("\r\n")[1:-2])
        body = await reader.readexactly(int(found.get("content-length", "0")))
        location = next((line[10:] for line in head.split("\r\n") if line.lower().startswith("location: ")), "")
        return Answer(int(head.split(" ", 2)[1]), location.strip(), body)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


Job = Callable[[Client], Awaitable[str]]


@dataclass(slots=True)
class Crowd:
    """``done``: what each finished job returned; ``seconds``: of every request; ``whole``: of every job."""

    elapsed: float = 0.0
    done: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.done) / self.elapsed if self.elapsed else 0.0


def crowd(port: int, sessions: list[str], job: Job, seconds: float, pace: float = 0.0) -> Crowd:
    """Everybody does the job over and over for so long; with ``pace`` so many jobs a second in all, evenly begun."""
    return asyncio.run(_crowd(port, sessions, job, seconds, pace))


async def _crowd(port: int, sessions: list[str], job: Job, seconds: float, pace: float) -> Crowd:
    found, clients = Crowd(), [Client(port, s) for s in sessions]
    began = time.perf_counter()

    async def one(number: int, client: Client) -> None:
        turn = 0
        while (now := time.perf_counter() - began) < seconds:
            if pace:
                due = (number + turn * len(clients)) / pace
                if due >= seconds:
                    return
                await asyncio.sleep(max(0.0, due - now))
                turn += 1
            start = time.perf_counter()
            try:
                found.done.append(await job(client))
            except Exception as error:
                found.failed.append(repr(error)[:300])
                client.close()
                client._streams = None
                continue
            found.whole.append(time.perf_counter() - start)

    await asyncio.gather(*(one(n, c) for n, c in enumerate(clients)))
    found.elapsed = time.perf_counter() - began
    for client in clients:
        found.seconds += client.seconds
        client.close()
    return found
