"""What happened to a charge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChargeEvent:
    charge_id: str
    subject: str
    amount: int


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
