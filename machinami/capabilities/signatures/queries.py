"""Who is asked to sign what, for the one asked, the applicant and the desk."""

from __future__ import annotations

from typing import Any

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.cases import queries as cases
from machinami.capabilities.cases.types import CaseDetail
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.signatures import digests, links, matching, wording
from machinami.capabilities.signatures.models import Record, Request
from machinami.capabilities.signatures.types import Asked, SignatureRow, WaitingRow
from machinami.foundation.actors import Actor, system
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.i18n import Text

SYSTEM = system("signatures")
PURPOSE = "一緒に申請する人の署名"


def whole(case_id: Any) -> CaseDetail:
    """The case with every answer readable, for the platform. Not for views."""
    return cases.case(actor=SYSTEM, case_id=case_id, purpose=PURPOSE)


def link_opens(token: str) -> bool:
    """Whether a mailed link still asks for its code."""
    return links.live(token) is not None


def invited(request_id: Any) -> Actor | None:
    """The actor that an opened link makes: it may read and answer this one request, nothing else."""
    row = Request.objects.filter(pk=request_id, wanted=True).first()
    return Actor(kind="invited", id=str(row.pk), name=str(row.name or ""), level=1) if row else None


def asked_row(actor: Actor, request_id: Any) -> Request:
    """:raises NotFound: for somebody else's (on record). :raises Refused: when the sign-in is not strong enough."""
    row = Request.objects.select_related("case").filter(pk=request_id, wanted=True).first()
    if row is None or not matching.is_asked(actor, row):
        record_read(actor=actor, verb="signatures.refused", subject=f"signatures.Request:{request_id}", purpose=PURPOSE,
                    kind="refusal")
        raise NotFound("signature")
    if actor.level < row.level:
        raise Refused(wording.SIGN_IN_HIGHER, code="identity_level")
    return row


def asked(*, actor: Actor, request_id: Any) -> Asked:
    """What one is asked to sign, with the answers one may read; the reading is on the applicant's record."""
    row = asked_row(actor, request_id)
    detail = whole(row.case_id)
    record_read(actor=actor, verb="signatures.read", subject=f"cases.Case:{row.case_id}", purpose=PURPOSE,
                person_id=detail.person_id, section=detail.row.section)
    answer = _answer_to(row, detail.answers_version)
    state = "signed" if answer and answer.agreed else "over" if detail.row.state != "awaiting_signatures" else (
        "declined" if answer else "asked")
    return Asked(
        id=str(row.pk), case_id=str(row.case_id), number=detail.row.number, code=detail.row.code,
        definition_version=detail.version, title=detail.row.title, role=Text.of(row.title), statement=Text.of(row.statement),
        section=detail.row.section, applicant_name=detail.row.applicant_name, name=str(row.name or ""),
        answers={c: detail.answers[c] for c in row.sees if c in detail.answers}, due_on=row.due_on, state=state,
        answered_at=answer.at if answer else None,
        seen=digests.of(detail.row.number, detail.row.code, detail.version, detail.answers_version, detail.answers))


def waiting(*, actor: Actor) -> list[WaitingRow]:
    """What a signed-in resident is asked to sign, the most urgent first."""
    if actor.kind != "resident":
        return []
    rows = Request.objects.select_related("case").filter(case__state="awaiting_signatures", wanted=True).exclude(case__account_id=actor.id)
    mine = rows.filter(person_id=actor.person_id) if actor.person_id else (
        rows.filter(match_key=key) if (key := matching.own_key(actor)) else rows.none())
    return [WaitingRow(str(r.pk), Text.of(r.case.title), Text.of(r.title), r.due_on) for r in mine.order_by("due_on")
            if not signed_now(r, r.case.answers_version)]


def of_case(*, actor: Actor, case_id: Any) -> list[SignatureRow]:
    """How the signatures of a case stand. The applicant sees addresses and codes, the desk does not.

    :raises NotFound: for another's case, or one out of the sections' reach.
    """
    rows = list(Request.objects.select_related("case").filter(case_id=case_id, wanted=True).order_by("role", "position"))
    return [_row(actor, r) for r in rows if _may_see(actor, r)]


def _may_see(actor: Actor, row: Request) -> bool:
    own = actor.kind == "resident" and str(row.case.account_id) == actor.id
    if not own and not actor.may("signatures.view", section=row.case.section):
        raise NotFound("case")
    return True


def _row(actor: Actor, row: Request) -> SignatureRow:
    answer, own = _answer_to(row, row.case.answers_version), actor.kind == "resident"
    found: dict[str, Any] = {"state": "asked"}
    if answer is not None:
        found = {"state": "signed" if answer.agreed else "declined", "answered_at": answer.at, "how": answer.how,
                 "level": answer.level, "answers_version": answer.answers_version, "digest": answer.digest,
                 "reason": str(answer.reason or "")}
    if own and found["state"] != "signed":
        found |= {"email": str(row.email or ""), "code": str(row.code or "") if row.level == 1 and not row.locked_at else "",
                  "letter": notices.reached(f"signatures.Request:{row.pk}"), "locked": row.locked_at is not None}
    return SignatureRow(id=str(row.pk), role=row.role, title=Text.of(row.title), name=str(row.name or ""), due_on=row.due_on,
                        by_link=row.level == 1, **found)


def _answer_to(row: Request, version: int) -> Record | None:
    """The answer that counts: to this version of the answers, and to the last time it was asked."""
    return Record.objects.filter(request=row, answers_version=version, at__gte=row.asked_at).order_by("-at").first() or \
        Record.objects.filter(request=row, answers_version=version, agreed=True).first()


def signed_now(row: Request, version: int) -> bool:
    return Record.objects.filter(request=row, answers_version=version, agreed=True).exists()


def complete(case_id: Any, version: int) -> bool:
    """True when everybody asked has signed this version (also when nobody is asked)."""
    return all(signed_now(r, version) for r in Request.objects.filter(case_id=case_id, wanted=True))
