"""𠮷田 正一さんは、店の土地の契約に印鑑証明が2通いる。原票を見るのは職員で、登録がなければお金は引かれない。"""

from __future__ import annotations

from datetime import date

import pytest

from machinami.capabilities.cases import queries as cases
from machinami.capabilities.identity.testing import newcomer, resident
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.procedures import actions, queries, submission
from machinami.capabilities.procedures.fields.base import Context, Facts
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import papers_of
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city.fees import fee
from machinami.foundation.actors import system
from machinami.foundation.errors import Refused

DAY = date(2026, 11, 23)
NAME = {"family": "𠮷田", "given": "正一", "family_kana": "ヨシダ", "given_kana": "ショウイチ"}
HERE = {"postal_code": "1660001", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷北二丁目", "block": "13-2"}
SHOICHI = {"person_id": "00000000-0000-7000-8000-000000000008", "name": NAME, "birth": "1970-10-10", "age": 56}
CONTEXT = Context(today=DAY, facts=Facts(True, SHOICHI, (SHOICHI,)))
ANSWERS = {
    "seal_registered": "registered", "card_number": "0012345", "applicant_name": NAME, "applicant_birth": "1970-10-10",
    "applicant_address": HERE, "applicant_phone": "09012345678", "purpose": "contract", "copies": 2, "delivery": "post",
    "agree_truth": True,
}


def definition():
    return queries.definition("seal_certificate")


def refused(context=CONTEXT, **changed):
    found = not_for(definition(), settle(definition(), {**ANSWERS, **changed}, context))
    return found.code if found else None


@pytest.mark.django_db
def test_two_copies_are_600_yen_and_the_desk_decides():
    shoichi = resident("0000000008")
    actions.publish_definitions(actor=system("test"))
    draft = actions.start_draft(actor=shoichi, code="seal_certificate")
    answers = {**ANSWERS, **draft.answers}
    for code, question in draft.definition.questions.items():
        posted = {k: v for f in question.fields if f.code in answers for k, v in f.raw(answers[f.code], f.code).items()}
        if posted and code != "declarations":
            assert not actions.save_answers(actor=shoichi, draft_id=draft.id, question=code, posted=posted).errors
    sent = actions.submit(actor=shoichi, draft_id=draft.id, agreed=["agree_truth"])
    charges = payments.charges_of(actor=system("test"), subject=f"cases.Case:{sent.id}")
    assert [c.amount for c in charges] == [2 * fee("seal_certificate", DAY).amount] == [600]
    case = cases.case(actor=shoichi, case_id=sent.id, purpose="試験")
    assert case.row.state == "awaiting_payment" and not case.documents
    assert definition().decision.mode == "staff"


@pytest.mark.django_db
def test_a_resident_of_another_city_is_sent_there():
    actions.publish_definitions(actor=system("test"))
    with pytest.raises(Refused, match="住所のある市区町村"):
        actions.start_draft(actor=newcomer(), code="seal_certificate")


def test_without_a_registered_seal_or_its_card_the_counter_helps():
    assert refused() is None
    assert refused(seal_registered="not_registered") == "no_seal"
    assert refused(seal_registered="card_lost") == "card_lost"
    child = {**SHOICHI, "age": 14}
    assert refused(Context(today=DAY, facts=Facts(True, child, (child,)))) == "too_young"


def test_the_fee_grows_with_the_copies():
    assert [submission.fee_of(definition(), {**ANSWERS, "copies": n}, CONTEXT) for n in (1, 2, 10)] == [300, 600, 3000]


BOOK = {"card_fits": True, "seal_number": "0012345", "seal_registered_on": "2015-05-11", "seal_impression": "荻窪", "seal_basis": "印鑑登録原票"}


def test_the_certificate_carries_the_impression_and_vouches_for_it():
    paper = papers_of(definition(), ANSWERS, BOOK, CONTEXT)["certificate"]
    assert paper["rows"]["通数"] == "2通" and paper["rows"]["登録した日"] and paper["impression"] == "荻窪"
    assert "印影と相違ない" in paper["statement"]


def test_a_card_that_does_not_fit_is_no_ground_for_a_certificate():
    with pytest.raises(Invalid) as told:
        papers_of(definition(), ANSWERS, {**BOOK, "card_fits": False}, CONTEXT)
    assert "却下" in told.value.fields["card_fits"].ja
    letter = papers_of(definition(), ANSWERS, {**BOOK, "card_fits": False}, CONTEXT, "refused")
    assert set(letter) == {"refusal"} and letter["refusal"]["rows"]["受付番号"] == "R8-000001"


@pytest.mark.parametrize("changed", [{"card_number": "12a4"}, {"card_number": "123"}, {"copies": 0}, {"copies": 11}])
def test_what_can_not_be_is_refused_at_its_place(changed):
    with pytest.raises(Invalid) as told:
        validate(definition(), {**ANSWERS, **changed}, CONTEXT)
    assert set(told.value.fields) == set(changed)
