"""Runs of the shredder, and what each erased: never what it said."""

from __future__ import annotations

from typing import Any

from django.db import models

from machinami.foundation.ids import new_id


class Run(models.Model):
    """One run. One that was killed has no end; the next says so of it and goes on with what is left."""

    id = models.UUIDField(primary_key=True, default=new_id)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)
    #: running, done, stopped (killed before its end)
    state = models.CharField(max_length=8, default="running")
    #: Holding → how many were told, erased, and failed (with the first reason).
    counts = models.JSONField(default=dict)


class Erasure(models.Model):
    """One thing erased, written in the transaction that erased it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    holding = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, unique=True)
    due_on = models.DateField()
    at = models.DateTimeField()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """:raises TypeError: for one that is written already."""
        if not self._state.adding:
            raise TypeError("an erasure is never altered")
        super().save(*args, **kwargs)
