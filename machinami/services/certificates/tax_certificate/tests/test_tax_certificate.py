"""マリア フェルナンダさんは在留期間の更新に、課税と納税の証明書が要る。先週払った税の領収証書もつける。"""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.identity.testing import resident
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.procedures import actions, queries, submission
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.fees import fee
from machinami.foundation.actors import system

DAY = date(2026, 11, 23)
CONTEXT = Context(today=DAY)
HERE = {"postal_code": "1660003", "prefecture": "東京都", "city": "杉並区", "town": "高円寺南四丁目", "block": "2-7"}
RECEIPT = [{"id": "00000000-0000-7000-8000-000000000001", "name": "r.jpg", "media_type": "image/jpeg", "size": 1000}]
ANSWERS = {
    "kinds": ["assessment", "payment"], "fiscal_years": ["fy2026"], "lived_here": True, "income_known": "employer",
    "paid_recently": False, "applicant_name": {"full": "MARTINEZ GONZALEZ MARIA FERNANDA"},
    "applicant_birth": "1994-06-20", "applicant_address": HERE, "applicant_phone": "09012345678",
    "purpose": "residence_status", "copies": 1, "delivery": "post", "agree_truth": True,
}


def definition():
    return queries.definition("tax_certificate")


def refused(**changed):
    found = not_for(definition(), settle(definition(), {**ANSWERS, **changed}, CONTEXT))
    return found.code if found else None


@pytest.mark.django_db
def test_two_kinds_of_one_year_are_600_yen_and_the_tax_section_gets_the_case():
    maria = resident("0000000005", language="en")
    actions.publish_definitions(actor=system("test"))
    draft = actions.start_draft(actor=maria, code="tax_certificate")
    assert draft.answers["applicant_name"]["full"].startswith("MARTINEZ")
    answers = {**ANSWERS, **draft.answers, "applicant_phone": "09000000005"}
    for code, question in draft.definition.questions.items():
        posted = {k: v for f in question.fields if f.code in answers for k, v in f.raw(answers[f.code], f.code).items()}
        if posted and code != "declarations":
            assert not actions.save_answers(actor=maria, draft_id=draft.id, question=code, posted=posted).errors
    sent = actions.submit(actor=maria, draft_id=draft.id, agreed=["agree_truth"], language="en")
    charges = payments.charges_of(actor=system("test"), subject=f"cases.Case:{sent.id}")
    assert [c.amount for c in charges] == [2 * fee("tax_certificate", DAY).amount] == [600]
    assert cases.case(actor=maria, case_id=sent.id, purpose="試験").row.section == "tax_assessment"


@pytest.mark.parametrize(("kinds", "years", "copies", "yen"), [
    (["assessment"], ["fy2026"], 1, 300), (["assessment"], ["fy2026", "fy2025"], 2, 1200),
    (["assessment", "payment"], ["fy2026", "fy2025", "fy2024"], 1, 1800),
])
def test_each_kind_year_and_copy_costs_the_fee(kinds, years, copies, yen):
    answers = {**ANSWERS, "kinds": kinds, "fiscal_years": years, "copies": copies}
    if "payment" not in kinds:
        answers.pop("paid_recently")
    whole = validate(definition(), answers, CONTEXT)
    assert whole["total_fee"] == submission.fee_of(definition(), whole, CONTEXT) == yen


def test_another_city_on_new_years_day_and_no_return_are_sent_on():
    assert refused() is None
    assert refused(lived_here=False) == "lived_elsewhere"
    assert refused(income_known="unfiled") == "no_return_filed"
    assert refused(income_known="unfiled", kinds=["payment"]) is None, "a payment certificate needs no return"


def test_tax_paid_lately_needs_its_receipt():
    with pytest.raises(Invalid) as told:
        validate(definition(), {**ANSWERS, "paid_recently": True}, CONTEXT)
    assert set(told.value.fields) == {"receipts"}
    assert validate(definition(), {**ANSWERS, "paid_recently": True, "receipts": RECEIPT}, CONTEXT)


def test_only_a_vehicle_certificate_asks_for_the_plate():
    assert "plate" not in settle(definition(), ANSWERS, CONTEXT).shown
    assert "plate" in settle(definition(), {**ANSWERS, "kinds": ["light_vehicle"]}, CONTEXT).shown


YEAR = {"tax_year": "fy2026", "year_income": 3_560_000, "year_deductions": 1_080_000, "year_rate": 248_000, "year_flat": 5_000,
        "year_total": 253_000, "year_paid": 253_000, "year_unpaid": 0}


def test_each_kind_is_its_own_certificate_with_the_amounts_of_the_ledger():
    papers = papers_of(definition(), ANSWERS, {"tax_years": [YEAR], "tax_basis": "課税台帳"}, CONTEXT)
    assert set(papers) == {"assessment", "payment"}
    assessed = {r["label"]: r["value"] for r in papers["assessment"]["sections"][1]["rows"]}
    assert assessed["年税額"] == "253,000円" and assessed["課税・非課税"] == "課税" and "令和8年度" in assessed["年度"]
    paid = {r["label"]: r["value"] for r in papers["payment"]["sections"][1]["rows"]}
    assert paid["納付済額"] == "253,000円" and paid["未納額"] == "0円" and "合計所得金額" not in paid


def test_nobody_taxed_is_certified_as_such_and_every_year_asked_for_has_to_be_there():
    nothing = {**YEAR, "year_rate": 0, "year_flat": 0, "year_total": 0, "year_paid": 0}
    one_kind = {k: v for k, v in ANSWERS.items() if k != "paid_recently"} | {"kinds": ["assessment"]}
    rows = papers_of(definition(), one_kind, {"tax_years": [nothing], "tax_basis": "課税台帳"}, CONTEXT)
    assert {r["label"]: r["value"] for r in rows["assessment"]["sections"][1]["rows"]}["課税・非課税"] == "非課税"
    with pytest.raises(Invalid) as told:
        papers_of(definition(), {**ANSWERS, "fiscal_years": ["fy2026", "fy2025"]}, {"tax_years": [YEAR], "tax_basis": "課税台帳"}, CONTEXT)
    assert "tax_years" in told.value.fields
