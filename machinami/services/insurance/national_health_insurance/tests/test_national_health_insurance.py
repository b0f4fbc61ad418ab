"""杉並 一郎さんは10月末で会社を辞めた。太郎さんと2人で国保に入る。14日を過ぎたので理由をきかれる。"""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.identity.testing import newcomer, resident
from machinami.capabilities.procedures import actions, queries
from machinami.capabilities.procedures.fields.base import Context, Facts
from machinami.capabilities.procedures.fields.controls import Posted
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.calendar import next_open_day
from machinami.foundation.actors import system
from machinami.foundation.errors import Refused

DAY = date(2026, 11, 23)
HERE = {"postal_code": "1660004", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷南一丁目", "block": "15-1"}
PROOF = [{"id": "00000000-0000-7000-8000-0000000000aa", "name": "喪失証明書.jpg", "media_type": "image/jpeg", "size": 9000}]


def person(number, given, kana, birth, age):
    return {"person_id": f"00000000-0000-7000-8000-{number:012}", "birth": birth, "age": age,
            "name": {"family": "杉並", "given": given, "family_kana": "スギナミ", "given_kana": kana}}


ICHIRO, TARO = person(2, "一郎", "イチロウ", "1988-08-03", 38), person(3, "太郎", "タロウ", "2026-09-01", 0)
CONTEXT = Context(today=DAY, facts=Facts(True, ICHIRO, (ICHIRO, TARO)))


def joining(who, card):
    return {"person_id": who["person_id"], "member_name": who["name"], "member_birth": who["birth"], "member_card": card}


ANSWERS = {
    "other_insurance": "none", "event": "left_work", "event_on": "2026-11-01", "late_reason": "証明書が届くのを待っていたため",
    "proof": PROOF, "members": [joining(ICHIRO, "my_number"), joining(TARO, "paper")], "head_name": "杉並 花子",
    "applicant_name": ICHIRO["name"], "applicant_address": HERE, "applicant_phone": "09012345678",
    "agree_truth": True, "agree_lookup": True,
}


def definition():
    return queries.definition("national_health_insurance")


def shown(**changed):
    return settle(definition(), {**ANSWERS, **changed}, CONTEXT).shown


@pytest.mark.django_db
def test_ichiro_starts_and_the_register_has_filled_in_what_it_knows():
    actions.publish_definitions(actor=system("test"))
    draft = actions.start_draft(actor=resident("0000000002", email="ichiro@example.com"), code="national_health_insurance")
    assert draft.answers["applicant_name"]["given"] == "一郎" and draft.answers["head_name"] == "杉並 花子"
    with pytest.raises(Refused, match="先に転入届"):
        actions.start_draft(actor=newcomer(), code="national_health_insurance")


FOUND = {
    "former_checked_by": "paper", "former_ended_on": "2026-11-01", "acquired_on": "2026-11-01", "insured_symbol": "杉100",
    "insured_number": "1234567", "insured_people": [
        {"insured_name": "高井戸 一郎", "insured_branch": "01", "insured_paper": "notice"},
        {"insured_name": "高井戸 太郎", "insured_branch": "02", "insured_paper": "certificate", "insured_until": "2027-07-31"}]}


def test_the_notice_names_each_person_what_follows_by_post_and_the_right_board_of_appeal():
    joined = papers_of(definition(), ANSWERS, FOUND, CONTEXT)["joined"]
    first, ichiro, taro = ({r["label"]: r["value"] for r in s["rows"]} for s in joined["sections"])
    assert "11月1日" in first["資格を取得した日"] and first["加入する人数"] == "2人" and first["記号・番号"] == "杉100　1234567"
    assert (ichiro["あとで郵送するもの"], taro["あとで郵送するもの"]) == ("資格情報のお知らせ", "資格確認書")
    assert (ichiro["枝番"], taro["枝番"]) == ("01", "02") and "資格確認書の有効期限" not in ichiro
    assert any("東京都国民健康保険審査会" in p for p in joined["paragraphs"])
    refusal = papers_of(definition(), ANSWERS, {}, CONTEXT, "refused")["refusal"]
    assert "東京都国民健康保険審査会" in refusal["appeal"][0], "not the mayor, as the usual words have it"


def test_nobody_of_those_who_join_is_forgotten():
    with pytest.raises(Invalid) as told:
        papers_of(definition(), ANSWERS, {**FOUND, "insured_people": FOUND["insured_people"][:1]}, CONTEXT)
    assert "insured_people" in told.value.fields


@pytest.mark.parametrize(("event_on", "asked"), [("2026-11-09", False), ("2026-11-08", True), ("2026-11-01", True)])
def test_the_reason_is_asked_from_the_fifteenth_day(event_on, asked):
    assert ("late_reason" in shown(event_on=event_on)) is asked


def test_fourteen_days_move_on_to_the_next_open_day():
    rule = definition().deadline.rule
    assert (rule.days, rule.closed) == (14, "next_open_day")
    assert next_open_day(date(2026, 8, 15)) == date(2026, 8, 17), "moved on 1 August 2026: day 14 is a Saturday"


@pytest.mark.parametrize(("event", "asked"), [("left_work", True), ("left_dependency", True), ("welfare_ended", True),
                                              ("moved_in", False), ("birth", False)])
def test_the_certificate_is_asked_for_only_where_there_is_a_former_insurance(event, asked):
    assert ("proof" in shown(event=event)) is asked


def test_without_the_certificate_it_is_told_where_to_add_it():
    with pytest.raises(Invalid) as told:
        validate(definition(), {k: v for k, v in ANSWERS.items() if k != "proof"}, CONTEXT)
    assert set(told.value.fields) == {"proof"}


@pytest.mark.parametrize(("now", "code"), [("none", None), ("employer", "insured_elsewhere"), ("dependant", "insured_elsewhere"),
                                           ("voluntary", "insured_elsewhere"), ("assistance", "on_assistance")])
def test_who_is_insured_elsewhere_is_told_so(now, code):
    refused = not_for(definition(), settle(definition(), {**ANSWERS, "other_insurance": now}, CONTEXT))
    assert (refused.code if refused else None) == code


def test_from_75_on_nobody_is_offered_or_taken():
    mitsu = person(4, "ミツ", "ミツ", "1951-02-11", 75)
    context = Context(today=DAY, facts=Facts(True, ICHIRO, (ICHIRO, mitsu)))
    view = definition().fields["members"].view("members", Posted(), context, {})
    assert [r.title.ja[:5] for r in view.rows] == ["杉並 一郎"]
    with pytest.raises(Invalid) as told:
        validate(definition(), {**ANSWERS, "members": [joining(mitsu, "paper")]}, context)
    assert "後期高齢者医療" in told.value.fields["members"].ja
