"""Dates, typed by era as people know them, kept as ISO 8601."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, Literal

from pydantic import field_validator

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import BaseField, Context, Errors, Unreadable
from machinami.capabilities.procedures.fields.controls import Control, Layout, Option, Posted, input_name
from machinami.capabilities.procedures.scope import as_date
from machinami.capabilities.procedures.words import say
from machinami.foundation.calendar import ERAS, dated, era_of, from_era, show_date
from machinami.foundation.i18n import Text
from machinami.foundation.text import narrow

ISO = r"^(18[6-9][0-9]|19[0-9]{2}|20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_ERA_EN = {"reiwa": "Reiwa", "heisei": "Heisei", "showa": "Showa", "taisho": "Taisho"}
_ERA_KO = {"reiwa": "레이와", "heisei": "헤이세이", "showa": "쇼와", "taisho": "다이쇼"}
ERA = Text(ja="年号", easy="年号", en="Calendar", zh="年号", ko="연호")
YEAR = Text(ja="年", easy="年", en="Year", zh="年", ko="년")
MONTH = Text(ja="月", easy="月", en="Month", zh="月", ko="월")
DAY = Text(ja="日", easy="日", en="Day", zh="日", ko="일")
WESTERN = Text(ja="西暦", easy="西暦", en="Western calendar", zh="公历", ko="서기")
_TOKENS = {"year": "bday-year", "month": "bday-month", "day": "bday-day"}


class DateField(BaseField):
    """``earliest``/``latest``: an ISO date, ``today``, or days from today (``+30``, ``-365``)."""

    kind: Literal["date"] = "date"
    earliest: str = ""
    latest: str = ""
    birth: bool = False

    @field_validator("earliest", "latest")
    @classmethod
    def _limit(cls, value: str) -> str:
        if value and value != "today" and as_date(value) is None and not _offset(value):
            raise ValueError("a limit is an ISO date, today, +days or -days")
        return value

    @property
    def layout(self) -> Layout:
        return "group"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": ISO}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        name = input_name(path)
        era = posted.one(f"{name}-era") or "western"
        parts = {p: narrow(posted.one(f"{name}-{p}")).removesuffix(w) for p, w in
                 (("year", "年"), ("month", "月"), ("day", "日"))}
        if not any(parts.values()):
            return None
        year = "1" if parts["year"] == "元" and era != "western" else parts["year"]
        try:
            numbers = [_number(v) for v in (year, parts["month"], parts["day"])]
            value = from_era(era, *numbers).isoformat()
        except (ValueError, OverflowError):
            first = next((p for p in parts if not parts[p]), "year")
            raise Unreadable({f"{path}.{first}": say(messages.DATE_REAL, label=self.label)}) from None
        errors = self.check(value, path, context)
        if errors:
            raise Unreadable(errors)
        return value

    def check(self, value: Any, path: str, context: Context) -> Errors:
        day, at = as_date(value), f"{path}.year"
        if day is None or not 1868 <= day.year <= 2099:
            return {at: say(messages.DATE_REAL, label=self.label)}
        low, high = _limit_day(self.earliest, context), _limit_day(self.latest, context)
        if low and day < low:
            return {at: self._say(messages.DATE_FROM_TODAY, messages.DATE_FROM, low, context)}
        if high and day > high:
            return {at: self._say(messages.DATE_UNTIL_TODAY, messages.DATE_UNTIL, high, context)}
        return {}

    def _say(self, today: Text, other: Text, limit: date, context: Context) -> Text:
        return say(today if limit == context.today else other, label=self.label, day=dated(limit))

    def missing(self, path: str) -> Errors:
        return {f"{path}.year": say(messages.ENTER, label=self.label)}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        day, name = date.fromisoformat(value), input_name(path)
        era, year = era_of(day)
        code, shown = (era.code, year) if era.code != "meiji" else ("western", day.year)
        parts = {"era": code, "year": str(shown), "month": str(day.month), "day": str(day.day)}
        return {f"{name}-{p}": [v] for p, v in parts.items()}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        posted = posted if context.language.startswith("ja") else _western(posted, name)
        default = "reiwa" if context.language.startswith("ja") and not self.birth else "western"
        era = Control(name=f"{name}-era", label=ERA, type="select", options=_eras(), width=12, required=self.required,
                      value=posted.one(f"{name}-era") or default)
        return (era, *(
            Control(name=f"{name}-{part}", label=label, value=posted.one(f"{name}-{part}"), inputmode="numeric",
                    width=4 if part == "year" else 2, autocomplete=_TOKENS[part] if self.birth else "",
                    required=self.required)
            for part, label in (("year", YEAR), ("month", MONTH), ("day", DAY))
        ))

    def display(self, value: Any, language: str = "ja") -> str:
        return show_date(date.fromisoformat(value), language)

    def sample(self, random: Random, context: Context) -> Any:
        low = _limit_day(self.earliest, context) or (_limit_day(self.latest, context) or context.today) - timedelta(900)
        high = _limit_day(self.latest, context) or low + timedelta(900)
        return (low + timedelta(days=random.randint(0, max(0, (high - low).days)))).isoformat()


def _eras() -> tuple[Option, ...]:
    eras = [Option(e.code, Text(ja=e.name, en=_ERA_EN[e.code], zh=e.name, ko=_ERA_KO[e.code], easy=e.name))
            for e in ERAS if e.code in _ERA_EN]
    return (*eras, Option("western", WESTERN))


def _western(posted: Posted, name: str) -> Posted:
    """A whole year of an era as the western year, for readers of other languages; anything else as it was typed."""
    try:
        numbers = [_number(narrow(posted.one(f"{name}-{p}"))) for p in ("year", "month", "day")]
        day = from_era(posted.one(f"{name}-era"), *numbers)
    except (ValueError, OverflowError):
        return posted
    return Posted({**posted.values, f"{name}-era": ["western"], f"{name}-year": [str(day.year)]}, posted.files)


def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise ValueError(value)
    return int(value)


def _offset(value: str) -> int | None:
    return int(value) if value[:1] in "+-" and value[1:].isdigit() else None


def _limit_day(limit: str, context: Context) -> date | None:
    if not limit:
        return None
    offset = 0 if limit == "today" else _offset(limit)
    return as_date(limit) if offset is None else context.today + timedelta(days=offset)
