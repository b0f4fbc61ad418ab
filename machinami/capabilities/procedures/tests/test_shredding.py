"""Six years on nobody needs to know any more what 花子さん wrote. She is told, a month later it is gone everywhere – and whoever
holds her certificate can still ask whether it was real."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from machinami.capabilities.audit import actions as audit_actions
from machinami.capabilities.audit import queries as audit
from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.models import Case
from machinami.capabilities.cases.types import CorrectionItem
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.documents import queries as papers
from machinami.capabilities.documents.models import Blob, Document, Upload
from machinami.capabilities.identity.models import Account
from machinami.capabilities.identity.testing import resident, staff
from machinami.capabilities.notices.models import Notice, Preference
from machinami.capabilities.privacy import actions as privacy
from machinami.capabilities.privacy import queries
from machinami.capabilities.privacy.models import Erasure, Run
from machinami.capabilities.procedures import actions
from machinami.capabilities.procedures.models import Draft
from machinami.capabilities.procedures.tests.test_signing import apply
from machinami.capabilities.signatures import testing as signing
from machinami.capabilities.signatures.models import Record, Request
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, Refused
from machinami.foundation.i18n import Text

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
#: Words that stand nowhere but in this application and what came of it.
MARKS = ("秘密の保育園", "MARK-PHONE", "himitsu.partner", "ヒミツノ", "秘密の質問", "秘密の理由", "秘密のメモ")


@pytest.fixture
def store(tmp_path, settings):
    settings.BLOB_ROOT = tmp_path / "blobs"
    return settings.BLOB_ROOT


def finished(hanako):
    """An application with everything: a signature, a correction, words to and fro, a file, a paper; then closed."""
    sent, clerk = apply(hanako, wish_1="秘密の保育園", two_email="himitsu.partner@example.com",
                        one_name={"full": "杉並 花子", "full_kana": "ヒミツノ ハナコ"}), staff(("childcare", "approver"))
    signing.sign_all(sent.id)
    cases.start_review(actor=clerk, case_id=sent.id)
    cases.request_correction(actor=clerk, case_id=sent.id, due_on=timezone.localdate() + timedelta(days=9),
                             items=[CorrectionItem("one_phone", "秘密の理由")])
    cases.cancel_correction(actor=clerk, case_id=sent.id, reason="秘密の理由")
    cases.send_message(actor=hanako, case_id=sent.id, body="秘密の質問 MARK-PHONE")
    cases.add_memo(actor=clerk, case_id=sent.id, body="秘密のメモ")
    subject = f"cases.Case:{sent.id}"
    upload = documents.receive_upload(actor=hanako, name="秘密の保育園.png", content=_picture(), accept=("png",))
    documents.keep_uploads(actor=hanako, upload_ids=[upload.id], subject=subject, section="childcare")
    paper = _paper(hanako, subject)
    cases.decide(actor=system("desk"), case_id=sent.id, outcome="refused", reason="秘密の理由")
    cases.complete(actor=clerk, case_id=sent.id)
    return sent, paper


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


def _paper(hanako, subject):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("machinami.capabilities.documents.rendering.render", lambda *a, **k: b"%PDF-1.7 secret")
        patch.setattr("machinami.capabilities.documents.sealing.seal", lambda content, **k: content)
        return documents.issue(actor=SYSTEM, kind="decision", title=Text(ja="決定通知書"), template="decision", data={"addressee": "杉並 花子"},
                               subject=subject, section="childcare", account_id=hanako.id, person_id=hanako.person_id, idempotency_key="p")


def long_ago(case_id, *, told=True):
    """As if its years had passed, and its applicant had been told a month ago."""
    today = timezone.localdate()
    Case.objects.filter(pk=case_id).update(delete_after=today - timedelta(days=1),
                                           erasure_told_on=today - timedelta(days=30) if told else None)


def everything() -> str:
    """Every value of every row, as it can be read by whoever has the keys; the chain of the audit and the register apart."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in ("audit", "contenttypes", "auth", "sessions") or model._meta.label in (
                "identity.Person", "identity.Household", "procedures.DefinitionVersion"):
            continue
        found += [str(list(row.values())) for row in model._default_manager.values()]
    return "\n".join(found)


def files(root) -> list[str]:
    return sorted(p.name for p in Path(root).rglob("*") if p.is_file())


def test_told_a_month_ahead_then_gone_everywhere_and_still_verified(store, django_capture_on_commit_callbacks):
    hanako = resident()
    sent, paper = finished(hanako)
    digest = paper.sha256
    assert all(m in everything() for m in MARKS) and len(files(store)) == 2
    detail = case_queries.case(actor=hanako, case_id=sent.id, purpose="試験")
    assert detail.delete_after == date(timezone.localdate().year + (6 if timezone.localdate().month > 3 else 5), 3, 31)
    long_ago(sent.id, told=False)
    run = privacy.shred(actor=SYSTEM)
    assert (run.told, run.erased) == (1, 0), "nothing goes that was not told a month ago"
    notice = Notice.objects.get(template="case_expiring")
    assert notice.due_on == timezone.localdate() + timedelta(days=30) and str(notice.account_id) == hanako.id
    assert privacy.shred(actor=SYSTEM) is None
    with pytest.raises(Conflict):
        cases.erase_case(actor=SYSTEM, case_id=sent.id)
    long_ago(sent.id)
    with django_capture_on_commit_callbacks(execute=True):
        run = privacy.shred(actor=SYSTEM)
    assert run.erased == 1 and run.failed == 0 and run.state == "done"
    left = everything()
    assert not [m for m in (*MARKS, "杉並 一郎", "花子さん") if m in left], [m for m in MARKS if m in left]
    assert files(store) == [] and not Blob.objects.exists() and not Upload.objects.exists()
    shown = papers.verify(paper.verification_code)
    assert (shown.number, shown.state, shown.erased, shown.masked_name, shown.sha256) == (paper.number, "released", True, "", digest)
    assert papers.verify_content(b"%PDF-1.7 secret")[0] == shown, "a copy somebody kept is still known"
    with pytest.raises(Refused, match="消しました"):
        papers.read_document(actor=staff(("childcare", "manager")), document_id=paper.id, purpose="試験")
    row = Case.objects.get(pk=sent.id)
    assert row.number == sent.number and row.outcome == "refused" and row.person_id is None and row.erased_at
    record = Record.objects.get()
    assert record.digest and record.reason is None and Request.objects.get().name is None
    audit_actions.seal(actor=SYSTEM)
    assert audit.verify().whole
    assert {"privacy.erase", "cases.erase", "documents.erase"} <= {r.verb for r in audit.search(actor=SYSTEM, size=500).rows}
    assert privacy.shred(actor=SYSTEM) is None and Erasure.objects.count() == 1
    case_queries.case(actor=hanako, case_id=sent.id, purpose="試験")


def test_killed_in_the_middle_it_goes_on_where_it_was(store, monkeypatch):
    hanako = resident()
    today = timezone.localdate()
    actions.publish_definitions(actor=SYSTEM)
    codes = ("pregnancy_report", "residence_certificate", "dog_registration")
    for code in codes:
        actions.start_draft(actor=hanako, code=code)
    Draft.objects.update(expires_on=today - timedelta(days=4), told_on=today - timedelta(days=4))
    drop, seen = documents.erase_about, []

    def killed(**given):
        seen.append(given["subject"])
        if len(seen) == 2:
            raise KeyboardInterrupt
        return drop(**given)

    with monkeypatch.context() as patch:
        patch.setattr("machinami.capabilities.documents.actions.erase_about", killed)
        with pytest.raises(KeyboardInterrupt):
            privacy.shred(actor=SYSTEM)
    assert Draft.objects.count() == 2 and Erasure.objects.count() == 1 and Run.objects.get().state == "running"
    run = privacy.shred(actor=SYSTEM)
    assert run.erased == 2 and not Draft.objects.exists()
    assert sorted(Run.objects.values_list("state", flat=True)) == ["done", "stopped"]
    assert Erasure.objects.count() == len(codes), "each once"


def test_a_file_left_behind_by_a_kill_goes_with_the_next_sweep(store):
    """The rows are gone and kept; the power went before the file was."""
    hanako = resident()
    upload = documents.receive_upload(actor=hanako, name="x.png", content=_picture(), accept=("png",))
    documents.keep_uploads(actor=hanako, upload_ids=[upload.id], subject="procedures.Draft:x", section="")
    documents.erase_about(actor=SYSTEM, subject="procedures.Draft:x")  # on_commit never comes in this transaction
    assert len(files(store)) == 1 and not Upload.objects.exists()
    Blob.objects.update(created_at=timezone.now() - documents.ORPHAN - timedelta(days=1))
    documents.sweep_uploads(actor=SYSTEM)
    assert files(store) == []


def test_one_that_cannot_be_erased_holds_up_nobody(monkeypatch):
    hanako, today = resident(), timezone.localdate()
    actions.publish_definitions(actor=SYSTEM)
    for code in ("pregnancy_report", "residence_certificate"):
        actions.start_draft(actor=hanako, code=code)
    Draft.objects.update(expires_on=today - timedelta(days=4), told_on=today - timedelta(days=4))
    bad = str(Draft.objects.get(code="pregnancy_report").pk)
    erase = documents.erase_about
    monkeypatch.setattr("machinami.capabilities.documents.actions.erase_about",
                        lambda **g: 1 / 0 if bad in g["subject"] else erase(**g))
    run = privacy.shred(actor=SYSTEM)
    assert (run.erased, run.failed) == (1, 1) and run.counts["申請の下書き"]["reason"] == "ZeroDivisionError"
    assert [str(d.pk) for d in Draft.objects.all()] == [bad]


def test_a_dry_run_lists_and_changes_nothing():
    hanako = resident()
    sent, _ = finished(hanako)
    long_ago(sent.id)
    before, out = everything(), StringIO()
    call_command("privacy", "shred", "--dry-run", stdout=out)
    assert sent.number in out.getvalue() and "杉並" not in out.getvalue()
    assert json.loads(out.getvalue().splitlines()[-1]) == {"dry_run": True, "would_go": 1}
    assert everything() == before and not Run.objects.exists()
    out = StringIO()
    call_command("privacy", "shred", stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1])["erased"] == 1
    out = StringIO()
    call_command("privacy", "runs", stdout=out)
    assert json.loads(out.getvalue())["state"] == "done"


def test_a_draft_is_put_off_once():
    hanako, today = resident(), timezone.localdate()
    actions.publish_definitions(actor=SYSTEM)
    draft = actions.start_draft(actor=hanako, code="pregnancy_report")
    assert not draft.extendable
    Draft.objects.update(expires_on=today + timedelta(days=2))
    assert privacy.shred(actor=SYSTEM).told == 1
    for _ in range(2):
        assert actions.extend_draft(actor=hanako, draft_id=draft.id).expires_on == today + timedelta(days=30)
    assert privacy.shred(actor=SYSTEM) is None
    Draft.objects.update(expires_on=today + timedelta(days=2), extended_on=today - timedelta(days=28))
    with pytest.raises(Conflict, match="1回だけ"):
        actions.extend_draft(actor=hanako, draft_id=draft.id)
    with pytest.raises(Refused):
        actions.extend_draft(actor=resident("0000000006"), draft_id=draft.id)


def test_an_account_goes_when_nobody_used_it_for_years_and_nothing_needs_it():
    hanako, maria = resident(), resident("0000000005", email="maria@example.com")
    sent, _ = finished(hanako)
    Preference.objects.create(account_id=maria.id)
    Account.objects.update(last_seen_at=timezone.now() - timedelta(days=5 * 366))
    assert privacy.shred(actor=SYSTEM).erased == 1
    row = Account.objects.get(pk=maria.id)
    assert not Preference.objects.filter(account_id=maria.id).exists()
    assert (row.email, row.name, row.person_id, row.claims) == ("", "", None, None) and Account.objects.get(pk=hanako.id).email
    long_ago(sent.id)
    assert privacy.shred(actor=SYSTEM).erased == 2 and not Account.objects.get(pk=hanako.id).email


def test_every_holding_says_how_it_ends():
    """A shredder that is there, the case it goes with, or a reason in words."""
    found = queries.shredders()
    assert {type(s).__name__ for _, s in found} == {"Accounts", "Bookings", "Cases", "Drafts", "Log", "Papers", "Tickets", "Visits"}
    for row in queries.holdings():
        assert row.holding.erase == "with the case" or ":" in row.holding.erase or len(row.holding.erase) > 8, row


def test_only_the_platform_shreds():
    with pytest.raises(Refused):
        privacy.shred(actor=staff(("*", "manager")))
    assert queries.runs(actor=staff(("*", "auditor"), username="a")).rows == []
    assert settings.BLOB_ROOT and Document.objects.count() == 0
