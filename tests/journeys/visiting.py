"""Somebody who opens page after page of ``scenes.py``."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from typing import Any

from tests.journeys import axe

LANGUAGES = ("ja", "ja-easy", "en", "zh-hans", "ko")
#: Look at every page in every version, not at a share of them.
ALL = bool(os.environ.get("EVERY_PAGE"))


class Visitor:
    """Goes from page to page as one person after another, and notes what is wrong."""

    def __init__(self, page, scenes: dict, url: str) -> None:
        self.page, self.sessions, self.url, self.who = page, scenes["sessions"], url, ""
        self.wrong: list[str] = []
        self.seen, self.heaviest = 0, (0, "")
        self.answer: Any = None

    def _become(self, who: str) -> None:
        if who != self.who:
            self.page.context.clear_cookies(name="machinami_session")
            if who:
                self.page.context.add_cookies([{"name": "machinami_session", "value": self.sessions[who], "url": self.url}])
            self.who = who

    def open(self, scene: dict, language: str = "ja") -> bool:
        """The scene's page stands open; False where sending it empty is no mistake."""
        path = scene["path"].format(language=language)
        self._become(scene["who"])
        answer = self.page.goto(path if path.startswith("/") else f"/{language}/{path}", wait_until="domcontentloaded")
        if scene["do"]:
            answer = self._do(scene)
        self.answer = answer
        if scene["do"] == "empty" and answer.status in (200, 302):
            return False
        if answer.status != (scene["status"] or 422):
            self.wrong.append(f"{self.page.url} answers {answer.status}, not {scene['status']}")
        return True

    def _do(self, scene: dict):
        selector = scene["do"]
        if selector == "empty":
            self.page.evaluate(EMPTY)
            selector = "main form button.big"
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        if scene["check"].startswith("fill:"):
            name, value = scene["check"][5:].split("=")
            self.page.fill(name, value)
        elif scene["check"]:
            self.page.check(scene["check"])
        with self.page.expect_navigation(wait_until="domcontentloaded") as gone:
            self.page.locator(selector).first.click()
        return gone.value

    def look(self) -> None:
        """In light colours, and in one of the other themes, in turn; EVERY_PAGE=1: in all."""
        self.seen += 1
        self.wrong += axe.look(self.page, axe.THEMES if ALL else ("light", ("dark", "hc")[self.seen % 2]))

    def weigh(self, most: int) -> None:
        """At most so many bytes of HTML as they go over the wire."""
        size = len(gzip.compress(self.answer.body(), 6))
        self.heaviest = max(self.heaviest, (size, self.page.url))
        if size > most:
            self.wrong.append(f"{self.page.url} has {size} bytes, more than {most}")


EMPTY = """() => document.querySelectorAll('main form :is(input:not([type=hidden]), textarea, select)').forEach(f => {
  if (f.type === 'checkbox' || f.type === 'radio') f.checked = false; else if (f.type !== 'file') f.value = '';
})"""


def own(scene: dict, language: str) -> bool:
    """Is it this language's to show?"""
    path = scene["path"]
    return not path.startswith(tuple(f"/{lang}/" for lang in LANGUAGES)) or path.startswith(f"/{language}/")


def chosen(scene: dict, share: int, turn: int = 0) -> bool:
    """Is it this page's turn among ``share``? The same page has the same turn in every run, whatever its ids."""
    same = re.sub("[0-9a-f-]{36}", "", f"{scene['path']} {scene['do']}")
    return ALL or zlib.crc32(same.encode()) % share == turn


def repeated(scene: dict) -> bool:
    """One of the hundreds of pages that one template makes from the procedures' definitions."""
    return ("apply/" in scene["path"] and scene["who"][0] in "qe") or scene["path"].startswith("procedures/")
