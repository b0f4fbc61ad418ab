"""The table of the workers' hearts: which task workers there are, on whichever machine (docs/adr/0008)."""

from __future__ import annotations

from django.db import models


class Heart(models.Model):
    """``id`` is the worker's, as tasks name it; ``beats`` counts on every few seconds; ``seen_at`` is the database's time.

    ``place`` and ``pid`` say which process it is, for those who can look (empty where they cannot).
    """

    id = models.CharField(primary_key=True, max_length=64)
    place = models.CharField(max_length=120, blank=True)
    pid = models.PositiveIntegerField()
    beats = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
