"""Members of staff: taken on with roles by section, given new ones, let in again, retired. Each on record."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

import pyotp
from django.db.models import Q

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import passkeys, passwords, places
from machinami.capabilities.identity.models import Membership, StaffMember
from machinami.capabilities.identity.roles import ROLES
from machinami.capabilities.identity.types import Factors, StaffRow
from machinami.city import sections
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.pages import Page

#: What stands for all sections.
ALL = "*"
#: No password has this hash.
UNUSABLE = "!"
_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,59}")


@action("identity.manage_staff")
def add_staff(*, actor: Actor, username: str, name: str, email: str, memberships: Iterable[tuple[str, str]],
              password: str = "", seed: str = "") -> Factors:
    """Take somebody on with roles ``(section, role)``. A password and a one-time code's seed are made where none is given.

    :raises Refused: ``fields`` username, name, memberships; or for a password that is too short, well known, or made of the
        name or the office's own words.
    """
    actor.require("identity.manage_staff")
    roles, faults = _roles(memberships), {}
    if not _USERNAME.fullmatch(username):
        faults["username"] = "利用者名は、英小文字で始まる3〜60文字の英小文字と数字にしてください"
    elif StaffMember.objects.filter(username=username).exists():
        faults["username"] = "この利用者名は使われています"
    if not name.strip():
        faults["name"] = "氏名を入力してください"
    if faults:
        raise Refused("入力内容を確認してください", code="fields", fields=faults)  # type: ignore[arg-type]
    password, seed = password or _password(), seed or pyotp.random_base32()
    passwords.check(password, StaffMember(username=username, name=name, email=email))
    row = StaffMember.objects.create_user(username=username, password=password, name=name.strip(), email=email.strip(), totp={"seed": seed})
    Membership.objects.bulk_create([Membership(staff=row, section=s, role=r) for s, r in roles])
    _note(actor, "add_staff", row, roles=[f"{s}:{r}" for s, r in roles])
    return Factors(str(row.pk), username, password, seed)


@action("identity.manage_staff")
def set_roles(*, actor: Actor, staff_id: Any, memberships: Iterable[tuple[str, str]]) -> None:
    """From now on these roles and no others. :raises Refused: ``fields`` memberships; for taking one's own right to do this."""
    actor.require("identity.manage_staff")
    row, roles = _active(staff_id), _roles(memberships)
    if str(row.pk) == actor.id and (ALL, "admin") not in roles:
        raise Refused("自分の権限管理の役割は外せません。ほかの管理者に頼んでください", code="own")
    Membership.objects.filter(staff=row).delete()
    Membership.objects.bulk_create([Membership(staff=row, section=s, role=r) for s, r in roles])
    _note(actor, "set_roles", row, roles=[f"{s}:{r}" for s, r in roles])


@action("identity.manage_staff")
def renew_staff(*, actor: Actor, staff_id: Any) -> Factors:
    """A new password and a new seed, for who forgot the one or lost the other; their passkeys open nothing more, all their
    sessions end, and no lock is left."""
    actor.require("identity.manage_staff")
    row = _active(staff_id)
    given = Factors(str(row.pk), row.username, _password(), pyotp.random_base32())
    row.set_password(given.password)
    row.totp, row.last_step, row.failures, row.locked_until = {"seed": given.seed}, 0, 0, None
    row.save(update_fields=["password", "totp", "last_step", "failures", "locked_until"])
    gone = passkeys.forget(staff_id=row.pk)
    places.end_all(staff_id=row.pk)
    _note(actor, "renew_staff", row, passkeys=gone)
    return given


@action("identity.manage_staff")
def retire_staff(*, actor: Actor, staff_id: Any) -> None:
    """No sign-in and no role any more; the name stays for the record. :raises Refused: for oneself."""
    actor.require("identity.manage_staff")
    row = _active(staff_id)
    if str(row.pk) == actor.id:
        raise Refused("自分を退職にはできません。ほかの管理者に頼んでください", code="own")
    StaffMember.objects.filter(pk=row.pk).update(is_active=False, totp=None, password=UNUSABLE)
    Membership.objects.filter(staff=row).delete()
    passkeys.forget(staff_id=row.pk)
    places.end_all(staff_id=row.pk)
    _note(actor, "retire_staff", row)


def staff_list(*, actor: Actor, text: str = "", page: int = 1, size: int = 50) -> Page[StaffRow]:
    """Everybody who works here or did, those who do first; ``text``: a part of the username or the name."""
    actor.require("identity.manage_staff")
    rows = StaffMember.objects.filter(Q(username__icontains=text.strip()) | Q(name__icontains=text.strip())).order_by("-is_active", "username")
    shown = rows.prefetch_related("memberships")[(page - 1) * size: page * size]
    return Page([_row(r) for r in shown], page, size, rows.count())


def staff_member(*, actor: Actor, staff_id: Any = None, username: str = "") -> StaffRow:
    """One of them, by id or by username. :raises NotFound: for nobody."""
    actor.require("identity.manage_staff")
    rows = StaffMember.objects.prefetch_related("memberships")
    row = (rows.filter(pk=staff_id) if staff_id else rows.filter(username=username)).first()
    if row is None:
        raise NotFound("staff")
    return _row(row)


def _row(r: StaffMember) -> StaffRow:
    return StaffRow(str(r.pk), r.username, r.name, r.email, r.is_active, tuple(sorted((m.section, m.role) for m in r.memberships.all())))


def _roles(memberships: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    found = sorted(set(memberships))
    known = {ALL, *sections.all_sections()}
    wrong = [f"{s}:{r}" for s, r in found if s not in known or r not in ROLES]
    if wrong or not found:
        words = f"課と役割を確かめてください: {'、'.join(wrong)}" if wrong else "課と役割を1つ以上選んでください"
        raise Refused(words, code="fields", fields={"memberships": words})  # type: ignore[dict-item]
    return found


def _active(staff_id: Any) -> StaffMember:
    row = StaffMember.objects.select_for_update().filter(pk=staff_id, is_active=True).first()
    if row is None:
        raise NotFound("staff")
    return row


def _password() -> str:
    """20 letters without those that are mistaken for others when read from paper; about 116 bits."""
    letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(letters) for _ in range(20))


def _note(actor: Actor, verb: str, row: StaffMember, **detail: Any) -> None:
    record(actor=actor, verb=f"identity.{verb}", subject=f"identity.StaffMember:{row.pk}", detail=detail)
