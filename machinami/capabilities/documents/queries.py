"""Reading documents and uploads; each read is on record."""

from __future__ import annotations

import hashlib
import hmac
import io
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.documents import quarantine, rendering, scanning, sealing, sheets, store
from machinami.capabilities.documents.models import Document, Upload
from machinami.capabilities.documents.rows import digest_of, document_row, upload_row
from machinami.capabilities.documents.types import DocumentRow, UploadRow, VerificationRow
from machinami.foundation.actors import ANONYMOUS, Actor
from machinami.foundation.changes import Change
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.text import narrow

ERASED = Text(
    ja="保存期間が過ぎたため、この文書の内容は消しました", en="This document was kept for its time and has been erased.",
    zh="保存期已过，该文件的内容已删除。", ko="보존 기간이 지나 이 문서의 내용은 삭제되었습니다.", easy="時間が すぎたので、この 文書は けしました")


def _visible(actor: Actor, row: Document) -> bool:
    if actor.kind == "resident":
        return row.state == "released" and str(row.account_id) == actor.id
    return actor.may("documents.view", section=row.section)


def _document(actor: Actor, document_id: Any) -> Document:
    row = Document.objects.select_related("blob").filter(pk=document_id).first()
    if row is None or not _visible(actor, row):
        record_read(actor=actor, verb="documents.refused", subject=f"documents.Document:{document_id}",
                    purpose="", kind="refusal")
        raise NotFound("document")
    return row


def document(*, actor: Actor, document_id: Any) -> DocumentRow:
    """:raises NotFound: for another's document, one not yet released, or none."""
    return document_row(_document(actor, document_id))


def read_document(*, actor: Actor, document_id: Any, purpose: str) -> bytes:
    """The PDF."""
    row = _document(actor, document_id)
    record_read(actor=actor, verb="documents.read", subject=f"documents.Document:{row.pk}", purpose=purpose,
                person_id=row.person_id, section=row.section)
    if row.blob_id is None:
        raise Refused(ERASED, code="erased")
    return store.read(row.blob_id)


def preview(*, actor: Actor, title: Text, template: str, data: dict[str, Any], subject: str, section: str,
            person_id: Any = None) -> bytes:
    """The PDF that issuing would make, marked as a draft on every page: no number, nothing kept. The look is on record."""
    actor.require("documents.view", section=section)
    record_read(actor=actor, verb="documents.preview", subject=subject, purpose="決定の前の文書の確認",
                person_id=person_id, section=section)
    sheet = sheets.whole(title, data, number="（番号は発行のときに付きます）", day=timezone.localdate(), code="", url="", draft=True)
    return rendering.render(template, sheet, "draft")


def internal_sheet(*, actor: Actor, title: Text, data: dict[str, Any], subject: str, section: str, person_id: Any = None) -> bytes:
    """A sheet for the office's own hands, marked so: no number, nothing to verify, nothing kept. The look is on record."""
    actor.require("documents.view", section=section)
    record_read(actor=actor, verb="documents.internal_sheet", subject=subject, purpose="処理票の印刷", person_id=person_id, section=section)
    sheet = sheets.whole(title, data, number="庁内用", day=timezone.localdate(), code="", url="")
    return rendering.render("receipt_slip", {**sheet, "internal": True}, "internal")


def form_sheet(*, actor: Actor, title: Text, data: dict[str, Any], subject: str, section: str, person_id: Any = None) -> bytes:
    """An application as it was entered, for its applicant to sign at the counter: no document of the ward's, nothing kept. On record."""
    record_read(actor=actor, verb="documents.form_sheet", subject=subject, purpose="窓口での書類の印刷", person_id=person_id, section=section)
    sheet = sheets.whole(title, data, number="オンラインで入力、窓口で印刷", day=timezone.localdate(), code="", url="")
    return rendering.render("application_form", {**sheet, "form": True}, "form")


def one_file(contents: list[bytes]) -> bytes:
    """Several PDFs one after the other as one, for printing."""
    from pikepdf import Pdf

    whole, out = Pdf.new(), io.BytesIO()
    for content in contents:
        with Pdf.open(io.BytesIO(content)) as part:
            whole.pages.extend(part.pages)
    whole.save(out)
    return out.getvalue()


def documents_of(*, actor: Actor, subject: str) -> list[DocumentRow]:
    """The documents about a subject that the actor may see."""
    rows = Document.objects.select_related("blob").filter(subject=subject).order_by("issued_at")
    return [document_row(r) for r in rows if _visible(actor, r)]


def owns_upload(*, account_id: Any, upload_id: Any) -> bool:
    """True when the upload is this account's own, and nothing was found in it: what was is asked for again."""
    return Upload.objects.filter(pk=upload_id, account_id=account_id).exclude(scan="infected").exists()


def upload(upload_id: Any) -> UploadRow:
    row = Upload.objects.select_related("blob").filter(pk=upload_id).first()
    if row is None:
        raise NotFound("upload")
    return upload_row(row)


def withheld(upload_ids: list[str]) -> dict[str, str]:
    """Of these uploads those that can't be opened: id → ``waiting`` (for the virus scanner) or ``infected``. One question."""
    rows = Upload.objects.filter(pk__in=upload_ids, scan__in=("waiting", "infected")) if upload_ids else Upload.objects.none()
    return {str(key): state for key, state in rows.values_list("pk", "scan")}


def scanner() -> tuple[str, int]:
    """What the virus scanner says of itself, or why it can't be reached; blank where there is none. And how many files wait."""
    if not scanning.wanted():
        return "", 0
    waiting = Upload.objects.filter(scan="waiting").count()
    try:
        return scanning.version(), waiting
    except scanning.Away as away:
        return f"つながりません（{away}）", waiting


def read_upload(*, actor: Actor, upload_id: Any, purpose: str) -> tuple[bytes, str, str]:
    """(content, media type, name) of an attachment: its sender's, or the section's whose case it came with.

    :raises Refused: for what waits for the virus scanner, or in which it found something.
    """
    row = Upload.objects.select_related("blob").filter(pk=upload_id).first()
    allowed = row is not None and (
        str(row.account_id) == actor.id if actor.kind == "resident"
        else bool(row.section) and actor.may("documents.view", section=row.section))
    if row is None or not allowed:
        record_read(actor=actor, verb="documents.refused", subject=f"documents.Upload:{upload_id}", purpose=purpose,
                    kind="refusal")
        raise NotFound("upload")
    quarantine.check_open(actor, row)
    record_read(actor=actor, verb="documents.read_upload", subject=f"documents.Upload:{row.pk}", purpose=purpose,
                section=row.section)
    return store.read(row.blob_id), row.blob.media_type, row.name


#: Letters that Crockford's base 32 leaves out, read as the figures they look like.
_READ_AS = str.maketrans("OILU", "011V")


def verify(code: str) -> VerificationRow:
    """What the public may know. Blanks, hyphens and small or full-width letters don't matter; prepared documents
    do not exist yet. The look is on record, without who looked. :raises NotFound:"""
    wanted = "".join(c for c in narrow(code).upper() if c.isalnum()).translate(_READ_AS)
    row = Document.objects.filter(verification_code=wanted).exclude(state="prepared").first()
    if row is None:
        raise NotFound("document")
    record_read(actor=ANONYMOUS, verb="documents.verify", subject=f"documents.Document:{row.pk}",
                purpose="文書の真正の確認", section=row.section)
    return VerificationRow(row.kind, row.number, Text.of(row.title), timezone.localdate(row.issued_at), row.state,
                           row.masked_name, digest_of(row), row.erased_at is not None)


def verify_file(code: str, content: bytes) -> tuple[VerificationRow, bool]:
    """The document of that code, and whether ``content`` is byte for byte the file that was issued."""
    row = verify(code)
    return row, hmac.compare_digest(hashlib.sha256(content).hexdigest(), row.sha256)


def verify_content(content: bytes) -> tuple[VerificationRow | None, sealing.Seal | None]:
    """Of a file somebody holds: the document that was issued with exactly these bytes, and what the file's seal says."""
    digest = hashlib.sha256(content).hexdigest()
    row = Document.objects.filter(Q(digest=digest) | Q(blob_id=digest)).exclude(state="prepared").first()
    return verify(row.verification_code) if row else None, sealing.check(content)


def changes(*, since: UUID) -> list[Change]:
    """Documents made about cases since ``since``, for the event stream: the case has changed."""
    rows = Document.objects.filter(pk__gte=since, subject__startswith="cases.Case:").values_list(
        "id", "subject", "account_id", "section")
    return [Change(id=key, kind="case", subject=subject.partition(":")[2], account=str(account or ""), section=section)
            for key, subject, account, section in rows]
