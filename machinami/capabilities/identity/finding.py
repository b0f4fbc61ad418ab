"""Finding people in the register: by number, reading, name or address, each from its start and each by its own index.

Of every way at most ``CAP`` are taken, in the order of its index; more than that nobody leafs through, and counting
them would take longer than finding them.
"""

from __future__ import annotations

from typing import Any

from machinami.capabilities.identity.models import Household, Person
from machinami.foundation import begins as begins  # registers the lookup
from machinami.foundation.text import kana_key, search_form

CAP = 1000


def find(text: str) -> tuple[list[Any], bool]:
    """Keys of people in the order of their reading, and whether there are more than are told."""
    form = search_form(text)
    if form.isdigit():
        return list(Person.objects.filter(number=form.zfill(10)).values_list("pk", flat=True)), False
    ways = [_people("search_kana", kana_key(text)), _people("search_name", form), _living(_address(form))]
    found = {key: order for rows in ways for key, *order in rows}
    ordered = sorted(found, key=lambda key: found[key])
    return ordered[:CAP], len(ordered) > CAP or any(len(rows) > CAP for rows in ways)


def _people(column: str, key: str) -> list[tuple[Any, str, str]]:
    rows = Person.objects.filter(**{f"{column}__begins": key}).order_by(column, "number")
    return list(rows.values_list("pk", "search_kana", "number")[:CAP + 1])


def _address(form: str) -> str:
    return form.removeprefix(search_form("東京都")).removeprefix(search_form("杉並区"))


def _living(address: str) -> list[tuple[Any, str, str]]:
    """Those who live at an address that begins so, or in a building whose name does."""
    homes: list[Any] = []
    for column in ("search_address", "search_building"):
        rows = Household.objects.filter(**{f"{column}__begins": address}).order_by(column)
        homes += rows.values_list("pk", flat=True)[:CAP + 1]
    return list(Person.objects.filter(household_id__in=homes[:CAP + 1]).values_list("pk", "search_kana", "number"))
