"""Who is behind a session key, for what is no ordinary request: the event stream."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from machinami.capabilities.identity.middleware import RESIDENT_KEY, is_over, resident_actor
from machinami.capabilities.identity.models import Account, StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.foundation.actors import Actor


def actors_of(keys: Iterable[str]) -> dict[str, Actor]:
    """Session key → actor, of those signed in and not idled out. Four queries, however many keys."""
    sessions = {s.session_key: s.get_decoded()
                for s in Session.objects.filter(session_key__in=list(keys), expire_date__gt=timezone.now())}
    awake = {key: data for key, data in sessions.items()
             if not is_over(data, time.time())}
    residents = {key: data[RESIDENT_KEY] for key, data in awake.items() if RESIDENT_KEY in data}
    accounts = {str(a.pk): a for a in Account.objects.filter(
        pk__in={r["account"] for r in residents.values()}).only("id", "person_id", "name")}
    members = {str(m.pk): m for m in StaffMember.objects.filter(
        pk__in={d[SESSION_KEY] for d in awake.values() if SESSION_KEY in d}, is_active=True).prefetch_related("memberships")}
    found = {key: resident_actor(accounts[r["account"]], r["level"]) for key, r in residents.items()
             if r["account"] in accounts}
    for key, data in awake.items():
        member = members.get(data.get(SESSION_KEY, ""))
        if member and BACKEND_SESSION_KEY in data and constant_time_compare(
                data.get(HASH_SESSION_KEY, ""), member.get_session_auth_hash()):
            found[key] = staff_actor(member)
    return found
