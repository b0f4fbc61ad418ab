"""王 芳さんは、友だちから柴犬「小福」をゆずり受けた。チップはない。登録と注射済票の手数料をまとめて払う。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.identity.testing import resident
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.procedures import actions, papers, queries, submission
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.fees import fee
from machinami.foundation.actors import system

DAY = date(2026, 11, 23)
CONTEXT = Context(today=DAY)
HERE = {"postal_code": "1680062", "prefecture": "東京都", "city": "杉並区", "town": "方南二丁目", "block": "4-4"}
PROOF = [{"id": "00000000-0000-7000-8000-0000000000bb", "name": "済証.jpg", "media_type": "image/jpeg", "size": 9000}]
ANSWERS = {
    "former_tag": False, "chip": "none", "dog_name": "小福", "breed": "柴犬", "coat": "茶", "dog_sex": "female",
    "dog_born": "2026-06-10", "got_on": "2026-11-10", "wants_tag": False,
    "owner_name": {"family": "王", "given": "芳", "family_kana": "ワン", "given_kana": "ファン"}, "owner_address": HERE,
    "owner_phone": "09012345678", "kept_at_home": True, "agree_truth": True, "agree_care": True,
}
WITH_TAG = {**ANSWERS, "wants_tag": True, "vaccinated_on": "2026-11-16", "vaccination_proof": PROOF}
CHIP = {"chip": "fitted", "chip_number": "392148012345678"}


def definition():
    return queries.definition("dog_registration")


def refused(**changed):
    found = not_for(definition(), settle(definition(), {**ANSWERS, **changed}, CONTEXT))
    return found.code if found else None


def rows(answers):
    content = papers.contents(definition(), definition().documents[0], validate(definition(), answers, CONTEXT), CONTEXT)
    return {r["label"]: r["value"] for r in content["sections"][0]["rows"]}, content


@pytest.mark.django_db
def test_fang_registers_her_dog_and_is_asked_for_the_fee():
    fang = resident("0000000007", level=1, language="zh-hans")
    actions.publish_definitions(actor=system("test"))
    draft = actions.start_draft(actor=fang, code="dog_registration")
    today = timezone.localdate()
    answers = {**ANSWERS, **draft.answers, "got_on": (today - timedelta(days=13)).isoformat(),
               "dog_born": (today - timedelta(days=160)).isoformat()}
    for code, question in draft.definition.questions.items():
        posted = {k: v for f in question.fields if f.code in answers for k, v in f.raw(answers[f.code], f.code).items()}
        if posted and code != "declarations":
            assert not actions.save_answers(actor=fang, draft_id=draft.id, question=code, posted=posted).errors
    sent = actions.submit(actor=fang, draft_id=draft.id, agreed=["agree_truth", "agree_care"])
    charges = payments.charges_of(actor=system("test"), subject=f"cases.Case:{sent.id}")
    assert [(c.amount, c.revenue_code) for c in charges] == [(3000, "fee_health")]
    assert cases.case(actor=fang, case_id=sent.id, purpose="試験").row.section == "health_sanitation"


def test_the_vaccination_tag_is_paid_together_with_the_registration():
    registration, tag = fee("dog_registration", DAY), fee("dog_vaccination_tag", DAY)
    assert submission.fee_of(definition(), ANSWERS, CONTEXT) == registration.amount == 3000
    whole = validate(definition(), WITH_TAG, CONTEXT)
    assert submission.fee_of(definition(), whole, CONTEXT) == whole["total_fee"] == registration.amount + tag.amount == 3550
    assert registration.revenue == tag.revenue, "one charge has one revenue item"


def test_a_chip_leads_to_the_national_site():
    assert refused() is None
    assert refused(**CHIP, chip_site="registered") == "national_registration"
    assert refused(**CHIP, chip_site="will_register") == "chip_first"
    assert refused(**CHIP, chip_site="ward_only") is None
    assert refused(chip="unknown") is None, "unknown needs confirmation, it is not a no"
    assert "犬と猫のマイクロチップ情報登録" in definition().eligibility[1].instead.ja


@pytest.mark.parametrize("number", ["39214801234567", "3921480123456789", "39214801234567a", "３９２１４８０１２３４５６７８"])
def test_a_chip_number_has_fifteen_digits(number):
    with pytest.raises(Invalid) as told:
        validate(definition(), {**ANSWERS, **CHIP, "chip_site": "ward_only", "chip_number": number}, CONTEXT)
    assert set(told.value.fields) == {"chip_number"}


@pytest.mark.parametrize(("born", "got", "by"), [
    ("2026-06-10", "2026-11-10", "2026-12-10"),  # older than 90 days: 30 days from getting it
    ("2026-10-01", "2026-11-20", "2027-01-29"),  # a puppy: 90 days after birth is 30 December, and 30 days from there
    ("2026-08-12", "2026-11-10", "2026-12-10"),  # the 90th day itself
])
def test_the_thirty_days_count_from_getting_it_or_from_ninety_days_of_age(born, got, by):
    assert validate(definition(), {**ANSWERS, "dog_born": born, "got_on": got}, CONTEXT)["register_by"] == by
    assert definition().deadline.rule.days == 30


BOOK = {"tag_number": "8-第123号", "registered_on": "2026-11-23", "sent_on": "2026-11-25"}
TAGGED = {**BOOK, "proof_seen": True, "shot_tag_number": "8-456"}


def test_the_notice_names_the_dog_and_the_number_on_its_tag():
    paper = papers_of(definition(), WITH_TAG, TAGGED, CONTEXT)["registered"]
    assert paper["rows"]["別に送るもの"] == "鑑札、狂犬病予防注射済票" and "3,550" in paper["rows"]["手数料"]
    assert paper["rows"]["鑑札の番号（登録番号）"] == "8-第123号" and paper["rows"]["注射済票の番号"] == "8-456"
    assert any("8-第123号" in p for p in paper["paragraphs"])
    without = papers_of(definition(), ANSWERS, BOOK, CONTEXT)["registered"]["rows"]
    assert without["別に送るもの"] == "鑑札" and "注射済票の番号" not in without


def test_an_unknown_chip_is_inquired_about_first():
    unknown = {**ANSWERS, "chip": "unknown"}
    with pytest.raises(Invalid) as told:
        papers_of(definition(), unknown, BOOK, CONTEXT)
    assert set(told.value.fields) == {"chip_inquired"}
    assert "国のサイト" in papers_of(definition(), unknown, {**BOOK, "chip_inquired": True}, CONTEXT)["registered"]["rows"]["マイクロチップ"]


def test_a_tag_from_elsewhere_is_exchanged_without_a_fee():
    assert refused(former_tag=True) == "has_tag"


@pytest.mark.parametrize(("changed", "at"), [
    ({"got_on": "2026-06-01"}, "got_on"),
    ({"kept_at_home": False, "kept_at": {**HERE, "city": "中野区"}}, "kept_at.city"),
    ({"wants_tag": True, "vaccinated_on": "2026-11-16"}, "vaccination_proof"),
])
def test_answers_that_do_not_fit_are_told_at_their_place(changed, at):
    with pytest.raises(Invalid) as told:
        validate(definition(), {**ANSWERS, **changed}, CONTEXT)
    assert at in told.value.fields
