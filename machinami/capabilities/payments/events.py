"""What happened to a charge. ``amount`` in yen (of a refund: what was given back), ``occurred_at`` ISO 8601."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChargeEvent:
    charge_id: str
    subject: str
    amount: int
    occurred_at: str = ""


@dataclass(frozen=True, slots=True)
class ChargeAuthorised(ChargeEvent):
    pass


@dataclass(frozen=True, slots=True)
class ChargeCaptured(ChargeEvent):
    pass


@dataclass(frozen=True, slots=True)
class ChargeCancelled(ChargeEvent):
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChargeRefunded(ChargeEvent):
    refund_id: str = ""
