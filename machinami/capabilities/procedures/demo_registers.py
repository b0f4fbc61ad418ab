"""Registers of the demonstration: synthetic entries, the same for the same resident every time.

Made from the resident's number alone, by the plain rules of the 住民税 (所得割10%、均等割5,000円: the ward's 3,000, the
metropolis's 1,000, 森林環境税 1,000); no real person's tax or seal is in it. Every entry says that it is synthetic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.procedures.ports import Register, Wanted
from machinami.foundation.actors import system

SYNTHETIC = "試験用に合成した台帳（実在の人の記録ではありません）"
FLAT_RATE = 5_000
BASIC_DEDUCTION = 430_000
#: 均等割 is not charged up to this total income of somebody without dependants (1級地).
EXEMPT = 450_000


def _draw(person_id: str, about: str, limit: int) -> int:
    """An even number from 0 below ``limit``, fixed by the resident and what it is about."""
    return int(hashlib.sha256(f"{person_id}:{about}".encode()).hexdigest()[:12], 16) % limit


class TaxRegister(Register):
    title = "課税・納税の台帳"

    def look_up(self, wanted: Wanted) -> Mapping[str, Any] | None:
        if wanted.procedure != "tax_certificate":
            return None
        years = [_tax_year(wanted.person_id, y) for y in wanted.answers.get("fiscal_years", ())]
        found: dict[str, Any] = {"tax_years": years, "tax_basis": SYNTHETIC}
        if "light_vehicle" in wanted.answers.get("kinds", ()):
            found |= {"vehicle_paid": "paid", "vehicle_tax": (2_000, 7_200, 10_800)[_draw(wanted.person_id, "car", 3)]}
        return found


def _tax_year(person_id: str, code: str) -> dict[str, Any]:
    year = int(code.removeprefix("fy"))
    earned = 0 if _draw(person_id, f"{year}:none", 6) == 0 else 800_000 + 10_000 * _draw(person_id, str(year), 700)
    income = max(0, earned - max(550_000, earned * 3 // 10))
    deductions = BASIC_DEDUCTION + 10_000 * _draw(person_id, "deductions", 60)
    flat = FLAT_RATE if income > EXEMPT else 0
    rate = max(0, income - deductions) // 1_000 * 1_000 // 10 // 100 * 100 if flat else 0
    return {"tax_year": code, "year_income": income, "year_deductions": deductions, "year_rate": rate,
            "year_flat": flat, "year_total": rate + flat, "year_paid": rate + flat, "year_unpaid": 0}


class SealRegister(Register):
    title = "印鑑登録原票"

    def look_up(self, wanted: Wanted) -> Mapping[str, Any] | None:
        if wanted.procedure != "seal_certificate":
            return None
        person = identity.person(actor=system("procedures.seal_register"), person_id=wanted.person_id, purpose="印鑑登録の照会")
        digits = _draw(wanted.person_id, "seal", 10**7)
        return {"seal_number": f"{digits:07}", "seal_registered_on": f"20{10 + digits % 15}-0{1 + digits % 9}-1{digits % 9}",
                "seal_impression": (person.family or person.name)[:6], "seal_basis": SYNTHETIC}
