"""Asking people to sign a case, and their answers. Each change keeps history and audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases.types import CaseDetail
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.signatures import digests, links, matching, ports, telling, wording
from machinami.capabilities.signatures.models import Link, Record, Request
from machinami.capabilities.signatures.queries import SYSTEM, asked_row, signed_now, whole
from machinami.capabilities.signatures.sweeping import lapse, remind  # noqa: F401 - this is their door
from machinami.capabilities.signatures.types import Wanted
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import dated
from machinami.foundation.errors import Conflict, NotFound, Refused


@action("procedures.apply")
def ask(*, actor: Actor, case_id: Any, people: Sequence[Wanted], due_on: date, language: str = "ja") -> None:
    """Ask people to sign a case that awaits it. Again with the same people changes nothing.

    :raises Refused: ``fields`` by ``<role>.<position>``: who can't be reached, or is the applicant.
    """
    actor.require("procedures.apply")
    detail = whole(case_id)
    check(actor=actor, people=people)
    for wanted in people:
        person, key = matching.named(wanted)
        row, made = Request.objects.get_or_create(
            case_id=case_id, role=wanted.role, position=wanted.position,
            defaults={**_told(wanted, language), "person_id": person, "match_key": key, "code": links.new_code(),
                      "asked_at": timezone.now(), "due_on": due_on})
        if made:
            telling.ask(SYSTEM, row, detail, "signature_wanted", "1")
            _record(actor, row, detail, "ask")
    telling.applicant(SYSTEM, detail, "signatures_awaited", "1", due=dated(due_on))


def check(*, actor: Actor, people: Sequence[Wanted]) -> None:
    """Can they all be reached, and are they others than the applicant? :raises Refused: ``fields`` as in :func:`ask`."""
    own = identity.account(actor.id)
    faults, seen = {}, {own.email.casefold()} - {""}
    for wanted in people:
        at, person = f"{wanted.role}.{wanted.position}", matching.named(wanted)[0]
        if person is not None and person == own.person_id:
            faults[at] = wording.YOURSELF
        elif wanted.email.casefold() in seen:
            faults[at] = wording.OWN_ADDRESS
        elif not wanted.email and wanted.person_id is None:
            faults[at] = wording.NO_ADDRESS
        seen |= {wanted.email.casefold()} - {""}
    if faults:
        raise Refused(next(iter(faults.values())), code="signatures", fields=faults)


@action("public", atomic=False)
def open_link(*, token: str, code: str) -> str:
    """Use a mailed link with its code, once; the id of what one is asked to sign (:func:`queries.invited`).

    :raises Refused: ``gone``, ``locked``, or ``code`` for a wrong one, which is counted.
    """
    with transaction.atomic():
        link = links.live(token)
        if link is None:
            raise Refused(wording.GONE, code="gone")
        row = Request.objects.select_for_update(of=("self",)).select_related("case").get(pk=link.request_id)
        right = row.locked_at is None and links.try_code(row, code)
        used = right and Link.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=timezone.now())
        row.save(update_fields=["attempts", "locked_at"])
        guest = Actor(kind="invited", id=str(row.pk), level=1)
        detail = whole(row.case_id)
        _record(guest, row, detail, "open_link" if used else "wrong_code")
        if row.locked_at and not right:
            links.revoke(row)
            telling.applicant(SYSTEM, detail, "signature_locked", str(link.pk))
    if row.locked_at:
        raise Refused(wording.LOCKED, code="locked")
    if not right:
        raise Refused(wording.WRONG, code="code", fields={"code": wording.WRONG})
    if not used:
        raise Refused(wording.GONE, code="gone")
    return str(row.pk)


@action("owner")
def sign(*, actor: Actor, request_id: Any, seen: str, agreed: bool = True) -> None:
    """Sign what was read. ``seen``: the digest of the page that was read. Again, it is one signature.

    The last signature brings the case on its way, in the same transaction.

    :raises Conflict: when the answers have changed since, or no signature is awaited.
    """
    row, detail = _answerable(actor, request_id, seen)
    if row is None:
        return
    if not agreed:
        raise Refused(wording.AGREE, code="agree", fields={"agree": wording.AGREE})
    _answer(actor, row, detail, True, "")
    links.revoke(row)
    if all(signed_now(r, detail.answers_version) for r in Request.objects.filter(case_id=row.case_id, wanted=True)):
        ports.complete(str(row.case_id))
        telling.applicant(SYSTEM, detail, "signatures_complete", str(detail.answers_version))
    else:
        telling.applicant(SYSTEM, detail, "signature_given", f"{row.pk}:{detail.answers_version}")


@action("owner")
def decline(*, actor: Actor, request_id: Any, seen: str, reason: str) -> None:
    """Not sign, and say why; the applicant is told, and may ask again. :raises Conflict: as :func:`sign`."""
    row, detail = _answerable(actor, request_id, seen)
    if row is None:
        raise Conflict(wording.SIGNED_ALREADY, code="signed")
    if not reason.strip():
        raise Refused(wording.REASON, code="reason", fields={"reason": wording.REASON})
    mine = Record.objects.filter(request=row, answers_version=detail.answers_version, agreed=False, at__gte=row.asked_at)
    if mine.exists():
        return
    answer = _answer(actor, row, detail, False, reason.strip()[:1000])
    links.revoke(row)
    telling.applicant(SYSTEM, detail, "signature_declined", str(answer.pk))


def _answerable(actor: Actor, request_id: Any, seen: str) -> tuple[Request | None, CaseDetail]:
    """The request, its case locked; None for it when it is signed already in this version."""
    row = asked_row(actor, request_id)
    state = cases.awaiting(actor=SYSTEM, case_id=row.case_id).state
    detail = whole(row.case_id)
    if signed_now(row, detail.answers_version):
        return None, detail
    if state != "awaiting_signatures":
        raise Conflict(wording.OVER, code="over")
    if digest_of(detail) != seen:
        raise Conflict(wording.CHANGED, code="changed")
    return row, detail


def digest_of(detail: CaseDetail) -> str:
    """Of the version in force."""
    return digests.of(detail.row.number, detail.row.code, detail.version, detail.answers_version, detail.answers)


def _answer(actor: Actor, row: Request, detail: CaseDetail, agreed: bool, reason: str) -> Record:
    how = "link" if actor.kind == "invited" else "sign_in"
    answer = Record.objects.create(
        request=row, answers_version=detail.answers_version, agreed=agreed, reason=reason or None, how=how, level=actor.level,
        account_id=actor.id if actor.kind == "resident" else None, digest=digest_of(detail), at=timezone.now())
    cases.signed(actor=SYSTEM, signer=Actor(kind=actor.kind, id=actor.id, name=str(row.name or "")), case_id=row.case_id,
                 agreed=agreed, detail={"role": row.role, "how": how, "version": detail.answers_version, "digest": answer.digest},
                 reason=reason)
    return answer


# the applicant's side

@action("owner")
def resend(*, actor: Actor, request_id: Any) -> None:
    """Ask again: a new link; after a refusal to sign or a stopped link also a new code. Pressed twice, it is one letter."""
    row, detail = _own(actor, request_id)
    if links.just_sent(row) and row.locked_at is None and not _declined(row, detail):
        return
    _again(actor, row, detail, fresh=row.locked_at is not None or _declined(row, detail))


@action("owner")
def replace_email(*, actor: Actor, request_id: Any, email: str) -> None:
    """Write to another address; links and code sent to the old one stop. :raises Refused: ``fields["email"]``."""
    row, detail = _own(actor, request_id)
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(wording.ADDRESS, code="email", fields={"email": wording.ADDRESS}) from None
    if email.casefold() == identity.email_of(actor.id).casefold():
        raise Refused(wording.OWN_ADDRESS, code="email", fields={"email": wording.OWN_ADDRESS})
    if email == row.email and links.just_sent(row):
        return
    row.email = email
    _again(actor, row, detail, fresh=True)


@action("owner")
def ask_again(*, actor: Actor, case_id: Any, days: int) -> None:
    """Go on after the time for signing ran out: who has not signed is asked again, for so many days."""
    cases.ask_signatures_again(actor=actor, case_id=case_id)
    _restart(actor, case_id, days, "signature_wanted", f"again:{timezone.now():%Y%m%d%H%M%S}")


@action("system")
def ask_anew(*, actor: Actor, case_id: Any, people: Sequence[Wanted], days: int, language: str = "ja") -> bool:
    """The answers were amended: what was signed no longer holds, and whoever they name now is asked. False where nobody is."""
    if actor.kind != "system":
        raise NotFound("case")
    named = {(w.role, w.position) for w in people}
    for row in Request.objects.select_for_update(of=("self",)).filter(case_id=case_id, wanted=True):
        if (row.role, row.position) not in named:
            links.revoke(row)
            Request.objects.filter(pk=row.pk).update(wanted=False)
    if not people:
        return False
    cases.ask_signatures(actor=actor, case_id=case_id)
    for wanted in people:
        person, key = matching.named(wanted)
        Request.objects.update_or_create(case_id=case_id, role=wanted.role, position=wanted.position, defaults={
            **_told(wanted, language), "person_id": person, "match_key": key, "wanted": True, "asked_at": timezone.now(),
            "due_on": timezone.localdate() + timedelta(days=days)})
    _restart(actor, case_id, days, "signature_wanted_again", f"v{whole(case_id).answers_version}")
    return True


def _told(wanted: Wanted, language: str) -> dict[str, Any]:
    """What a request says of the person, as columns."""
    return {"title": wanted.title.as_dict(), "statement": wanted.statement.as_dict(), "sees": list(wanted.sees),
            "level": wanted.level, "name": wanted.name, "email": wanted.email or None, "language": language}


def _restart(actor: Actor, case_id: Any, days: int, why: str, key: str) -> None:
    detail, now = whole(case_id), timezone.now()
    due = timezone.localdate(now) + timedelta(days=days)
    for row in Request.objects.select_for_update(of=("self",)).filter(case_id=case_id, wanted=True):
        if signed_now(row, detail.answers_version):
            continue
        links.renew(row)
        row.asked_at, row.due_on = now, due
        row.save()
        telling.ask(SYSTEM, row, detail, why, key)
        _record(actor, row, detail, "ask")
    telling.applicant(SYSTEM, detail, "signatures_awaited", key, due=dated(due))


def _own(actor: Actor, request_id: Any) -> tuple[Request, CaseDetail]:
    """A request of the applicant's own case, locked, that may still be sent."""
    row = Request.objects.select_for_update(of=("self",)).select_related("case").filter(
        pk=request_id, wanted=True, case__account_id=actor.id).first() if actor.kind == "resident" else None
    if row is None:
        raise NotFound("signature")
    detail = whole(row.case_id)
    if signed_now(row, detail.answers_version):
        raise Conflict(wording.SIGNED_ALREADY, code="signed")
    if detail.row.state != "awaiting_signatures":
        raise Conflict(wording.OVER, code="over")
    return row, detail


def _declined(row: Request, detail: CaseDetail) -> bool:
    return Record.objects.filter(request=row, answers_version=detail.answers_version, agreed=False, at__gte=row.asked_at).exists()


def _again(actor: Actor, row: Request, detail: CaseDetail, *, fresh: bool) -> None:
    if links.too_many(row):
        raise Refused(wording.TOO_MANY, code="too_many")
    links.renew(row) if fresh else links.revoke(row)
    row.asked_at = timezone.now()
    row.save()
    telling.ask(SYSTEM, row, detail, "signature_wanted", f"again:{row.asked_at:%Y%m%d%H%M%S%f}")
    _record(actor, row, detail, "ask")


def _record(actor: Actor, row: Request, detail: CaseDetail, verb: str) -> None:
    record(actor=actor, verb=f"signatures.{verb}", subject=f"signatures.Request:{row.pk}", section=detail.row.section,
           person_id=detail.person_id, detail={"case": str(row.case_id), "role": row.role})
