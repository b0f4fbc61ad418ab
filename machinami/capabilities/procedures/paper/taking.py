"""A file of paper applications: taken apart, each row looked through, and each good one made a case. Called by actions only.

Every row is a transaction of its own and its case is opened under a key made from what it says, so that a worker killed
at any moment goes on where it was, and the same row in the same or another file is one case.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from machinami.capabilities.audit.actions import record
from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.identity import actions as accounts
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.procedures import queries, submission
from machinami.capabilities.procedures.charging import ask_fee
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.cosigning import steps_from
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.facts import numbered_facts
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.models import PaperImport, PaperRow
from machinami.capabilities.procedures.paper import columns, examples, rows, sheets
from machinami.capabilities.procedures.pricing import due_now
from machinami.city import calendar
from machinami.foundation.actors import Actor, system
from machinami.foundation.canonical import canonical
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text

PURPOSE = "紙の申請の取込み"
#: Days that rows which could not be taken in are kept, to be mended.
KEEP_DAYS = 14
#: Rows a task does before it queues up again, so that letters and others' tasks do not wait for a long table.
A_TURN = 25
PERMISSION = "procedures.take_paper"
ERROR_WORDS = "エラー"


def definition_for(actor: Actor, code: str) -> tuple[Any, Definition]:
    """What counts today for new papers. :raises NotFound: for a procedure of another section, or that is not for tables."""
    found = queries.counting(code, timezone.localdate())
    if found is None:
        raise NotFound("procedure")
    key, definition = found
    if not actor.may(PERMISSION, section=definition.section):
        raise NotFound("procedure")
    if not columns.fits(definition):
        raise Refused("この手続きは、必ず添付がいるか、一緒に申請する人の署名がいるので、表からは取り込めません。1件ずつ受け付けてください", code="unfit")
    return key, definition


def upload(actor: Actor, code: str, name: str, content: bytes) -> PaperImport:
    """See :func:`..actions.upload_papers`."""
    key, definition = definition_for(actor, code)
    table = sheets.read(content)
    paths = _paths(definition, table[0][1])
    digest = hashlib.sha256(content).hexdigest()
    paper, made = PaperImport.objects.get_or_create(staff_id=actor.id, definition_id=key, sha256=digest, defaults={
        "code": code, "section": definition.section, "name": name[-120:], "header": table[0][1], "paths": paths,
        "expires_on": timezone.localdate() + timedelta(days=KEEP_DAYS)})
    if made:
        PaperRow.objects.bulk_create([_row(paper, line, cells) for line, cells in table[1:]], batch_size=200)
        record(actor=actor, verb="procedures.upload_papers", subject=f"procedures.PaperImport:{paper.pk}", section=paper.section,
               detail={"code": code, "rows": len(table) - 1})
    return paper


def _row(paper: PaperImport, line: int, cells: list[str]) -> PaperRow:
    filled = {p: c for p, c in zip(paper.paths, cells, strict=False) if c and p != columns.ERROR}
    return PaperRow(paper=paper, line=line, cells=filled, digest=_digest(paper.code, filled))


def _digest(code: str, cells: dict[str, str]) -> str:
    """Keyed, so that nobody can try out what an erased row said."""
    return salted_hmac("procedures.paper", canonical({"code": code, "cells": cells}), algorithm="sha256").hexdigest()


def _paths(definition: Definition, header: list[str]) -> list[str]:
    """The column of each heading, by label or path. :raises Refused: naming headings that mean none, or twice the same."""
    known = {}
    for column in columns.columns_of(definition, plain_context(Facts())):
        known |= {column.label: column.path, column.path: column.path}
    found = [columns.ERROR if h == ERROR_WORDS else known.get(h, "") for h in header]
    strange = [h or f"{n}列目（見出しなし）" for n, (h, p) in enumerate(zip(header, found, strict=True), 1) if not p]
    if strange:
        raise Refused(f"見出しが分からない列があります：{'、'.join(strange[:8])}。ひな形の見出しに合わせるか、列を消してください", code="columns")
    twice = sorted({h for h, p in zip(header, found, strict=True) if found.count(p) > 1})
    if twice:
        raise Refused(f"同じ列が2つあります：{'、'.join(twice[:8])}。1つにしてください", code="twice")
    return found


# one row

@dataclass(frozen=True, slots=True)
class Ready:
    """A row that may be taken in: ``case`` is what opens its case."""

    fee: int
    case: dict[str, Any]


def look_through(actor: Actor, paper: PaperImport, row: PaperRow) -> Ready:
    """:raises Unfit: with all that is to be mended. The read of the register is on record."""
    definition, today = queries.stored(paper.definition_id), timezone.localdate()
    day = rows.received_of(row.cells, today)
    if (words := rows.not_now(definition, day)) is not None:
        raise rows.Unfit({columns.RECEIVED: words})
    facts, numbers = _facts(actor, row.cells.get(columns.NUMBER, ""), day)
    context = replace(plain_context(facts), today=day)
    answers = rows.answers_of(definition, row.cells, context, numbers)
    named = submission.named(definition, answers, facts)
    if named is None:
        raise rows.Unfit({columns.NUMBER: Text(ja="この手続きには氏名の欄がありません。宛名番号を書いてください")})
    fee = due_now(definition, answers, context)
    return Ready(fee, {
        "code": paper.code, "version": paper.definition.version, "title": definition.title, "section": paper.section,
        "person_id": facts.get("person_id"), "applicant_name": named[0], "applicant_kana": named[1], "answers": answers,
        "idempotency_key": f"paper:{row.digest}", "steps": steps_from(definition, day), "fee_due": fee > 0,
        "target_on": calendar.working_days_after(day, definition.target_days), "sensitive": definition.sensitive,
        "retention_years": definition.retention_years, "address": str(facts.get("address_text") or ""), "received_on": day})


def _facts(actor: Actor, number: str, day: Any) -> tuple[Facts, dict[str, str]]:
    if not number:
        return Facts(), {}
    person = identity.person_numbered(actor=actor, number=number)
    if person is None:
        raise rows.Unfit({columns.NUMBER: Text(ja="この宛名番号の人は、住民記録にいません。番号を確かめてください")})
    return numbered_facts(actor, person, day, PURPOSE)


def check(actor: Actor, row: PaperRow) -> None:
    """Good, known since an earlier file, or bad with what is to be mended."""
    first = PaperRow.objects.filter(paper_id=row.paper_id, digest=row.digest, line__lt=row.line).order_by("line").first()
    known = case_queries.opened_with(key=f"paper:{row.digest}")
    if known is not None:
        row.state, row.case_id, row.cells = "known", known, None
    elif examples.is_example(row.paper.definition_id, row.cells):
        row.state, row.faults = "bad", {"": "ひな形の見本のままです。この行を消してください"}
    elif first is not None:
        row.state, row.faults = "bad", {"": f"{first.line}行目とまったく同じ内容です。1件だけにしてください"}
    else:
        try:
            look_through(actor, row.paper, row)
            row.state, row.faults = "good", None
        except rows.Unfit as unfit:
            row.state, row.faults = "bad", {p: t.ja for p, t in unfit.faults.items()}
    row.save(update_fields=["state", "case", "cells", "faults"])


def take(actor: Actor, row: PaperRow) -> None:
    """The case of a good row; a row that is good no longer is told so, and nothing is opened."""
    try:
        ready = look_through(actor, row.paper, row)
    except rows.Unfit as unfit:
        row.state, row.faults = "bad", {p: t.ja for p, t in unfit.faults.items()}
    else:
        account = accounts.paper_account(actor=actor, key=row.digest, person_id=ready.case["person_id"], name=ready.case["applicant_name"])
        opened = cases.open_case(actor=actor, account_id=account, channel="paper", **ready.case)
        definition = queries.stored(row.paper.definition_id)
        ask_fee(system("procedures.take_papers"), definition, opened.id, ready.fee, timezone.localdate(), account_id=account)
        submission.tell(definition, account, opened, definition.notices.received)
        row.state, row.case_id, row.cells, row.faults = "taken", opened.id, None, None
    row.save(update_fields=["state", "case", "cells", "faults"])


# all of them

def advance(paper_id: Any) -> bool:
    """Check or take the next rows, one by one, as whoever pressed may do it now. True while some are left."""
    paper = PaperImport.objects.filter(pk=paper_id).first()
    if paper is None or paper.state not in ("checking", "taking"):
        return False
    actor = identity.staff_now(paper.staff_id)
    if actor is None or not actor.may(PERMISSION, section=paper.section):
        PaperImport.objects.filter(pk=paper_id, state=paper.state).update(state="stopped")
        return False
    wanted, work, then = ("waiting", check, "checked") if paper.state == "checking" else ("good", take, "done")
    left = list(PaperRow.objects.filter(paper_id=paper_id, state=wanted).order_by("line").values_list("pk", flat=True)[:A_TURN + 1])
    for key in left[:A_TURN]:
        with transaction.atomic():
            row = PaperRow.objects.select_for_update(of=("self",)).select_related("paper__definition").filter(pk=key, state=wanted).first()
            if row is not None:
                work(actor, row)
    if len(left) > A_TURN:
        return True
    PaperImport.objects.filter(pk=paper_id, state=paper.state).update(state=then)
    return False


def own(actor: Actor, paper_id: Any) -> PaperImport:
    """The row, locked. :raises NotFound: outside the actor's sections."""
    paper = PaperImport.objects.select_for_update().filter(pk=paper_id).first()
    if paper is None or not actor.may(PERMISSION, section=paper.section):
        raise NotFound("paper")
    return paper


def begin_taking(actor: Actor, paper_id: Any) -> bool:
    """True when there is something to do; pressed again, it is once. :raises Conflict: while it is still being checked."""
    paper = own(actor, paper_id)
    if paper.state == "checking":
        raise Conflict("まだ確かめているところです。終わるまで待ってください", code="checking")
    if paper.state == "taking" or not paper.rows.filter(state="good").exists():  # type: ignore[attr-defined]
        return False
    PaperImport.objects.filter(pk=paper.pk).update(state="taking", staff_id=actor.id)
    record(actor=actor, verb="procedures.take_papers", subject=f"procedures.PaperImport:{paper.pk}", section=paper.section,
           detail={"code": paper.code})
    return True


def record_drop(actor: Actor, paper: PaperImport) -> None:
    if paper.state in ("checking", "taking"):
        raise Conflict("まだ動いています。終わってから捨ててください", code="running")
    record(actor=actor, verb="procedures.drop_papers", subject=f"procedures.PaperImport:{paper.pk}", section=paper.section)
    paper.delete()
