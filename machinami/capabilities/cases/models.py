"""Cases, their append-only history, corrections, messages and decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from machinami.foundation.begins import PATTERN
from machinami.foundation.ids import new_id
from machinami.foundation.sealing import SealedJSONField


class NumberSeries(models.Model):
    """The last receipt number of each fiscal year; the row is locked while a number is taken."""

    fiscal_year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Case(models.Model):
    """案件: one application in the office's hands.

    ``answers`` is the payload in force (each version is kept in :class:`Amendment`), ``findings`` what the office has
    found so far (each version in :class:`Findings`). ``sensitive`` names what is sealed in either.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.JSONField()
    section = models.CharField(max_length=40)
    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    #: Where somebody applied for another: ``person`` is that other one, ``acting_person`` who applied, by which tie (``kin``).
    acting_person = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    kin = models.CharField(max_length=20, blank=True, default="", db_default="")
    subject_name = models.CharField(max_length=160, blank=True, default="", db_default="")
    search_subject = models.CharField(max_length=200, blank=True, default="", db_default="")
    applicant_name = models.CharField(max_length=160)
    applicant_kana = models.CharField(max_length=200, blank=True)
    search_name = models.CharField(max_length=160, blank=True)
    search_kana = models.CharField(max_length=200, blank=True)
    search_address = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, default="ja")
    #: online or paper
    channel = models.CharField(max_length=8, default="online", db_default="online")
    state = models.CharField(max_length=24)
    answers = SealedJSONField()
    answers_version = models.PositiveIntegerField(default=1)
    sensitive = models.JSONField(default=list)
    findings = SealedJSONField(default=dict)
    findings_version = models.PositiveIntegerField(default=0)
    steps = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    target_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    delete_after = models.DateField(null=True)
    #: When the applicant was told of ``delete_after``; nothing is erased before it was told for ``erasing.NOTICE_DAYS``.
    erasure_told_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)
    retention_years = models.PositiveSmallIntegerField(default=5)
    idempotency_key = models.CharField(max_length=80, unique=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["section", "state", "target_on", "id"], name="cases_case_section_queue"),
            models.Index(fields=["state", "target_on", "id"], name="cases_case_state_queue"),
            models.Index(fields=["target_on", "id"], name="cases_case_by_target"),
            models.Index(fields=["received_at", "id"], name="cases_case_by_receipt"),
            models.Index(fields=["code", "state"], name="cases_case_code"),
            models.Index(fields=["delete_after"], name="cases_case_clock", condition=models.Q(erased_at=None)),
            models.Index(fields=["account", "received_at"], name="cases_case_account"),
            models.Index(fields=["search_kana"], name="cases_case_by_kana", opclasses=[PATTERN]),
            models.Index(fields=["search_name"], name="cases_case_by_name", opclasses=[PATTERN]),
            models.Index(fields=["search_subject"], name="cases_case_by_subject", opclasses=[PATTERN]),
            models.Index(fields=["search_address"], name="cases_case_by_address", opclasses=[PATTERN]),
            models.Index(fields=["assigned_to", "state"], name="cases_case_assigned"),
        ]


class AppendOnly(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is append-only")


class Entry(AppendOnly):
    """One line of history: who did what, from which state to which."""

    verb = models.CharField(max_length=40)
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24, blank=True)
    note = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="cases_entry_case")]


class Amendment(AppendOnly):
    """One version of the answers; version 1 is what was submitted."""

    version = models.PositiveIntegerField()
    answers = SealedJSONField()
    changed = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="cases_amendment_version")]


class Findings(AppendOnly):
    """One version of what the office found; ``shown``: codes that the applicant sees once it is decided."""

    version = models.PositiveIntegerField()
    findings = SealedJSONField()
    changed = models.JSONField(default=list)
    shown = models.JSONField(default=list)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="cases_findings_version")]


class Correction(models.Model):
    """補正の求め: which answers, why, until when. Settled by an amendment or withdrawn by the desk."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    items = models.JSONField()
    due_on = models.DateField()
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.CharField(max_length=80)
    settled_at = models.DateTimeField(null=True)
    settled_by_version = models.PositiveIntegerField(null=True)


class Message(AppendOnly):
    """A word between resident and office."""

    from_office = models.BooleanField()
    body = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="cases_message_case")]


class SavedView(models.Model):
    """A member of staff's own way of looking at the work list: its query, under a name."""

    id = models.UUIDField(primary_key=True, default=new_id)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "name"], name="cases_view_name")]


class BulkChange(models.Model):
    """Many cases given to somebody, or moved a step on, at once; ``items``: what each was before, so that it can be taken
    back; ``left``: those that were not changed, each with its number and the reason."""

    id = models.UUIDField(primary_key=True, default=new_id)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    to = models.CharField(max_length=40, blank=True)
    items = models.JSONField()
    undone_at = models.DateTimeField(null=True)
    #: assign, or one of stepping.VERBS
    verb = models.CharField(max_length=16, default="assign", db_default="assign")
    key = models.CharField(max_length=80, null=True)
    left = models.JSONField(default=list, db_default=[])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="cases_bulk_once")]


class CaseLink(models.Model):
    """関連案件: two cases that belong together, the smaller key first; ended, it stays for the record."""

    id = models.UUIDField(primary_key=True, default=new_id)
    first = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    #: household, continues, duplicate, other
    kind = models.CharField(max_length=12)
    reason = models.CharField(max_length=400, blank=True)
    made_by = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], condition=models.Q(ended_at=None), name="cases_link_once")]

    def other_id(self, case_id: object) -> object:
        return self.second_id if str(self.first_id) == str(case_id) else self.first_id


class CaseDocument(models.Model):
    """A document attached to a case (issued, or uploaded by the resident)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    document = models.UUIDField()
    title = models.JSONField()
    attached_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "document"], name="cases_document_once")]
