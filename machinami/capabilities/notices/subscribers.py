"""An erased account is told nothing more, by no way; whose passkeys change is told, in case it was somebody else."""

from __future__ import annotations

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.identity.events import AccountErased, PasskeyChanged
from machinami.capabilities.notices import actions
from machinami.capabilities.notices.models import Device, Preference
from machinami.capabilities.notices.telling_staff import tell_member
from machinami.foundation.actors import system
from machinami.foundation.events import subscribe_durably, subscribe_within


@subscribe_within(AccountErased)
def forget_account(event: AccountErased) -> None:
    Device.objects.filter(account_id=event.account_id).delete()
    Preference.objects.filter(account_id=event.account_id).delete()


def _is_resident(event: PasskeyChanged) -> bool:
    return event.kind == "resident"


def _has_address(event: PasskeyChanged) -> bool:
    return event.kind == "staff" and bool(identity.staff_address(event.owner_id))


@subscribe_durably(PasskeyChanged, when=_is_resident)
def tell_resident(event: PasskeyChanged) -> None:
    done = "passkey_added" if event.added else "passkey_removed"
    actions.send(actor=system("notices.passkeys"), template=done, account_id=event.owner_id, subject=f"identity.Passkey:{event.passkey_id}",
                 section="", params={}, link="/ja/my/sign-in/", idempotency_key=f"{event.passkey_id}:{done}")


@subscribe_durably(PasskeyChanged, when=_has_address)
def tell_staff_member(event: PasskeyChanged) -> None:
    done = "登録されました" if event.added else "消されました"
    tell_member(staff_id=event.owner_id, key=f"passkey-{event.passkey_id}-{event.added}", title=f"パスキーが{done}",
                body=f"あなたの職員アカウントのパスキーが{done}。\n心当たりがないときは、すぐに権限管理の担当者に連絡し、ほかのサインインを終わらせてください。",
                path="/desk/account/")
