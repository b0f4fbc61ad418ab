"""Blobs by content, uploads of residents, documents of the office."""

from __future__ import annotations

from django.db import models

from machinami.foundation.ids import new_id


class Blob(models.Model):
    """A file in the content-addressed store; the row is written after the file is on disk."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)


class Upload(models.Model):
    """A file somebody sent, after it was checked and re-made."""

    id = models.UUIDField(primary_key=True, default=new_id)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    pages = models.PositiveIntegerField(default=1)
    kept = models.BooleanField(default=False)
    subject = models.CharField(max_length=120, blank=True)
    section = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    #: Blank: no scanner was asked; ``waiting``: it was away; ``clean``; ``infected``: never opened again.
    scan = models.CharField(max_length=12, blank=True, default="", db_default="")
    scan_word = models.CharField(max_length=200, blank=True, default="", db_default="")
    #: When it was last asked about.
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kept", "created_at"], name="documents_upload_orphan"),
                   models.Index(fields=["created_at"], name="documents_upload_waiting", condition=models.Q(scan="waiting")),
                   models.Index(fields=["subject"], name="documents_upload_subject")]


class DocumentSeries(models.Model):
    """The last number of each kind and fiscal year."""

    kind = models.CharField(max_length=40)
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "fiscal_year"], name="documents_series_once")]


class Document(models.Model):
    """A certificate, decision or receipt: prepared → released → void. Erased, it keeps number, code, day and digest."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=30, unique=True)
    title = models.JSONField()
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    #: SHA-256 of what was issued; stays when the content is erased, so that a copy somebody holds can still be compared.
    digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    erased_at = models.DateTimeField(null=True)
    verification_code = models.CharField(max_length=24, unique=True)
    subject = models.CharField(max_length=120)
    section = models.CharField(max_length=40)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    masked_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12)
    issued_at = models.DateTimeField()
    void_reason = models.CharField(max_length=200, blank=True)
    idempotency_key = models.CharField(max_length=120, unique=True)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="documents_document_subject"),
                   models.Index(fields=["account", "issued_at"], name="documents_document_account"),
                   models.Index(fields=["digest"], name="documents_document_digest")]
