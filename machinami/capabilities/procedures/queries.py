"""Reading procedures: what they are (public), and one's own drafts."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from pydantic import ValidationError

from machinami.capabilities.procedures import acting, deadlines, loading, searching
from machinami.capabilities.procedures.acting import KIN
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.facts import from_json, own_facts
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.in_force import InForce, in_force
from machinami.capabilities.procedures.models import DefinitionVersion, Draft
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.types import ActingChoice, DraftRow, VersionRow
from machinami.capabilities.procedures.validation import lacking
from machinami.foundation.actors import Actor
from machinami.foundation.canonical import fingerprint
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.outages import NotYet
from machinami.foundation.prepared import Prepared
from machinami.foundation.registry import services
from machinami.foundation.sealing import opened

if TYPE_CHECKING:
    from machinami.capabilities.procedures.linting import Finding


logger = logging.getLogger(__name__)
#: So many days before its end a draft may be put off.
EXTEND_WITHIN = 7


@lru_cache(maxsize=512)
def stored(version_id: Any) -> Definition:
    """A published version never changes, so a process reads and builds it once.

    :raises NotYet: for one in words of the next release, which is being rolled out
    """
    content = DefinitionVersion.objects.values_list("content", flat=True).get(pk=version_id)
    try:
        return loading.built(content)
    except ValidationError as error:
        raise NotYet(f"{content.get('code')}: {error}") from error


def newest_readable(versions: Iterable[Any]) -> tuple[Any, Definition] | None:
    """The first of these versions (newest first) that this release can read: while the next one is rolled out, what that has published
    in new words is left to it, and everything else goes on."""
    for pk in versions:
        try:
            return pk, stored(pk)
        except NotYet as error:
            logger.warning("a definition of another release, left to it: %s", str(error)[:300])
    return None


def counting(code: str, day: date) -> tuple[Any, Definition] | None:
    """The version of a procedure that counts on a day, or None."""
    return newest_readable(pk for pk, since, _ in versions_of(code) if since <= day)


@lru_cache(maxsize=2048)
def version_id(code: str, version: int) -> Any:
    """The row of a published version, asked for once per process. :raises NotFound: for none."""
    row = DefinitionVersion.objects.filter(code=code, version=version).values_list("pk", flat=True).first()
    if row is None:
        raise NotFound("procedure")
    return row


@lru_cache(maxsize=1)
def shipped() -> tuple[tuple[Definition, dict[str, Any]], ...]:
    """The definitions in the services' folders, with their contents; read once per process."""
    files = [s.procedure_file for s in services()]
    return tuple(loading.load(f) for f in files if f is not None)


def current(code: str) -> InForce:
    """What counts today, and where it is found. :raises NotFound: for an unknown code."""
    found = in_force().get(code)
    if found is None:
        raise NotFound("procedure")
    return found


def catalogue() -> list[InForce]:
    """Every procedure that counts today, by code: shipped and made at the desk."""
    return [f for f in in_force().values() if not f.definition.starts]


def life_events() -> list[InForce]:
    """What counts today of the events that start several procedures together."""
    return [f for f in in_force().values() if f.definition.starts]


def definition(code: str, version: int | None = None) -> Definition:
    """The definition of a version; without one, the one that the installed services ship (``current`` for today's).

    :raises NotFound: for an unknown code or version.
    """
    if version is None:
        found = next((d for d, _ in shipped() if d.code == code), None)
        if found is None:
            raise NotFound("procedure")
        return found
    return stored(version_id(code, version))


def all_definitions() -> list[Definition]:
    """The procedures' definitions of today, by code."""
    return [f.definition for f in catalogue()]


def versions(code: str) -> list[VersionRow]:
    """Published versions, newest first."""
    return [version_row(v) for v in DefinitionVersion.objects.filter(code=code).order_by("-version").defer("content")]


def version_row(v: DefinitionVersion) -> VersionRow:
    return VersionRow(str(v.pk), v.code, v.version, v.checksum, v.effective_from, v.published_at, v.published_by, v.origin)


def content(code: str, version: int | None = None) -> dict[str, Any]:
    """The content as written, of a version or of the newest one. :raises NotFound:"""
    rows = DefinitionVersion.objects.filter(code=code) if version is None else DefinitionVersion.objects.filter(
        code=code, version=version)
    found = rows.order_by("-version").values_list("content", flat=True).first()
    if found is None:
        raise NotFound("procedure")
    return dict(found)


def findings(written: dict[str, Any]) -> list[Finding]:
    """Everything that is wrong with or missing in a content as written: errors and warnings."""
    from machinami.capabilities.procedures.linting import check_content

    return check_content(written)


def check(written: dict[str, Any]) -> list[Finding]:
    """What stands in the way of publishing a content; empty when it holds."""
    return [f for f in findings(written) if f.level == "error"]


def shipped_since(code: str) -> dict[str, Any] | None:
    """What the installed product ships for a procedure that the desk has changed, where that never was a version."""
    written = next((c for d, c in shipped() if d.code == code), None)
    if written is None or DefinitionVersion.objects.filter(code=code, checksum=fingerprint(written)).exists():
        return None
    return written if DefinitionVersion.objects.filter(code=code).exists() else None


def search(text: str, language: str = "ja") -> list[Definition]:
    """Procedures that fit what was typed, best first: any script, readings, other languages, one slip of the finger."""
    return [d for d in _found(text, language) if not d.starts]


def search_events(text: str, language: str = "ja") -> list[Definition]:
    """Life events that fit what was typed, best first."""
    return [d for d in _found(text, language) if d.starts]


def _found(text: str, language: str) -> list[Definition]:
    known = in_force()
    return [known[code].definition for code in searching.index(known).find(text, language)]


def draft(*, actor: Actor, draft_id: Any) -> DraftRow:
    """One's own draft. :raises NotFound: for another's, one that ran out, or none."""
    return draft_row(own_draft(actor, draft_id))


def own_draft(actor: Actor, draft_id: Any) -> Draft:
    """The row itself, for actions."""
    found = _OWN.first(draft_id, actor.id) if actor.kind == "resident" else None
    if found is None:
        raise NotFound("draft")
    return _as_draft(found)


def may_act_for(*, actor: Actor, code: str) -> list[ActingChoice]:
    """Whom of the household the resident may apply for; empty where the procedure is for oneself alone."""
    rules = current(code).definition.acting
    if rules is None or actor.kind != "resident":
        return []
    today = timezone.localdate()
    return [ActingChoice(str(p["person_id"]), str(p["name_text"]), KIN[r.kin])
            for p, r in acting.choices(rules, own_facts(actor, today), today)]


def open_draft(actor: Actor, code: str, for_person: str = "") -> Draft | None:
    """The application of this kind that the resident has begun (for that person) and not sent; there is one at most."""
    found = _OPEN.first(actor.id, code, for_person)
    return _as_draft(found) if found else None


def versions_of(code: str) -> list[tuple[Any, date, int]]:
    """(row, day from which it counts, version), the one that counts last first."""
    return [(pk, day, version) for pk, day, version in _VERSIONS(code)]


_COLUMNS = tuple(f.attname for f in Draft._meta.concrete_fields)
_OWN = Prepared(lambda key, account: Draft.objects.filter(pk=key, account_id=account).values_list(
    *_COLUMNS, "definition__version"))
_OPEN = Prepared(lambda account, code, person: Draft.objects.filter(
    account_id=account, code=code, for_person=person, case=None).values_list(
    *_COLUMNS, "definition__version"))
_VERSIONS = Prepared(lambda code: DefinitionVersion.objects.filter(code=code).order_by(
    "-effective_from", "-version").values_list("pk", "effective_from", "version"))


def _as_draft(values: list[Any]) -> Draft:
    row = Draft.from_db("default", _COLUMNS, values[:-1])
    row.definition = DefinitionVersion.from_db("default", ("id", "version"), (row.definition_id, values[-1]))
    return row


def missing(draft: DraftRow) -> dict[str, Text]:
    """Path → what to do, for all that is asked, required and not answered yet (consents are given when sending)."""
    settled = settle(draft.definition, draft.answers, plain_context(draft.facts))
    consents = {f.code for f in draft.definition.consents.fields} if draft.definition.consents else set()
    return {p: t for p, t in lacking(draft.definition, settled).items() if p not in consents}


def refused(*, actor: Actor, draft_id: Any, agreed: Sequence[str], language: str = "ja") -> dict[str, Text]:
    """Why a draft could not be sent now: as ``fields`` of what :func:`.actions.submit` would raise; empty when it could."""
    from machinami.capabilities.procedures import submission

    row = own_draft(actor, draft_id)
    if row.case_id:
        return {}
    try:
        submission.look_through(actor, row, agreed, language)
    except Refused as refusal:
        return dict(refusal.fields) or {"": refusal.message}
    return {}


def due_on(found: Definition, answers: Mapping[str, Any]) -> date | None:
    """By when to apply, as far as these answers tell."""
    return deadlines.due_on(found, answers, plain_context(Facts()))


def my_drafts(*, actor: Actor) -> list[DraftRow]:
    """One's own open drafts, the last touched first."""
    if actor.kind != "resident":
        return []
    rows = Draft.objects.select_related("definition").defer("definition__content").filter(
        account_id=actor.id, case=None).order_by("-updated_at")
    return [draft_row(r) for r in rows]


def draft_row(row: Draft) -> DraftRow:
    found = stored(row.definition_id)
    return DraftRow(
        id=str(row.pk), code=row.code, version=row.definition.version, title=Text.of(found.title), definition=found,
        answers=opened(row.answers), facts=from_json(row.facts), visited=frozenset(row.visited), revision=row.revision,
        question=row.question, updated_at=row.updated_at, expires_on=row.expires_on,
        case_id=str(row.case_id) if row.case_id else None, charge_id=str(row.charge) if row.charge else None,
        visit_id=str(row.visit) if row.visit else None, for_person=row.for_person,
        extendable=row.case_id is None and row.extended_on is None and (row.expires_on - timezone.localdate()).days <= EXTEND_WITHIN)
