"""What somebody does together: one life event's form, the applications it started, and the call at the counter."""

from __future__ import annotations

from typing import Any

from django.db import models

from machinami.foundation.ids import new_id
from machinami.foundation.sealing import EncryptedJSONField


class Visit(models.Model):
    """``code`` is what the QR code holds: unguessable, says nothing, and opens the visit to staff who receive people.

    ``chosen``: codes of the procedures the resident wants of those that follow; None for all.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("identity.Account", on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.CharField(max_length=48)
    code = models.CharField(max_length=16, unique=True)
    #: gathering, sending, sent
    state = models.CharField(max_length=10, default="gathering")
    chosen = models.JSONField(null=True)
    #: The form of the event, until it has done its work.
    draft = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    #: What was agreed to when it was sent: part id → codes of declarations.
    agreed = models.JSONField(default=dict)
    language = models.CharField(max_length=8, default="ja")
    #: How strongly who sent it was signed in then.
    level = models.PositiveSmallIntegerField(default=0)
    #: At the counter: when, by whom and by which document the person was identified.
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=80, blank=True)
    checked_how = models.CharField(max_length=24, blank=True)
    account_id: Any

    class Meta:
        indexes = [models.Index(fields=["account", "-created_at"], name="visits_visit_mine"),
                   models.Index(fields=["created_at"], name="visits_visit_old")]
        constraints = [models.UniqueConstraint(fields=["account", "event"], condition=models.Q(state="gathering"),
                                               name="visits_one_open_each")]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"


class Part(models.Model):
    """One application of a visit. ``problem``: why it could not be begun here (a Text); ``after``: see definition ``starts``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="parts")
    code = models.CharField(max_length=48)
    for_person = models.CharField(max_length=36, blank=True, default="")
    person_name = EncryptedJSONField(null=True)
    position = models.PositiveSmallIntegerField()
    draft = models.UUIDField(null=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.JSONField(null=True)
    after = models.JSONField(default=list)
    visit_id: Any
    case_id: Any

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "code", "for_person"], name="visits_part_once"),
                       models.UniqueConstraint(fields=["case"], condition=models.Q(case__isnull=False), name="visits_case_once")]

    def __str__(self) -> str:
        return f"{self.code} of {self.visit_id}"
