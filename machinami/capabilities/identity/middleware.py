"""Puts the actor on the request, and ends idle sessions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from machinami.capabilities.identity import session_owners
from machinami.capabilities.identity.models import Account, StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.foundation.actors import ANONYMOUS, Actor
from machinami.foundation.prepared import Prepared

#: Idle limits (UX.md §6): residents 30 minutes; staff the same, with their work kept in the case.
IDLE = timedelta(minutes=30)
#: However busy somebody is, they sign in again after this (NIST SP 800-63B-4, AAL2: 12 hours).
LONGEST = timedelta(hours=12)
#: How often the last-seen mark is rewritten, so that not every page writes to the database.
TOUCH = 60
RESIDENT_KEY = "resident"
#: When (seconds) and, for residents, how this session's owner last proved who they are.
PROVEN_KEY, WAY_KEY = "proven", "way"
#: Challenges that this browser was asked to sign.
ASKED_KEY = "passkeys_asked"
#: Sent by a page that looks for news by itself: nobody is there for it, so it does not keep the session awake.
LIVE_HEADER = "X-Live"
#: Grants every signed-in resident has; rows are bounded by ownership.
RESIDENT_GRANTS: frozenset[str] = frozenset({"cases.own", "documents.own", "payments.own", "procedures.apply"})


_COLUMNS = ("id", "person_id", "name")
_ACCOUNT = Prepared(lambda key: Account.objects.filter(pk=key).values_list(*_COLUMNS))


class ActorMiddleware:
    """``request.actor``: who acts, worked out when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if _was_for_somebody(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _was_for_somebody(request: HttpRequest) -> bool:
    """True when a session or a partner's token was looked at: the answer may say what is nobody else's business."""
    return bool(request.session.accessed and not request.session.is_empty()) or bool(getattr(request, "auth", None))


def actor_of(request: HttpRequest) -> Actor:
    session = request.session
    if not session.session_key or not signed_in(session):
        return ANONYMOUS
    now = int(time.time())
    if is_over(session, now):
        session.flush()
        request.idled_out = True  # type: ignore[attr-defined]
        return ANONYMOUS
    looks_by_itself = LIVE_HEADER in request.headers
    if now - session["seen"] >= TOUCH and not looks_by_itself:
        session["seen"] = now
        session.setdefault("began", now)
    if request.user.is_authenticated:
        return staff_actor(request.user)  # type: ignore[arg-type]
    if RESIDENT_KEY not in session:
        return ANONYMOUS
    known = _ACCOUNT.first(session[RESIDENT_KEY]["account"])
    return resident_actor(Account(**dict(zip(_COLUMNS, known, strict=True))), session[RESIDENT_KEY]["level"]) if known else ANONYMOUS


def signed_in(session: Mapping[str, Any] | Any) -> bool:
    return RESIDENT_KEY in session or SESSION_KEY in session


def is_over(session: Mapping[str, Any] | Any, now: float) -> bool:
    """Nobody was there for too long, or it lasts too long, or it never said since when. Times in the future are where
    the clock was put back."""
    seen, began = session.get("seen", 0), session.get("began", now)
    return bool(abs(now - seen) > IDLE.total_seconds() or abs(now - began) > LONGEST.total_seconds())


def proven_at(request: HttpRequest) -> float:
    """Seconds: when the one signed in last proved it. 0 where that is not known."""
    return float(request.session.get(PROVEN_KEY, 0))


def by_provider(request: HttpRequest) -> bool:
    """True when the identity provider vouched for this very session, not a passkey that it once vouched for."""
    return request.session.get(WAY_KEY) == "provider"


def remember_passkey(request: HttpRequest, challenge: str) -> None:
    """This browser was asked it; several windows may have one open."""
    request.session[ASKED_KEY] = [*request.session.get(ASKED_KEY, ()), challenge][-5:]


def asked_passkeys(request: HttpRequest) -> tuple[str, ...]:
    """The challenges that this browser was asked."""
    return tuple(request.session.get(ASKED_KEY, ()))


def begin_counting(request: HttpRequest) -> None:
    """Somebody has just proven who they are."""
    request.session["seen"] = request.session["began"] = request.session[PROVEN_KEY] = int(time.time())


@receiver(user_logged_in)
def _staff_signed_in(request: HttpRequest, user: StaffMember, **_: Any) -> None:
    for name in (RESIDENT_KEY, WAY_KEY):  # one browser, one person: whose session it is must be plain
        request.session.pop(name, None)
    begin_counting(request)
    session_owners.note(request, staff_id=user.pk)


def resident_actor(account: Account, level: int) -> Actor:
    return Actor(kind="resident", id=str(account.pk), name=account.name, level=level,
                 person_id=str(account.person_id) if account.person_id else None, grants=RESIDENT_GRANTS)


def start_resident_session(request: HttpRequest, account: Account, level: int, way: str = "provider") -> None:
    """``way``: ``provider``, or ``passkey``, which makes no further passkeys."""
    before = request.session.get(RESIDENT_KEY, {"account": str(account.pk)})["account"]
    if before != str(account.pk) or SESSION_KEY in request.session:
        request.session.flush()  # nothing of whoever sat here before
    request.session.cycle_key()
    request.session[RESIDENT_KEY] = {"account": str(account.pk), "level": level}
    request.session[WAY_KEY] = way
    begin_counting(request)
    session_owners.note(request, account_id=account.pk)
