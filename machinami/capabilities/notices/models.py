"""Notices in the inbox, their deliveries over other channels, what people chose; partners' webhooks."""

from __future__ import annotations

from django.db import models

from machinami.foundation.ids import new_id
from machinami.foundation.sealing import EncryptedJSONField
from machinami.foundation.tracing import carried


class Notice(models.Model):
    """``params`` are the template's whitelisted values; nothing personal is among them.

    Without an account it is a letter to somebody who has none: ``letter`` = ``{address, language, link}``, encrypted, and
    its link (which may be a secret) gone once it is sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    letter = EncryptedJSONField(null=True)
    template = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    subject = models.CharField(max_length=120)
    section = models.CharField(max_length=40)
    link = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=120, unique=True)
    #: Off where the resident does not want the topic in the inbox.
    in_inbox = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [models.Index(fields=["account", "created_at"], name="notices_notice_inbox"),
                   models.Index(fields=["account", "read_at"], name="notices_notice_unread"),
                   models.Index(fields=["subject"], name="notices_notice_subject")]


class Delivery(models.Model):
    """queued → sending → sent | failed | stopped; a deferred one is queued again for later, until given_up.

    ``held_until``: the end of the quiet hours it waits for. ``target``: the device, where a channel has several.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    target = models.CharField(max_length=36, blank=True, default="", db_default="")
    #: The request that it comes from (foundation.tracing), for the log and the traces; nothing of whom it is for.
    carried = models.CharField(max_length=80, blank=True, default=carried, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel", "target"], name="notices_delivery_once_each")]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="notices_delivery_due")]


class Preference(models.Model):
    """What an account chose: ``choices`` is topic → ways, every topic; quiet hours in whole hours of the ward's clock."""

    account = models.OneToOneField("identity.Account", primary_key=True, on_delete=models.CASCADE, related_name="+")
    choices = models.JSONField(default=dict)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    #: Whether any device receives push notifications.
    devices = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True)


class Device(models.Model):
    """A browser that receives push notifications: its ``subscription`` (address, key, secret) sealed, found by ``digest``."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey("identity.Account", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    subscription = EncryptedJSONField()
    name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)


class Webhook(models.Model):
    """Where a partner system is told of events. ``secrets``: the newest first, ``{"key": "whsec_…", "until": ISO or null}``.

    active ⇄ paused; active → disabled after long failing. What happens meanwhile is kept for a replay.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    token_id = models.UUIDField()
    url = models.CharField(max_length=2000)
    kinds = models.JSONField()
    secrets = EncryptedJSONField()
    state = models.CharField(max_length=12, default="active")
    failing_since = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=80)


class WebhookEvent(models.Model):
    """What happened, as partners are told: ids and kinds, nothing personal. Its key is the ``webhook-id`` of every attempt."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=40)
    section = models.CharField(max_length=40)
    data = models.JSONField()
    at = models.DateTimeField(db_index=True)
    #: As of a delivery.
    carried = models.CharField(max_length=80, blank=True, default=carried, db_default="")


class WebhookDelivery(models.Model):
    """queued → sending → sent | failed | given_up; held while its webhook is not active. ``tries``: the latest attempts,
    ``{at, status, excerpt, ms}``."""

    id = models.UUIDField(primary_key=True, default=new_id)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(WebhookEvent, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=12, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="notices_webhook_once")]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="notices_webhook_due")]


class LogEntry(models.Model):
    """One thing told, or tried: no foreign keys and no words, so that it outlives what it is about. ``at`` says when."""

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField(db_index=True)
    notice_id = models.UUIDField()
    delivery_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    template = models.CharField(max_length=60)
    topic = models.CharField(max_length=20, blank=True)
    section = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12)
    code = models.CharField(max_length=3, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)


class ShredPermit(models.Model):
    """While it stands (in one transaction alone), entries of the log from before ``before`` can be deleted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    before = models.DateTimeField()


class News(models.Model):
    """What a section tells everybody who wants it; ``reached``: the last account looked at, ``told``: how many so far."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.CharField(max_length=80, unique=True)
    title = models.JSONField()
    link = models.CharField(max_length=200)
    section = models.CharField(max_length=40)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    reached = models.UUIDField(null=True)
    told = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
