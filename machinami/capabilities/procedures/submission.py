"""From answers to a case: the last look, the fee, the receipt; and corrections later. Called by actions only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.types import CaseDetail
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import actions as notices
from machinami.capabilities.procedures import cosigning, queries, wording
from machinami.capabilities.procedures.acting import rule_for
from machinami.capabilities.procedures.charging import ask_fee
from machinami.capabilities.procedures.contexts import context_of
from machinami.capabilities.procedures.definition import Definition, Question
from machinami.capabilities.procedures.facts import allowed, from_json, own_facts
from machinami.capabilities.procedures.fields.base import Context, Facts
from machinami.capabilities.procedures.fields.controls import Posted
from machinami.capabilities.procedures.fields.files import FileField
from machinami.capabilities.procedures.fields.name import NameField, show_kana, show_name
from machinami.capabilities.procedures.models import Draft
from machinami.capabilities.procedures.pricing import due_now, fee_of  # noqa: F401 - this is their door
from machinami.capabilities.procedures.reading import fill, pressed, read_page
from machinami.capabilities.procedures.settling import Settled, settle
from machinami.capabilities.procedures.types import Amended, Submitted
from machinami.capabilities.procedures.validation import Invalid, not_for, shape_errors, validate
from machinami.capabilities.procedures.words import join, say
from machinami.capabilities.signatures.types import Wanted
from machinami.city import calendar
from machinami.foundation.actors import Actor, system
from machinami.foundation.errors import Conflict, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.prepared import Prepared
from machinami.foundation.sealing import opened as unsealed

PURPOSE = "本人が自分の申請を直す"


def prefilled(definition: Definition, facts: Facts, context: Context) -> dict[str, Any]:
    """What the register knows, for the fields that ask for it and take it."""
    found = {}
    for code, field in definition.fields.items():
        value = field.prefilled(facts)
        if value is not None and definition.compiled.each[code].is_valid(value) and not field.check(value, code, context):
            found[code] = value
    return found


# sending

@dataclass(frozen=True, slots=True)
class Ready:
    """An application that may be sent: ``answers`` are whole and valid, ``case`` is what opens the case."""

    definition: Definition
    context: Context
    answers: dict[str, Any]
    fee: int
    case: dict[str, Any]
    signers: list[Wanted]


def look_through(actor: Actor, row: Draft, agreed: Sequence[str], language: str) -> Ready:
    """Everything there is to read and check, before anything is locked. :raises Refused: with what to do."""
    definition = queries.stored(row.definition_id)
    if definition.starts:
        raise Conflict(wording.SENT_AS_A_VISIT, code="visit")
    today = timezone.localdate()
    told = from_json(row.facts)
    facts = told if told.declared else allowed(actor, definition, own_facts(actor, today), row.for_person, today)
    context = context_of(actor, facts, language)
    answers = whole(definition, unsealed(row.answers), agreed, context)
    if errors := other_person(definition, answers, facts):
        raise Refused(next(iter(errors.values())), code="answers", fields=errors)
    signers = cosigning.wanted(definition, answers, context)
    if signers:
        cosigning.check(actor, definition, signers)
    fee = 0 if signers else due_now(definition, answers, context)
    case = _case(actor, row, definition, answers, context, fee)
    return Ready(definition, context, answers, fee, case | {"signatures_due": bool(signers)}, signers)


def send(actor: Actor, row: Draft, ready: Ready, key: str, number: str = "") -> Submitted | None:
    """One transaction that writes it all; None, and nothing written, when the draft is no longer as ``row`` says."""
    definition, answers = ready.definition, ready.answers
    with transaction.atomic():
        if _LOCKED.first(row.pk) != [row.revision, None]:
            return None
        opened = cases.open_case(actor=actor, number=number, **ready.case)
        subject = f"cases.Case:{opened.id}"
        uploads = _uploads(definition, answers)
        if uploads:
            documents.keep_uploads(actor=actor, upload_ids=uploads, subject=subject, section=definition.section)
        if any(isinstance(f, FileField) for f in definition.fields.values()):
            documents.let_go_uploads(actor=actor, subject=draft_subject(row))
        charge = ask_fee(actor, ready.definition, opened.id, ready.fee, ready.context.today, account_id=actor.id)
        if ready.signers:
            cosigning.ask(actor, definition, opened.id, ready.signers, ready.context.language)
        else:
            tell(definition, actor.id, opened, definition.notices.received)
        Draft.objects.filter(pk=row.pk).update(
            case_id=opened.id, charge=charge, idempotency_key=key[:80], answers={}, facts={}, touched={}, visited={},
            revision=row.revision + 1, updated_at=timezone.now())
    return Submitted(opened.id, opened.number, opened.state, charge)


_LOCKED = Prepared(lambda key: Draft.objects.select_for_update().filter(pk=key).values_list("revision", "case_id"))


def draft_subject(row: Draft) -> str:
    return f"procedures.Draft:{row.pk}"


def hold_uploads(actor: Actor, row: Draft, definition: Definition, answers: Mapping[str, Any]) -> None:
    """A draft's files are kept as long as its answers name them, however often it is saved again."""
    uploads = _uploads(definition, {c: v for c, v in answers.items() if c in definition.fields})
    if uploads:
        documents.keep_uploads(actor=actor, upload_ids=uploads, subject=draft_subject(row), section="")
    documents.let_go_uploads(actor=actor, subject=draft_subject(row), but=uploads)


def already(actor: Actor, row: Draft) -> Submitted:
    """What became of a draft that was sent."""
    case = case_queries.receipt(actor=actor, case_id=row.case_id, purpose="本人が自分の申請を見る")
    return Submitted(case.id, case.number, case.state, str(row.charge) if row.charge else None)


def whole(definition: Definition, saved: Mapping[str, Any], agreed: Sequence[str], context: Context) -> dict[str, Any]:
    """The answers that are asked, validated. :raises Refused: with input names of the check page."""
    consents = {f.code for f in definition.consents.fields} if definition.consents else set()
    answers = {c: v for c, v in saved.items() if c not in consents} | dict.fromkeys(consents & set(agreed), True)
    settled = settle(definition, answers, context)
    refused = not_for(definition, settled)
    if refused is not None:
        raise Refused(join([t for t in (refused.reason, refused.instead) if t is not None], "。"), code="not_eligible")
    try:
        return validate(definition, typed(definition, settled), context)
    except Invalid as invalid:
        fields = {(f"agree-{p}" if p in consents else p.split(".")[0]): t for p, t in invalid.fields.items()}
        raise Refused(invalid.message, code="answers", fields=fields) from invalid


def other_person(definition: Definition, answers: Mapping[str, Any], facts: Facts) -> dict[str, Text]:
    """What says whom it is for and was written over with somebody else: field code → what to do."""
    errors = {}
    for code, field in definition.fields.items():
        fact = facts.get(field.prefill) if facts.acting and field.prefill.startswith("for_") else None
        if fact is not None and code in answers and answers[code] != fact:
            errors[code] = say(wording.OTHER_PERSON, who=str(facts.get("name_text")), label=field.label)
    return errors


def typed(definition: Definition, settled: Settled) -> dict[str, Any]:
    """The settled answers without what is calculated."""
    return {c: v for c, v in settled.answers.items() if not definition.fields[c].computed}


def _case(actor: Actor, row: Draft, definition: Definition, answers: dict[str, Any], context: Context,
          fee: int) -> dict[str, Any]:
    name, kana = _applicant(actor, definition, answers, context.facts)
    received = timezone.localdate()
    steps = cosigning.steps_from(definition, received)
    return {
        "code": definition.code, "version": row.definition.version, "title": definition.title,
        "section": definition.section, "account_id": actor.id, "person_id": _person(actor, context.facts), "applicant_name": name,
        **_subject(actor, definition, context),
        "applicant_kana": kana, "answers": answers, "idempotency_key": f"procedures.Draft:{row.pk}", "steps": steps,
        "target_on": calendar.working_days_after(received, definition.target_days), "language": context.language,
        "fee_due": fee > 0, "sensitive": definition.sensitive, "retention_years": definition.retention_years,
        "address": str(context.facts.get("address_text") or "")}


def _person(actor: Actor, facts: Facts) -> Any:
    """Whom it is for, in the register; None for somebody who is not in it yet."""
    return None if facts.get("told") else facts.get("person_id") or actor.person_id


def _subject(actor: Actor, definition: Definition, context: Context) -> dict[str, Any]:
    """Whom it is for, where that is not who applies: name, who applies, and by which tie."""
    facts = context.facts
    if not facts.acting:
        return {}
    own = replace(facts, person=facts.applicant, applicant={})
    rule = rule_for(definition.acting, own, str(facts.get("person_id")), context.today)
    return {"subject_name": str(facts.get("name_text") or ""), "subject_kana": str(facts.get("kana_text") or ""),
            "acting_person_id": actor.person_id, "kin": rule.kin if rule else ""}


def _applicant(actor: Actor, definition: Definition, answers: Mapping[str, Any], facts: Facts) -> tuple[str, str]:
    """Name and kana: the register's, else the first own name of the answers, else the account's."""
    return named(definition, answers, facts) or (identity.account(actor.id).name, "")


def named(definition: Definition, answers: Mapping[str, Any], facts: Facts) -> tuple[str, str] | None:
    """Name and kana by the register or the answers; None where neither tells."""
    if facts.known:
        return str(facts.get("applicant_name_text") or ""), str(facts.get("applicant_kana_text") or "")
    for code, field in definition.fields.items():
        if isinstance(field, NameField) and field.own and code in answers:
            return show_name(answers[code]), show_kana(answers[code])
    return None


def _uploads(definition: Definition, answers: Mapping[str, Any]) -> list[str]:
    return [f["id"] for code, value in answers.items() if isinstance(definition.fields[code], FileField) for f in value]


def tell(definition: Definition, account_id: Any, case: Any, template: str) -> None:
    notices.send(actor=system("procedures.submit"), template=template, account_id=account_id,
                 subject=f"cases.Case:{case.id}", section=definition.section, link=f"/ja/my/cases/{case.id}/",
                 params={"title": definition.title, "number": case.number}, idempotency_key=f"{case.id}:{template}")


# correcting

def correct(actor: Actor, case_id: Any, posted: Posted, given: dict[str, Any] | None, language: str) -> Amended:
    detail = case_queries.case(actor=actor, case_id=case_id, purpose=PURPOSE)
    if detail.open_correction is None:
        raise Conflict(wording.NOTHING_TO_CORRECT, code="no_correction")
    definition = queries.definition(detail.row.code, detail.version)
    context = context_of(actor, applied_with(actor, detail), language, today=received_on(detail))
    if given is None:
        read = read_corrections(definition, detail, posted, context)
        if read.stay or read.errors:
            return Amended(read.errors, read.stay)
        given = read.values
    answers, errors = merged(definition, detail, given, context)
    errors = errors or other_person(definition, answers, context.facts)
    if errors:
        return Amended(errors)
    signers = cosigning.wanted(definition, answers, context)
    try:
        cosigning.check(actor, definition, signers)
    except Refused as refused:
        return Amended(refused.fields)
    changed = changed_paths(detail.answers, answers)
    cases.amend(actor=actor, case_id=case_id, answers=answers, changed=changed)
    if definition.co_applicants:
        cosigning.amended(actor, definition, case_id, signers, language)
    uploads = _uploads(definition, answers)
    if uploads:
        documents.keep_uploads(actor=actor, upload_ids=uploads, subject=f"cases.Case:{case_id}",
                               section=definition.section)
    return Amended()


def applied_with(actor: Actor, detail: CaseDetail) -> Facts:
    """The register's facts of whom it is for, as of the day of receipt; what was allowed then may be corrected still."""
    return own_facts(actor, received_on(detail), detail.person_id if detail.acting_person_id else None)


def received_on(detail: CaseDetail) -> date:
    """A corrected application is judged as of the day it was received."""
    return timezone.localdate(detail.row.received_at)


class Read:
    """Corrections as read from a page."""

    def __init__(self, values: dict[str, Any], errors: dict[str, Text], stay: bool) -> None:
        self.values, self.errors, self.stay = values, errors, stay


def read_corrections(definition: Definition, detail: CaseDetail, posted: Posted, context: Context) -> Read:
    """The fields asked for, read in the order of their pages; ``stay`` when a button inside was pressed."""
    fields = to_correct(definition, detail, posted, context)
    page = Question(code="corrections", heading=definition.title, fields=tuple(fields)) if fields else None
    if page is None:
        return Read({}, {}, False)
    if pressed(page, posted):
        return Read({}, fill(page, posted)[1], True)
    old = {c: v for c, v in detail.answers.items() if c in definition.fields and not definition.fields[c].computed}
    read = read_page(definition, page, old, posted, context)
    unseen = [f.code for f in fields if not posted.mentions(f.code.replace(".", "-")) and f.code not in asked(detail)]
    stay = bool(unseen) and all(p.split(".")[0] in unseen for p in read.errors)
    return Read(read.values, {} if stay else read.errors, stay)


def asked(detail: CaseDetail) -> dict[str, str]:
    """Field code → why, of the open correction."""
    items = detail.open_correction.items if detail.open_correction else ()
    reasons: dict[str, str] = {}
    for item in items:
        code = item.path.split(".")[0]
        reasons[code] = "\n".join(r for r in (reasons.get(code, ""), item.reason) if r)
    return reasons


def to_correct(definition: Definition, detail: CaseDetail, posted: Posted, context: Context) -> list[Any]:
    """The fields asked for, and those that what was posted for them newly asks."""
    known = {c: v for c, v in detail.answers.items() if c in definition.fields and not definition.fields[c].computed}
    before = settle(definition, known, context).shown
    running = dict(known)
    fields = []
    for entry in definition.entries:
        field, settled = entry.field, settle(definition, running, context)
        wanted = field.code in asked(detail) or field.code not in before
        if field.computed or not wanted or field.code not in settled.shown:
            continue
        fields.append(field)
        if posted.mentions(field.code):
            value, _ = field.parse(posted, field.code, context)
            running = {**running, field.code: value} if value is not None else running
    return fields


def merged(definition: Definition, detail: CaseDetail, given: Mapping[str, Any],
           context: Context) -> tuple[dict[str, Any], dict[str, Text]]:
    """The old answers with the corrected ones in place, validated; or errors by path."""
    known = {c: v for c, v in detail.answers.items() if c in definition.fields and not definition.fields[c].computed}
    before = settle(definition, known, context).shown
    allowed = set(asked(detail)) | (set(definition.fields) - before)
    strange = {c: say(wording.NOT_ASKED, label=definition.fields[c].label) for c, v in given.items()
               if c in definition.fields and c not in allowed and v != known.get(c)}
    errors = strange or shape_errors(definition, {c: v for c, v in given.items() if v is not None})
    if errors:
        return {}, errors
    answers = {c: v for c, v in {**known, **given}.items() if v is not None}
    unknown = {c: v for c, v in answers.items() if c not in definition.fields}
    try:
        settled = settle(definition, answers, context)
        return validate(definition, {**typed(definition, settled), **unknown}, context), {}
    except Invalid as invalid:
        return {}, dict(invalid.fields)


def changed_paths(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Paths whose values differ: as deep as both sides are objects or lists of the same length."""
    paths: list[str] = []
    for key in [*before, *(k for k in after if k not in before)]:
        old, new, path = before.get(key), after.get(key), f"{prefix}{key}"
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            paths += changed_paths(old, new, f"{path}.")
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            paths += changed_paths(_numbered(old), _numbered(new), f"{path}.")
        else:
            paths.append(path)
    return paths


def _numbered(values: list[Any]) -> dict[str, Any]:
    return {str(n): v for n, v in enumerate(values)}
