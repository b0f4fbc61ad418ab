"""Two kinds of rows: pending records, written beside the work, and the sealed chain.

A write's record is pending in the *default* database, in the same transaction as the write, so
that the two are kept or lost together. A read's record is pending in the *audit* database, on its own
connection, so that it stays when the request rolls back. ``actions.seal`` moves both into the chain.
"""

from __future__ import annotations

from django.db import models

from machinami.foundation.ids import new_id


class PendingBase(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField()
    body = models.JSONField()

    class Meta:
        abstract = True


class PendingWrite(PendingBase):
    """In the default database."""


class PendingRead(PendingBase):
    """In the audit database."""


class ChainHead(models.Model):
    """One row: what the next link joins. Locked while sealing."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)


class Link(models.Model):
    """One sealed record. ``digest`` = SHA-256 over the previous digest and the canonical body."""

    position = models.BigIntegerField(primary_key=True)
    record = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    person = models.CharField(max_length=36, blank=True)
    section = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8)
    body = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["actor", "position"], name="audit_link_actor"),
            models.Index(fields=["subject", "position"], name="audit_link_subject"),
            models.Index(fields=["person", "position"], name="audit_link_person"),
        ]
