"""Taking files in and giving documents out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.documents import intake, rendering, store
from machinami.capabilities.documents.models import Document, DocumentSeries, Upload
from machinami.capabilities.documents.rows import document_row, upload_row
from machinami.capabilities.documents.types import DocumentRow, UploadRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.calendar import era_of, fiscal_year, show_date
from machinami.foundation.errors import Conflict, NotFound
from machinami.foundation.i18n import Text
from machinami.foundation.ids import new_code
from machinami.foundation.text import tidy

WARD = "東京都杉並区"
AUTHORITY = "杉並区長"
#: Uploads that no application kept are removed after this.
ORPHAN = timedelta(days=2)


@action("procedures.apply")
def receive_upload(*, actor: Actor, name: str, content: bytes, accept: tuple[str, ...] = ("pdf", "jpeg", "png"),
                   section: str = "") -> UploadRow:
    """Check, re-make and keep a file. :raises Refused: saying what to send instead."""
    actor.require("procedures.apply")
    cleaned = intake.clean(content, accept, settings.UPLOAD_MAX_BYTES)
    upload = Upload.objects.create(
        blob=store.keep(cleaned.content, cleaned.media_type), name=tidy(name.replace("/", "_"))[:200] or "file",
        pages=cleaned.pages, account_id=actor.id if actor.kind == "resident" else None, section=section)
    record(actor=actor, verb="documents.receive_upload", subject=f"documents.Upload:{upload.pk}",
           detail={"sha256": upload.blob_id, "size": len(cleaned.content)})
    return upload_row(upload)


@action("procedures.apply")
def keep_uploads(*, actor: Actor, upload_ids: list[str], subject: str, section: str) -> None:
    """Tie uploads to what was submitted, so that they are kept as long as it is."""
    actor.require("procedures.apply")
    rows = Upload.objects.filter(pk__in=upload_ids)
    if actor.kind == "resident":
        rows = rows.filter(account_id=actor.id)
    rows.update(kept=True, subject=subject, section=section)


@action("system")
def sweep_uploads(*, actor: Actor) -> int:
    """Remove uploads that no application kept. Returns how many."""
    actor.require("documents.void")
    count, _ = Upload.objects.filter(kept=False, created_at__lt=timezone.now() - ORPHAN).delete()
    return count


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
        return document_row(known)
    now, code = timezone.now(), new_code()
    number = _next_number(kind, timezone.localdate(now))
    url = f"{settings.BASE_URL}/ja/verify/{code}/"
    whole = {
        "addressee": "", "sections": [], "statement": "", "paragraphs": [], **data, "title": title.ja, "number": number,
        "ward": WARD, "authority": AUTHORITY, "issued": show_date(timezone.localdate(now)), "verify_url": url,
        "verify_code": code, "footer": WARD, "demo": settings.DEMO_DOORS,
        "ymd": list(timezone.localdate(now).timetuple()[:3])}
    blob = store.keep(rendering.render(template, whole, url), "application/pdf")
    try:
        with transaction.atomic():
            row = Document.objects.create(
                kind=kind, number=number, title=title.as_dict(), blob=blob, verification_code=code, subject=subject,
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
    """``R8-juminhyo-000012``."""
    year = fiscal_year(day)
    DocumentSeries.objects.get_or_create(kind=kind, fiscal_year=year)
    series = DocumentSeries.objects.select_for_update().get(kind=kind, fiscal_year=year)
    series.last += 1
    series.save(update_fields=["last"])
    era, era_year = era_of(day.replace(year=year, month=4, day=1))
    return f"{era.letter}{era_year}-{kind[:14]}-{series.last:06d}"


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
