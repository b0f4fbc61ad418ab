"""Whose a new session is, and on what kind of device: written down when somebody signs in."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest

from machinami.capabilities.identity.models import SessionOwner

#: Browsers and systems by what only they say, the ones that also say another's name first.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox|FxiOS", "Firefox"), ("Chrome|CriOS", "Chrome"),
             ("Safari", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"),
            ("Linux", "Linux"))


def device_of(user_agent: str) -> str:
    """``Safari, iPhone``; blank for a program that says neither."""
    found = (next((name for sign, name in known if re.search(sign, user_agent)), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def note(request: HttpRequest, **owner: Any) -> None:
    """The session of this request is theirs from now on. ``owner``: ``staff_id`` or ``account_id``. Its key must be the final one."""
    if not request.session.session_key:
        request.session.save()
    SessionOwner.objects.update_or_create(session_key=request.session.session_key, defaults={
        "staff_id": None, "account_id": None, **owner, "device": device_of(request.META.get("HTTP_USER_AGENT", ""))})
