"""Every change to a case. Each keeps history and audit, and tells what happened after commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.cases import events, moving, numbers, ports, states, together
from machinami.capabilities.cases.erasing import erase_case  # noqa: F401 - this is their door
from machinami.capabilities.cases.linking import (  # noqa: F401 - this is their door
    close_duplicate,
    link_cases,
    unlink_cases,
)
from machinami.capabilities.cases.models import (
    Amendment,
    Case,
    CaseDocument,
    Correction,
    Findings,
    Message,
    SavedView,
)
from machinami.capabilities.cases.moving import about, close, history, locked, move, own, save
from machinami.capabilities.cases.rows import case_row
from machinami.capabilities.cases.signing import (  # noqa: F401 - this is their door
    ask_signatures,
    ask_signatures_again,
    awaiting,
    signatures_complete,
    signatures_lapsed,
    signed,
)
from machinami.capabilities.cases.stepping import move_many, undo_many, undo_steps  # noqa: F401 - this is their door
from machinami.capabilities.cases.types import BulkDone, CaseRow, CorrectionItem, ViewRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, Refused
from machinami.foundation.events import publish
from machinami.foundation.i18n import Text
from machinami.foundation.prepared import insert
from machinami.foundation.sealing import seal
from machinami.foundation.text import kana_key, search_form


@action("procedures.apply", atomic=False)
def open_case(*, actor: Actor, code: str, version: int, title: Text, section: str, account_id: Any, person_id: Any,
              applicant_name: str, applicant_kana: str, answers: dict[str, Any], idempotency_key: str,
              target_on: date | None = None, steps: Sequence[dict[str, Any]] = (), fee_due: bool = False,
              signatures_due: bool = False, language: str = "ja", retention_years: int = 5, address: str = "", number: str = "", sensitive: Sequence[str] = (),
              subject_name: str = "", subject_kana: str = "", acting_person_id: Any = None, kin: str = "",
              channel: str = "online", received_on: date | None = None) -> CaseRow:
    """Take an application in. The same ``idempotency_key`` gives the same case, also under a race.

    :param subject_name: of whom it is for (``person_id``), where ``acting_person_id`` applies for them as ``kin``.
    :param channel: ``paper`` where staff takes in what came on paper, on ``received_on``.
    :param signatures_due: others must sign before the office begins (``signing.signatures_complete``).
    :param sensitive: paths of answers and findings that are kept sealed (foundation.sealing).
    """
    if channel == "paper":
        actor.require("procedures.take_paper", section=section)
    else:
        actor.require("procedures.apply")
    now = moving.received_at(received_on)
    state = "awaiting_signatures" if signatures_due else "awaiting_payment" if fee_due else "received"
    case = Case(
        number=number, code=code, version=version, title=title.as_dict(), section=section, account_id=account_id, person_id=person_id,
        applicant_name=applicant_name, applicant_kana=applicant_kana, search_name=search_form(applicant_name),
        search_kana=kana_key(applicant_kana), search_address=search_form(address)[:200], language=language,
        state=state, answers=seal(answers, sensitive),
        sensitive=list(sensitive), steps=list(steps), received_at=now,
        acting_person_id=acting_person_id, kin=kin, subject_name=subject_name, search_subject=kana_key(subject_kana)[:200],
        target_on=target_on, retention_years=retention_years, channel=channel, idempotency_key=idempotency_key)
    try:
        with transaction.atomic():
            _take_in(case, actor)
    except IntegrityError:
        known = Case.objects.filter(idempotency_key=idempotency_key).first()
        if known is None:
            raise
        return case_row(known)
    return case_row(case)


@action("procedures.apply", atomic=False)
def take_number(*, actor: Actor) -> str:
    """A receipt number ahead of the case, for :func:`open_case`; blank where that takes it itself.

    A number whose case is then not opened is left out.
    """
    actor.require("procedures.apply")
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return ""
    return numbers.ahead(timezone.localdate())


def _take_in(case: Case, actor: Actor) -> None:
    case.number = case.number or numbers.following(timezone.localdate(case.received_at))
    insert(case)
    insert(Amendment(case=case, version=1, answers=case.answers, actor=actor.label, actor_name=actor.name))
    history(case, actor, "open", "", case.state, public=True, detail={"channel": "paper"} if case.channel == "paper" else None)
    publish(events.CaseOpened(**about(case), version=case.version))


@action("cases.assign")
def assign(*, actor: Actor, case_id: Any, staff_id: Any | None) -> CaseRow:
    """Give the case to a member of staff of its section, or back to the queue."""
    case = locked(actor, case_id, "cases.assign")
    together.check_colleague(actor, case, staff_id)
    case.assigned_to_id = staff_id
    return save(case, actor, "assign", case.state, detail={"to": str(staff_id or "")})


@action("cases.assign")
def assign_many(*, actor: Actor, case_ids: Iterable[Any], staff_id: Any | None) -> BulkDone:
    """Give many cases to somebody, or back to the queue; ``undo_assign`` takes it back for ten minutes. All or nothing."""
    before = []
    for case in together.chosen(actor, case_ids):
        together.check_colleague(actor, case, staff_id)
        if str(case.assigned_to_id or "") != str(staff_id or ""):
            before.append((case, case.assigned_to_id))
            case.assigned_to_id = staff_id
            save(case, actor, "assign", case.state, detail={"to": str(staff_id or ""), "together": True})
    return together.keep(actor, staff_id, before)


@action("cases.assign")
def undo_assign(*, actor: Actor, undo_id: Any) -> int:
    """As it was before, but for cases that somebody has given on since. Returns how many."""
    row = together.to_undo(actor, undo_id)
    was = {i["case"]: i["from"] for i in row.items}
    count = 0
    for case in Case.objects.select_for_update().filter(pk__in=list(was)).order_by("pk"):
        if str(case.assigned_to_id or "") == row.to:
            case.assigned_to_id = was[str(case.pk)] or None
            save(case, actor, "assign", case.state, detail={"to": was[str(case.pk)], "undo": str(row.pk)})
            count += 1
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    return count


@action("cases.handle")
def add_memo(*, actor: Actor, case_id: Any, body: str) -> None:
    """A note for colleagues in the case's history. The applicant does not see it on the case; the office does."""
    case = locked(actor, case_id, "cases.handle")
    if not body.strip():
        raise Refused("メモを入力してください", code="memo")
    history(case, actor, "memo", case.state, case.state, note=body.strip()[:2000])


@action("cases.view")
def save_view(*, actor: Actor, name: str, query: str) -> ViewRow:
    """Keep the work list's query under a name; the same name is written over."""
    actor.require("cases.view")
    if not name.strip():
        raise Refused("名前を入力してください", code="name")
    row, _ = SavedView.objects.update_or_create(staff_id=actor.id, name=name.strip()[:40], defaults={"query": query[:600]})
    return ViewRow(str(row.pk), row.name, row.query)


@action("cases.view")
def drop_view(*, actor: Actor, view_id: Any) -> None:
    """Forget one's own saved view."""
    actor.require("cases.view")
    SavedView.objects.filter(pk=view_id, staff_id=actor.id).delete()


@action("cases.handle")
def start_review(*, actor: Actor, case_id: Any, revision: int | None = None) -> CaseRow:
    case = locked(actor, case_id, "cases.handle", revision)
    if case.assigned_to_id is None and actor.kind == "staff":
        case.assigned_to_id = actor.id
    return move(case, actor, "start_review", public=True)


@action("cases.handle")
def finish_step(*, actor: Actor, case_id: Any, revision: int | None = None) -> CaseRow:
    """Tick the current desk step off and go to the next."""
    case = locked(actor, case_id, "cases.handle", revision)
    if case.step >= len(case.steps):
        raise Conflict("すべての手順が済んでいます。決定してください", code="steps")
    done = case.steps[case.step]["code"]
    case.step += 1
    return save(case, actor, "finish_step", case.state, detail={"step": done})


@action("cases.handle")
def record_findings(*, actor: Actor, case_id: Any, findings: dict[str, Any], changed: Sequence[str],
                    shown: Sequence[str] = (), reason: str = "", version: int | None = None) -> CaseRow:
    """What the office has found, whole, as a new version. The caller has validated it.

    :param changed: paths that differ from the version before. :param reason: why something that stood there changed.
    :param version: the one it was worked out from. :raises Conflict: when there is a newer one, or it is decided.
    """
    case = locked(actor, case_id, "cases.handle")
    if case.state not in states.OPEN:
        raise Conflict("決定したあとは、確かめたことを変えられません。画面を読み込み直してください", code="decided")
    if version is not None and version != case.findings_version:
        raise Conflict("ほかの職員が確かめたことを記録しました。画面を読み込み直して、内容を確かめてください", code="findings")
    findings = seal(findings, case.sensitive)
    case.findings, case.findings_version = findings, case.findings_version + 1
    Findings.objects.create(case=case, version=case.findings_version, findings=findings, changed=list(changed),
                            shown=list(shown), reason=reason.strip()[:400], actor=actor.label, actor_name=actor.name)
    return save(case, actor, "record_findings", case.state, note=reason.strip(),
                 detail={"version": case.findings_version, "changed": list(changed)})


@action("cases.handle")
def request_correction(*, actor: Actor, case_id: Any, items: Iterable[CorrectionItem], due_on: date,
                       revision: int | None = None) -> CaseRow:
    """Ask the resident to amend named answers (行政手続法7条), each with its reason, by a day to come."""
    case = locked(actor, case_id, "cases.handle", revision)
    listed = [{"path": i.path, "reason": i.reason.strip()} for i in items]
    if not listed or not all(i["reason"] for i in listed):
        raise Refused("直してほしい項目を選び、理由を入力してください", code="correction_items")
    if due_on <= timezone.localdate():
        raise Refused("期限には、あしたより後の日付を入力してください", code="correction_due")
    Correction.objects.create(case=case, items=listed, due_on=due_on, asked_by=actor.label)
    row = move(case, actor, "request_correction", public=True, detail={"paths": [i["path"] for i in listed]})
    publish(events.CorrectionRequested(**about(case), due_on=due_on.isoformat()))
    return row


@action("owner")
def amend(*, actor: Actor, case_id: Any, answers: dict[str, Any], changed: Sequence[str]) -> CaseRow:
    """The resident's corrected answers, as a new version. The caller has validated them.

    :raises Conflict: when nothing was asked, or it was answered already.
    """
    case = own(actor, case_id)
    correction = case.corrections.filter(settled_at=None).first()
    if correction is None:
        raise Conflict(Text(ja="直す項目はもうありません", en="There is nothing left to correct.",
                            zh="没有需要修改的项目。", ko="수정할 항목이 더 이상 없습니다.",
                            easy="なおすところは もう ありません"), code="no_correction")
    answers = seal(answers, case.sensitive)
    case.answers, case.answers_version = answers, case.answers_version + 1
    Amendment.objects.create(case=case, version=case.answers_version, answers=answers, changed=list(changed),
                             actor=actor.label, actor_name=actor.name)
    correction.settled_at, correction.settled_by_version = timezone.now(), case.answers_version
    correction.save(update_fields=["settled_at", "settled_by_version"])
    row = move(case, actor, "amend", public=True, detail={"version": case.answers_version, "changed": list(changed)})
    publish(events.CaseAmended(**about(case), version=case.answers_version))
    return row


@action("cases.handle")
def cancel_correction(*, actor: Actor, case_id: Any, reason: str) -> CaseRow:
    """Take a request for correction back."""
    case = locked(actor, case_id, "cases.handle")
    case.corrections.filter(settled_at=None).update(settled_at=timezone.now())
    return move(case, actor, "cancel_correction", public=True, note=reason)


@action("owner")
def send_message(*, actor: Actor, case_id: Any, body: str, idempotency_key: Any = None) -> None:
    """A word to the other side. Residents to their own case, staff with ``cases.handle``."""
    case = own(actor, case_id) if actor.kind == "resident" else locked(actor, case_id, "cases.handle")
    if not body.strip():
        raise Refused(Text(ja="内容を入力してください", en="Please enter your message.", zh="请输入内容。",
                           ko="내용을 입력해 주세요.", easy="ないようを 入力してください"), code="empty")
    if idempotency_key and Message.objects.filter(pk=idempotency_key).exists():
        return
    message = Message(case=case, actor=actor.label, actor_name=actor.name, body=body.strip()[:4000],
                      from_office=actor.kind != "resident")
    if idempotency_key:
        message.id = idempotency_key
    message.save()
    record(actor=actor, verb="cases.send_message", subject=f"cases.Case:{case.pk}", section=case.section,
           person_id=case.person_id)
    publish(events.CaseMessaged(**about(case), from_office=message.from_office, message_id=str(message.pk)))


@action("cases.decide")
def decide(*, actor: Actor, case_id: Any, outcome: str, reason: str, revision: int | None = None) -> CaseRow:
    """Approve or refuse. A refusal needs its reasons (行政手続法8条).

    :raises Refused: for a refusal without reasons, or while something that has to be found out first is missing.
    """
    case = locked(actor, case_id, "cases.decide", revision)
    if outcome not in ("approved", "refused"):
        raise Refused("承認か却下を選んでください", code="outcome")
    if outcome == "refused" and not reason.strip():
        raise Refused("却下の理由を入力してください", code="reason", fields={"reason": Text(ja="却下の理由を入力してください")})
    if actor.kind != "system":
        ports.ask_before_deciding(actor, str(case.pk), outcome)
    case.corrections.filter(settled_at=None).update(settled_at=timezone.now())
    case.outcome, case.reason, case.decided_at = outcome, reason.strip(), timezone.now()
    row = move(case, actor, "approve" if outcome == "approved" else "refuse", public=True)
    publish(events.CaseDecided(**about(case), outcome=outcome))
    return row


@action("system")
def payment_settled(*, actor: Actor, case_id: Any) -> CaseRow:
    """The fee is held or paid: the case goes to the desk."""
    case = locked(actor, case_id, "cases.handle")
    if case.state != "awaiting_payment":
        return case_row(case)
    return move(case, actor, "payment_settled", public=True)


@action("cases.handle")
def complete(*, actor: Actor, case_id: Any) -> CaseRow:
    """Close a decided case; from now its deletion clock runs (end of the fiscal year + retention)."""
    case = locked(actor, case_id, "cases.handle")
    if case.state == "completed":
        return case_row(case)
    close(case)
    row = move(case, actor, "complete", public=True)
    publish(events.CaseClosed(**about(case), state=case.state))
    return row


@action("owner")
def withdraw(*, actor: Actor, case_id: Any, reason: str = "") -> CaseRow:
    """The resident takes the application back, before a decision."""
    case = own(actor, case_id) if actor.kind == "resident" else locked(actor, case_id, "cases.handle")
    if case.state == "withdrawn":
        return case_row(case)
    close(case)
    row = move(case, actor, "withdraw", public=True, note=reason)
    publish(events.CaseClosed(**about(case), state="withdrawn"))
    return row


@action("cases.handle")
def attach_document(*, actor: Actor, case_id: Any, document_id: Any, title: Text) -> None:
    """Tie an issued document to the case; again with the same document changes nothing."""
    case = locked(actor, case_id, "cases.handle")
    _, made = CaseDocument.objects.get_or_create(case=case, document=document_id, defaults={"title": title.as_dict()})
    if made:
        history(case, actor, "attach_document", case.state, case.state, public=True,
                 detail={"document": str(document_id)})
