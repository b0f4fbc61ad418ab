"""What can be booked, when it is open, its slots that somebody asked for, and who has them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from machinami.capabilities.bookings.types import LIVE
from machinami.foundation.ids import new_id
from machinami.foundation.sealing import EncryptedJSONField


class Resource(models.Model):
    """A counter, a room, a course, an interview, a vehicle. ``calendar``: a place of machinami.city.calendar; blank: open all year."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.SlugField(max_length=48, unique=True)
    section = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    title = models.JSONField()
    place = models.JSONField()
    calendar = models.CharField(max_length=40, default="office", blank=True)
    minutes = models.PositiveSmallIntegerField()
    capacity = models.PositiveIntegerField()
    ahead_days = models.PositiveSmallIntegerField(default=60)
    lead_minutes = models.PositiveIntegerField(default=0)
    cancel_minutes = models.PositiveIntegerField(default=0)
    offer_minutes = models.PositiveIntegerField(default=24 * 60)
    per_person = models.PositiveSmallIntegerField(default=1)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["section"], name="bookings_resource_section")]


class OpeningRule(models.Model):
    """Open every week on a day; :class:`.types.Opening`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    capacity = models.PositiveIntegerField(null=True)


class SpecialDay(models.Model):
    """One day that is not as every week: open at ``spans`` (``[["09:00", "12:00", 2], …]``), or closed when there are none."""

    id = models.UUIDField(primary_key=True, default=new_id)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="special_days")
    day = models.DateField()
    spans = models.JSONField(default=list)
    reason = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "day"], name="bookings_special_once")]


class Slot(models.Model):
    """Written when the first one asks for it. ``taken``: places held (booked or offered); ``arrivals``: how many have come.

    Whoever changes who has its places holds its row locked; the database itself refuses more than ``capacity``.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    arrivals = models.PositiveIntegerField(default=0)
    resource_id: Any

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "starts_at"], name="bookings_slot_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="bookings_never_over_capacity"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="bookings_slot_ends")]


class Lottery(models.Model):
    """Applications for the slots that start from ``slots_from`` and before ``slots_until``, drawn by lot.

    ``seed`` is sealed until it is drawn, then it stands in ``revealed``; its SHA-256 is ``commitment``. ``places``: free places by
    slot at the moment of the draw.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="lotteries")
    title = models.JSONField()
    slots_from = models.DateTimeField()
    slots_until = models.DateTimeField()
    applications_from = models.DateTimeField()
    applications_until = models.DateTimeField()
    draw_at = models.DateTimeField()
    commitment = models.CharField(max_length=64)
    seed = EncryptedJSONField(null=True)
    revealed = models.CharField(max_length=64, blank=True)
    places = models.JSONField(default=dict)
    drawn_at = models.DateTimeField(null=True)
    resource_id: Any


class Application(models.Model):
    """One person's, in one lottery: taken back and made again it keeps its id, so that nobody gets a second lot.

    ``choices``: moments (ISO 8601, UTC) in the order of preference.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="applications")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=48)
    choices = models.JSONField()
    state = models.CharField(max_length=12, default="applied")
    rank = models.PositiveIntegerField(null=True)
    won = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    account_id: Any
    person_id: Any
    lottery_id: Any

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lottery", "holder"], name="bookings_application_once")]


class Booking(models.Model):
    """Somebody's place in a slot, or in its line. ``holder``: the person, or the account of somebody who is not registered.

    ``number`` is the order of arrival at the slot and never changes. ``sequence`` counts changes (RFC 5545 SEQUENCE).
    ``instead_of``: the booking that an accepted offer of an earlier (or another) time replaces.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    account = models.ForeignKey("identity.Account", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=48)
    state = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=12, default="direct")
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="bookings")
    instead_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replacements")
    wants_earlier = models.BooleanField(default=False)
    offered_until = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    slot_id: Any
    account_id: Any
    person_id: Any
    application_id: Any
    instead_of_id: Any

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "holder"], condition=Q(state__in=LIVE), name="bookings_once_a_slot"),
            models.UniqueConstraint(fields=["slot", "number"], name="bookings_number_once"),
        ]
        indexes = [
            models.Index(fields=["slot", "state", "number"], name="bookings_line"),
            models.Index(fields=["holder", "state"], name="bookings_of_holder"),
            models.Index(fields=["offered_until"], name="bookings_offers", condition=Q(state="offered")),
        ]


class Press(models.Model):
    """One row a person and resource, locked while that person books: two presses at once are one after the other."""

    id = models.UUIDField(primary_key=True, default=new_id)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    holder = models.CharField(max_length=48)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "holder"], name="bookings_press_once")]
