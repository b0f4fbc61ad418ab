"""Reading people. Every read of somebody's record is logged with its purpose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.identity import finding, sessions
from machinami.capabilities.identity.freshness import is_fresh  # noqa: F401 - this is its door
from machinami.capabilities.identity.models import PAPER, Account, Person, StaffMember
from machinami.capabilities.identity.passkeys import passkeys  # noqa: F401 - this is their door
from machinami.capabilities.identity.places import places  # noqa: F401 - this is their door
from machinami.capabilities.identity.roles import ROLES, grants_of
from machinami.capabilities.identity.staff import staff_actor
from machinami.capabilities.identity.staffing import staff_list, staff_member  # noqa: F401 - this is their door
from machinami.capabilities.identity.tokens import SCOPES, partner, partner_name, partner_of, tokens  # noqa: F401 - this is their door
from machinami.capabilities.identity.types import (
    AccountRow,
    AddressValue,
    ColleagueRow,
    FoundPerson,
    PersonRow,
)
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound
from machinami.foundation.pages import Page
from machinami.foundation.prepared import Prepared
from machinami.foundation.text import search_form


def person(*, actor: Actor, person_id: Any, purpose: str) -> PersonRow:
    """A resident's record. Residents read their own; staff need ``identity.read_person``."""
    return next(p for p in household(actor=actor, person_id=person_id, purpose=purpose) if p.id == str(person_id))


_SAME = ("number", "relation", "family", "given", "family_kana", "given_kana", "alias", "birth_date", "sex", "nationality",
         "language", "phone", "email", "protected", "resident_since", "previous_address", "bank")
_ADDRESS = tuple(f"household__{name}" for name in ("postal_code", "town_code", "town", "block", "building", "room"))
_COLUMNS = (*_SAME, "id", "full_name", "full_kana", "household_id", "household__number", *_ADDRESS)
_HOUSEHOLD = Prepared(lambda key: Person.objects.filter(household__members=key).values_list(*_COLUMNS))


def household(*, actor: Actor, person_id: Any, purpose: str) -> list[PersonRow]:
    """The person's whole household, head first.

    :raises NotFound: for a resident asking about another household.
    """
    members = [_row(dict(zip(_COLUMNS, values, strict=True))) for values in _HOUSEHOLD(person_id)]
    if not members:
        raise NotFound("person")
    if actor.kind == "resident":
        if actor.person_id not in {m.id for m in members}:
            record_read(actor=actor, verb="identity.refused", subject=f"identity.Person:{person_id}",
                        purpose=purpose, person_id=person_id, kind="refusal")
            raise NotFound("person")
    else:
        actor.require("identity.read_person")
    record_read(actor=actor, verb="identity.read_person", subject=f"identity.Person:{person_id}",
                purpose=purpose, person_id=person_id)
    members.sort(key=lambda m: (m.relation != "世帯主", m.birth_date, m.number))
    return members


def own_household(*, actor: Actor) -> list[PersonRow]:
    """The signed-in resident's household; empty for an account without a register entry."""
    if actor.kind != "resident" or not actor.person_id:
        return []
    return household(actor=actor, person_id=actor.person_id, purpose="本人の申請の入力補助")


def search_people(*, actor: Actor, text: str, purpose: str, page: int = 1, size: int = 50) -> Page[FoundPerson]:
    """Find by kana, name, address, building (from the start) or 宛名番号. Blank text finds nobody; of many, the first
    thousand are told (``Page.more``).

    :raises NotAllowed: without ``identity.search_people``.
    """
    actor.require("identity.search_people")
    record_read(actor=actor, verb="identity.search_people", subject="identity.Person", purpose=purpose,
                detail={"letters": len(text)})
    text = text.strip()
    if not text:
        return Page([], 1, size, 0)
    keys, more = finding.find(text)
    here = keys[(page - 1) * size: page * size]
    rows = {p.pk: p for p in Person.objects.select_related("household").defer("bank").filter(pk__in=here)}
    return Page([_found(rows[key]) for key in here if key in rows], page, size, len(keys), more)


def _found(p: Person) -> FoundPerson:
    return FoundPerson(str(p.pk), p.number, p.full_name, p.full_kana, p.birth_date, _address(p).show(), p.protected)


def account(account_id: Any) -> AccountRow:
    """Where and in which language to write to an account. For other capabilities, not for views."""
    row = Account.objects.filter(pk=account_id).first()
    if row is None:
        raise NotFound("account")
    return AccountRow(str(row.pk), str(row.person_id) if row.person_id else None, row.name, row.email,
                      row.language, row.claims or {})


def email_of(account_id: Any) -> str:
    """The address to write to; blank where none is known. :raises NotFound: for no such account."""
    found = _EMAIL.first(account_id)
    if found is None:
        raise NotFound("account")
    return str(found[0])


_EMAIL = Prepared(lambda key: Account.objects.filter(pk=key).values_list("email"))


def match(name: str, birth_date: Any) -> tuple[str, ...]:
    """Ids of the residents of that name (however it is written) and birth date; for other capabilities, not for views."""
    if not name or birth_date is None:
        return ()
    rows = Person.objects.filter(search_name=search_form(name), birth_date=birth_date).values_list("pk", flat=True)
    return tuple(map(str, rows[:3]))


def person_numbered(*, actor: Actor, number: str) -> str | None:
    """The id of the resident of a 宛名番号; what is read of them then is logged with its purpose."""
    actor.require("identity.read_person")
    found = Person.objects.filter(number=number.strip()).values_list("pk", flat=True).first()
    return str(found) if found else None


def staff_now(staff_id: Any) -> Actor | None:
    """A member of staff as an actor with the rights of this moment; None once retired. For tasks."""
    row = StaffMember.objects.filter(pk=staff_id, is_active=True).first()
    return staff_actor(row) if row else None


def resident_now(account_id: Any, level: int) -> Actor | None:
    """Whose account it is, to go on with what they have confirmed; ``level``: of the sign-in in which they did. For tasks."""
    from machinami.capabilities.identity.middleware import resident_actor

    row = Account.objects.filter(pk=account_id).first()
    return resident_actor(row, level) if row else None


def account_of(person_id: Any) -> AccountRow | None:
    """The account that this resident signed in with last; None for somebody who never did."""
    row = Account.objects.filter(person_id=person_id).order_by("-last_seen_at", "-created_at").first()
    return account(row.pk) if row else None


def colleagues(*, actor: Actor, section: str, permission: str = "cases.handle") -> list[ColleagueRow]:
    """Active staff who have the permission in a section, by name. :raises NotAllowed: for a section out of reach."""
    actor.require("cases.view", section=section)
    roles = [r for r in ROLES if permission in grants_of(r)]
    rows = StaffMember.objects.filter(is_active=True, memberships__section__in=(section, "*"), memberships__role__in=roles)
    return [ColleagueRow(str(m.pk), m.name) for m in rows.distinct().order_by("name", "username")]


def account_ids(*, after: Any, size: int) -> list[Any]:
    """Keys of accounts in order, those after ``after`` (None: from the first). For what goes to everybody."""
    rows = Account.objects.order_by("pk").exclude(issuer=PAPER).exclude(subject__startswith="erased:").values_list("pk", flat=True)
    return list((rows.filter(pk__gt=after) if after else rows)[:size])


def account_count() -> int:
    """How many accounts there are that :func:`account_ids` goes through."""
    return Account.objects.exclude(issuer=PAPER).exclude(subject__startswith="erased:").count()


def staff_addresses(permission: str) -> list[str]:
    """Where to write to active staff who have the permission in any section. For other capabilities, not for views."""
    roles = [r for r in ROLES if permission in grants_of(r)]
    rows = StaffMember.objects.filter(is_active=True, memberships__role__in=roles).exclude(email="")
    return sorted(set(rows.values_list("email", flat=True)))


def staff_address(staff_id: Any) -> str:
    """Where to write to one active member of staff; blank where none is known. For other capabilities, not for views."""
    return StaffMember.objects.filter(pk=staff_id, is_active=True).values_list("email", flat=True).first() or ""


def signed_in(session_keys: Iterable[str]) -> dict[str, Actor]:
    """Session key → who is signed in with it; keys of ended or idle sessions are left out."""
    return sessions.actors_of(session_keys)


def _address(p: Person) -> AddressValue:
    h = p.household
    return AddressValue(h.postal_code, h.town_code, h.town, h.block, h.building, h.room)


def _row(p: dict[str, Any]) -> PersonRow:
    return PersonRow(
        id=str(p["id"]), name=p["full_name"], kana=p["full_kana"], household_id=str(p["household_id"]),
        household_number=p["household__number"], address=AddressValue(*(p[name] for name in _ADDRESS)),
        **{name: p[name] for name in _SAME})
