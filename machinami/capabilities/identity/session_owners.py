"""Whose a new session is, and on what kind of device: written down when somebody signs in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from machinami.capabilities.identity.models import SessionOwner
from machinami.foundation.user_agents import browser_and_system


def device_of(user_agent: str) -> str:
    """``Safari, iPhone``; blank for a program that says neither."""
    return ", ".join(filter(None, browser_and_system(user_agent)))


def note(request: HttpRequest, **owner: Any) -> None:
    """The session of this request is theirs from now on. ``owner``: ``staff_id`` or ``account_id``. Its key must be the final one."""
    if not request.session.session_key:
        request.session.save()
    SessionOwner.objects.update_or_create(session_key=request.session.session_key, defaults={
        "staff_id": None, "account_id": None, **owner, "device": device_of(request.META.get("HTTP_USER_AGENT", ""))})
