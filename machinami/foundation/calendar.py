"""Japanese eras and ages. Closing days and working days are the city's (machinami.city.calendar)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machinami.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class Era:
    code: str
    name: str
    letter: str
    starts: date


#: Era boundaries: 元号を改める政令 (令和 2019-05-01, 平成 1989-01-08), 昭和 1926-12-25, 大正 1912-07-30.
ERAS = (
    Era("reiwa", "令和", "R", date(2019, 5, 1)),
    Era("heisei", "平成", "H", date(1989, 1, 8)),
    Era("showa", "昭和", "S", date(1926, 12, 25)),
    Era("taisho", "大正", "T", date(1912, 7, 30)),
    Era("meiji", "明治", "M", date(1868, 1, 25)),
)
WEEKDAYS_JA = "月火水木金土日"


def era_of(day: date) -> tuple[Era, int]:
    """The era and its year number. :raises ValueError: before 明治."""
    for era in ERAS:
        if day >= era.starts:
            return era, day.year - era.starts.year + 1
    raise ValueError(f"no era for {day}")


def from_era(code: str, year: int, month: int, day: int) -> date:
    """A date from era parts; ``code`` ``"western"`` takes the year as it is.

    :raises ValueError: for a day that does not exist or lies outside the era.
    """
    if code == "western":
        return date(year, month, day)
    index = next((i for i, e in enumerate(ERAS) if e.code == code), None)
    if index is None or year < 1:
        raise ValueError(f"no such era: {code} {year}")
    value = date(ERAS[index].starts.year + year - 1, month, day)
    ends = ERAS[index - 1].starts if index else date.max
    if not ERAS[index].starts <= value < ends:
        raise ValueError(f"{value} is not in {ERAS[index].name}")
    return value


def show_date(day: date, language: str = "ja") -> str:
    """``令和8年（2026年）11月23日（月）`` in Japanese; the western date elsewhere."""
    if language.startswith("ja"):
        era, year = era_of(day)
        shown = "元" if year == 1 else str(year)
        return (f"{era.name}{shown}年（{day.year}年）{day.month}月{day.day}日"
                f"（{WEEKDAYS_JA[day.weekday()]}）")
    if language == "zh-hans":
        return f"{day.year}年{day.month}月{day.day}日"
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.day} {day:%B} {day.year}"


def dated(day: date) -> Text:
    """A day in every language's own form."""
    return Text.in_each(lambda language: show_date(day, language))


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year (1 April to 31 March)."""
    return day.year if day.month >= 4 else day.year - 1


def age_on(born: date, day: date) -> int:
    """Age in full years. (For legal ages that end the day before the birthday, see the rule's law.)"""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
