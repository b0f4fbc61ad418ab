"""恵さん applied for her mother. At the desk 荻窪さん writes down what the survey and the board found; then the ward decides."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.documents import actions as documents_in
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.identity import testing as people
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.payments import testing as paying
from machinami.capabilities.procedures import actions, desk
from machinami.capabilities.procedures.testing import apply
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.sealing import is_sealed
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db


def today() -> str:
    return timezone.localdate().isoformat()


def board(**changes):
    return {
        "surveyed_on": today(), "opinion_on": today(), "opinion_doctor": "荻窪病院", "board_on": today(), "care_level": "care2",
        "board_reason": "歩行に介助を要するため", "valid_from": today(), "valid_months": 6, "result_number": "0000123456"} | changes


@pytest.fixture
def clerk(db):
    actions.publish_definitions(actor=system("test"))
    return people.staff(("*", "clerk"), ("*", "approver"))


@pytest.fixture
def case(clerk):
    sent = apply(actor=people.resident(), code="long_term_care_assessment")
    run_tasks()
    return sent.id


def detail(actor, case_id):
    return case_queries.case(actor=actor, case_id=case_id, purpose="試験")


def record(clerk, case, reason="", seen=None, **values):
    return actions.record_findings(actor=clerk, case_id=case, values=values, reason=reason, seen=seen)


class TestRecording:
    def test_block_by_block_each_a_version_that_says_who_and_what(self, clerk, case):
        posted = {f"surveyed_on-{p}": v for p, v in _parts().items()}
        assert not actions.record_findings(actor=clerk, case_id=case, step="survey", posted=posted).errors
        assert not record(clerk, case, opinion_on=today(), opinion_doctor="荻窪病院").errors
        whole = detail(clerk, case)
        assert whole.findings == {"surveyed_on": today(), "opinion_on": today(), "opinion_doctor": "荻窪病院"}
        assert [(f.version, f.actor_name, f.changed) for f in whole.found] == [
            (1, "職員 tester", ("surveyed_on",)), (2, "職員 tester", ("opinion_on", "opinion_doctor"))]
        assert [e.verb for e in whole.history if e.verb == "record_findings"] == ["record_findings"] * 2

    def test_what_can_be_read_is_kept_and_the_rest_is_told(self, clerk, case):
        result = actions.record_findings(actor=clerk, case_id=case, step="opinion", posted={
            "opinion_doctor": "荻窪病院", "opinion_on-era": "reiwa", "opinion_on-year": "8", "opinion_on-month": "13", "opinion_on-day": "1"})
        assert any(p.startswith("opinion_on") for p in result.errors) and detail(clerk, case).findings == {"opinion_doctor": "荻窪病院"}

    def test_a_correction_needs_its_reason_and_both_stay_readable(self, clerk, case):
        record(clerk, case, **board())
        assert set(record(clerk, case, care_level="care3").errors) == {"reason"}
        assert detail(clerk, case).findings["care_level"] == "care2", "nothing was changed"
        assert not record(clerk, case, care_level="care3", reason="審査会の議事録と照合した").errors
        ((version, changes),) = desk.finding_changes(detail(clerk, case))
        assert [(c.before, c.after) for c in changes if c.label.ja == "要介護状態区分"] == [("要介護2", "要介護3")]
        assert version.reason == "審査会の議事録と照合した"
        assert {c.label.ja for c in changes} == {"要介護状態区分", "1か月に使えるサービスの上限"}, "what follows from it, too"

    def test_two_at_once_and_nobody_overwrites_unseen(self, clerk, case):
        record(clerk, case, opinion_doctor="荻窪病院")
        seen = detail(clerk, case).findings_version
        other = people.staff(("*", "clerk"), username="荻窪")
        record(other, case, opinion_doctor="高井戸医院", reason="意見書を見た")
        late = record(clerk, case, seen=seen, opinion_doctor="阿佐谷診療所", reason="電話で聞いた")
        assert "高井戸医院" in late.errors["opinion_doctor"].ja and "荻窪" in late.errors["opinion_doctor"].ja
        assert not record(clerk, case, seen=seen, surveyed_on=today()).errors, "another field is no conflict"
        assert detail(clerk, case).findings["opinion_doctor"] == "高井戸医院"

    def test_what_does_not_fit_is_not_recorded(self, clerk, case):
        assert set(record(clerk, case, care_level="care9").errors) == {"care_level"}
        assert set(record(clerk, case, no_such="x").errors) == {"no_such"}
        assert set(record(clerk, case, month_limit=1).errors) == {"month_limit"}, "it is worked out"
        assert detail(clerk, case).findings == {} and detail(clerk, case).found == ()

    def test_only_for_staff_of_the_section_who_handle_cases(self, clerk, case):
        with pytest.raises(NotFound):
            record(people.staff(("residents", "clerk"), username="other"), case, opinion_doctor="x")
        with pytest.raises(NotAllowed):
            record(people.staff(("*", "auditor"), username="auditor"), case, opinion_doctor="x")
        with pytest.raises((NotAllowed, NotFound)):
            record(people.resident(), case, opinion_doctor="x")


def _parts():
    day = timezone.localdate()
    return {"era": "western", "year": str(day.year), "month": str(day.month), "day": str(day.day)}


class TestDeciding:
    def test_nothing_is_approved_before_it_is_found_out_by_whatever_door(self, clerk, case):
        record(clerk, case, surveyed_on=today())
        for decide in (cases.decide, actions.decide):
            with pytest.raises(Refused) as told:
                decide(actor=clerk, case_id=case, outcome="approved", reason="")
            assert "認定審査会の審査判定" in told.value.message.ja and "認定調査の結果" not in told.value.message.ja
            assert "care_level" in told.value.fields

    def test_the_result_is_issued_with_the_level_and_shown_to_the_applicant_only_then(self, clerk, case):
        hanako = people.resident()
        record(clerk, case, **board(survey_notes="夜間に転倒あり"))
        assert detail(hanako, case).findings == {} and desk.told_findings(detail(hanako, case), "ja") == ()
        actions.decide(actor=clerk, case_id=case, outcome="approved")
        run_tasks()
        (paper,) = documents.documents_of(actor=hanako, subject=f"cases.Case:{case}")
        assert paper.title.ja == "要介護認定・要支援認定等結果通知書" and paper.state == "released"
        shown = {r.label.ja: r.lines[0] for r in desk.told_findings(detail(hanako, case), "en")}
        assert shown["要介護状態区分"] == "Care level 2" and "調査" not in "".join(shown)
        hers = detail(hanako, case)
        assert "survey_notes" not in hers.findings and "board_reason" not in hers.findings and hers.found == ()
        with pytest.raises(Conflict):
            record(clerk, case, care_level="care5", reason="x")

    def test_a_refusal_gives_the_reason_picked_its_article_and_the_desks_own_words(self, clerk, case):
        with pytest.raises(Refused):
            actions.decide(actor=clerk, case_id=case, outcome="refused")
        with pytest.raises(Refused):
            actions.decide(actor=clerk, case_id=case, outcome="refused", reasons=["made_up"])
        record(clerk, case, **board())
        actions.decide(actor=clerk, case_id=case, outcome="refused", reasons=["not_insured"], reason="転出が確認されました。")
        run_tasks()
        after = detail(people.resident(), case)
        assert not {r.label.ja for r in desk.told_findings(after, "ja")} & {"要介護状態区分"}, "a level that was not granted is not told"
        assert "介護保険法第9条" in after.reason and after.reason.endswith("転出が確認されました。")
        (letter,) = documents.documents_of(actor=people.resident(), subject=f"cases.Case:{case}")
        assert letter.title.ja == "却下決定通知書" and letter.state == "released"
        assert "申請の結果が出ました" in [n.title.ja for n in notices.inbox(actor=people.resident(), page=1).rows]

    def test_the_document_is_seen_before_as_a_draft_that_nobody_keeps(self, clerk, case):
        record(clerk, case, **board())
        content = desk.preview(actor=clerk, case_id=case, outcome="approved")
        assert content.startswith(b"%PDF") and documents.documents_of(actor=clerk, subject=f"cases.Case:{case}") == []
        assert [p.code for p in desk.papers_to_come(clerk, detail(clerk, case))["approved"]] == ["result"]
        with pytest.raises(NotFound):
            desk.preview(actor=people.staff(("residents", "clerk"), username="other"), case_id=case, outcome="approved")


def _asks_for_a_scaffold(applicant):
    plan = documents_in.receive_upload(actor=applicant, name="平面図.pdf", content=_pdf(), accept=("pdf",))
    draft = actions.start_draft(actor=applicant, code="road_occupancy")
    day, later = timezone.localdate() + timedelta(days=20), timezone.localdate() + timedelta(days=60)
    actions.put_answers(actor=applicant, draft_id=draft.id, answers={**draft.answers, 
        "road": "ward", "road_place": "荻窪5-1-1 店の前", "object": "sign", "purpose": "店の案内", "area": 3, "starts_on": day.isoformat(),
        "ends_on": later.isoformat(), "months": 2, "reduction": False, "applicant": "person", "person_phone": "0312345678",
        "drawings": [{"id": plan.id, "name": plan.name, "media_type": plan.media_type, "size": plan.size}]})
    return actions.submit(actor=applicant, draft_id=draft.id, agreed=["agree_truth", "agree_restore"])


def _pdf():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PDF")
    return out.getvalue()


def test_a_fee_that_hangs_on_the_permit_is_asked_for_after_it_and_paid_then(clerk):
    applicant = people.resident()
    sent = _asks_for_a_scaffold(applicant)
    assert sent.charge_id is None and sent.state == "received"
    answers = detail(applicant, sent.id).answers
    record(clerk, sent.id, site_on=today(), ward_road=True, police_on=today(), permit_number="8-1", permit_area=3, permit_months=2,
           permit_from=today(), permit_to=today(), conditions="通路を空けること", levied_units=6)
    assert answers["area"] and not payments.charges_of(actor=applicant, subject=f"cases.Case:{sent.id}")
    actions.decide(actor=clerk, case_id=sent.id, outcome="approved")
    run_tasks()
    (charge,) = payments.charges_of(actor=applicant, subject=f"cases.Case:{sent.id}")
    assert (charge.amount, charge.state) == (6_000, "due") and charge.due_on
    (permit,) = documents.documents_of(actor=applicant, subject=f"cases.Case:{sent.id}")
    assert permit.state == "released", "the permit does not wait for the money"
    cases.complete(actor=clerk, case_id=sent.id)
    run_tasks()
    paying.pay(applicant, charge.id)
    run_tasks()
    assert payments.charge(actor=applicant, charge_id=charge.id).state == "captured", "also after the case was closed"


class TestRegisters:
    def test_the_ledgers_answer_is_offered_and_becomes_the_certificate(self, clerk):
        hanako = people.resident()
        sent = apply(actor=hanako, code="seal_certificate")
        paying.pay(hanako, sent.charge_id)
        run_tasks()
        found = actions.look_up(actor=clerk, case_id=sent.id, step="seal_book")
        assert found == actions.look_up(actor=clerk, case_id=sent.id, step="seal_book"), "the same every time"
        assert "合成" in found["seal_basis"] and detail(clerk, sent.id).findings == {}, "nothing is recorded by asking"
        assert not record(clerk, sent.id, card_fits=True, **found).errors
        assert is_sealed(detail(clerk, sent.id).findings["seal_number"])
        actions.decide(actor=clerk, case_id=sent.id, outcome="approved")
        run_tasks()
        titles = [d.title.ja for d in documents.documents_of(actor=hanako, subject=f"cases.Case:{sent.id}")]
        assert "印鑑登録証明書" in titles and "領収書" in titles

    def test_without_a_register_the_desk_is_told_to_type(self, clerk, settings):
        sent = apply(actor=people.resident(), code="seal_certificate")
        settings.DEMO_DOORS = False
        with pytest.raises(Refused) as told:
            actions.look_up(actor=clerk, case_id=sent.id, step="seal_book")
        assert "手で入力" in told.value.message.ja
        with pytest.raises(NotFound):
            actions.look_up(actor=clerk, case_id=sent.id, step="no_such")
