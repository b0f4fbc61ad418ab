"""What a browser says of itself, in the few words by which its owner tells it from others."""

from __future__ import annotations

import re

#: Browsers and systems by what only they say, the ones that also say another's name first.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox|FxiOS", "Firefox"), ("Chrome|CriOS", "Chrome"),
             ("Safari", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"),
            ("Linux", "Linux"))


def browser_and_system(user_agent: str) -> tuple[str, str]:
    """``("Safari", "iPhone")``; blank where a program says neither."""
    browser, system = (next((name for sign, name in known if re.search(sign, user_agent)), "") for known in (_BROWSERS, _SYSTEMS))
    return browser, system
