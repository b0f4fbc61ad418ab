"""Published definitions, which never change, and drafts, which live until sent or forgotten."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from machinami.foundation.ids import new_id
from machinami.foundation.sealing import EncryptedJSONField, SealedJSONField


class DefinitionVersion(models.Model):
    """One published definition. Cases and drafts name it by code and version; it is never altered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=48)
    version = models.PositiveIntegerField()
    #: The content as written (JSON values) and its SHA-256.
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    effective_from = models.DateField()
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.CharField(max_length=80)
    #: shipped: from a service's folder; desk: made or changed by the office.
    origin = models.CharField(max_length=8, default="shipped")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="procedures_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """:raises TypeError: for a row that is published already."""
        if not self._state.adding:
            raise TypeError("a published definition is never altered: publish a new version")
        super().save(*args, **kwargs)


class Draft(models.Model):
    """An application being written. After submission only the row remains, so that a second press finds its case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("identity.Account", on_delete=models.CASCADE, related_name="+", db_index=False)
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=48)
    #: The member of the household it is for; blank for oneself.
    for_person = models.CharField(max_length=36, blank=True, default="", db_default="")
    answers = SealedJSONField(default=dict)
    #: What the register said when the draft was started, in field shapes (see facts.py).
    facts = models.JSONField(default=dict)
    #: Question code → the revision at which it was last saved without errors.
    visited = models.JSONField(default=dict)
    #: Field code → the revision at which its answer last changed.
    touched = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    question = models.CharField(max_length=48, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_on = models.DateField()
    #: When its writer was told of ``expires_on``; and put it off, which can be done once without writing on.
    told_on = models.DateField(null=True)
    extended_on = models.DateField(null=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    charge = models.UUIDField(null=True)
    #: The visit (capabilities/visits) that it is a part of.
    visit = models.UUIDField(null=True)
    account_id: Any
    definition_id: Any
    case_id: Any
    idempotency_key = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "case", "-updated_at"], name="procedures_draft_mine"),
            models.Index(fields=["expires_on"], name="procedures_draft_expiry"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account", "code", "for_person"], condition=models.Q(case=None),
                                    name="procedures_one_open_draft_each"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"


class Fulfilment(models.Model):
    """What must still come out of an approved or paid case, and how far it is; each step is safe to repeat."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="+")
    #: waiting (for payment), issued, done, failed
    case_id: Any
    state = models.CharField(max_length=12, default="waiting")
    documents = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class PaperImport(models.Model):
    """A file of paper applications for one procedure. The file itself is not kept: its rows are, until ``expires_on``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=48)
    section = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    #: Words of the header as typed, and the path of the column each means.
    header = models.JSONField()
    paths = models.JSONField()
    #: checking, checked, taking, done; stopped: whoever pressed may no longer do it
    state = models.CharField(max_length=10, default="checking")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    definition_id: Any
    staff_id: Any

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "definition", "sha256"], name="procedures_paper_once")]
        indexes = [models.Index(fields=["expires_on"], name="procedures_paper_expiry"),
                   models.Index(fields=["section", "-created_at"], name="procedures_paper_section")]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"


class PaperRow(models.Model):
    """One application of the file: ``cells`` by path, ``faults`` by path; both go once the case is there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    paper = models.ForeignKey(PaperImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    cells = EncryptedJSONField(null=True)
    faults = EncryptedJSONField(null=True)
    #: waiting, good, bad, known (a case since an earlier file), taken
    state = models.CharField(max_length=8, default="waiting")
    digest = models.CharField(max_length=64)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    case_id: Any

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "line"], name="procedures_paper_line")]
        indexes = [models.Index(fields=["paper", "state", "line"], name="procedures_paper_state")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.line}"  # type: ignore[attr-defined]
