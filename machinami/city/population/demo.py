"""People who always exist, for demonstrations and tests."""

from __future__ import annotations

from datetime import date

from machinami.city.population.types import SyntheticHousehold, SyntheticPerson


def _person(number: int, family: str, given: str, family_kana: str, given_kana: str, born: date, sex: str,
            relation: str, *, nationality: str = "JP", language: str = "ja", full: str = "", full_kana: str = "",
            email: str = "", since: date = date(2015, 4, 1)) -> SyntheticPerson:
    whole = full_kana or f"{family_kana} {given_kana}"
    bank = {"bank_code": "0005", "bank_name": "三菱UFJ", "branch_code": "154", "branch_name": "荻窪", "kind": "ordinary",
            "number": f"{1000000 + number:07d}", "holder_kana": whole}
    adult = born < date(2008, 1, 1)
    return SyntheticPerson(
        number=f"{number:010d}", family=family, given=given, family_kana=family_kana, given_kana=given_kana,
        full_name=full, full_kana=full_kana, alias="", birth_date=born, sex=sex, relation=relation,
        nationality=nationality, language=language, phone=f"0900000{number:04d}" if adult else "", email=email,
        bank=bank if adult else None, protected=False, resident_since=max(since, born), previous_address="")


def demo_households() -> tuple[SyntheticHousehold, ...]:
    """The first households of every synthetic city, whatever its size and seed."""
    people = (
        ("0013900001", "阿佐谷南一丁目", "15-1", "すぎなみハイツ", "201", (
            _person(1, "杉並", "花子", "スギナミ", "ハナコ", date(1990, 4, 12), "female", "世帯主", email="hanako@example.com"),
            _person(2, "杉並", "一郎", "スギナミ", "イチロウ", date(1988, 8, 3), "male", "夫", email="ichiro@example.com"),
            _person(3, "杉並", "太郎", "スギナミ", "タロウ", date(2026, 9, 1), "male", "子"))),
        ("0013900002", "西荻北三丁目", "8-12", "", "", (
            _person(4, "髙橋", "ミツ", "タカハシ", "ミツ", date(1941, 2, 11), "female", "世帯主", since=date(1972, 5, 1)),)),
        ("0013900003", "高円寺南四丁目", "2-7", "コーポ高円寺", "305", (
            _person(5, "", "", "", "", date(1994, 6, 20), "female", "世帯主", nationality="MX", language="en",
                    full="MARTINEZ GONZALEZ MARIA FERNANDA", full_kana="マルティネス ゴンザレス マリア フェルナンダ",
                    email="maria@example.com", since=date(2024, 9, 1)),)),
        ("0013900004", "荻窪五丁目", "10-25", "", "", (
            _person(6, "金", "秀賢", "キム", "スヒョン", date(1985, 12, 1), "male", "世帯主", nationality="KR", language="ko",
                    email="suhyeon@example.com", since=date(2018, 4, 1)),)),
        ("0013900005", "方南二丁目", "4-4", "方南レジデンス", "1102", (
            _person(7, "王", "芳", "ワン", "ファン", date(1992, 3, 8), "female", "世帯主", nationality="CN", language="zh-hans",
                    email="fang@example.com", since=date(2021, 10, 1)),)),
        ("0013900006", "阿佐谷北二丁目", "13-2", "", "", (
            _person(8, "𠮷田", "商店太", "ヨシダ", "ショウタ", date(1970, 10, 10), "male", "世帯主", email="yoshida@example.com",
                    since=date(1995, 4, 1)),)),
    )
    from machinami.city.towns import all_towns

    towns = {t.name: t for t in all_towns()}
    return tuple(SyntheticHousehold(number, towns[t].code, t, towns[t].postal_code, block, building, room,
                                    towns[t].latitude, towns[t].longitude, members)
                 for number, t, block, building, room, members in people)
