"""Passkeys of staff and residents: made, named, removed, signed in with. Each change on record and told to its owner.

A passkey is two factors in one (the device, and what opens it: user verification is asked for and checked), so it stands for a
member of staff's password and code together. For a resident it opens what the sign-in it was made in could, at most
:data:`MOST_LEVEL`: the provider vouched for the person then, not now.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import ceremonies
from machinami.capabilities.identity.events import PasskeyChanged
from machinami.capabilities.identity.freshness import require_fresh
from machinami.capabilities.identity.models import Account, Passkey, StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.capabilities.identity.types import PasskeyRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.foundation.events import publish
from machinami.foundation.i18n import Text

#: The strongest session of a resident that a passkey opens, and passkeys of one person at most.
MOST_LEVEL, MOST = 2, 10
_TOO_MANY = Text(
    ja="パスキーは10個までです。使っていないものを消してから、もう一度登録してください", en="You can have up to 10 passkeys. Remove one you no longer use, then try again.",
    zh="最多可登记10个通行密钥。请删除不用的后重试。", ko="패스키는 10개까지입니다. 쓰지 않는 것을 지운 뒤 다시 등록해 주세요.",
    easy="パスキーは 10こまでです。つかっていない ものを けしてから、もういちど とうろくしてください")
_KNOWN = Text(
    ja="この端末のパスキーは、もう登録されています。そのままサインインに使えます", en="This device's passkey is registered already. You can sign in with it.",
    zh="此设备的通行密钥已登记，可直接用于登录。", ko="이 기기의 패스키는 이미 등록되어 있습니다. 그대로 로그인에 쓸 수 있습니다.",
    easy="この 端末の パスキーは もう とうろくしてあります。サインインに つかえます")
_LAST = "ほかのサインインの方法がないので消せません。先に、別のパスキーを登録してください"


def _owner(actor: Actor) -> dict[str, str]:
    """Whose, as columns. :raises NotAllowed: for who has no sign-in of their own (a partner system, nobody)."""
    if actor.kind not in ("staff", "resident"):
        raise NotAllowed("identity.own_passkeys")
    return {"staff_id" if actor.kind == "staff" else "account_id": str(actor.id)}


def _mine(actor: Actor) -> QuerySet[Passkey]:
    return Passkey.objects.filter(**_owner(actor))


def _one(actor: Actor, passkey_id: Any) -> Passkey:
    row = _mine(actor).select_for_update().filter(pk=passkey_id).first()
    if row is None:
        raise NotFound("passkey")
    return row


def passkeys(*, actor: Actor) -> list[PasskeyRow]:
    """The signed-in person's own, the newest first. Nothing of the key itself."""
    return [PasskeyRow(str(p.pk), p.name, p.level, p.created_at, p.last_used_at) for p in _mine(actor).order_by("-created_at")]


@action("owner", atomic=False)
def ask_new(*, actor: Actor, login: str, proven_at: float) -> tuple[dict[str, Any], str]:
    """What the browser needs to make a passkey, and the challenge it must come back with. ``login``: how its chooser calls the owner."""
    require_fresh(proven_at)
    known = [bytes(k) for k in _mine(actor).values_list("credential", flat=True)]
    return ceremonies.ask_new(owner=actor.label, handle=_handle(actor.kind, actor.id), name=login, known=known)


def _handle(kind: str, key: Any) -> bytes:
    """Tells nothing about the person (WebAuthn §14.6.1)."""
    return f"{kind[0]}{key}".encode()


@action("owner", atomic=False)
def add_passkey(*, actor: Actor, said: Any, begun: Collection[str], name: str, proven_at: float) -> PasskeyRow:
    """Keep a passkey that the browser made for :func:`ask_new`.

    :raises Refused: ``sign_in_again``; for an answer that does not belong to this browser's own question; for too many.
    """
    require_fresh(proven_at)
    made = ceremonies.made(owner=actor.label, said=said, begun=begun)
    with transaction.atomic():
        _lock(actor)
        if _mine(actor).count() >= MOST:
            raise Refused(_TOO_MANY, code="too_many_passkeys")
        row = Passkey(**_owner(actor), digest=made.digest, credential=made.credential, sign_count=made.sign_count,
                      name=name.strip()[:60] or "パスキー", level=actor.level if actor.kind == "staff" else min(actor.level, MOST_LEVEL))
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(_KNOWN, code="passkey_known") from None
        _note(actor, "add_passkey", row)
        publish(PasskeyChanged(actor.kind, str(actor.id), str(row.pk), row.name, added=True))
    return PasskeyRow(str(row.pk), row.name, row.level, row.created_at, None)


@action("owner")
def rename_passkey(*, actor: Actor, passkey_id: Any, name: str) -> None:
    """Another name for it. A blank one changes nothing."""
    row = _one(actor, passkey_id)
    if name.strip():
        row.name = name.strip()[:60]
        row.save(update_fields=["name"])
        _note(actor, "rename_passkey", row)


@action("owner")
def remove_passkey(*, actor: Actor, passkey_id: Any, proven_at: float) -> None:
    """It opens nothing more. :raises Refused: ``sign_in_again``; for the last way in of a member of staff."""
    require_fresh(proven_at)
    _lock(actor)
    row = _one(actor, passkey_id)
    if row.staff is not None and not row.staff.totp and _mine(actor).count() == 1:
        raise Refused(_LAST, code="last_factor")
    row.delete()
    _note(actor, "remove_passkey", row, key=passkey_id)
    publish(PasskeyChanged(actor.kind, str(actor.id), str(passkey_id), row.name, added=False))


def _lock(actor: Actor) -> None:
    """One change of somebody's passkeys at a time."""
    (StaffMember if actor.kind == "staff" else Account).objects.select_for_update().get(pk=actor.id)


@action("public", atomic=False)
def sign_in_staff(*, said: Any, begun: Collection[str]) -> StaffMember:
    """The member of staff whose passkey answered. Wrong passwords of others do not lock it: it can't be guessed.

    :raises Refused: in the same words whatever was wrong. The challenge is used up either way.
    """
    row, member = _proven(said, begun, "staff"), None
    if row.staff is not None:
        member = StaffMember.objects.filter(pk=row.staff_id, is_active=True).first()
    if member is None:
        raise ceremonies.refuse("passkey_nobody")
    with transaction.atomic():
        StaffMember.objects.filter(pk=member.pk).update(last_login=timezone.now())
        record(actor=staff_actor(member), verb="identity.staff_sign_in", subject=f"identity.StaffMember:{member.pk}",
               detail={"factors": ["passkey"], "passkey": str(row.pk)})
    return member


@action("public", atomic=False)
def sign_in_resident(*, said: Any, begun: Collection[str]) -> tuple[Account, int]:
    """The account whose passkey answered, and the level it opens. :raises Refused: as :func:`sign_in_staff`."""
    row = _proven(said, begun, "account")
    account = Account.objects.filter(pk=row.account_id).exclude(subject__startswith="erased:").first()
    if account is None:
        raise ceremonies.refuse("passkey_nobody")
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(last_seen_at=timezone.now())
        record(actor=Actor(kind="resident", id=str(account.pk), name=account.name), verb="identity.sign_in",
               subject=f"identity.Account:{account.pk}", person_id=account.person_id,
               detail={"level": row.level, "passkey": str(row.pk)})
    return account, row.level


def _proven(said: Any, begun: Collection[str], door: str) -> Passkey:
    """The passkey that signed this browser's own challenge, its count moved on. ``door``: whose passkeys open here."""
    answer = ceremonies.shown(said)
    state = ceremonies.use_up(answer, begun)
    with transaction.atomic():
        row = Passkey.objects.select_for_update().filter(digest=answer.digest, **{f"{door}__isnull": False}).first()
        if row is None:
            raise ceremonies.refuse("passkey_unknown")
        owner = _handle("staff", row.staff_id) if row.staff_id else _handle("resident", row.account_id)
        if answer.user_handle != owner:  # asked for without names, so it must say whose it is (§7.2 step 6)
            raise ceremonies.refuse("passkey_owner")
        row.sign_count = ceremonies.prove(answer, state, credential=bytes(row.credential), sign_count=row.sign_count)
        row.last_used_at = timezone.now()
        row.save(update_fields=["sign_count", "last_used_at"])
    return row


def forget(**owner: Any) -> int:
    """All passkeys of somebody, for who renews or ends their access; in the caller's transaction."""
    return Passkey.objects.filter(**owner).delete()[0]


def _note(actor: Actor, verb: str, row: Passkey, key: Any = None) -> None:
    record(actor=actor, verb=f"identity.{verb}", subject=f"identity.Passkey:{key or row.pk}", person_id=actor.person_id,
           detail={"passkeys": _mine(actor).count()})
