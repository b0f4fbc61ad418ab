"""Is the person who signed in the one who was named?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.crypto import salted_hmac

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.signatures.models import Request
from machinami.capabilities.signatures.types import Wanted
from machinami.foundation.actors import Actor
from machinami.foundation.text import search_form

#: Below this, what an identity provider says of somebody's name and birth is not believed.
BELIEVED = 2


def named(wanted: Wanted) -> tuple[str | None, str]:
    """(resident, key): the one resident of that name and birth date, else a key to know somebody by who is not registered.

    Of several residents of the same name born on one day none is taken: they get the mailed link.
    """
    if wanted.person_id:
        return wanted.person_id, ""
    known = identity.match(wanted.name, wanted.birth_date)
    if known:
        return (known[0], "") if len(known) == 1 else (None, "")
    return None, key(wanted.name, wanted.birth_date)


def key(name: str, birth_date: date | None) -> str:
    """Nothing about a person can be read from it. Blank without a birth date."""
    if not name or birth_date is None:
        return ""
    return salted_hmac("signatures.match", f"{search_form(name)}|{birth_date.isoformat()}", algorithm="sha256").hexdigest()


def is_asked(actor: Actor, row: Request) -> bool:
    """True for the invited one, or the resident who was named; never for the applicant."""
    if actor.kind == "invited":
        return actor.id == str(row.pk)
    if actor.kind != "resident" or str(row.case.account_id) == actor.id:
        return False
    if row.person_id:
        return actor.person_id == str(row.person_id)
    return bool(row.match_key) and row.match_key == own_key(actor)


def own_key(actor: Actor) -> str:
    """For somebody signed in who is not registered: from what the provider vouches for."""
    if actor.person_id or actor.level < BELIEVED:
        return ""
    claims: dict[str, Any] = identity.account(actor.id).claims
    try:
        return key(str(claims.get("name", "")), date.fromisoformat(str(claims.get("birthdate", ""))))
    except ValueError:
        return ""
