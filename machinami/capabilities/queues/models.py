"""Offices, their counters, the tickets of a day and what happened to them."""

from __future__ import annotations

from typing import Any

from django.db import models

from machinami.foundation.ids import new_id


class Office(models.Model):
    """A place with counters and one line."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.SlugField(max_length=48, unique=True)
    name = models.JSONField()
    section = models.CharField(max_length=48)
    opens = models.TimeField()
    closes = models.TimeField()


class Errand(models.Model):
    """What people come for. ``minutes``: what the office thinks it takes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="errands")
    code = models.SlugField(max_length=48)
    letter = models.CharField(max_length=1)
    title = models.JSONField()
    minutes = models.FloatField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "code"], name="queues_errand_once")]


class Counter(models.Model):
    """``ticket``: who stands there; at most one, taken by one conditional update. ``until``: when a break or absence probably ends.

    ``free_since``: when the last visitor left.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="counters")
    number = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField(default=0)
    errands = models.JSONField(default=list)
    state = models.CharField(max_length=8, default="closed")
    until = models.DateTimeField(null=True)
    staff = models.CharField(max_length=80, blank=True)
    staff_name = models.CharField(max_length=160, blank=True)
    ticket = models.ForeignKey("queues.Ticket", null=True, on_delete=models.PROTECT, related_name="+")
    free_since = models.DateTimeField(null=True)
    ticket_id: Any

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="queues_counter_once")]


class Away(models.Model):
    """Planned time without anybody at a counter: a break, a training, a day off."""

    id = models.UUIDField(primary_key=True, default=new_id)
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="away")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["counter", "starts"], name="queues_away_once")]


class Series(models.Model):
    """The last number given, by office, day and letter."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "day", "letter"], name="queues_series_once")]


class Ticket(models.Model):
    """One visit. ``errands`` are done in order, ``stage`` is the present one and ``errand`` its code.

    ``came_at`` null: taken by phone, still on the way; such tickets keep their place and are passed over. ``rank_at``: where it
    stands (:mod:`.ordering`). ``booked_at``: the booked time that counts. ``code`` opens the page that follows it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.CharField(max_length=8)
    errands = models.JSONField()
    stage = models.PositiveSmallIntegerField(default=0)
    errand = models.CharField(max_length=48)
    state = models.CharField(max_length=10, default="waiting")
    came = models.CharField(max_length=8)
    issued_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True)
    rank_at = models.FloatField()
    accessible = models.BooleanField(default=False)
    counter = models.ForeignKey(Counter, null=True, on_delete=models.PROTECT, related_name="+")
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    #: When it came into the line for the present errand; seconds in held states of the present errand.
    lined_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    held_seconds = models.FloatField(default=0)
    #: Seconds from the last visitor's end to the call, where this one had waited all the while.
    gap = models.FloatField(null=True)
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=8, default="ja")
    code = models.CharField(max_length=32, unique=True)
    idempotency_key = models.CharField(max_length=120)
    office_id: Any
    account_id: Any
    counter_id: Any

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "day", "number"], name="queues_ticket_number"),
                       models.UniqueConstraint(fields=["office", "idempotency_key"], name="queues_ticket_once")]
        indexes = [models.Index(fields=["office", "day", "state"], name="queues_ticket_line"),
                   models.Index(fields=["day"], name="queues_ticket_day")]


class TicketEvent(models.Model):
    """What happened to a ticket: added to, never altered (the database refuses it), and gone with its day when its years are over."""

    id = models.UUIDField(primary_key=True, default=new_id)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=16)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    counter = models.CharField(max_length=8, blank=True)
    errand = models.CharField(max_length=48)
    actor = models.CharField(max_length=80)
    ticket_id: Any
    office_id: Any


class CounterEvent(models.Model):
    """A counter opened, closed, took a break. Added to, never altered."""

    id = models.UUIDField(primary_key=True, default=new_id)
    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8)
    until = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)
    office_id: Any


class Booking(models.Model):
    """Somebody is expected at a time. ``key``: whose it is, for the booking's owner; ``ticket`` once they came."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
    errands = models.JSONField()
    cancelled = models.BooleanField(default=False)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.SET_NULL, related_name="+")
    ticket_id: Any

    class Meta:
        indexes = [models.Index(fields=["office", "at"], name="queues_booking_at")]


class Served(models.Model):
    """One call as it went, without anybody in it: what forecasts, statistics and the congestion calendar are made of. Seconds.

    ``occupied``: from the call to the end, less what was held. ``gap``: from the last visitor's end to this call, where somebody waited.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    errand = models.CharField(max_length=48)
    counter = models.CharField(max_length=8)
    called_at = models.DateTimeField()
    waited = models.FloatField()
    occupied = models.FloatField()
    showed = models.BooleanField(default=True)
    gap = models.FloatField(null=True)
    first = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["office", "day"], name="queues_served_day")]


class Told(models.Model):
    """A forecast as it was given when the ticket was taken, and what came of it. Seconds; nobody in it after its day."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    ticket = models.OneToOneField(Ticket, null=True, on_delete=models.SET_NULL, related_name="told")
    errand = models.CharField(max_length=48)
    at = models.DateTimeField()
    expected = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    naive = models.FloatField()
    ahead = models.PositiveIntegerField()
    waited = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["office", "day"], name="queues_told_day")]


class ShredPermit(models.Model):
    """Opens the events of days before ``before`` to erasing, in one transaction (:mod:`.triggers`)."""

    before = models.DateField()
