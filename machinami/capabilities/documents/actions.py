"""Taking files in and giving documents out."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.documents import intake, quarantine, rendering, sealing, sheets, store
from machinami.capabilities.documents.erasing import erase_about  # noqa: F401 - this is their door
from machinami.capabilities.documents.models import Blob, Document, DocumentSeries, Upload
from machinami.capabilities.documents.rows import document_row, upload_row
from machinami.capabilities.documents.types import DocumentRow, UploadRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import era_of, fiscal_year
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.ids import new_code
from machinami.foundation.text import tidy

#: Uploads that no application kept are removed after this. Longer than an unsent application rests before it is
#: erased (30 days), so that somebody who comes back to it finds the files still there.
ORPHAN = timedelta(days=60)
NO_REASON = Text(
    ja="取り消す理由を入力してください", en="Please enter the reason for taking it back.", zh="请输入撤销的理由。",
    ko="취소하는 이유를 입력해 주세요.", easy="とりけす わけを かいてください")


@action("procedures.apply", atomic=False)
def receive_upload(*, actor: Actor, name: str, content: bytes, accept: tuple[str, ...] = ("pdf", "jpeg", "png"),
                   section: str = "") -> UploadRow:
    """Check, have scanned, re-make and keep a file. :raises Refused: saying what to send instead.

    Where the scanner is away the file is taken all the same, and opened to nobody until it has been looked at.
    """
    actor.require("procedures.apply")
    intake.check_size(content, settings.UPLOAD_MAX_BYTES)
    scan = quarantine.look_at(actor, content)
    cleaned = intake.clean(content, accept, settings.UPLOAD_MAX_BYTES)
    with transaction.atomic():
        upload = Upload.objects.create(
            blob=store.keep(cleaned.content, cleaned.media_type), name=_plain(name),
            pages=cleaned.pages, account_id=actor.id if actor.kind == "resident" else None, section=section,
            scan=scan, scanned_at=timezone.now() if scan == "clean" else None)
        record(actor=actor, verb="documents.receive_upload", subject=f"documents.Upload:{upload.pk}",
               detail={"sha256": upload.blob_id, "size": len(cleaned.content), **({"scan": scan} if scan else {})})
    return upload_row(upload)


def _plain(name: str) -> str:
    """A file name for showing: no path, nothing invisible (also no signs that turn the reading direction)."""
    kept = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())
    return tidy(kept)[:200] or "file"


@action("procedures.apply")
def keep_uploads(*, actor: Actor, upload_ids: list[str], subject: str, section: str) -> None:
    """Tie uploads to what was submitted, so that they are kept as long as it is."""
    actor.require("procedures.apply")
    rows = Upload.objects.filter(pk__in=upload_ids)
    if actor.kind == "resident":
        rows = rows.filter(account_id=actor.id)
    rows.update(kept=True, subject=subject, section=section)


@action("procedures.apply")
def let_go_uploads(*, actor: Actor, subject: str, but: Collection[str] = ()) -> None:
    """The uploads of something unsent are no longer kept (``but`` these); the sweep removes what grows old so."""
    actor.require("procedures.apply")
    rows = Upload.objects.filter(subject=subject, section="", kept=True).exclude(pk__in=list(but))
    if actor.kind == "resident":
        rows = rows.filter(account_id=actor.id)
    rows.update(kept=False, subject="")


@action("system", atomic=False)
def scan_uploads(*, actor: Actor, everything: bool = False) -> dict[str, int]:
    """Ask the virus scanner about the files that wait for it, or about every kept file (new signatures find old things).

    Returns state → how many; see :func:`.quarantine.scan_kept`.
    """
    actor.require("documents.void")
    return quarantine.scan_kept(actor, everything=everything)


@action("system", atomic=False)
def sweep_uploads(*, actor: Actor) -> int:
    """Remove uploads that no application kept, and their files where nothing else has the same content.

    Returns how many uploads. Killed half-way it leaves at most a file's row that the next run removes.
    """
    actor.require("documents.void")
    with transaction.atomic():
        old = Upload.objects.filter(kept=False, created_at__lt=timezone.now() - ORPHAN).select_for_update()
        gone = list(old.values_list("pk", flat=True))
        Upload.objects.filter(pk__in=gone).delete()
        if gone:
            record(actor=actor, verb="documents.sweep_uploads", subject="documents.Upload", detail={"count": len(gone)})
    unused = Blob.objects.filter(created_at__lt=timezone.now() - ORPHAN).exclude(
        Exists(Upload.objects.filter(blob=OuterRef("pk")))).exclude(Exists(Document.objects.filter(blob=OuterRef("pk"))))
    for digest in unused.values_list("pk", flat=True)[:1000]:
        store.drop(digest)
    return len(gone)


@action("documents.issue")
def issue(*, actor: Actor, kind: str, title: Text, template: str, data: dict[str, Any], subject: str, section: str,
          idempotency_key: str, account_id: Any = None, person_id: Any = None, released: bool = True) -> DocumentRow:
    """Make a document. The same ``idempotency_key`` gives the same document.

    ``data``: ``addressee``, ``sections`` ([{title, rows: [{label, value}]}]), ``paragraphs``, ``statement``,
    ``reason`` as the template uses them; Japanese, the authoritative wording.
    """
    actor.require("documents.issue", section=section)
    known = Document.objects.select_related("blob").filter(idempotency_key=idempotency_key).first()
    if known:
        if (known.subject, known.kind) != (subject, kind):
            raise Conflict("この操作の番号は、別の文書に使われています。画面を開き直してください", code="key")
        return document_row(known)
    now, code = timezone.now(), new_code()
    number = _next_number(kind, timezone.localdate(now))
    url = f"{settings.BASE_URL}/ja/verify/{code}/"
    whole = sheets.whole(title, data, number=number, day=timezone.localdate(now), code=code, url=url)
    pdf = sealing.seal(rendering.render(template, whole, url), reason=f"{title.ja} {number}")
    blob = store.keep(pdf, "application/pdf")
    try:
        with transaction.atomic():
            row = Document.objects.create(
                kind=kind, number=number, title=title.as_dict(), blob=blob, digest=blob.pk, verification_code=code, subject=subject,
                section=section, account_id=account_id, person_id=person_id, issued_at=now,
                masked_name=mask(data.get("addressee", "")), state="released" if released else "prepared",
                idempotency_key=idempotency_key)
    except IntegrityError:
        return document_row(Document.objects.select_related("blob").get(idempotency_key=idempotency_key))
    record(actor=actor, verb="documents.issue", subject=f"documents.Document:{row.pk}", section=section,
           person_id=person_id, detail={"number": number, "sha256": blob.pk})
    return document_row(row)


def mask(name: str) -> str:
    """The first character of each part of a name, the rest as ○: 杉○ 花○."""
    return " ".join(part[0] + "○" * min(3, len(part) - 1) for part in tidy(name).split(" ") if part)


def _next_number(kind: str, day: Any) -> str:
    """``R8-RC-000012``: the kind's initials, one series for all kinds that share them."""
    year, sign = fiscal_year(day), _sign(kind)
    DocumentSeries.objects.get_or_create(kind=sign, fiscal_year=year)
    series = DocumentSeries.objects.select_for_update().get(kind=sign, fiscal_year=year)
    series.last += 1
    series.save(update_fields=["last"])
    era, era_year = era_of(day.replace(year=year, month=4, day=1))
    return f"{era.letter}{era_year}-{sign}-{series.last:06d}"


def _sign(kind: str) -> str:
    """``residence_certificate`` → RC, ``receipt`` → REC: short enough to be read out at a counter."""
    words = [w for w in re.split(r"[^a-z0-9]+", kind.lower()) if w]
    return ("".join(w[0] for w in words) if len(words) > 1 else kind[:3]).upper()[:8]


@action("documents.issue")
def release(*, actor: Actor, document_id: Any) -> DocumentRow:
    """Hand a prepared document over; again changes nothing. :raises Conflict: when it was taken back."""
    row = _locked(document_id)
    actor.require("documents.issue", section=row.section)
    if row.state == "void":
        raise Conflict("取り消した文書は渡せません", code="void")
    if row.state == "prepared":
        row.state = "released"
        row.save(update_fields=["state"])
        record(actor=actor, verb="documents.release", subject=f"documents.Document:{row.pk}", section=row.section,
               person_id=row.person_id)
    return document_row(row)


@action("documents.void")
def void(*, actor: Actor, document_id: Any, reason: str) -> DocumentRow:
    """Take a document back; its verification page says so from now on."""
    row = _locked(document_id)
    actor.require("documents.void", section=row.section)
    if not reason.strip():
        raise Refused(NO_REASON, code="void_reason", fields={"reason": NO_REASON})
    if row.state == "void":
        return document_row(row)
    row.state, row.void_reason = "void", reason[:200]
    row.save(update_fields=["state", "void_reason"])
    record(actor=actor, verb="documents.void", subject=f"documents.Document:{row.pk}", section=row.section,
           person_id=row.person_id, detail={"reason": reason[:200]})
    return document_row(row)


def _locked(document_id: Any) -> Document:
    row = Document.objects.select_for_update(of=("self",)).select_related("blob").filter(pk=document_id).first()
    if row is None:
        raise NotFound("document")
    return row
