"""Publishing definitions; writing, sending and correcting an application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases.types import CaseRow
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.procedures import beginning, deciding, parts, recording, submission, wording
from machinami.capabilities.procedures.contexts import context_of
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.expiring import extend_draft  # noqa: F401 - this is their door
from machinami.capabilities.procedures.fields.controls import Posted
from machinami.capabilities.procedures.keeping import keep
from machinami.capabilities.procedures.messages import UNKNOWN
from machinami.capabilities.procedures.models import DefinitionVersion, Draft
from machinami.capabilities.procedures.paper.actions import (  # noqa: F401 - this is their door
    drop_papers,
    take_papers,
    upload_papers,
)
from machinami.capabilities.procedures.queries import (
    check,
    draft_row,
    own_draft,
    shipped,
    version_row,
)
from machinami.capabilities.procedures.reading import fill, pressed, read_page
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.types import Amended, DraftRow, Recorded, Saved, Submitted, VersionRow
from machinami.capabilities.procedures.validation import Invalid, not_for, value_errors
from machinami.capabilities.procedures.words import say
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.canonical import fingerprint
from machinami.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.sealing import opened


@action("procedures.publish")
def publish_definitions(*, actor: Actor) -> list[str]:
    """Publish what the services ship and differs from what they shipped before; ``code version`` of each new one.

    What the office has changed at the desk stays in force: a newer shipped text is then left for the desk to take over
    (``queries.shipped_since``). Safe to run at every start and in several processes at once.
    """
    actor.require("procedures.publish")
    last = {v.code: v for v in DefinitionVersion.objects.order_by("version").defer("content")}
    published = []
    for definition, content in shipped():
        before = last.get(definition.code)
        if before is not None and (before.origin == "desk" or before.checksum == fingerprint(content)):
            continue
        row = _publish(actor, definition, content, timezone.localdate(), "shipped")
        published += [f"{row.code} {row.version}"] if row else []
    return published


@action("procedures.publish")
def publish(*, actor: Actor, content: dict[str, Any], effective_from: date) -> VersionRow:
    """Publish a definition made or changed at the desk as its procedure's next version, from a day on.

    :raises Refused: when it does not hold, or its day has gone by. :raises Conflict: when another was published meanwhile.
    """
    actor.require("procedures.publish", section=content.get("section"))
    faults = check(content)
    if faults:
        raise Refused(Text(ja=f"まだ公開できません（{faults[0].path}: {faults[0].message}）"), code="unsound")
    if effective_from < timezone.localdate():
        raise Refused(Text(ja="有効日は今日か、それより先の日にしてください"), code="past")
    row = _publish(actor, Definition.model_validate(content), content, effective_from, "desk")
    if row is None:
        raise Conflict(Text(ja="ほかの人が先に公開しました。新しい版との違いを確かめてください"), code="published")
    return version_row(row)


def _publish(actor: Actor, definition: Definition, content: dict[str, Any], day: date, origin: str) -> DefinitionVersion | None:
    """The new row, or None when another process published this number first."""
    latest = DefinitionVersion.objects.filter(code=definition.code).order_by("-version").values_list("version", flat=True).first()
    version, mark = (latest or 0) + 1, fingerprint(content)
    try:
        with transaction.atomic():
            row = DefinitionVersion.objects.create(code=definition.code, version=version, content=content, checksum=mark,
                                                   effective_from=day, published_by=actor.label, origin=origin)
    except IntegrityError:
        return None
    record(actor=actor, verb="procedures.publish", subject=f"procedures.DefinitionVersion:{definition.code}",
           section=definition.section, detail={"version": version, "checksum": mark, "origin": origin})
    return row


@action("procedures.apply", atomic=False)
def start_draft(*, actor: Actor, code: str, for_person: Any = None) -> DraftRow:
    """Begin an application, or go on with the one begun. What the register knows is filled in.

    :param for_person: the member of the household it is for, where the procedure lets the actor apply for them.
    :raises Refused: when the sign-in is not strong enough, or the procedure is not for this person (with the reason).
    :raises NotFound: for somebody whom the actor may not apply for.
    """
    _resident(actor)
    return beginning.begin(actor, code, str(for_person or ""))


@action("procedures.apply", atomic=False)
def start_part(*, actor: Actor, code: str, visit_id: UUID, own: Any = None, for_person: str = "") -> DraftRow:
    """Begin an application as a part of a visit (capabilities/visits): the form of a life event, or a procedure that it starts.

    :param own: the facts (:class:`.fields.base.Facts`) of who applies as the event tells them; None for the register's.
    :raises Refused: as :func:`start_draft`.
    """
    _resident(actor)
    return beginning.begin(actor, code, for_person, own, visit_id)


@action("owner", atomic=False)
def fill_part(*, actor: Actor, draft_id: Any, values: Mapping[str, Any], skips: Sequence[str] = ()) -> DraftRow:
    """Answer what is not answered yet with what is known from elsewhere, where the field takes it; questions that leave nothing
    to ask then count as gone through. Writes only where something changes."""
    return parts.fill(actor, draft_id, values, skips)


@action("owner")
def single_part(*, actor: Actor, draft_id: Any) -> None:
    """It is no longer a part of a visit: it goes on by itself."""
    Draft.objects.filter(pk=own_draft(actor, draft_id).pk, case=None).update(visit=None)


@action("owner", atomic=False)
def save_answers(*, actor: Actor, draft_id: Any, question: str, posted: Any, files: Any = None,
                 revision: int | None = None, language: str = "ja") -> Saved:
    """Save one page. What can be read is kept even when something else on the page is not right yet.

    :param revision: the draft's revision when the page was shown. When another device has since changed one of
        the same answers to something else, nothing is overwritten: both are shown, and the next save decides.
    :raises NotFound: for another's draft or no such question. :raises Conflict: when it was sent already.
    """
    row = _unsent(actor, draft_id)
    draft = draft_row(row)
    page = draft.definition.questions.get(question)
    if page is None:
        raise NotFound("question")
    form, context = Posted.of(posted, files), context_of(actor, draft.facts, language)
    if pressed(page, form):
        return Saved(draft, errors=fill(page, form)[1], stay=True)
    read = read_page(draft.definition, page, draft.answers, form, context)
    while True:
        clashes = _clashes(row, draft, read.values, revision, language)
        if clashes:
            return Saved(draft, errors=clashes, stay=True)
        if keep(actor, row, draft.definition, question, read.values, visited=[] if read.errors else [question]):
            break
        row = _unsent(actor, draft_id)  # saved or sent elsewhere in this very moment
    saved = draft_row(row)
    refused = not_for(saved.definition, settle(saved.definition, saved.answers, context)) if not read.errors else None
    return Saved(saved, read.errors, not_for=wording.why(refused) if refused is not None else None)


@action("owner", atomic=False)
def put_answers(*, actor: Actor, draft_id: Any, answers: Any, question: str | None = None,
                revision: int | None = None, language: str = "ja") -> Saved:
    """Replace the answers of a question, or all of them: field code → value; what is left out or null is unanswered.

    All or nothing. What is required may still be missing; sending asks for it.

    :raises Refused: ``fields`` by path. :raises Conflict: when it was sent, or is no longer at ``revision``.
    """
    row = _unsent(actor, draft_id)
    draft = draft_row(row)
    pages = draft.definition.questions
    if question is not None and question not in pages:
        raise NotFound("question")
    context = context_of(actor, draft.facts, language)
    given = {c: v for c, v in answers.items() if v is not None} if isinstance(answers, dict) else answers
    fields = {f.code for f in (pages[question].fields if question else draft.definition.fields.values()) if not f.computed}
    errors = value_errors(draft.definition, given, context)
    if isinstance(given, dict):
        errors |= {c[:100]: UNKNOWN for c in given.keys() - fields}
    if errors:
        raise Invalid(errors)
    values = {c: given.get(c) for c in fields}
    while revision is None or row.revision == revision:
        if keep(actor, row, draft.definition, question or row.question, values, visited=[question] if question else list(pages)):
            saved = draft_row(row)
            refused = not_for(saved.definition, settle(saved.definition, saved.answers, context))
            return Saved(saved, not_for=wording.why(refused) if refused is not None else None)
        row = _unsent(actor, draft_id)
    raise Conflict(wording.CHANGED_SINCE, code="revision")


@action("owner", atomic=False)
def submit(*, actor: Actor, draft_id: Any, idempotency_key: str = "", agreed: Sequence[str] = (),
           language: str = "ja", revision: int | None = None) -> Submitted:
    """Send the application: one transaction opens the case, asks for the fee and tells the applicant.

    What is sent is looked through before that transaction, which only writes, so that others wait for it shortly;
    a draft that changed in between is looked through again.

    Pressed twice, or sent again after a lost answer, it is one case. ``agreed``: codes of declarations.

    :raises Refused: ``fields`` holds field codes (declarations: ``agree-<code>``) and what to do.
    :raises Conflict: when it is not sent yet and no longer at ``revision``.
    """
    _resident(actor)
    number = ""
    while True:
        row = own_draft(actor, draft_id)
        if row.case_id:
            return submission.already(actor, row)
        _still(row, revision)
        ready = submission.look_through(actor, row, agreed, language)
        number = number or cases.take_number(actor=actor)
        sent = submission.send(actor, row, ready, idempotency_key, number)
        if sent is not None:
            return sent


@action("owner")
def amend(*, actor: Actor, case_id: Any, posted: Any = None, files: Any = None,
          answers: dict[str, Any] | None = None, language: str = "ja") -> Amended:
    """Send corrections (補正): from a posted page, or as ``answers`` (field code → value) from the API.

    Only what was asked for may change, and what that makes newly asked.

    :raises Conflict: when nothing (more) is asked.
    """
    _resident(actor)
    return submission.correct(actor, case_id, Posted.of(posted, files), answers, language)


@action("cases.handle")
def record_findings(*, actor: Actor, case_id: Any, step: str = "", posted: Any = None, values: dict[str, Any] | None = None,
                    seen: int | None = None, reason: str = "") -> Recorded:
    """What the office found out: one ``step`` as posted from a page, or ``values`` (code → value) from the API.

    :param seen: the case's ``findings_version`` when the page was shown; what a colleague has recorded otherwise since
        is told and not overwritten. :param reason: why something that stood there is changed; then it is required.
    """
    if values is not None:
        return recording.record_values(actor, case_id, values, seen, reason)
    return recording.record(actor, case_id, step, Posted.of(posted), seen, reason)


@action("cases.handle")
def look_up(*, actor: Actor, case_id: Any, step: str) -> dict[str, Any]:
    """Ask the step's register; finding code → value, to be looked at and saved. The look is on record.

    :raises Refused: when none is connected, it does not answer, or the person is not in it.
    """
    return deciding.look_up(actor, case_id, step)


@action("cases.decide")
def decide(*, actor: Actor, case_id: Any, outcome: str, reasons: Sequence[str] = (), reason: str = "",
           revision: int | None = None) -> CaseRow:
    """Approve or refuse; ``reasons``: codes of the definition's reasons for refusal, before the desk's own words."""
    return deciding.decide(actor, case_id, outcome, list(reasons), reason, revision)


@action("owner")
def discard_draft(*, actor: Actor, draft_id: Any, revision: int | None = None) -> None:
    """Throw an unsent application away, and its files with it. :raises Conflict: when it is no longer at ``revision``."""
    row = Draft.objects.select_for_update().filter(pk=own_draft(actor, draft_id).pk).first()
    if row is None:
        raise NotFound("draft")
    if row.case_id:
        raise Conflict(wording.SENT_ALREADY, code="sent")
    _still(row, revision)
    documents.let_go_uploads(actor=actor, subject=submission.draft_subject(row))
    row.delete()


def _resident(actor: Actor) -> None:
    actor.require("procedures.apply")
    if actor.kind != "resident":
        raise NotAllowed("procedures.apply")


def _unsent(actor: Actor, draft_id: Any) -> Draft:
    row = own_draft(actor, draft_id)
    if row.case_id:
        raise Conflict(wording.SENT_ALREADY, code="sent")
    return row


def _still(row: Draft, revision: int | None) -> None:
    if revision is not None and row.revision != revision:
        raise Conflict(wording.CHANGED_SINCE, code="revision")


def _clashes(row: Draft, draft: DraftRow, values: dict[str, Any], revision: int | None, language: str) -> dict[str, Text]:
    """Answers that another device has changed since this page was shown, to something else than is posted now."""
    if revision is None or revision >= row.revision:
        return {}
    errors, now = {}, opened(row.answers)
    for code, value in values.items():
        other = now.get(code)
        if row.touched.get(code, 0) > revision and other != value:
            shown = wording.BLANK if other is None else draft.definition.fields[code].display(other, language)
            errors[code] = say(wording.CHANGED_ELSEWHERE, other=shown)
    return errors
