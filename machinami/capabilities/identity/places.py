"""Where somebody is signed in: their live sessions, each with the device's kind, and the ends of them (ASVS 5.0, 7.5.2)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import sessions
from machinami.capabilities.identity.freshness import require_fresh
from machinami.capabilities.identity.models import SessionOwner
from machinami.capabilities.identity.types import PlaceRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotAllowed, NotFound


def _columns(actor: Actor) -> dict[str, str]:
    if actor.kind not in ("staff", "resident"):
        raise NotAllowed("identity.own_sessions")
    return {"staff_id" if actor.kind == "staff" else "account_id": str(actor.id)}


def places(*, actor: Actor, session_key: str | None) -> list[PlaceRow]:
    """The signed-in person's live sessions, the last used first; ``session_key``: that of the one they look from."""
    rows = {o.session_key: o for o in SessionOwner.objects.filter(**_columns(actor))}
    live = {key for key, who in sessions.actors_of(rows).items() if who.id == actor.id}
    said = {s.session_key: s.get_decoded() for s in Session.objects.filter(session_key__in=live)}
    found = [PlaceRow(str(rows[key].pk), rows[key].device, _moment(data.get("began")), _moment(data.get("seen")), key == session_key)
             for key, data in said.items()]
    return sorted(found, key=lambda p: (p.here, p.seen_at), reverse=True)


def _moment(seconds: float | None) -> datetime:
    return datetime.fromtimestamp(seconds or time.time(), UTC)


@action("owner")
def end_place(*, actor: Actor, place_id: Any, proven_at: float) -> None:
    """End one of one's own sessions; the next request with it is nobody's.

    :raises Refused: ``sign_in_again``. :raises NotFound: for anybody else's.
    """
    require_fresh(proven_at)
    row = SessionOwner.objects.select_for_update().filter(**_columns(actor), pk=place_id).first()
    if row is None:
        raise NotFound("session")
    _end(actor, [row.session_key])


@action("owner")
def end_other_places(*, actor: Actor, session_key: str | None, proven_at: float) -> int:
    """End all of one's own sessions but this one; how many were live. :raises Refused: ``sign_in_again``."""
    require_fresh(proven_at)
    here = session_key or ""
    ended = sum(not p.here for p in places(actor=actor, session_key=here))
    _end(actor, SessionOwner.objects.filter(**_columns(actor)).exclude(session_key=here).values_list("session_key", flat=True))
    return ended


def _end(actor: Actor, keys: Any) -> None:
    keys = list(keys)
    Session.objects.filter(session_key__in=keys).delete()
    SessionOwner.objects.filter(session_key__in=keys).delete()
    record(actor=actor, verb="identity.end_sessions", subject=f"identity.Session:{actor.id}", person_id=actor.person_id,
           detail={"sessions": len(keys)})


def end_all(**owner: Any) -> None:
    """All sessions of somebody, for who ends their access; in the caller's transaction."""
    Session.objects.filter(session_key__in=SessionOwner.objects.filter(**owner).values("session_key")).delete()
    SessionOwner.objects.filter(**owner).delete()


def sweep(limit: int = 5000) -> int:
    """Forget sessions that ran out, and whose they were. How many."""
    old = list(Session.objects.filter(expire_date__lt=timezone.now()).values_list("session_key", flat=True)[:limit])
    Session.objects.filter(session_key__in=old).delete()
    gone = SessionOwner.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return len(old) + gone.delete()[0]
