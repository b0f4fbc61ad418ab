"""花子さん and 一郎さん apply for a nursery together. She writes it; he must agree, by his own sign-in or by a mailed link.

Nobody else can; what is changed afterwards is unsigned; and nothing begins before it is signed.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from machinami.capabilities.audit import actions as audit_actions
from machinami.capabilities.audit import queries as audit
from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.types import CorrectionItem
from machinami.capabilities.identity.testing import newcomer, resident, staff
from machinami.capabilities.notices.models import Notice
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import queries as definitions
from machinami.capabilities.signatures import actions, digests, queries, testing
from machinami.capabilities.signatures.models import Link, Record, Request
from machinami.city import calendar
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, NotFound, Refused

pytestmark = pytest.mark.django_db
ADDRESS = {"postal_code": "1660004", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷南一丁目", "block": "15-1"}
ANSWERS = {
    "child_name": {"full": "杉並 太郎", "full_kana": "スギナミ タロウ"}, "child_birth": "2026-09-01",
    "wish_1": "阿佐谷南保育園", "one_name": {"full": "杉並 花子", "full_kana": "スギナミ ハナコ"}, "one_address": ADDRESS,
    "one_phone": "09012345678", "moving_in": False, "reason_one": "work", "hours_one": 160, "has_second": True,
    "two_name": {"full": "杉並 一郎", "full_kana": "スギナミ イチロウ"}, "reason_two": "work", "hours_two": 128,
    "two_signs": True, "two_birth": "1988-08-03", "two_email": "ichiro@example.com"}


def apply(hanako, **changes):
    procedures.publish_definitions(actor=system("test"))
    draft = procedures.start_draft(actor=hanako, code="nursery_admission")
    answers = ANSWERS | {"start_on": (timezone.localdate() + timedelta(days=120)).isoformat()} | changes
    procedures.put_answers(actor=hanako, draft_id=draft.id, answers={c: v for c, v in answers.items() if v is not None})
    return procedures.submit(actor=hanako, draft_id=draft.id, agreed=["agree_truth", "agree_lookup"])


def read(actor, row):
    return queries.asked(actor=actor, request_id=row.pk)


def sign(actor, row, seen=""):
    actions.sign(actor=actor, request_id=row.pk, seen=seen or read(actor, row).seen)


def look(actor, case_id):
    return case_queries.case(actor=actor, case_id=case_id, purpose="試験")


def told(account):
    return set(Notice.objects.filter(account_id=account.id).values_list("template", flat=True))


@pytest.fixture
def hanako():
    return resident()


@pytest.fixture
def ichiro():
    return resident("0000000002", email="ichiro@work.example.com")


def test_he_signs_by_his_own_sign_in_and_only_then_does_the_office_begin(hanako, ichiro):
    sent = apply(hanako)
    assert sent.state == "awaiting_signatures" and "signatures_awaited" in told(hanako)
    clerk = staff(("childcare", "approver"))
    with pytest.raises(Conflict, match="署名待ち"):
        cases.start_review(actor=clerk, case_id=sent.id)
    assert case_queries.desk_counts(actor=clerk)["unassigned"] == 0, "it is in nobody's queue yet"
    (waiting,) = queries.waiting(actor=ichiro)
    (row,) = testing.requests(sent.id)
    assert waiting.id == str(row.pk) and queries.waiting(actor=hanako) == []
    asked = read(ichiro, row)
    assert asked.answers["wish_1"] == "阿佐谷南保育園" and not {"reason_one", "health", "one_phone"} & set(asked.answers)
    sign(ichiro, row)
    sign(ichiro, row, asked.seen)
    detail = look(clerk, sent.id)
    today = timezone.localdate()
    assert detail.row.state == "received" and detail.row.target_on == calendar.working_days_after(today, 20)
    record = Record.objects.get()
    assert (record.how, record.level, str(record.account_id)) == ("sign_in", 3, ichiro.id)
    whole = look(system("test"), sent.id)
    assert record.digest == digests.of(sent.number, "nursery_admission", 1, 1, whole.answers)
    assert queries.waiting(actor=ichiro) == [] and "signatures_complete" in told(hanako)
    (shown,) = queries.of_case(actor=clerk, case_id=sent.id)
    assert (shown.state, shown.name, shown.email, shown.code) == ("signed", "杉並 一郎", "", "")


def test_deadlines_run_from_the_last_signature(hanako, ichiro):
    sent = apply(hanako)
    from machinami.capabilities.cases.models import Case

    Case.objects.filter(pk=sent.id).update(target_on=date(2020, 1, 6))
    testing.sign_all(sent.id)
    detail = look(system("test"), sent.id)
    assert detail.row.target_on == calendar.working_days_after(timezone.localdate(), 20)
    assert detail.steps[0]["due_on"] == calendar.working_days_after(timezone.localdate(), 7).isoformat()


def test_by_a_mailed_link_that_opens_once_and_with_the_code(hanako):
    sent = apply(hanako)
    (row,) = testing.requests(sent.id)
    token, (shown,) = testing.mailed(row), queries.of_case(actor=hanako, case_id=sent.id)
    letter = Notice.objects.get(subject=f"signatures.Request:{row.pk}", account=None)
    assert shown.code == row.code and len(shown.code) == 6 and shown.email == "ichiro@example.com"
    assert token not in str(Link.objects.values()) + str(Notice.objects.values("link", "params")), "only its hash is kept"
    assert "杉並" not in str(letter.params) and queries.link_opens(token)
    wrong = f"{(int(row.code) + 1) % 10**6:06d}"
    with pytest.raises(Refused, match="確認番号が違います"):
        actions.open_link(token=token, code=wrong)
    wide = row.code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    guest = queries.invited(actions.open_link(token=token, code=wide))
    with pytest.raises(Refused, match="使い終わった"):
        actions.open_link(token=token, code=row.code)
    assert not queries.link_opens(token)
    sign(guest, row)
    assert look(hanako, sent.id).row.state == "received"
    record = Record.objects.get()
    assert (record.how, record.level, record.account_id) == ("link", 1, None)
    audit_actions.seal(actor=system("test"))
    verbs = [r.verb for r in audit.search(actor=system("test"), text="signatures.", size=100).rows]
    assert {"signatures.ask", "signatures.wrong_code", "signatures.open_link", "signatures.read"} <= set(verbs)
    assert audit.verify().whole


def test_five_wrong_codes_stop_it_and_the_applicant_sends_a_new_one(hanako):
    sent = apply(hanako)
    (row,) = testing.requests(sent.id)
    token, old = testing.mailed(row), row.code
    for n in range(5):
        with pytest.raises(Refused, match="確認番号が" if n < 4 else "止めました"):
            actions.open_link(token=token, code="x")
    with pytest.raises(Refused, match="使い終わった"):
        actions.open_link(token=token, code=old)
    (shown,) = queries.of_case(actor=hanako, case_id=sent.id)
    assert shown.locked and not shown.code and "signature_locked" in told(hanako)
    actions.resend(actor=hanako, request_id=row.pk)
    row.refresh_from_db()
    assert row.attempts == 0 and row.locked_at is None and not queries.link_opens(token)
    sign(testing.enter(row), row)
    assert look(hanako, sent.id).row.state == "received"


def test_a_wrong_address_is_replaced_and_what_went_there_opens_nothing(hanako):
    sent = apply(hanako, two_email="typo@example.com")
    (row,) = testing.requests(sent.id)
    token, code = testing.mailed(row), row.code
    for email, words in (("nothing", "name@example.com"), ("Hanako@Example.com", "あなたのメールアドレス")):
        with pytest.raises(Refused, match=words):
            actions.replace_email(actor=hanako, request_id=row.pk, email=email)
    actions.replace_email(actor=hanako, request_id=row.pk, email="ichiro@example.com")
    actions.replace_email(actor=hanako, request_id=row.pk, email="ichiro@example.com")
    assert Link.objects.count() == 2, "pressed twice, it is one letter"
    with pytest.raises(Refused, match="使い終わった"):
        actions.open_link(token=token, code=code)
    row.refresh_from_db()
    assert row.email == "ichiro@example.com" and row.code != code


def test_letters_are_five_a_day(hanako, monkeypatch):
    from machinami.capabilities.signatures import links

    monkeypatch.setattr(links, "SAME_PRESS", timedelta(0))
    sent = apply(hanako)
    (row,) = testing.requests(sent.id)
    for _ in range(4):
        actions.resend(actor=hanako, request_id=row.pk)
    with pytest.raises(Refused, match="5回まで"):
        actions.resend(actor=hanako, request_id=row.pk)


def test_nobody_else_reads_or_signs(hanako, ichiro):
    sent = apply(hanako)
    (row,) = testing.requests(sent.id)
    other = apply(resident("0000000006", email="suhyeon@example.com"), two_name={"full": "金 恵"}, two_birth="1990-01-01", two_email="kei@example.com")
    (theirs,) = testing.requests(other.id)
    strangers = [hanako, resident("0000000004"), newcomer(), staff(("childcare", "manager")), queries.invited(theirs.pk)]
    for actor in strangers:
        with pytest.raises(NotFound):
            read(actor, row)
        with pytest.raises(NotFound):
            actions.sign(actor=actor, request_id=row.pk, seen="x")
        if actor.kind != "resident" or actor.id != hanako.id:
            with pytest.raises(NotFound):
                actions.resend(actor=actor, request_id=row.pk)
    with pytest.raises(NotFound):
        queries.of_case(actor=ichiro, case_id=sent.id)
    with pytest.raises(NotFound):
        queries.of_case(actor=staff(("tax", "manager"), username="tax"), case_id=sent.id)
    Request.objects.filter(pk=row.pk).update(person_id=hanako.person_id)
    with pytest.raises(NotFound):
        read(hanako, row)
    assert not Record.objects.exists()


def test_of_two_residents_of_one_name_and_birth_neither_is_taken(hanako, ichiro):
    from machinami.capabilities.identity.models import Person

    other = Person.objects.get(number="0000000006")
    Person.objects.filter(pk=other.pk).update(search_name=Person.objects.get(number="0000000004").search_name, birth_date=date(1941, 2, 11))
    sent = apply(hanako, two_name={"full": "髙橋 ミツ"}, two_birth="1941-02-11", two_email="mitsu@example.com")
    (row,) = testing.requests(sent.id)
    assert row.person_id is None and queries.waiting(actor=resident("0000000004")) == []
    sign(testing.enter(row), row)


def test_somebody_not_registered_is_known_by_what_the_card_says(hanako):
    from machinami.capabilities.identity.models import Account

    guest = newcomer()
    Account.objects.filter(pk=guest.id).update(claims={"name": "武蔵野　はるか", "birthdate": "1991-05-06"})
    sent = apply(hanako, two_name={"family": "武蔵野", "given": "はるか", "family_kana": "ムサシノ", "given_kana": "ハルカ"},
                 two_birth="1991-05-06")
    (row,) = testing.requests(sent.id)
    assert "武蔵野" not in str(Request.objects.values("match_key", "person"))
    assert [w.id for w in queries.waiting(actor=guest)] == [str(row.pk)]
    sign(guest, row)
    assert look(hanako, sent.id).row.state == "received"


@pytest.mark.parametrize(("changes", "at", "words"), [
    ({"two_email": "hanako@example.com"}, "two_email", "あなたのメールアドレス"),
    ({"two_name": {"full": "杉並 花子"}, "two_birth": "1990-04-12"}, "two_email", "申請する人自身")])
def test_she_cannot_sign_for_him(hanako, changes, at, words):
    with pytest.raises(Refused) as told_what:
        apply(hanako, **changes)
    assert words in told_what.value.fields[at].ja


def test_who_must_not_know_is_not_asked(hanako):
    sent = apply(hanako, two_signs=False, two_birth=None, two_email=None, two_cannot="safety")
    assert sent.state == "received" and not Request.objects.exists()
    assert "ichiro@example.com" not in str(Notice.objects.values())


def test_he_declines_with_a_reason_and_may_be_asked_again(hanako, ichiro):
    sent = apply(hanako)
    (row,) = testing.requests(sent.id)
    seen = read(ichiro, row).seen
    with pytest.raises(Refused, match="理由"):
        actions.decline(actor=ichiro, request_id=row.pk, seen=seen, reason=" ")
    for _ in range(2):
        actions.decline(actor=ichiro, request_id=row.pk, seen=seen, reason="時間が違います")
    assert Record.objects.count() == 1 and "signature_declined" in told(hanako)
    (shown,) = queries.of_case(actor=hanako, case_id=sent.id)
    assert (shown.state, shown.reason) == ("declined", "時間が違います")
    assert look(hanako, sent.id).row.state == "awaiting_signatures"
    actions.resend(actor=hanako, request_id=row.pk)
    assert queries.of_case(actor=hanako, case_id=sent.id)[0].state == "asked"
    sign(ichiro, row)
    assert look(hanako, sent.id).row.state == "received"


def test_a_correction_voids_what_was_signed_and_asks_again(hanako, ichiro):
    sent, clerk = apply(hanako), staff(("childcare", "approver"))
    (row,) = testing.requests(sent.id)
    sign(ichiro, row)
    first = Record.objects.get().digest
    cases.start_review(actor=clerk, case_id=sent.id)
    cases.request_correction(actor=clerk, case_id=sent.id, due_on=timezone.localdate() + timedelta(days=9),
                             items=[CorrectionItem("wish_1", "この施設は満員です")])
    assert not procedures.amend(actor=hanako, case_id=sent.id, answers={"wish_1": "永福保育園"}).errors
    assert look(hanako, sent.id).row.state == "awaiting_signatures" and not queries.complete(sent.id, 2)
    assert read(ichiro, row).answers["wish_1"] == "永福保育園" and "signature_wanted_again" in told(ichiro)
    with pytest.raises(Conflict):
        cases.decide(actor=clerk, case_id=sent.id, outcome="refused", reason="早すぎる決定")
    with pytest.raises(Conflict, match="内容が変わりました"):
        sign(ichiro, row, first)
    sign(ichiro, row)
    assert look(hanako, sent.id).row.state == "reviewing", "the office goes on where it was"
    assert Record.objects.filter(agreed=True).count() == 2


def test_time_runs_out_nothing_is_lost_and_she_goes_on(hanako, ichiro):
    sent = apply(hanako)
    (row,) = testing.requests(sent.id)
    token, code = testing.mailed(row), row.code
    Request.objects.update(due_on=timezone.localdate() + timedelta(days=2))
    assert actions.remind(actor=system("test")) == 0, "asked today, reminded another day"
    Request.objects.update(asked_at=timezone.now() - timedelta(days=9))
    for _ in range(2):
        assert actions.remind(actor=system("test")) == 1
    assert Link.objects.filter(request=row).count() == 2
    assert Notice.objects.filter(template__startswith="signature_reminder").count() == 2, "by inbox and by letter, once"
    assert actions.lapse(actor=system("test")) == 0
    Request.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert [actions.lapse(actor=system("test")) for _ in range(2)] == [1, 0]
    detail = look(hanako, sent.id)
    assert detail.row.state == "lapsed" and detail.answers["wish_1"] == "阿佐谷南保育園" and "signatures_lapsed" in told(hanako)
    with pytest.raises(Conflict):
        sign(ichiro, row)
    actions.ask_again(actor=hanako, case_id=sent.id, days=14)
    row.refresh_from_db()
    assert row.due_on == timezone.localdate() + timedelta(days=14) and look(hanako, sent.id).closed_at is None
    with pytest.raises(Refused):
        actions.open_link(token=token, code=code)
    sign(testing.enter(row), row)
    assert look(hanako, sent.id).row.state == "received"


def test_an_unsigned_correction_goes_back_to_the_office_and_is_not_approved(hanako, ichiro):
    sent, clerk = apply(hanako), staff(("childcare", "approver"))
    testing.sign_all(sent.id)
    cases.start_review(actor=clerk, case_id=sent.id)
    cases.request_correction(actor=clerk, case_id=sent.id, due_on=timezone.localdate() + timedelta(days=9),
                             items=[CorrectionItem("wish_1", "この施設は満員です")])
    procedures.amend(actor=hanako, case_id=sent.id, answers={"wish_1": "永福保育園"})
    Request.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert actions.lapse(actor=system("test")) == 1
    assert look(hanako, sent.id).row.state == "reviewing" and "signatures_ran_out" in told(hanako)
    from machinami.capabilities.signatures.guarding import only_signed

    with pytest.raises(Refused, match="署名がそろっていない"):
        only_signed(clerk, sent.id, "approved")
    only_signed(clerk, sent.id, "refused")


def test_a_corrected_address_reaches_the_new_one(hanako):
    """What the correction says of the other parent counts, not what stood there before."""
    sent, clerk = apply(hanako), staff(("childcare", "approver"))
    testing.sign_all(sent.id)
    cases.start_review(actor=clerk, case_id=sent.id)
    cases.request_correction(actor=clerk, case_id=sent.id, due_on=timezone.localdate() + timedelta(days=9),
                             items=[CorrectionItem("two_signs", "署名できるか確かめてください"), CorrectionItem("two_email", "別の番地です")])
    procedures.amend(actor=hanako, case_id=sent.id, answers={"two_email": "new@example.com"})
    (row,) = testing.requests(sent.id)
    assert row.email == "new@example.com" and look(hanako, sent.id).row.state == "awaiting_signatures"


def test_withdrawn_it_cannot_be_signed(hanako, ichiro):
    sent = apply(hanako)
    (row,) = testing.requests(sent.id)
    cases.withdraw(actor=hanako, case_id=sent.id)
    with pytest.raises(Conflict):
        sign(ichiro, row)
    assert read(ichiro, row).state == "over"


def test_a_definition_says_what_is_wrong_with_its_roles():
    from machinami.capabilities.procedures.linting import check_content

    content = next(c for d, c in definitions.shipped() if d.code == "nursery_admission")
    (role,) = content["co_applicants"]
    for change, words in (({"sees": ["reason_one"]}, "sensitive"), ({"email": ""}, "needs an e-mail"), ({"name": "wish_1"}, "not of the kind"),
                          ({"of": "wish_1"}, "no members field"), ({"sees": ["nothing"]}, "no field")):
        found = check_content(content | {"co_applicants": [role | change]})
        assert any(words in f.message for f in found), (change, found)
