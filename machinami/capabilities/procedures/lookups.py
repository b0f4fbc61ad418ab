"""Tables from outside the procedures: postal codes, banks and branches. Loaded on first use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from machinami.city import fees, postal, rates
from machinami.foundation.text import search_form

YUCHO = "9900"


@dataclass(frozen=True, slots=True)
class Bank:
    code: str
    name: str


def address_of(postal_code: str) -> dict[str, str] | None:
    """Prefecture, city and town of a seven-digit code (Japan Post's table), or None."""
    areas = postal.lookup(postal_code) if len(postal_code) == 7 and postal_code.isdigit() else ()
    if not areas:
        return None
    towns = {a.town for a in areas}
    parts = {"prefecture": areas[0].prefecture, "city": areas[0].city, "town": towns.pop() if len(towns) == 1 else ""}
    return {k: v for k, v in parts.items() if v}


def fee_amount(code: str, day: date) -> int | None:
    """The city's fee on a day, in yen; None for one that is not there."""
    try:
        return fees.fee(code, day).amount
    except KeyError:
        return None


def rate_amount(code: str, key: str, day: date) -> int | None:
    """A dated figure of the city's on a day; None for one that is not there."""
    try:
        return rates.rate(code, day, key).amount
    except KeyError:
        return None


@cache
def _banks() -> dict[str, Any]:
    from zengin_code import Bank as ZenginBank

    return dict(ZenginBank.all)


def bank(code: str) -> Bank | None:
    found = _banks().get(code)
    return Bank(code, found.name) if found else None


def branch(bank_code: str, code: str) -> Bank | None:
    found = _banks().get(bank_code)
    row = found.branches.get(code) if found else None
    return Bank(code, row.name) if row else None


def find_banks(typed: str) -> list[Bank]:
    """By four digits or by name: those of just that name, else those beginning with it."""
    return _find(_banks(), typed, ("銀行", "信用金庫", "信用組合", "ギンコウ", "シンヨウキンコ", "シンヨウクミアイ"))


def find_branches(bank_code: str, typed: str) -> list[Bank]:
    found = _banks().get(bank_code)
    return _find(found.branches, typed, ("支店", "出張所", "シテン", "シュッチョウジョ")) if found else []


def _find(rows: dict[str, Any], typed: str, endings: tuple[str, ...]) -> list[Bank]:
    key = search_form(typed)
    if key in rows:
        return [Bank(key, rows[key].name)]
    keys = {key} | {key.removesuffix(search_form(e)) for e in endings} - {""}
    exact = [Bank(c, r.name) for c, r in rows.items() if keys & {search_form(r.name), search_form(r.kana)}]
    if exact or len(key) < 2:
        return exact
    return [Bank(c, r.name) for c, r in rows.items()
            if any(search_form(n).startswith(k) for n in (r.name, r.kana) for k in keys)]
