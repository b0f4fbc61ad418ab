"""One city hall and one browser for all journeys; each journey has a fresh context (a device of its own). Both end with the last
journey: while a browser is driven Django lets nobody ask the database in this thread, and the tests that follow do."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from aiosmtpd.controller import Controller

from tests.city_hall import CityHall

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium (Debian: apt-get install chromium; or set CHROMIUM)"))


class Letters:
    """A real mail server on loopback that keeps what it takes."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture(scope="package")
def letters() -> Iterator[Letters]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = Letters()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.port = port
    yield handler
    controller.stop()


def _own_database() -> dict[str, str]:
    """On PostgreSQL each test process gets a database of its own for its city hall."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return {}
    name = f"journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    parts = urlsplit(url)
    return {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}


@pytest.fixture(scope="package")
def city_hall(tmp_path_factory, letters) -> Iterator[CityHall]:
    extra = {"SMTP_URL": f"smtp://127.0.0.1:{letters.port}", **_own_database()}
    hall = CityHall(tmp_path_factory.mktemp("hall"), extra=extra)
    yield hall.start()
    hall.stop()


@pytest.fixture(scope="package")
def scenes(city_hall) -> dict:
    """The pages of ``scenes.py`` and who may open them, made in this city hall."""
    out = city_hall.command("shell", "-v", "0", "-c", "from tests.journeys.scenes import main; main()")
    return json.loads(out.splitlines()[-1])


@pytest.fixture(scope="package")
def browser() -> Iterator:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def device(browser, city_hall) -> Iterator[Callable]:
    """``device(width, javascript=True)`` → a page on a fresh device; ``still``: of somebody who wants no movement."""
    contexts = []

    def make(width: int = 1280, *, javascript: bool = True, theme: str = "", height: int = 900, still: bool = False, **more):
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=javascript,
                                      base_url=city_hall.url, locale="ja-JP",
                                      reduced_motion="reduce" if still else "no-preference", **more)
        if theme:
            context.add_cookies([{"name": "machinami_display", "value": f"theme={theme}", "url": city_hall.url}])
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
