"""An erased account is told nothing more, by no way."""

from __future__ import annotations

from machinami.capabilities.identity.events import AccountErased
from machinami.capabilities.notices.models import Device, Preference
from machinami.foundation.events import subscribe_within


@subscribe_within(AccountErased)
def forget_account(event: AccountErased) -> None:
    Device.objects.filter(account_id=event.account_id).delete()
    Preference.objects.filter(account_id=event.account_id).delete()
