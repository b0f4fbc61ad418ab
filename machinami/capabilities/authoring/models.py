"""Definitions being written at the desk, every step of the writing, and trial answers."""

from __future__ import annotations

from typing import Any

from django.db import models

from machinami.foundation.ids import new_id


class WorkingCopy(models.Model):
    """A definition being written: editing → proposed → published, or back to editing; or dropped.

    ``base_version`` is the published version it began from, 0 for a new procedure.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=48)
    title = models.CharField(max_length=200)
    section = models.CharField(max_length=40)
    base_version = models.PositiveIntegerField(default=0)
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, default="editing")
    #: Labels of the staff who wrote in it: none of them may approve it.
    writers = models.JSONField(default=list)
    effective_from = models.DateField(null=True)
    note = models.CharField(max_length=400, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    published_version = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["state", "-updated_at"], name="authoring_copy_state")]
        constraints = [models.UniqueConstraint(fields=["code"], condition=models.Q(state__in=("editing", "proposed")),
                                               name="authoring_one_open_copy")]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class Step(models.Model):
    """One change of a working copy: what it was before, so that it can be taken back. Never altered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    copy = models.ForeignKey(WorkingCopy, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, blank=True)
    what = models.CharField(max_length=200)
    before = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["copy", "revision"], name="authoring_step_once")]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.revision} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """:raises TypeError: for a row that stands already."""
        if not self._state.adding:
            raise TypeError("history is never altered")
        super().save(*args, **kwargs)

    copy_id: Any


class Trial(models.Model):
    """Made-up answers of one member of staff who tries a working copy as a sample person."""

    copy = models.ForeignKey(WorkingCopy, on_delete=models.CASCADE, related_name="+")
    staff = models.CharField(max_length=80)
    sample = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["copy", "staff", "sample"], name="authoring_trial_once")]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.sample}"

    copy_id: Any
