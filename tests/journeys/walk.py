"""Answering a procedure's questions in the browser with what each field shows, whatever the procedure."""

from __future__ import annotations

import re
from typing import Any

from tests.journeys.steps import press

#: What to type by the kind of the input, when a page does not come filled in.
_BY_HINT = (
    (re.compile(r"(year)$"), "8"), (re.compile(r"(month)$"), "9"), (re.compile(r"(day)$"), "1"),
    (re.compile(r"postal"), "1660004"), (re.compile(r"(prefecture)$"), "東京都"), (re.compile(r"city$"), "杉並区"),
    (re.compile(r"town$"), "阿佐谷南"), (re.compile(r"block$"), "1-15-1"), (re.compile(r"family_kana$"), "スギナミ"),
    (re.compile(r"given_kana$"), "ハナコ"), (re.compile(r"family$"), "杉並"), (re.compile(r"given$"), "花子"),
    (re.compile(r"phone"), "090-1234-5678"), (re.compile(r"email"), "hanako@example.com"),
    (re.compile(r"bank(_code|-bank)?$"), "0005"), (re.compile(r"branch"), "154"), (re.compile(r"number$"), "1234567"),
    (re.compile(r"holder"), "スギナミ ハナコ"),
)


#: Where the first choice would lead out of the procedure: input name → the value to choose.
CHOICES = {"spouse_earns_more": "no", "has_older": "no", "special_items": "no"}


def to_type(name: str) -> str:
    """What fits an input of this name."""
    return next((text for pattern, text in _BY_HINT if pattern.search(name)), "1")


def answer_page(page: Any) -> None:
    """Fill what is empty and required on this page."""
    for name, value in CHOICES.items():
        if page.locator(f"input[name={name}]").count():
            page.check(f"input[name={name}][value={value}]")
    for group in page.locator("main form fieldset").all():
        radios = group.locator("> .choice input[type=radio]")
        if radios.count() and not group.locator("> .choice input[type=radio]:checked").count():
            radios.first.check()
        boxes = group.locator("> .choice input[type=checkbox]")
        if boxes.count() and not group.locator("> .choice input[type=checkbox]:checked").count():
            boxes.first.check()
    for choice in page.locator("main form > .field > .choice input[type=checkbox], "
                               "fieldset.member > .field > .choice input[type=checkbox]").all():
        choice.check()
    for box in page.locator("main form select:visible").all():
        if not box.input_value():
            box.select_option(index=1)
    for box in page.locator("main form input:visible, main form textarea:visible").all():
        kind = box.get_attribute("type") or "text"
        if kind in ("radio", "checkbox", "file", "hidden") or box.input_value() or box.get_attribute("readonly") is not None:
            continue
        name = box.get_attribute("name") or ""
        box.fill(to_type(name))


def answer_all(page: Any, stop_after: int = 60) -> None:
    """Answer page after page until the check page, or after some pages save and stop."""
    for count in range(stop_after + 1):
        if page.url.split("?")[0].endswith("/check/"):
            return
        if count == stop_after:
            press(page.locator("button[name=later]"))
            page.wait_for_url("**/my/")
            return
        before = page.url
        answer_page(page)
        press(page.locator("main form button.big").first)
        if page.url == before:
            errors = page.locator("#errors").inner_text() if page.locator("#errors").count() else "?"
            raise AssertionError(f"{before} does not go on: {errors}\n{page.locator('main').inner_text()[:800]}")
    raise AssertionError("questions without end")


def send(page: Any) -> None:
    """Agree to what is asked on the check page, and apply."""
    for box in page.locator("input[name=agree]").all():
        box.check()
    press(page.locator("button", has_text="この内容で申請する"))
    if page.url.split("?")[0].endswith("/check/"):
        raise AssertionError(page.locator("main").inner_text()[:1500])
