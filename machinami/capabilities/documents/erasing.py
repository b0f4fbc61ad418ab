"""Erasing the content of what was issued and sent about something; that it was issued stays to be verified."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.documents import store
from machinami.capabilities.documents.models import Document, Upload
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor


@action("documents.void")
def erase_about(*, actor: Actor, subject: str) -> int:
    """Erase the attachments and the documents' content about a subject; their files go once it is kept. Returns how many.

    Killed before the files are gone, it leaves them without a name in any row: ``sweep_uploads`` removes such.
    """
    actor.require("documents.void")
    uploads = list(Upload.objects.select_for_update().filter(subject=subject))
    papers = list(Document.objects.select_for_update().filter(subject=subject, erased_at=None))
    digests = {u.blob_id for u in uploads} | {d.blob_id for d in papers if d.blob_id}
    for paper in papers:
        paper.digest, paper.blob, paper.erased_at = paper.digest or str(paper.blob_id or ""), None, timezone.now()
        paper.masked_name, paper.account, paper.person, paper.void_reason = "", None, None, ""
        paper.save()
        record(actor=actor, verb="documents.erase", subject=f"documents.Document:{paper.pk}", section=paper.section)
    Upload.objects.filter(pk__in=[u.pk for u in uploads]).delete()
    if uploads:
        record(actor=actor, verb="documents.erase_uploads", subject=subject, detail={"count": len(uploads)})
    transaction.on_commit(lambda: [store.drop(str(d)) for d in sorted(map(str, digests))])
    return len(uploads) + len(papers)
