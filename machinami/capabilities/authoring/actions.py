"""Writing definitions at the desk: begin, change step by step, take back, propose, approve by a second person, publish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.authoring import differing, forms, labels, paths, starting, writing
from machinami.capabilities.authoring.models import Step, Trial, WorkingCopy
from machinami.capabilities.authoring.queries import OPEN, copy_row
from machinami.capabilities.authoring.saying import japanese
from machinami.capabilities.authoring.shapes import as_part, model_at
from machinami.capabilities.authoring.types import CopyRow
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import queries as published
from machinami.city import sections
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.registry import services

CODE = re.compile(r"[a-z][a-z0-9_]{2,47}")


@action("authoring.edit")
def begin(*, actor: Actor, code: str, title: str, section: str) -> CopyRow:
    """A new procedure from nothing. :raises Refused: ``fields``: code, title, section."""
    actor.require("authoring.edit", section=section if section in sections.all_sections() else None)
    faults = {}
    if not CODE.fullmatch(code):
        faults["code"] = "コードは英小文字で始め、英小文字・数字・_ で3文字以上にしてください（例: bicycle_parking）"
    elif published.versions(code) or code in {s.code for s in services()}:
        faults["code"] = "このコードの手続きはもうあります。一覧から選んで変えてください"
    if not title.strip():
        faults["title"] = "題名を入力してください"
    if section not in sections.all_sections():
        faults["section"] = "担当課を選んでください"
    if faults:
        raise Refused("入力内容を確認してください", code="fields", fields=faults)  # type: ignore[arg-type]
    return _open(actor, starting.procedure(code, title.strip()[:100], section, timezone.localdate()), 0, "新しく作った")


@action("authoring.edit")
def begin_from(*, actor: Actor, code: str, shipped: bool = False) -> CopyRow:
    """Change a procedure, from its newest version (``shipped``: from what a newer release of the product brings).

    Somebody's open working copy is gone on with.
    """
    versions = published.versions(code)
    content = published.shipped_since(code) if shipped else published.content(code)
    if content is None:
        raise NotFound("procedure")
    actor.require("authoring.edit", section=content["section"])
    known = WorkingCopy.objects.filter(code=code, state__in=OPEN).first()
    if known:
        return copy_row(known)
    return _open(actor, content, versions[0].version, "製品の新しい定義から始めた" if shipped else f"第{versions[0].version}版から始めた")


@action("authoring.edit")
def bring_in(*, actor: Actor, data: bytes) -> CopyRow:
    """A definition from a file, as a new working copy or as a step of the open one. Nothing is written when it can't be read."""
    try:
        content = writing.load(data)
    except ValueError as error:
        raise Refused(str(error), code="file") from None
    code, section = str(content.get("code", "")), str(content.get("section", ""))
    if not CODE.fullmatch(code) or section not in sections.all_sections():
        raise Refused("ファイルに、手続きのコード（code）と担当課（section）を正しく書いてください", code="file")
    actor.require("authoring.edit", section=section)
    known = WorkingCopy.objects.select_for_update().filter(code=code, state="editing").first()
    if known:
        actor.require("authoring.edit", section=known.section)
        return _write(actor, known, content, "ファイルから読み込んだ")
    versions = published.versions(code)
    return _open(actor, content, versions[0].version if versions else 0, "ファイルから読み込んだ")


def _open(actor: Actor, content: dict[str, Any], base: int, what: str) -> CopyRow:
    try:
        with transaction.atomic():
            row = WorkingCopy.objects.create(
                code=content["code"], title=_title(content), section=content["section"], base_version=base, content=content,
                writers=[actor.label], updated_by=actor.name)
    except IntegrityError:
        raise Conflict("この手続きは、いまほかの人が編集しています。一覧から開いてください", code="open") from None
    Step.objects.create(copy=row, revision=0, actor=actor.label, actor_name=actor.name, what=what, before={})
    _record(actor, row, "begin")
    return copy_row(row)


def _title(content: Mapping[str, Any]) -> str:
    return japanese(content.get("title"))[:200]


def _record(actor: Actor, row: WorkingCopy, verb: str, **detail: Any) -> None:
    record(actor=actor, verb=f"authoring.{verb}", subject=f"authoring.WorkingCopy:{row.pk}", section=row.section,
           detail={"code": row.code, "revision": row.revision, **detail})


def _held(actor: Actor, copy_id: Any, revision: int | None, permission: str = "authoring.edit") -> WorkingCopy:
    row = WorkingCopy.objects.select_for_update().filter(pk=copy_id).first()
    if row is None or not (actor.may("authoring.edit", section=row.section) or actor.may("authoring.approve", section=row.section)):
        raise NotFound("working copy")
    actor.require(permission, section=row.section)
    if revision is not None and revision != row.revision:
        raise Conflict(f"ほかの人（{row.updated_by}）が先に変えました。いまの内容を見てから、もう一度変えてください", code="revision")
    return row


def _editing(actor: Actor, copy_id: Any, revision: int | None) -> WorkingCopy:
    row = _held(actor, copy_id, revision)
    if row.state != "editing":
        raise Conflict("承認を待っているか、終わった定義は変えられません", code="state")
    return row


def _write(actor: Actor, row: WorkingCopy, content: dict[str, Any], what: str) -> CopyRow:
    """The next revision; what it was before is kept. Code and section of a published procedure stay."""
    if content.get("code") != row.code:
        raise Refused("手続きのコードは変えられません。新しい手続きとして作ってください", code="code")
    if content == row.content:
        return copy_row(row)
    if content.get("section") != row.section:
        actor.require("authoring.edit", section=str(content.get("section")))
    before, row.content = row.content, content
    row.revision, row.title, row.section = row.revision + 1, _title(content), str(content.get("section"))
    row.writers = sorted({*row.writers, actor.label})
    row.updated_by = actor.name
    row.save()
    Step.objects.create(copy=row, revision=row.revision, actor=actor.label, actor_name=actor.name, what=what[:200], before=before)
    _record(actor, row, "edit", what=what[:200])
    return copy_row(row)


@action("authoring.edit")
def save(*, actor: Actor, copy_id: Any, page: str, posted: Mapping[str, Any], only: tuple[str, ...] = (),
         revision: int | None = None) -> CopyRow:
    """Write what was typed on a page of the editor (the keys ``only``, or all).

    :raises Refused: ``fields`` (input name → what to do); nothing is then written. :raises Conflict: changed meanwhile.
    """
    row = _editing(actor, copy_id, revision)
    path = paths.parse(page)
    held = paths.get(row.content, path)
    if held is None:
        raise NotFound("page")
    try:
        model = model_at(row.content, path)
        part = forms.read(model, posted, as_part(model, held), only)
    except forms.Unreadable as unreadable:
        raise Refused("入力内容を確認してください", code="fields", fields=unreadable.errors) from None  # type: ignore[arg-type]
    name = differing.name_of(part, int(path[-1])) if path else "手続き全体"
    return _write(actor, row, paths.put(row.content, path, part), f"「{name}」を変えた")


@action("authoring.edit")
def add(*, actor: Actor, copy_id: Any, place: str, kind: str = "", revision: int | None = None) -> tuple[CopyRow, str]:
    """A new item at the end of the list at ``place``; returns its page too."""
    row = _editing(actor, copy_id, revision)
    path = paths.parse(place)
    try:
        made = starting.item(row.content, path, kind)
    except LookupError:
        raise NotFound("list") from None
    at = (*path, len(paths.get(row.content, path) or []))
    words = labels.kind(kind) if kind else labels.label("", str(path[-1])).words
    return _write(actor, row, paths.insert(row.content, at, made), f"{words}を加えた"), paths.show(at)


@action("authoring.edit")
def duplicate(*, actor: Actor, copy_id: Any, page: str, revision: int | None = None) -> tuple[CopyRow, str]:
    """The same once more, right after it, with codes of its own."""
    row = _editing(actor, copy_id, revision)
    path = paths.parse(page)
    held = paths.get(row.content, path)
    if held is None or not path or not isinstance(path[-1], int):
        raise NotFound("page")
    at = (*path[:-1], path[-1] + 1)
    made = paths.insert(row.content, at, starting.renewed(row.content, held))
    return _write(actor, row, made, f"「{differing.name_of(held, path[-1])}」を写した"), paths.show(at)


@action("authoring.edit")
def remove(*, actor: Actor, copy_id: Any, page: str, revision: int | None = None) -> CopyRow:
    row = _editing(actor, copy_id, revision)
    path = paths.parse(page)
    held = paths.get(row.content, path)
    if held is None or not path:
        raise NotFound("page")
    return _write(actor, row, paths.remove(row.content, path), f"「{differing.name_of(held, int(path[-1]))}」を消した")


@action("authoring.edit")
def move(*, actor: Actor, copy_id: Any, page: str, by: int, revision: int | None = None) -> tuple[CopyRow, str]:
    """Up (−1) or down (+1) within its list; returns its new page too."""
    row = _editing(actor, copy_id, revision)
    try:
        content, path = paths.move(row.content, paths.parse(page), by)
    except (LookupError, IndexError):
        raise NotFound("page") from None
    name = differing.name_of(paths.get(content, path), int(path[-1]))
    return _write(actor, row, content, f"「{name}」を{'上' if by < 0 else '下'}へ動かした"), paths.show(path)


@action("authoring.edit")
def undo(*, actor: Actor, copy_id: Any, revision: int | None = None) -> CopyRow:
    """Take the last step back; taking back twice goes two steps back. It is a step itself, so nothing is ever lost."""
    row = _editing(actor, copy_id, revision)
    done = list(Step.objects.filter(copy=row, revision__gt=0).order_by("-revision"))
    skip = 0
    for step in done:
        if step.what.startswith("元に戻した"):
            skip += 1
        elif skip:
            skip -= 1
        else:
            return _write(actor, row, step.before, f"元に戻した: {step.what}")
    raise Conflict("元に戻すことはもうありません", code="nothing")


@action("authoring.edit")
def propose(*, actor: Actor, copy_id: Any, effective_from: date, note: str = "", revision: int | None = None) -> CopyRow:
    """Ask for approval. :raises Refused: while something has to be mended, or the day has gone by."""
    row = _editing(actor, copy_id, revision)
    faults = published.check(row.content)
    if faults:
        raise Refused(f"直すところが{len(faults)}件あります。「直すところ」を見てください", code="unsound")
    if effective_from < timezone.localdate():
        raise Refused("有効日は今日か、それより先の日にしてください", code="past")
    row.state, row.effective_from, row.note, row.reason = "proposed", effective_from, note.strip()[:400], ""
    row.save()
    _record(actor, row, "propose", effective_from=effective_from.isoformat())
    return copy_row(row)


@action("authoring.edit")
def withdraw(*, actor: Actor, copy_id: Any) -> CopyRow:
    """Go on writing: the proposal is taken back."""
    row = _held(actor, copy_id, None)
    if row.state != "proposed":
        raise Conflict("承認を待っていません", code="state")
    row.state = "editing"
    row.save()
    _record(actor, row, "withdraw")
    return copy_row(row)


@action("authoring.approve")
def approve(*, actor: Actor, copy_id: Any, revision: int | None = None) -> CopyRow:
    """Publish, by somebody who did not write in it. :raises Refused: for one of its writers."""
    row = _held(actor, copy_id, revision, "authoring.approve")
    if row.state != "proposed" or row.effective_from is None:
        raise Conflict("承認を待っていません", code="state")
    if actor.label in row.writers:
        raise Refused("編集した人は承認できません。ほかの人に頼んでください", code="same_person")
    version = procedures.publish(actor=actor, content=row.content, effective_from=max(row.effective_from, timezone.localdate()))
    row.state, row.published_version = "published", version.version
    row.save()
    Trial.objects.filter(copy=row).delete()
    _record(actor, row, "approve", version=version.version)
    return copy_row(row)


@action("authoring.approve")
def send_back(*, actor: Actor, copy_id: Any, reason: str) -> CopyRow:
    """Not yet: back to writing, with what to mend."""
    row = _held(actor, copy_id, None, "authoring.approve")
    if row.state != "proposed":
        raise Conflict("承認を待っていません", code="state")
    if not reason.strip():
        raise Refused("差し戻す理由を入力してください", code="reason")
    row.state, row.reason = "editing", reason.strip()[:400]
    row.save()
    _record(actor, row, "send_back")
    return copy_row(row)


@action("authoring.edit")
def drop(*, actor: Actor, copy_id: Any) -> None:
    """Give the working copy up; what is published stays as it is."""
    row = _held(actor, copy_id, None)
    if row.state not in OPEN:
        raise Conflict("もう終わっています", code="state")
    row.state = "dropped"
    row.save()
    _record(actor, row, "drop")


@action("authoring.edit")
def keep_trial(*, actor: Actor, copy_id: Any, sample: str, answers: dict[str, Any]) -> None:
    """Remember made-up answers of a trial; they are gone when the copy is published."""
    row = _held(actor, copy_id, None)
    Trial.objects.update_or_create(copy=row, staff=actor.id, sample=sample, defaults={"answers": answers})
