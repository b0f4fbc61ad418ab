"""Staff sign-in: password, then a time-based one-time code (RFC 6238), with lock-out."""

from __future__ import annotations

import time
from datetime import timedelta

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone

from machinami.capabilities.audit.actions import record, record_read
from machinami.capabilities.identity import passwords
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.identity.roles import grants_of
from machinami.foundation.actions import action
from machinami.foundation.actors import ANONYMOUS, Actor
from machinami.foundation.errors import NotAllowed, Refused

#: Failures before the first lock; each further failure doubles the wait, to a day at most.
FREE_FAILURES = 5
_WRONG = "名前、パスワード、確認コードのどれかが違います。確かめて、もう一度入力してください"


@action("public")
def check_sign_in(*, username: str, password: str, code: str) -> StaffMember:
    """The staff member, if all three are right.

    :raises Refused: in the same words whichever was wrong; after five failures with a waiting time.
    """
    found = StaffMember.objects.select_for_update().filter(username=username, is_active=True).first()
    if found is None:
        make_password(password)  # the same work as for a real name, so that time tells nothing
        raise _refuse(username)
    _not_locked(found)
    step = _step(found, code)
    if check_password(password, found.password) and step is not None:
        StaffMember.objects.filter(pk=found.pk).update(failures=0, locked_until=None, last_step=step,
                                                       last_login=timezone.now())
        record(actor=staff_actor(found), verb="identity.staff_sign_in", subject=f"identity.StaffMember:{found.pk}",
               detail={"factors": ["password", "totp"]})
        return found
    return _fail(found)


def _not_locked(found: StaffMember) -> None:
    if found.locked_until and found.locked_until > timezone.now():
        wait = int((found.locked_until - timezone.now()).total_seconds() // 60) + 1
        record_read(actor=ANONYMOUS, verb="identity.staff_refused", subject=f"identity.StaffMember:{found.pk}",
                    purpose="サインイン", kind="refusal", detail={"locked": wait})
        raise Refused(f"続けて間違えたので閉じています。{wait}分たってから、もう一度入力してください", code="locked")


@action("owner")
def change_password(*, actor: Actor, current: str, code: str, new: str, again: str) -> StaffMember:
    """The signed-in member's own password. All their sessions end with the old one; the caller renews the present one.

    :raises Refused: for a new one that may not be (nothing is counted), or, as at sign-in, for a wrong password or code
        (:class:`Failed`; the caller counts it).
    """
    if actor.kind != "staff":
        raise NotAllowed("identity.own_password")
    found = StaffMember.objects.select_for_update().get(pk=actor.id, is_active=True)
    if new != again:
        raise Refused("新しいパスワードの2つの入力が違います。同じものを2回入力してください", code="password")
    passwords.check(new, found)
    _not_locked(found)
    step = _step(found, code)
    if not check_password(current, found.password) or step is None:
        raise Failed(found)
    if check_password(new, found.password):
        raise Refused("いまと同じパスワードです。ほかのものにしてください", code="password")
    found.set_password(new)
    found.last_step, found.failures, found.locked_until = step, 0, None
    found.save(update_fields=["password", "last_step", "failures", "locked_until"])
    record(actor=actor, verb="identity.change_password", subject=f"identity.StaffMember:{found.pk}")
    return found


def _step(staff: StaffMember, code: str) -> int | None:
    """The time step the code belongs to (now ± 1), unless it was used already."""
    if not staff.totp:
        return None
    totp, now = pyotp.TOTP(staff.totp["seed"]), int(time.time()) // 30
    for step in (now - 1, now, now + 1):
        if step > staff.last_step and pyotp.utils.strings_equal(totp.at(step * 30), code.strip()):
            return step
    return None


def _fail(staff: StaffMember) -> StaffMember:
    raise Failed(staff)


class Failed(Refused):
    """A wrong password or code for a real name. ``count_failure`` keeps the count outside the transaction."""

    def __init__(self, staff: StaffMember) -> None:
        super().__init__(_WRONG, code="wrong")
        self.staff_id = staff.pk


def _refuse(username: str) -> Refused:
    record_read(actor=ANONYMOUS, verb="identity.staff_refused", subject="identity.StaffMember", purpose="サインイン",
                kind="refusal", detail={"letters": len(username)})
    return Refused(_WRONG, code="wrong")


@action("public")
def count_failure(*, staff_id: object) -> None:
    """Count one failure; lock after five: 1, 2, 4 … minutes."""
    staff = StaffMember.objects.select_for_update().get(pk=staff_id)
    staff.failures += 1
    if staff.failures >= FREE_FAILURES:
        minutes = min(2 ** (staff.failures - FREE_FAILURES), 24 * 60)
        staff.locked_until = timezone.now() + timedelta(minutes=minutes)
    staff.save(update_fields=["failures", "locked_until"])
    record_read(actor=ANONYMOUS, verb="identity.staff_refused", subject=f"identity.StaffMember:{staff.pk}",
                purpose="サインイン", kind="refusal", detail={"failures": staff.failures})


def staff_actor(staff: StaffMember) -> Actor:
    """The actor a staff member is: sections and grants of all memberships."""
    memberships = list(staff.memberships.all())
    grants: frozenset[str] = frozenset().union(*(grants_of(m.role) for m in memberships))
    return Actor(kind="staff", id=str(staff.pk), name=staff.name, level=3,
                 sections=frozenset(m.section for m in memberships if m.section != "*"),
                 all_sections=any(m.section == "*" for m in memberships), grants=grants)
