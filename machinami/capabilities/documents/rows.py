"""Model rows to frozen rows."""

from __future__ import annotations

from django.utils import timezone

from machinami.capabilities.documents.models import Document, Upload
from machinami.capabilities.documents.types import DocumentRow, UploadRow
from machinami.foundation.i18n import Text


def upload_row(u: Upload) -> UploadRow:
    return UploadRow(str(u.pk), u.name, u.blob.media_type, u.blob.size, u.blob_id, u.pages)


def document_row(d: Document) -> DocumentRow:
    return DocumentRow(str(d.pk), d.kind, d.number, Text.of(d.title), d.state, d.verification_code,
                       timezone.localdate(d.issued_at), d.subject, digest_of(d))


def digest_of(d: Document) -> str:
    """SHA-256 of what was issued, also once its content is erased."""
    return d.digest or str(d.blob_id or "")
