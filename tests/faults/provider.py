"""A payment provider at the end of a wire that can go silent: connections are taken and never answered."""

from __future__ import annotations

import os
import socket
import threading
from typing import Any

import httpx

from machinami.capabilities.payments.demo import DemoProvider
from machinami.capabilities.payments.ports import Unavailable

WIRE = "TEST_WIRE"


class Wire:
    """In the test's process; ``silent`` may be set and cleared at any time."""

    def __init__(self) -> None:
        self.silent = False
        self.server = socket.create_server(("127.0.0.1", 0))
        self.kept: list[socket.socket] = []
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def _run(self) -> None:
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            if self.silent:
                self.kept.append(line)
                continue
            line.recv(4096)
            line.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            line.close()

    def close(self) -> None:
        self.server.close()


class Wired(DemoProvider):
    """The demonstration provider, asked over the wire. PAYMENT_PROVIDERS=wired=tests.faults.provider:Wired"""

    code = "wired"

    def _over_the_wire(self, name: str, *args: Any) -> Any:
        try:
            httpx.get(os.environ[WIRE], timeout=1)
        except httpx.HTTPError as error:
            raise Unavailable(str(error)) from error
        return getattr(super(), name)(*args)

    def begin(self, order):
        return self._over_the_wire("begin", order)

    def capture(self, reference, amount, key):
        return self._over_the_wire("capture", reference, amount, key)

    def cancel(self, reference, key):
        return self._over_the_wire("cancel", reference, key)

    def refund(self, reference, amount, key):
        return self._over_the_wire("refund", reference, amount, key)

    def status(self, reference):
        return self._over_the_wire("status", reference)
