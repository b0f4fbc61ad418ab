"""What happened to accounts and to what opens them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountErased:
    """What the account said about somebody is gone; what others keep by it about its person goes, too."""

    account_id: str


@dataclass(frozen=True, slots=True)
class PasskeyChanged:
    """Somebody's passkey was added or removed. ``kind``: staff or resident; ``name``: as its owner calls it."""

    kind: str
    owner_id: str
    passkey_id: str
    name: str
    added: bool
