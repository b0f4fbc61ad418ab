"""Who somebody is: what only the household can tell, the age, the school year."""

from __future__ import annotations

from datetime import date

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.variables import HOME, PERSON, fact, variable

BODY = ("無", "一級", "二級", "三級", "四級", "五級", "六級", "七級")
MIND = ("無", "一級", "二級", "三級")
THERAPY = ("無", "A", "B")
LOVE = ("無", "一度", "二度", "三度", "四度")

fact("誕生年月日", PERSON, date, period="always")
fact("性別", PERSON, str, choices=("男性", "女性", "その他"))
fact("寡婦", PERSON, bool, default=False, about="所得税法2条1項30号の、離婚・死別の要件にあたる")
fact("学生", PERSON, bool, default=False)
fact("身体障害者手帳等級", PERSON, str, default="無", choices=BODY)
fact("精神障害者保健福祉手帳等級", PERSON, str, default="無", choices=MIND)
fact("療育手帳等級", PERSON, str, default="無", choices=THERAPY)
fact("愛の手帳等級", PERSON, str, default="無", choices=LOVE, about="東京都の療育手帳。1・2度が重度")
fact("介護施設入所中", PERSON, bool, default=False)
fact("入院中", PERSON, bool, default=False)
fact("生活保護", HOME, int, default=0, period="month", unit="円", about="保護費の月額。0 は受けていない")
fact("同居人がいる", HOME, bool, default=False, about="親族でない人。事実婚かどうかは聞かないと分からない")
fact("居住都道府県", HOME, str)
fact("居住市区町村", HOME, str)


@variable("年齢", law="年齢計算ニ関する法律・民法143条", period="day", unit="歳", verified=True)
def age(who: Subject) -> int | None:
    """満年齢。誕生日の前日の終わりに一つ増える。2月29日生まれは、平年は3月1日から。生年月日が分からなければ分からない。"""
    born = who["誕生年月日"]
    if born is None:
        return None
    passed = (who.on.month, who.on.day) >= (born.month, born.day)
    return max(who.on.year - born.year - (not passed), 0)


@variable("学年", law="学校教育法17条・同施行規則59条", period="day", unit="年", verified=True)
def school_year(who: Subject) -> int | None:
    """小学1年を1とする学年（高校1年は10）。学齢の前と、分からないときは None。4月1日生まれは早生まれ。"""
    born = who["誕生年月日"]
    if born is None:
        return None
    start = who.on.year - ((who.on.month, who.on.day) < (4, 1))
    first = born.year + 7 - ((born.month, born.day) <= (4, 1))
    year = start - first + 1
    return year if year >= 1 else None


def at_least(who: Subject, years: int) -> bool:
    """Known to be that old."""
    years_old = who["年齢"]
    return years_old is not None and years_old >= years


def within(who: Subject, least: int, most: int) -> bool:
    years_old = who["年齢"]
    return years_old is not None and least <= years_old <= most


def after_birth_month(who: Subject) -> bool:
    """An allowance begins the month after it is claimed (児童手当法8条2項, 児童扶養手当法7条1項), at the earliest the month after birth."""
    born = who["誕生年月日"]
    return born is None or (who.on.year, who.on.month) > (born.year, born.month)


def until_school_year_end(who: Subject, years: int) -> bool:
    """Before the first 31 March after the day somebody became that old has passed (○歳に達する日以後の最初の3月31日まで)."""
    born = who["誕生年月日"]
    if born is None:
        # Only the age is told: within that age both answers are possible; it counts.
        years_old = who["年齢"]
        return years_old is not None and years_old <= years
    # Somebody born on 1 April reaches the age on 31 March (年齢計算ニ関する法律), which is that last day.
    last = date(born.year + years + ((born.month, born.day) > (4, 1)), 3, 31)
    return who.on <= last


@variable("障害の程度", law="所得税法施行令10条・地方税法施行令7条", kind=str, period="day", unit="")
def disability(who: Subject) -> str:
    """税の控除でみる障害の重さ: 特別（身体1・2級、精神1級、療育A、愛の手帳1・2度）、一般、なし。"""
    body, mind, therapy, love = (who[n] for n in ("身体障害者手帳等級", "精神障害者保健福祉手帳等級", "療育手帳等級", "愛の手帳等級"))
    if body in ("一級", "二級") or mind == "一級" or therapy == "A" or love in ("一度", "二度"):
        return "特別"
    return "一般" if any(v not in ("無", None) for v in (body, mind, therapy, love)) else "なし"
