"""People who always exist, for demonstrations and tests. They are nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machinami.city.population.types import SyntheticHousehold, SyntheticPerson
from machinami.city.towns import all_towns


@dataclass(frozen=True, slots=True)
class Scenario:
    """A household with a story; ``code`` names it in tests and demonstrations."""

    code: str
    story: str
    household: SyntheticHousehold


def _person(number: int, family: str, given: str, family_kana: str, given_kana: str, born: date, sex: str,
            relation: str, *, nationality: str = "JP", language: str = "ja", full: str = "", full_kana: str = "",
            alias: str = "", email: str = "", since: date = date(2015, 4, 1), came_from: str = "") -> SyntheticPerson:
    whole = full_kana or f"{family_kana} {given_kana}"
    bank = {"bank_code": "0005", "bank_name": "三菱UFJ", "branch_code": "157", "branch_name": "荻窪", "kind": "ordinary",
            "number": f"{1000000 + number:07d}", "holder_kana": whole}
    adult = born < date(2008, 1, 1)
    return SyntheticPerson(
        number=f"{number:010d}", family=family, given=given, family_kana=family_kana, given_kana=given_kana,
        full_name=full, full_kana=full_kana, alias=alias, birth_date=born, sex=sex, relation=relation,
        nationality=nationality, language=language, phone=f"0900{number:07d}" if adult else "", email=email,
        bank=bank if adult else None, protected=False, resident_since=max(since, born), previous_address=came_from)


def _home(number: str, town_name: str, block: str, building: str, room: str,
          *members: SyntheticPerson) -> SyntheticHousehold:
    town = next(t for t in all_towns() if t.name == town_name)
    return SyntheticHousehold(number, town.code, town.name, town.postal_code, block, building, room,
                              town.latitude, town.longitude, members)


def scenarios() -> tuple[Scenario, ...]:
    """The fixed households, the first of them 杉並 花子's."""
    return (
        Scenario("new_baby", "9月に子どもが生まれた、共働きの夫婦", _home(
            "0013900001", "阿佐谷南一丁目", "15-1", "すぎなみハイツ", "201",
            _person(1, "杉並", "花子", "スギナミ", "ハナコ", date(1990, 4, 12), "female", "世帯主",
                    email="hanako@example.com", came_from="東京都中野区中央2-1-1"),
            _person(2, "杉並", "一郎", "スギナミ", "イチロウ", date(1988, 8, 3), "male", "夫", email="ichiro@example.com",
                    came_from="東京都中野区中央2-1-1"),
            _person(3, "杉並", "太郎", "スギナミ", "タロウ", date(2026, 9, 1), "male", "子"))),
        Scenario("elderly_alone", "一人で暮らす85歳。要介護認定を考えている", _home(
            "0013900002", "西荻北三丁目", "8-12", "", "",
            _person(4, "髙橋", "ミツ", "タカハシ", "ミツ", date(1941, 2, 11), "female", "世帯主", since=date(1972, 5, 1),
                    came_from="長野県長野市南長野3-2-1"))),
        Scenario("english_reader", "2年前にメキシコから来た、英語で手続きをする人", _home(
            "0013900003", "高円寺南四丁目", "2-7", "コーポ高円寺", "305",
            _person(5, "", "", "", "", date(1994, 6, 20), "female", "世帯主", nationality="MX", language="en",
                    full="MARTINEZ GONZALEZ MARIA FERNANDA", full_kana="マルティネス ゴンザレス マリア フェルナンダ",
                    email="maria@example.com", since=date(2024, 9, 1), came_from="メキシコ"))),
        Scenario("korean_reader", "韓国語で手続きをする人", _home(
            "0013900004", "荻窪五丁目", "10-25", "", "",
            _person(6, "金", "秀賢", "キム", "スヒョン", date(1985, 12, 1), "male", "世帯主", nationality="KR", language="ko",
                    email="suhyeon@example.com", since=date(2018, 4, 1), came_from="大韓民国"))),
        Scenario("chinese_reader", "中国語で手続きをする人", _home(
            "0013900005", "方南二丁目", "4-4", "方南レジデンス", "1102",
            _person(7, "王", "芳", "ワン", "ファン", date(1992, 3, 8), "female", "世帯主", nationality="CN",
                    language="zh-hans", email="fang@example.com", since=date(2021, 10, 1), came_from="中華人民共和国"))),
        Scenario("shop_owner", "商店街に店があり、道路占用の許可を求める人", _home(
            "0013900006", "阿佐谷北二丁目", "13-2", "", "",
            _person(8, "𠮷田", "正一", "ヨシダ", "ショウイチ", date(1970, 10, 10), "male", "世帯主",
                    email="yoshida@example.com", since=date(1995, 4, 1), came_from="埼玉県さいたま市浦和区高砂1-1-1"))),
    )


def demo_households() -> tuple[SyntheticHousehold, ...]:
    """The first households of every synthetic city, whatever its size and seed."""
    return tuple(s.household for s in scenarios())


def demo_people() -> tuple[SyntheticPerson, ...]:
    """Everybody in :func:`demo_households`."""
    return tuple(p for h in demo_households() for p in h.members)
