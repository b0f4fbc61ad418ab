"""What happened to accounts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountErased:
    """What the account said about somebody is gone; what others keep by it about its person goes, too."""

    account_id: str
