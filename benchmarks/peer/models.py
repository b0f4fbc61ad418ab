"""The peer: ten columns and a ModelForm, as any Django tutorial has them. No validation across fields, no case, no
history, no audit, no notice, no draft."""

from __future__ import annotations

from django.db import models


class Plain(models.Model):
    family = models.CharField(max_length=60)
    given = models.CharField(max_length=60)
    birth = models.DateField()
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=20)
    email = models.EmailField(blank=True)
    purpose = models.CharField(max_length=20, choices=[(c, c) for c in ("study", "work", "other")])
    copies = models.PositiveSmallIntegerField()
    posted = models.BooleanField(default=False)
    remarks = models.TextField(blank=True)
