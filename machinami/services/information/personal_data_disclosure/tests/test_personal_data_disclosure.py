"""三浦 玲さんは母の成年後見人。要介護認定の調査票に、母のことがどう書かれたかを知りたい。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.submission import fee_of
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("personal_data_disclosure")
NOW = Context(today=date(2026, 11, 25))
PROOF = DEFINITION.fields["proof"].sample(Random(1), NOW)
HOME = {"postal_code": "1670034", "prefecture": "東京都", "city": "杉並区", "town": "桃井", "block": "1-2-3"}
MOTHER = {"principal_name": {"full": "三浦 和子", "full_kana": "ミウラ カズコ"}, "principal_birth": "1945-02-03", "principal_is": "ward",
          "proof_made_on": "2026-11-10", "proof": PROOF}


def answers(**changes):
    hers = {
        "applicant": "representative", **MOTHER, "fields_wanted": "care", "wanted": "2025年の要介護認定の調査票と特記事項", "way": "copy",
        "person_name": {"full": "三浦 玲", "full_kana": "ミウラ レイ"}, "person_birth": "1972-08-09", "person_address": HOME,
        "person_phone": "09012345678", "agree_truth": True, "agree_cost": True,
    } | changes
    return {k: v for k, v in hers.items() if v is not None}


OWN = answers(applicant="self", **dict.fromkeys(MOTHER))
FOUND = {"identified": True, "conflict": False, "held": True, "record_titles": "要介護認定 認定調査票（2025年6月）", "held_for": "要介護認定",
         "correction_days": 0, "extended": False, "degree": "part", "withheld": "調査員の所見の一部", "grounds": ["g7"],
         "why_withheld": "開示すると、調査員が率直に書けなくなり、認定の事務に支障が出るため", "give_on": "2026-12-15",
         "give_place": "区役所 情報公開の窓口", "mono_sheets": 8, "colour_sheets": 0}


def test_part_is_disclosed_with_purpose_and_reason():
    made = papers_of(DEFINITION, answers(), FOUND, NOW)
    rows = made["part"]["rows"]
    assert set(made) == {"part"} and rows["利用目的"] == "要介護認定" and rows["不開示情報"].startswith("7号") and rows["写しの費用"] == "80円"
    assert "三浦 和子" in rows["本人（代理人の請求のとき）"] and "第82条第1項" in made["part"]["paragraphs"][0]
    assert fee_of(DEFINITION, {**validate(DEFINITION, answers(), NOW), **FOUND}, NOW) == 80


def test_only_the_card_with_its_signature_says_who_asks():
    assert DEFINITION.identity_level == 3 and "wanted" in DEFINITION.sensitive


@pytest.mark.parametrize("changed", [{"conflict": True}, {"identified": False}])
def test_nothing_is_told_against_the_mothers_interest_or_to_a_stranger(changed):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {"identified"}
    known = {k: FOUND[k] for k in ("identified", "conflict", "held", "record_titles", "held_for", "correction_days", "extended")}
    assert papers_of(DEFINITION, answers(), {**known, **changed}, NOW, outcome="refused")["refusal"]["appeal"] is None, "the usual words"


@pytest.mark.parametrize(("decided", "correction", "late"), [("2026-12-25", 0, False), ("2026-12-26", 0, True), ("2026-12-30", 5, False)])
def test_thirty_days_without_those_of_a_correction(decided, correction, late):
    case = {**answers(), "case_received_on": "2026-11-25", "decided_on": decided, "outcome": "approved"}
    desk, found = Context(today=date.fromisoformat(decided), outer=case), {**FOUND, "give_on": "2027-01-15", "correction_days": correction}
    if not late:
        assert validate(DEFINITION.approval, found, desk)
        return
    with pytest.raises(Invalid) as told:
        validate(DEFINITION.approval, found, desk)
    assert set(told.value.fields) == {"extended"}


def test_an_extension_is_thirty_days_more_at_most():
    long = {**FOUND, "extended": True, "extended_until": "2027-01-24", "extended_why": "記録が多いため"}
    assert papers_of(DEFINITION, answers(), long, NOW)
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**long, "extended_until": "2027-01-25"}, NOW)
    assert set(told.value.fields) == {"extended_until"}


def test_ones_own_data_needs_no_proof_of_a_relation():
    assert validate(DEFINITION, OWN, NOW)
    assert not {"proof", "principal_name"} & settle(DEFINITION, OWN, NOW).shown


@pytest.mark.parametrize(("changes", "code"), [({}, None), ({"applicant": "agent"}, "agent"), ({"fields_wanted": "certificate"}, "certificate")])
def test_agents_and_certificates_have_ways_of_their_own(changes, code):
    found = not_for(DEFINITION, settle(DEFINITION, answers(**changes), NOW))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("changes", "at"), [
    ({"proof_made_on": "2026-10-25"}, "proof_made_on.year"), ({"principal_is": "minor", "principal_birth": "2008-11-25"}, "principal_birth"),
    ({"proof": None}, "proof"), ({"wanted": "全部"}, "wanted"), ({"made_from": "2026-01-01", "made_until": "2025-01-01"}, "made_until")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert set(wrong.value.fields) == {at}
