"""Who is asked to sign a case, the links mailed to them, and what they answered."""

from __future__ import annotations

from typing import Any

from django.db import models

from machinami.foundation.ids import new_id
from machinami.foundation.sealing import EncryptedJSONField


class Request(models.Model):
    """One person asked to sign one case. What they answered is in :class:`Record`, never here.

    ``person``: the resident named, where the register knows exactly one; else ``match_key`` (of name and birth date) finds
    them among those who sign in and are not in the register. ``code`` goes with the mailed links; the applicant tells it.
    ``sees``: codes of the answers that they may read.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=48)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.JSONField()
    statement = models.JSONField()
    sees = models.JSONField(default=list)
    level = models.PositiveSmallIntegerField(default=1)
    name = EncryptedJSONField(null=True)
    email = EncryptedJSONField(null=True)
    language = models.CharField(max_length=8, default="ja")
    person = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    match_key = models.CharField(max_length=64, blank=True)
    code = EncryptedJSONField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    #: False once an amended application no longer names this person.
    wanted = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    case_id: Any
    person_id: Any

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "role", "position"], name="signatures_request_once")]
        indexes = [models.Index(fields=["match_key"], name="signatures_request_match"),
                   models.Index(fields=["due_on"], name="signatures_request_due")]


class Link(models.Model):
    """One mailed link: ``digest`` is the SHA-256 of its token, which stands nowhere. It opens once, with the code."""

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Record(models.Model):
    """What somebody answered, once and for ever: for one version of the answers, so that an amended one is unsigned.

    ``digest``: SHA-256 of that version (:func:`.digests.of`). ``how``: sign_in or link.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="records")
    answers_version = models.PositiveIntegerField()
    agreed = models.BooleanField()
    reason = EncryptedJSONField(null=True)
    how = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField()
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "answers_version"], condition=models.Q(agreed=True),
                                               name="signatures_record_once")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """:raises TypeError: for a signature that is there already."""
        if not self._state.adding:
            raise TypeError("a signature is never altered")
        super().save(*args, **kwargs)
