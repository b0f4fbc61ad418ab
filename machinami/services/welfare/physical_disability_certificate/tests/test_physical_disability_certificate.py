"""原 光一さんは膝と股関節に人工関節、心臓にペースメーカーを入れた。指定医の診断書をつけて、初めて手帳を申請する。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, not_for, validate

DEFINITION = queries.definition("physical_disability_certificate")
NOW = Context(today=date(2026, 11, 25), facts=registered())
REPORT, PHOTO = (DEFINITION.fields[f].sample(Random(1), NOW) for f in ("report", "photo"))
ADDRESS = {"postal_code": "1670042", "prefecture": "東京都", "city": "杉並区", "town": "西荻北", "block": "3丁目1番1号"}
CHILD = registered().household[2]


def answers(**changes):
    his = {
        "purpose": "first", "for_whom": "self", "parts": ["legs", "heart"], "designated": "yes", "report_clinic": "荻窪病院",
        "report_on": "2026-11-02", "report": REPORT, "photo": PHOTO, "applicant_name": {"full": "原 光一", "full_kana": "ハラ コウイチ"},
        "applicant_birth": "1961-05-05", "applicant_address": ADDRESS, "applicant_phone": "09012345678",
        "agree_truth": True, "agree_forward": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


REPORTED = ("parts", "designated", "report_clinic", "report_on", "report")


def reissue(**changes):
    return answers(purpose="reissue", old_number="東京都第123456号", reissue_reason="lost", **dict.fromkeys(REPORTED), **changes)


def rows(*grades):
    return [{"part": "legs", "disability_name": "人工関節", "part_grade": g} for g in grades]


JUDGED = {"doctor_designated": True, "photo_usable": True, "forwarded_on": "2026-11-01", "impairments": rows("g4", "g5", "g4"),
          "fare_class": "second", "reexamine": False, "certificate_number": "東京都第123456号", "judged_on": "2026-11-20", "ready_on": "2026-12-01"}


def grade(*grades):
    from machinami.capabilities.procedures.findings import beside
    from machinami.capabilities.procedures.scope import Scope

    scope = Scope({}, NOW.today, tables=DEFINITION.tables, outer=beside({"impairments": rows(*grades)}))
    fields = DEFINITION.approval.fields
    whole = {"doubled_points": fields["doubled_points"].evaluate(scope)}
    return fields["grade"].evaluate(Scope(whole, NOW.today, tables=DEFINITION.tables))


def test_three_impairments_make_one_grade_and_tokyo_is_named_for_objections():
    paper = papers_of(DEFINITION, answers(), JUDGED, NOW)["approval"]
    assert paper["rows"]["等級"] == "3級", "4級 and 5級 and 4級: 4 + 2 + 4 = 10"
    assert [r["value"] for s in paper["sections"][1:] for r in s["rows"] if r["label"] == "障害の等級"] == ["4級", "5級", "4級"]
    assert "東京都知事" in paper["appeal"][0] and "東京都を被告" in paper["appeal"][1]
    assert not any("123456" in str(v) for v in paper["rows"].values()), "the number stays inside"


@pytest.mark.parametrize(("grades", "overall"), [
    (("g1",), 1), (("g2",), 2), (("g6",), 6), (("g7",), 7), (("g7", "g7"), 6), (("g2", "g3"), 1), (("g2", "g4", "g5"), 2), (("g3", "g3"), 2),
    (("g4", "g4"), 3), (("g4", "g5", "g6"), 3), (("g4", "g5"), 4), (("g5", "g5"), 4), (("g6", "g6"), 5)])
def test_the_index_adds_up_as_in_the_certification_standard(grades, overall):
    assert grade(*grades) == overall


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 7), min_size=1, max_size=6), st.integers(1, 7))
def test_one_impairment_more_never_makes_the_grade_lighter(found, more):
    codes = [f"g{g}" for g in found]
    assert grade(*codes) <= min(found) and grade(*codes, f"g{more}") <= grade(*codes)


@pytest.mark.parametrize(("changed", "at"), [
    ({"impairments": rows("g7")}, "impairments"), ({"doctor_designated": False}, "doctor_designated"), ({"photo_usable": False}, "photo_usable"),
    ({"judged_on": "2026-10-31"}, "judged_on"), ({"special_grade": 4}, "special_reason")])
def test_what_cannot_be_issued_is_noticed_at_the_desk(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**JUDGED, **changed}, NOW)
    assert set(told.value.fields) == {at}


def test_a_special_case_needs_its_reason_and_counts():
    special = {**JUDGED, "special_grade": 4, "special_reason": "同じ下肢の障害が重なり、欠損の等級を超えないため"}
    assert papers_of(DEFINITION, answers(), special, NOW)["approval"]["rows"]["等級"] == "4級"


def test_a_lost_certificate_needs_no_report():
    assert not set(REPORTED) & set(settle(DEFINITION, reissue(), NOW).shown)
    found = {k: v for k, v in JUDGED.items() if k not in ("doctor_designated", "impairments", "fare_class", "reexamine")} | {"kept_grade": 3}
    paper = papers_of(DEFINITION, reissue(), found, NOW)["approval"]
    assert paper["rows"]["等級"] == "3級" and any("見つかった" in p for p in paper["paragraphs"])


def test_for_a_child_the_guardian_applies_with_what_the_register_knows():
    child = {"person_id": CHILD["person_id"], "child_name": CHILD["name"], "child_birth": CHILD["birth"]}
    assert validate(DEFINITION, answers(for_whom="child", children=[child]), NOW)["children"][0]["child_birth"] == "2021-06-01"
    with pytest.raises(Invalid) as told:
        validate(DEFINITION, answers(for_whom="child", children=[{"child_name": {"full": "原 薫", "full_kana": "ハラ カオル"}, "child_birth": "2011-11-25"}]), NOW)
    assert set(told.value.fields) == {"children"}


@pytest.mark.parametrize(("changes", "at"), [
    ({"designated": "no"}, "designated"), ({"report_on": "2025-11-24"}, "report_on"), ({"photo": None}, "photo"), ({"parts": None}, "parts"),
    ({"applicant_birth": "2013-01-01"}, "for_whom")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert {k.split(".")[0] for k in wrong.value.fields} == {at}


def test_other_certificates_are_shown_their_own_way():
    found = not_for(DEFINITION, settle(DEFINITION, answers(purpose="other_kind", **dict.fromkeys(REPORTED)), NOW))
    assert found is not None and found.code == "other_certificate"
