"""佐藤 健さんは11月1日に就職し、子どもと国保をやめる。資格をなくすのは会社の保険に入った日の次の日だ。"""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context, Facts
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("national_health_insurance_withdrawal")
HERE = {"postal_code": "1670053", "prefecture": "東京都", "city": "杉並区", "town": "西荻南", "block": "3丁目8番1号"}
PROOF = [{"id": "00000000-0000-7000-8000-0000000000ac", "name": "資格情報.jpg", "media_type": "image/jpeg", "size": 9000}]


def person(number, given, kana, birth, age):
    return {"person_id": f"00000000-0000-7000-8000-{number:012}", "birth": birth, "age": age,
            "name": {"family": "佐藤", "given": given, "family_kana": "サトウ", "given_kana": kana}}


KEN, MEI = person(11, "健", "ケン", "1990-05-01", 36), person(12, "芽衣", "メイ", "2022-04-10", 4)
NOW = Context(today=date(2026, 11, 10), facts=Facts(True, KEN, (KEN, MEI)))


def leaving(who):
    return {"person_id": who["person_id"], "member_name": who["name"], "member_birth": who["birth"]}


def answers(**changes):
    his = {
        "event": "joined_work", "event_on": "2026-11-01", "new_insurer": "すぎなみ健康保険組合", "proof": PROOF,
        "members": [leaving(KEN), leaving(MEI)], "used_after": False, "applicant_name": KEN["name"],
        "applicant_address": HERE, "applicant_phone": "09012345678", "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


CHECKED = {"checked_by": "paper", "new_from": "2026-11-01", "ended_on": "2026-11-02", "people_ended": 2, "certificate": "none"}


def test_the_insurance_ends_on_the_day_after_the_new_one_began():
    whole = validate(DEFINITION, answers(), NOW)
    assert (whole["lost_on"], whole["leaving"]) == ("2026-11-02", 2)
    left = papers_of(DEFINITION, answers(), CHECKED, NOW)["left"]
    assert "11月2日" in left["rows"]["資格をなくした日"] and left["rows"]["新しい保険"] == "すぎなみ健康保険組合"
    names = [r["value"] for s in left["sections"][1:] for r in s["rows"] if r["label"] == "氏名"]
    assert [n[:4] for n in names] == ["佐藤 健", "佐藤 芽"]
    assert not any("返還" in p for p in left["paragraphs"])


def test_with_public_assistance_it_ends_the_same_day_and_no_other_insurance_is_asked_for():
    shown = settle(DEFINITION, answers(event="welfare", new_insurer=None, proof=None), NOW)
    assert shown.answers["lost_on"] == "2026-11-01" and not {"proof", "new_insurer"} & set(shown.shown)


def test_who_was_treated_afterwards_reads_that_it_is_asked_back():
    paper = papers_of(DEFINITION, answers(used_after=True), {**CHECKED, "certificate": "asked"}, NOW)["left"]["paragraphs"]
    assert any("返還" in p for p in paper) and any("返してください" in p for p in paper)


@pytest.mark.parametrize(("event", "code"), [("joined_work", None), ("moving_out", "leaving_the_ward"), ("turned_75", "turned_75")])
def test_who_needs_no_notification_is_told_what_to_do_instead(event, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(event=event), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [({"proof": None}, "proof"), ({"members": []}, "members"),
                                             ({"event_on": "2026-11-11"}, "event_on.year")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}


@pytest.mark.parametrize(("changed", "at"), [({"people_ended": 1}, "people_ended"), ({"ended_on": "2026-10-31"}, "ended_on")])
def test_the_desk_forgets_nobody_and_leaves_nobody_uninsured(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**CHECKED, **changed}, NOW)
    assert set(told.value.fields) == {at}


def test_the_appeal_goes_to_the_insurance_board():
    refusal = papers_of(DEFINITION, answers(), {}, NOW, "refused")["refusal"]
    assert "東京都国民健康保険審査会" in refusal["appeal"][0]
