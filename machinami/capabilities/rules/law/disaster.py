"""After a disaster: 災害弔慰金, 災害障害見舞金 (災害弔慰金の支給等に関する法律), 被災者生活再建支援金 (被災者生活再建支援法)."""

from __future__ import annotations

from datetime import date

from machinami.capabilities.rules.engine import Subject
from machinami.capabilities.rules.variables import HOME, PERSON, fact, variable

CONDOLENCE = "災害弔慰金の支給等に関する法律3条・同施行令1条の2"
DISABLED = "災害弔慰金の支給等に関する法律8条・同施行令2条の2"
REBUILDING = "被災者生活再建支援法3条"
FIRST = date(2020, 12, 4)

fact("災害救助法の適用地域である", HOME, bool, default=False)
fact("災害で死亡した世帯員の人数", HOME, int, default=0, unit="人")
fact("災害で生計維持者が死亡した", HOME, bool, default=False)
fact("災害による重い後遺障害がある", PERSON, bool, default=False, about="両目の失明など、法8条の別表にあたる")
fact("被災者生活再建支援法の適用地域である", HOME, bool, default=False)
fact("住宅被害", HOME, str, default="無", choices=("無", "準半壊", "半壊", "中規模半壊", "大規模半壊", "全壊", "滅失または流失", "解体", "長期避難"),
     about="解体は半壊か敷地の被害でやむを得ず取り壊したとき、滅失または流失は全壊にあたる")
fact("住宅再建方法", HOME, str, default="無", choices=("無", "建設または購入", "補修", "賃借"))


@variable("災害弔慰金", law=CONDOLENCE, entity=HOME, period="day", since=FIRST)
def condolence(home: Subject) -> int:
    """亡くなった人が生計を主に維持していたときは500万円、そのほかの人は250万円の合計（ご遺族に）。"""
    dead = home.yen("災害で死亡した世帯員の人数")
    if not home["災害救助法の適用地域である"] or not dead:
        return 0
    amounts = home.parameter("災害弔慰金.額")
    main = 1 if home["災害で生計維持者が死亡した"] else 0
    return int(amounts.of("生計維持者")) * main + int(amounts.of("そのほか")) * (dead - main)


def injured(home: Subject) -> tuple[Subject, ...]:
    return tuple(p for p in home.people if p["災害による重い後遺障害がある"]) if home["災害救助法の適用地域である"] else ()


@variable("災害障害見舞金_最小", law=DISABLED, entity=HOME, period="day", since=FIRST)
def least(home: Subject) -> int:
    """生計を主に維持していた人とは認められなかったときの額。"""
    return int(home.parameter("災害障害見舞金.額").of("そのほか")) * len(injured(home))


@variable("災害障害見舞金_最大", law=DISABLED, entity=HOME, period="day", since=FIRST)
def most(home: Subject) -> int:
    """所得がいちばん大きい人を、生計を主に維持していた人とみたときの額（実際は被災の前後の事情でみる。一人まで）。"""
    hurt = injured(home)
    top = max((p.yen("合計所得金額") for p in home.people), default=0)
    amounts = home.parameter("災害障害見舞金.額")
    more = int(amounts.of("生計維持者")) - int(amounts.of("そのほか"))
    return home.yen("災害障害見舞金_最小") + (more if any(p.yen("合計所得金額") == top for p in hurt) else 0)


@variable("被災者生活再建支援制度", law=REBUILDING, entity=HOME, period="day", since=FIRST)
def rebuilding(home: Subject) -> int:
    """基礎支援金（被害の程度）と加算支援金（再建の方法）。世帯が一人なら4分の3。"""
    damage = home["住宅被害"]
    kind = damage if damage in ("中規模半壊", "大規模半壊") else "全壊等" if damage in ("全壊", "滅失または流失", "解体", "長期避難") else ""
    if not home["被災者生活再建支援法の適用地域である"] or not kind:
        return 0
    base = home.parameter("被災者生活再建支援金.基礎").get(kind)
    way = home["住宅再建方法"]
    more = home.parameter("被災者生活再建支援金.加算").of(f"{'中規模半壊' if kind == '中規模半壊' else '全壊等'}{way}") if way != "無" else 0
    share = home.parameter("被災者生活再建支援金.単数世帯の割合").rate if len(home.people) == 1 else 1
    return int((base + more) * share)
