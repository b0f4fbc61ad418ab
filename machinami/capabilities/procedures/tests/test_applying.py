"""花子さん had a baby. She applies for 児童手当 on her telephone, goes on at her computer, corrects one answer.
正一さん needs a 住民票の写し: he pays 300 yen and holds it, or neither."""

from __future__ import annotations

import errno
import io
import json
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.types import CorrectionItem
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.identity import testing as people
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.payments import actions as payments
from machinami.capabilities.payments import demo
from machinami.capabilities.payments import queries as payment_queries
from machinami.capabilities.payments.models import DemoPayment
from machinami.capabilities.privacy import actions as privacy
from machinami.capabilities.procedures import actions, forms, fulfilment, queries
from machinami.capabilities.procedures.models import DefinitionVersion, Draft
from machinami.foundation.actors import ANONYMOUS, system
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


@pytest.fixture
def published():
    return actions.publish_definitions(actor=SYSTEM)


def save(actor, draft, question, revision=None, **posted):
    saved = actions.save_answers(actor=actor, draft_id=draft.id, question=question, revision=revision,
                                 posted={k.replace("__", "-"): v for k, v in posted.items()})
    return saved


def today_parts(name, days=0):
    day = timezone.localdate() - timedelta(days=days)
    return {f"{name}__era": "western", f"{name}__year": str(day.year), f"{name}__month": str(day.month),
            f"{name}__day": str(day.day)}


def accept_prefilled(actor, draft, question):
    """Press 次へ進む with what the page shows."""
    page = forms.question_page(queries.draft(actor=actor, draft_id=draft.id), question)
    posted = {}
    for view in page.fields:
        controls = [*view.controls, *(c for r in view.rows for c in (*r.hidden, *[x for x in (r.include,) if x]))]
        posted |= {c.name: c.value for c in controls if c.value}
    return actions.save_answers(actor=actor, draft_id=draft.id, question=question, posted=posted)


def filled(actor):
    """花子さん's application, ready to be sent."""
    draft = actions.start_draft(actor=actor, code="child_allowance")
    assert not save(actor, draft, "event", event="birth").errors
    assert not save(actor, draft, "event_on", **today_parts("event_on", 3)).errors
    for question in ("claimant", "claimant_address", "claimant_contact"):
        assert not accept_prefilled(actor, draft, question).errors
    save(actor, draft, "pension", pension="employees")
    save(actor, draft, "has_spouse", has_spouse="yes")
    assert not save(actor, draft, "spouse", spouse_name__family="杉並", spouse_name__given="一郎",
                    spouse_name__family_kana="すぎなみ", spouse_name__given_kana="ｲﾁﾛｳ", spouse_birth__era="showa",
                    spouse_birth__year="６３", spouse_birth__month="8", spouse_birth__day="3",
                    spouse_lives="together").errors
    save(actor, draft, "spouse_income", spouse_earns_more="no")
    baby = next(p for p in queries.draft(actor=actor, draft_id=draft.id).facts.household if p["relationship"] == "子")
    saved = save(actor, draft, "children", children__count="1", children__0__person=baby["person_id"],
                 children__0__include="1", children__0__child_relationship="child", children__0__child_lives="together",
                 children__0__child_cared_for="yes")
    assert not saved.errors, saved.errors
    save(actor, draft, "has_older", has_older="no")
    saved = save(actor, draft, "account", account__bank="みずほ銀行", account__branch="東京営業部", account__number="12345",
                 account__holder="すぎなみ はなこ", account__type="ordinary")
    assert not saved.errors, saved.errors
    return saved.draft


def filled_apart_of(actor, packed):
    """Another applicant with a child living apart posts a file id that is not theirs."""
    draft = actions.start_draft(actor=actor, code="child_allowance")
    child = {"child_name": {"full": "A"}, "child_birth": "2020-01-01", "child_lives": "apart", "child_cared_for": True}
    Draft.objects.filter(pk=draft.id).update(answers={"children": [child]})
    return save(actor, draft, "apart_statement", apart_reason="寮", apart_papers__keep=packed)


AWARD = {
    "pension_found": "employees", "custody_found": True, "recipient_number": "8-1", "award_children": 1, "award_monthly": 15_000,
    "award_from": timezone.localdate().isoformat(), "first_pay_on": timezone.localdate().isoformat()}


def agreed(code):
    return [d.code for d in queries.definition(code).declarations]


class TestChildAllowance:
    def test_begun_on_one_device_and_finished_on_another(self, published):
        hanako = people.resident()
        draft = actions.start_draft(actor=hanako, code="child_allowance")
        assert draft.answers["claimant_name"]["family"] == "杉並", "the register's name is filled in"
        assert actions.start_draft(actor=hanako, code="child_allowance").id == draft.id, "begun once, gone on with"
        first = forms.question_page(draft, "event")
        assert (first.number, first.previous, forms.first_open(draft)) == (1, None, "event")
        later = actions.save_answers(actor=hanako, draft_id=draft.id, question="event", posted={"later": "1"})
        assert later.errors == {}, "saving and stopping asks for nothing"
        save(hanako, draft, "event", event="birth")
        again = queries.my_drafts(actor=hanako)[0]
        assert forms.first_open(again) == "event_on" and forms.next_question(again, "event") == "event_on"

    def test_an_edit_on_another_device_is_not_overwritten_unseen(self, published):
        hanako = people.resident()
        draft = actions.start_draft(actor=hanako, code="child_allowance")
        shown = draft.revision
        save(hanako, draft, "pension", revision=shown, pension="national")
        late = save(hanako, draft, "pension", revision=shown, pension="employees")
        assert late.stay and "国民年金" in late.errors["pension"].ja
        assert late.draft.answers["pension"] == "national", "nothing was overwritten"
        again = save(hanako, draft, "pension", revision=late.draft.revision, pension="employees")
        assert not again.errors and again.draft.answers["pension"] == "employees"
        same = save(hanako, draft, "has_spouse", revision=shown, has_spouse="no")
        assert not same.errors, "another question is no conflict"

    def test_from_the_first_answer_to_the_notice_of_approval(self, published):
        hanako = people.resident()
        draft = filled(hanako)
        check = forms.check_page(draft)
        assert check.complete and check.fee == 0 and forms.first_open(draft) is None
        shown = {r.path: r.lines for s in check.sections for r in s.rows}
        assert shown["monthly_amount"] == ("15,000円",)
        with pytest.raises(Refused) as refused:
            actions.submit(actor=hanako, draft_id=draft.id)
        assert set(refused.value.fields) == {"agree-agree_truth", "agree-agree_lookup"}
        sent = actions.submit(actor=hanako, draft_id=draft.id, agreed=agreed("child_allowance"), idempotency_key="k1")
        again = actions.submit(actor=hanako, draft_id=draft.id, agreed=[], idempotency_key="k2")
        assert (sent.id, sent.number) == (again.id, again.number), "a second press is the same case"
        assert Draft.objects.get(pk=draft.id).answers == {}, "the draft keeps no answers once sent"
        run_tasks()
        clerk = people.staff(("child_family", "clerk"), ("child_family", "approver"))
        cases.start_review(actor=clerk, case_id=sent.id)
        self._correct(hanako, clerk, sent)
        actions.record_findings(actor=clerk, case_id=sent.id, values=AWARD)
        cases.decide(actor=clerk, case_id=sent.id, outcome="approved", reason="")
        run_tasks()
        paper = documents.documents_of(actor=hanako, subject=f"cases.Case:{sent.id}")
        assert [d.title.ja for d in paper] == ["児童手当認定通知書"] and paper[0].state == "released"
        titles = [n.title.ja for n in notices.inbox(actor=hanako, page=1).rows]
        assert {"申請を受け付けました", "直してほしいところがあります", "直した内容を受け取りました", "申請の結果が出ました"} <= set(titles)

    def _correct(self, hanako, clerk, sent):
        due = timezone.localdate() + timedelta(days=10)
        cases.request_correction(actor=clerk, case_id=sent.id, due_on=due,
                                 items=[CorrectionItem("account", "口座番号を確かめてください")])
        run_tasks()
        detail = case_queries.case(actor=hanako, case_id=sent.id, purpose="x")
        page = forms.amend_page(detail, actor=hanako)
        assert [i.field.code for i in page.items] == ["account"] and page.items[0].reason
        with pytest.raises(NotFound):
            actions.amend(actor=people.newcomer(), case_id=sent.id, answers={})
        other = actions.amend(actor=hanako, case_id=sent.id, answers={"pension": "national"})
        assert "直す項目に入っていません" in other.errors["pension"].ja
        wrong = actions.amend(actor=hanako, case_id=sent.id, posted={"account-bank": "そんな銀行", "account-number": "1"})
        assert "account.bank" in wrong.errors
        done = actions.amend(actor=hanako, case_id=sent.id, posted={
            "account-bank": "0001", "account-branch": "001", "account-number": "７６５４３２１", "account-holder": "スギナミ ハナコ"})
        assert not done.errors and not done.stay
        after = case_queries.case(actor=hanako, case_id=sent.id, purpose="x")
        assert after.versions[-1].changed == ("account.number",)
        changes = forms.diff_sections("child_allowance", after.version, after.versions[0].answers, after.answers)
        assert len(changes) == 1 and "0012345" in changes[0].before and "7654321" in changes[0].after
        with pytest.raises(Conflict):
            actions.amend(actor=hanako, case_id=sent.id, answers={})
        run_tasks()

    def test_papers_stay_with_whoever_sent_them(self, published):
        """One child lives apart: the photo of the letter is kept while something else on the page is still missing."""
        hanako = people.resident()
        draft = filled(hanako)
        child = queries.draft(actor=hanako, draft_id=draft.id).answers["children"][0]["person_id"]
        save(hanako, draft, "children", children__count="1", children__0__person=child, children__0__include="1",
             children__0__child_relationship="child", children__0__child_lives="apart", children__0__child_cared_for="yes",
             children__0__child_address__postal_code="1660004", children__0__child_address__prefecture="東京都",
             children__0__child_address__city="杉並区", children__0__child_address__town="阿佐谷南",
             children__0__child_address__block="1-1")
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "white").save(picture, "PNG")
        photo = SimpleUploadedFile("手紙.png", picture.getvalue(), "image/png")
        first = actions.save_answers(actor=hanako, draft_id=draft.id, question="apart_statement", posted={},
                                     files={"apart_papers": [photo]})
        assert set(first.errors) == {"apart_reason"} and first.draft.answers["apart_papers"][0]["name"] == "手紙.png"
        page = forms.question_page(first.draft, "apart_statement", posted={}, errors=first.errors)
        kept = page.fields[1].controls[0].attached[0]
        second = save(hanako, draft, "apart_statement", apart_reason="学校の寮で暮らしています", apart_papers__keep=kept.id)
        assert not second.errors and len(second.draft.answers["apart_papers"]) == 1
        other = people.resident("0000000008")
        theirs = filled_apart_of(other, kept.id)
        assert "apart_papers" not in theirs.draft.answers, "somebody else's file is not taken over"
        broken = actions.save_answers(actor=hanako, draft_id=draft.id, question="apart_statement", posted={
            "apart_reason": "寮"}, files={"apart_papers": [SimpleUploadedFile("x.exe", b"MZ" * 40)]})
        assert "PDF" in broken.errors["apart_papers"].ja

    def test_a_public_servant_is_told_where_to_apply(self, published):
        hanako = people.resident()
        draft = actions.start_draft(actor=hanako, code="child_allowance")
        saved = save(hanako, draft, "pension", pension="public_servant")
        assert "職場" in saved.not_for.ja and saved.draft.answers["pension"] == "public_servant"
        with pytest.raises(Refused, match="職場"):
            actions.submit(actor=hanako, draft_id=draft.id)

    def test_what_another_answer_hides_is_neither_asked_nor_sent(self, published):
        hanako = people.resident()
        draft = filled(hanako)
        before = forms.question_page(draft, "has_spouse").total
        draft = save(hanako, draft, "has_spouse", has_spouse="no").draft
        assert forms.question_page(draft, "spouse") is None
        assert forms.question_page(draft, "has_spouse").total == before - 2
        sent = actions.submit(actor=hanako, draft_id=draft.id, agreed=agreed("child_allowance"))
        answers = case_queries.case(actor=hanako, case_id=sent.id, purpose="x").answers
        assert "spouse_name" not in answers and answers["has_spouse"] is False

    def test_somebody_elses_draft_does_not_exist(self, published):
        draft = actions.start_draft(actor=people.resident(), code="child_allowance")
        other = people.resident("0000000008")
        for attempt in (lambda: queries.draft(actor=other, draft_id=draft.id),
                        lambda: save(other, draft, "pension", pension="national"),
                        lambda: actions.submit(actor=other, draft_id=draft.id),
                        lambda: actions.discard_draft(actor=other, draft_id=draft.id)):
            with pytest.raises(NotFound):
                attempt()
        with pytest.raises(NotAllowed):
            actions.start_draft(actor=ANONYMOUS, code="child_allowance")
        with pytest.raises(Refused, match="マイナンバーカード"):
            actions.start_draft(actor=people.resident("0000000006", level=1), code="child_allowance")

    def test_unsent_drafts_are_erased_when_their_time_is_over(self, published):
        hanako = people.resident()
        draft = actions.start_draft(actor=hanako, code="child_allowance")
        assert privacy.shred(actor=SYSTEM) is None
        Draft.objects.filter(pk=draft.id).update(expires_on=timezone.localdate() + timedelta(days=2))
        assert privacy.shred(actor=SYSTEM).told == 1 and privacy.shred(actor=SYSTEM) is None
        told = [n.title.ja for n in notices.inbox(actor=hanako, page=1).rows]
        assert told == ["書きかけの申請がもうすぐ消えます"], "once"
        Draft.objects.filter(pk=draft.id).update(expires_on=timezone.localdate() - timedelta(days=1))
        assert privacy.shred(actor=SYSTEM) is None, "told today, erased in three days"
        Draft.objects.filter(pk=draft.id).update(told_on=timezone.localdate() - timedelta(days=3))
        assert privacy.shred(actor=SYSTEM).erased == 1 and not Draft.objects.exists()


def request_certificate(actor, **answers):
    draft = actions.start_draft(actor=actor, code="residence_certificate")
    for question, value in {"scope": "whole", "relationship_shown": "yes", "special_items": "no", "purpose": "work",
                            "copies": "２", **answers}.items():
        assert not save(actor, draft, question, **{question: value}).errors
    return actions.submit(actor=actor, draft_id=draft.id, agreed=["agree_use"])


def pay(actor, charge_id, state="authorised"):
    redirect = payments.begin(actor=actor, charge_id=charge_id, provider="demo", method="card",
                              return_url="http://127.0.0.1:8000/back", idempotency_key="k")
    DemoPayment.objects.filter(attempt=redirect.attempt_id, state="open").update(state=state)
    amount = payment_queries.charge(actor=actor, charge_id=charge_id).amount
    body = json.dumps({"event": f"{redirect.attempt_id}:{state}", "attempt": redirect.attempt_id, "state": state,
                       "amount": amount}).encode()
    payments.provider_callback(provider="demo", body=body, headers={demo.SIGNATURE: demo.sign(body, int(time.time()))})
    run_tasks()


class TestCertificate:
    def test_the_fee_and_the_certificate_are_one_outcome(self, published):
        shoichi = people.resident("0000000008", email="yoshida@example.com")
        sent = request_certificate(shoichi)
        assert sent.state == "awaiting_payment"
        charge = payment_queries.charge(actor=shoichi, charge_id=sent.charge_id)
        assert charge.amount == 600
        run_tasks()
        assert documents.documents_of(actor=shoichi, subject=f"cases.Case:{sent.id}") == [], "nothing before the money"
        pay(shoichi, sent.charge_id)
        case = case_queries.case(actor=shoichi, case_id=sent.id, purpose="x")
        assert case.row.state == "completed" and case.outcome == "approved"
        assert payment_queries.charge(actor=shoichi, charge_id=sent.charge_id).state == "captured"
        paper = [d for d in documents.documents_of(actor=shoichi, subject=f"cases.Case:{sent.id}")
                 if d.title.ja == "住民票の写し"]
        assert len(paper) == 1 and documents.verify(paper[0].verification_code).state == "released"
        assert "文書ができました" in [n.title.ja for n in notices.inbox(actor=shoichi, page=1).rows]

    def test_every_consequence_may_run_twice(self, published):
        shoichi = people.resident("0000000008")
        sent = request_certificate(shoichi)
        pay(shoichi, sent.charge_id)
        count = len(notices.inbox(actor=shoichi, page=1).rows)
        papers = len(documents.documents_of(actor=shoichi, subject=f"cases.Case:{sent.id}"))
        fulfilment.opened(sent.id)
        fulfilment.authorised(sent.id, sent.charge_id)
        fulfilment.captured(sent.id)
        run_tasks()
        assert len(notices.inbox(actor=shoichi, page=1).rows) == count
        assert len(documents.documents_of(actor=shoichi, subject=f"cases.Case:{sent.id}")) == papers

    def test_no_certificate_no_fee(self, published, monkeypatch):
        """The printing breaks: the held money is let go and 正一さん is told."""
        shoichi = people.resident("0000000008")
        sent = request_certificate(shoichi)

        def broken(**_):
            raise ValueError("no such template")

        monkeypatch.setattr(fulfilment.documents, "issue", broken)
        pay(shoichi, sent.charge_id)
        assert payment_queries.charge(actor=shoichi, charge_id=sent.charge_id).state == "cancelled"
        assert DemoPayment.objects.get().captured == 0
        case = case_queries.case(actor=shoichi, case_id=sent.id, purpose="x")
        assert case.row.state == "refused" and "手数料は受け取っていません" in case.reason
        assert "支払いを取り消しました" in [n.title.ja for n in notices.inbox(actor=shoichi, page=1).rows]

    @pytest.mark.parametrize("outage", [OperationalError("server closed the connection unexpectedly"),
                                        OSError(errno.ENOSPC, "No space left on device")])
    def test_an_outage_while_printing_refuses_nobody(self, published, monkeypatch, outage):
        """The database is away for a moment, or the disk is full: the certificate is made afterwards, the payment stands."""
        shoichi = people.resident("0000000008")
        sent = request_certificate(shoichi)

        def away(**_):
            raise outage

        with monkeypatch.context() as patch:
            patch.setattr(fulfilment.documents, "issue", away)
            with pytest.raises(type(outage)):
                pay(shoichi, sent.charge_id)
        assert payment_queries.charge(actor=shoichi, charge_id=sent.charge_id).state == "authorised"
        DBTaskResult.objects.filter(status="RUNNING").update(status="READY")
        run_tasks()
        assert payment_queries.charge(actor=shoichi, charge_id=sent.charge_id).state == "captured"
        assert len(documents.documents_of(actor=shoichi, subject=f"cases.Case:{sent.id}")) >= 1

    def test_withdrawn_before_paying_owes_nothing(self, published):
        shoichi = people.resident("0000000008")
        sent = request_certificate(shoichi)
        cases.withdraw(actor=shoichi, case_id=sent.id)
        run_tasks()
        assert payment_queries.charge(actor=shoichi, charge_id=sent.charge_id).state == "cancelled"

    def test_only_part_of_the_household(self, published):
        hanako = people.resident()
        draft = actions.start_draft(actor=hanako, code="residence_certificate")
        save(hanako, draft, "scope", scope="part")
        page = forms.question_page(queries.draft(actor=hanako, draft_id=draft.id), "members")
        assert len(page.fields[0].rows) == 3 and page.fields[0].add is None
        baby = next(p for p in draft.facts.household if p["relationship"] == "子")["person_id"]
        stranger = people.resident("0000000008").person_id
        forged = save(hanako, draft, "members", members__count="1", members__0__person=stranger, members__0__include="1")
        assert "members" in forged.errors and "members" not in forged.draft.answers
        good = save(hanako, draft, "members", members__count="1", members__0__person=baby, members__0__include="1")
        assert not good.errors and good.draft.answers["members"][0]["person_id"] == baby

    def test_somebody_not_registered_is_told_what_to_do(self, published):
        with pytest.raises(Refused, match="窓口か郵送"):
            actions.start_draft(actor=people.newcomer(), code="residence_certificate")


def test_what_another_answer_on_the_page_may_ask_for_is_not_called_required_yet(published):
    """The place of the dog is needed only where it does not live at home."""
    owner = people.resident()
    draft = actions.start_draft(actor=owner, code="dog_registration")
    place = {v.code: v for v in forms.question_page(draft, "kept_at_home").fields}
    assert place["kept_at"].required and place["kept_at"].perhaps and not place["kept_at_home"].perhaps
    away = save(owner, draft, "kept_at_home", kept_at_home="no").draft
    assert not any(v.perhaps for v in forms.question_page(away, "kept_at_home").fields)


class TestPublishing:
    def test_a_second_start_publishes_nothing_new(self, published):
        assert "child_allowance 1" in published
        assert actions.publish_definitions(actor=SYSTEM) == []

    def test_a_published_definition_is_never_altered(self, published):
        row = DefinitionVersion.objects.first()
        with pytest.raises(TypeError):
            row.save()

    def test_only_those_who_may_publish(self):
        with pytest.raises(NotAllowed):
            actions.publish_definitions(actor=people.resident())
