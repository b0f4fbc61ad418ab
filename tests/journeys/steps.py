"""What people do again and again on the way: sign in, find, answer."""

from __future__ import annotations

import time
from typing import Any

import pyotp

from machinami.project.setup import DEMO_PASSWORD, DEMO_SEED

_codes: dict[str, int] = {}


def press(target: Any) -> Any:
    """Press what leads to another page, and wait until the new page is there. Returns the page.

    A browser's click returns before the answer has come; whoever reads on then reads the old page.
    """
    with target.page.expect_navigation():
        target.click()
    return target.page



def sign_in(page: Any, number: str = "0000000001", language: str = "ja") -> None:
    """Sign in as a synthetic resident through the real OpenID Connect redirects."""
    page.goto(f"/{language}/my/")
    press(page.locator("form[action='/signin/begin'] button"))
    page.locator(f"input[name=person][value='{number}']").check()
    press(page.locator("form[method=post] button").first)
    page.wait_for_url(f"**/{language}/my/")


def staff_sign_in(page: Any, username: str) -> None:
    """Password and a one-time code that was not used before."""
    totp = pyotp.TOTP(DEMO_SEED)
    step = max(int(time.time()) // 30, _codes.get(username, 0) + 1)
    _codes[username] = step
    while step > int(time.time()) // 30 + 1:
        time.sleep(0.5)
    page.goto("/desk/")
    page.fill("#username", username)
    page.fill("#password", DEMO_PASSWORD)
    page.fill("#code", totp.at(step * 30))
    press(page.locator("main button.big"))
    page.wait_for_url(lambda url: "/desk/" in url and "/signin/" not in url)  # each starts with what they may open


def wait_until(check: Any, seconds: float = 20) -> Any:
    """The first true answer of ``check()``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = check()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come")
