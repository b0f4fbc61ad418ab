"""特別児童扶養手当 and the ward's allowance for children with a disability (児童育成手当の障害手当)."""

from __future__ import annotations

from datetime import date

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.law.assessed import OTHERS, assessed, supporters
from machinami.capabilities.rules.law.people import after_birth_month
from machinami.capabilities.rules.types import NoRule
from machinami.capabilities.rules.variables import HOME, PERSON, fact, variable

LAW = "特別児童扶養手当等の支給に関する法律3条・4条・6条、同施行令5条・7条・別表第3"
TOKYO = "児童育成手当条例（東京都の制度、区が支給）"
FIRST = date(2022, 4, 1)

fact("脳性まひ・進行性筋萎縮症である", PERSON, bool, default=False)


def _young(home: Subject) -> tuple[Subject, ...]:
    return tuple(c for c in home.children if after_birth_month(c) and c["年齢"] is not None and c["年齢"] < 20)


def _income_day(home: Subject) -> date:
    """8月から翌年7月まで、前年の所得による（法6条）。"""
    return date(home.on.year - (1 if home.on.month >= 8 else 2), 12, 31)


@variable("特別児童扶養手当の控除後世帯高所得", law="特別児童扶養手当等の支給に関する法律施行令4条・5条", entity=HOME, period="month",
          about="その月の手当を決める年の、親の所得−10万円（給与か年金があるとき）−8万円−諸控除。2人以上なら高い方")
def income(home: Subject) -> int:
    return max((assessed(p.on_day(_income_day(home)), home, "特別児童扶養手当", OTHERS) for p in home.parents), default=0)


def _below(home: Subject, name: str, income: int, counted: date) -> bool:
    """Whether an income is below the limit for the dependants of the year it is of."""
    limits = home.parameter(name)
    family = home.on_day(counted).earner.yen("扶養親族等の数")
    return income < int(limits.of("扶養なし")) + int(limits.of("一人あたり")) * family


@variable("特別児童扶養手当の所得条件", law=LAW, entity=HOME, kind=bool, unit="", period="month", since=FIRST)
def within_limit(home: Subject) -> bool:
    """前年の所得が政令で定める額に満たない。"""
    return _below(home, "特別児童扶養手当.所得の限度", home.yen("特別児童扶養手当の控除後世帯高所得"), _income_day(home))


@variable("特別児童扶養手当の扶養義務者の所得条件", law="特別児童扶養手当等の支給に関する法律8条・同施行令2条2項", entity=HOME, kind=bool, unit="", period="month", since=FIRST)
def supporters_within_limit(home: Subject) -> bool:
    """同居の祖父母や大人の子（扶養義務者）の誰も、所得が限度以上でない。"""
    limits = home.parameter("特別児童扶養手当.扶養義務者の限度")
    for person in supporters(home, _young(home)):
        then = person.on_day(_income_day(home))
        family = then.yen("扶養親族等の数")
        border = int(limits.of("扶養なし")) + (int(limits.of("はじめの一人")) + int(limits.of("次から")) * (family - 1) if family else 0)
        if assessed(then, home, "特別児童扶養手当", OTHERS) >= border:
            return False
    return True


def grades(child: Subject) -> tuple[str, str]:
    """The lowest and highest grade that a handbook leaves open (別表第3 judges the body, not the handbook)."""
    body, mind, therapy, love = (child[n] for n in ("身体障害者手帳等級", "精神障害者保健福祉手帳等級", "療育手帳等級", "愛の手帳等級"))
    if body in ("一級", "二級") or therapy == "A" or love in ("一度", "二度") or mind == "一級" or body == "三級":
        return "二級", "一級"
    if mind == "二級" or love == "三度" or therapy == "B":
        return "", "二級"
    return "", "二級" if body == "四級" else ""


def _special(home: Subject, which: int) -> int:
    if not (home["特別児童扶養手当の所得条件"] and home["特別児童扶養手当の扶養義務者の所得条件"]):
        return 0
    amounts = home.parameter("特別児童扶養手当.月額")
    return sum(int(amounts.of(grade)) for grade in (grades(c)[which] for c in _young(home)) if grade)


@variable("特別児童扶養手当_最大", law=LAW, entity=HOME, period="month", since=FIRST)
def most(home: Subject) -> int:
    """手帳だけでは等級が決まらないので、ありうる上の等級の額。"""
    return _special(home, 1)


@variable("特別児童扶養手当_最小", law=LAW, entity=HOME, period="month", since=FIRST)
def least(home: Subject) -> int:
    """手帳だけでは等級が決まらないので、ありうる下の等級の額（対象にならないこともあれば0）。"""
    return _special(home, 0)


def _tokyo_income_day(home: Subject) -> date:
    """6月から翌年5月まで、前年の所得による。"""
    return date(home.on.year - (1 if home.on.month >= 6 else 2), 12, 31)


@variable("児童育成手当の控除後世帯高所得", law=TOKYO, entity=HOME, period="month",
          about="その月の手当を決める年の、親の所得−10万円（給与か年金があるとき）−8万円−諸控除。2人以上なら高い方")
def tokyo_income(home: Subject) -> int:
    if home.knows("特別児童扶養手当の控除後世帯高所得"):  # Judged by the same deductions; case files tell only that one.
        return home.yen("特別児童扶養手当の控除後世帯高所得")
    return max((assessed(p.on_day(_tokyo_income_day(home)), home, "特別児童扶養手当", OTHERS) for p in home.parents), default=0)


def below_tokyo_limit(home: Subject) -> bool:
    """The same limit for both parts of 児童育成手当."""
    return _below(home, "児童育成手当.所得の限度", home.yen("児童育成手当の控除後世帯高所得"), _tokyo_income_day(home))


@variable("障害児童育成手当", law=TOKYO, entity=HOME, period="month", since=FIRST)
def tokyo(home: Subject) -> int:
    """20歳未満で身体1・2級、愛の手帳1から3度、脳性まひ・進行性筋萎縮症の子1人ごと。所得の限度に満たないとき。"""
    if home["居住都道府県"] not in (None, "東京都"):
        raise NoRule(f"障害児童育成手当（{home['居住都道府県']}）", home.on, None)
    fits = [c for c in _young(home) if c["身体障害者手帳等級"] in ("一級", "二級") or c["愛の手帳等級"] in ("一度", "二度", "三度")
            or c["脳性まひ・進行性筋萎縮症である"]]
    if not fits or not below_tokyo_limit(home):
        return 0
    return home.parameter("障害児童育成手当.月額").amount * len(fits)
