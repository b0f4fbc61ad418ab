"""木村 拓さんは息子と引っ越してきた。前の市の予診票は使えないので、杉並区の予診票を頼む。"""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of, registered
from machinami.capabilities.procedures.validation import Invalid, validate

DEFINITION = queries.definition("vaccination_form_reissue")
NOW = Context(today=date(2026, 11, 25), facts=registered())
RECORDS = DEFINITION.fields["records"].sample(Random(1), NOW)
ADDRESS = {"postal_code": "1680073", "prefecture": "東京都", "city": "杉並区", "town": "下高井戸", "block": "1丁目1番1号"}
MR, VAR = {"vaccine": "mr1", "sheets": 1}, {"vaccine": "var", "sheets": 2}


def child(birth):
    return [{"child_name": {"full": "木村 蒼", "full_kana": "キムラ アオ"}, "child_birth": birth}]


def answers(**changes):
    his = {
        "child": child("2025-09-20"), "reason": "moved_in", "moved_on": "2026-10-15", "records": RECORDS, "wanted": [MR, VAR],
        "applicant_name": {"full": "木村 拓", "full_kana": "キムラ タク"}, "applicant_address": ADDRESS,
        "applicant_phone": "09012345678", "agree_truth": True, "agree_lookup": True,
    } | changes
    return {k: v for k, v in his.items() if v is not None}


FOUND = {"record_checked": True, "sheets_sent": 3, "sent_on": "2026-11-27"}


def test_the_letter_names_child_vaccines_and_the_day_it_was_sent():
    paper = papers_of(DEFINITION, answers(), FOUND, NOW)["letter"]
    assert paper["rows"]["送る枚数"] == "3枚" and "11月27日" in paper["rows"]["発送の日"] and not paper["appeal"]
    assert [r["value"] for s in paper["sections"][1:] for r in s["rows"] if r["label"] == "ワクチン"] == ["麻しん風しん1期", "水痘（水ぼうそう）"]
    assert any("前に住んでいた" in p for p in paper["paragraphs"])


def test_the_record_is_asked_only_of_those_who_moved_in():
    shown = settle(DEFINITION, answers(reason="lost", moved_on=None, records=None), NOW).shown
    assert not {"moved_on", "records"} & set(shown)


@pytest.mark.parametrize(("birth", "vaccine", "fits"), [
    ("2024-11-26", "mr1", True), ("2024-11-25", "mr1", False), ("2025-11-26", "bcg", True), ("2025-11-25", "bcg", False),
    ("2020-04-01", "mr2", False), ("2020-04-02", "mr2", True), ("2026-04-15", "rota5", True), ("2026-04-14", "rota5", False)])
def test_the_last_day_of_each_vaccine_counts(birth, vaccine, fits):
    sent = answers(child=child(birth), reason="lost", moved_on=None, records=None, wanted=[{"vaccine": vaccine, "sheets": 1}])
    if fits:
        assert validate(DEFINITION, sent, NOW)["sheets_total"] == 1
    else:
        with pytest.raises(Invalid) as told:
            validate(DEFINITION, sent, NOW)
        assert set(told.value.fields) == {"wanted"}


@pytest.mark.parametrize(("changes", "at"), [
    ({"wanted": [{"vaccine": "mr1", "sheets": 2}]}, "wanted"), ({"moved_on": "2025-09-19"}, "moved_on"), ({"records": None}, "records")])
def test_what_does_not_fit_is_shown_at_its_place(changes, at):
    with pytest.raises(Invalid) as wrong:
        validate(DEFINITION, answers(**changes), NOW)
    assert {k.split(".")[0] for k in wrong.value.fields} == {at}


@pytest.mark.parametrize(("changed", "at"), [
    ({"record_checked": False}, "record_checked"), ({"sheets_sent": 4, "fewer_reason": "x"}, "sheets_sent"), ({"sheets_sent": 2}, "fewer_reason")])
def test_the_desk_sends_what_is_left_to_give_and_says_why(changed, at):
    with pytest.raises(Invalid) as told:
        papers_of(DEFINITION, answers(), {**FOUND, **changed}, NOW)
    assert set(told.value.fields) == {at}
    assert set(papers_of(DEFINITION, answers(), {}, NOW, "refused")) == {"refusal"}
