"""Charges, attempts, refunds, and the double-entry ledger under them."""

from __future__ import annotations

from typing import Any

from django.db import models

from machinami.capabilities.payments import states
from machinami.foundation.ids import new_id


class Charge(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    subject = models.CharField(max_length=120)
    account = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=40)
    revenue_code = models.CharField(max_length=40)
    title = models.JSONField()
    amount = models.PositiveBigIntegerField()
    refunded = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=20, default="due")
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=120, unique=True)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="payments_charge_subject"),
                   models.Index(fields=["account", "created_at"], name="payments_charge_account")]
        constraints = [
            models.CheckConstraint(name="payments_charge_state", condition=models.Q(state__in=states.CHARGE_STATES)),
            models.CheckConstraint(name="payments_charge_amounts",
                                   condition=models.Q(amount__gt=0, refunded__lte=models.F("amount"))),
        ]


class Attempt(models.Model):
    """One try to pay a charge at a provider. At most one of a charge is open or paid."""

    id = models.UUIDField(primary_key=True, default=new_id)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="attempts")
    provider = models.CharField(max_length=20)
    method = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default="started")
    reference = models.CharField(max_length=80, blank=True)
    redirect_url = models.CharField(max_length=500, blank=True)
    return_url = models.CharField(max_length=300)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    idempotency_key = models.CharField(max_length=120, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(
            fields=["charge"], name="payments_attempt_one_open", condition=models.Q(state__in=states.LIVE)),
            models.CheckConstraint(name="payments_attempt_state", condition=models.Q(state__in=states.ATTEMPT_STATES))]
        indexes = [models.Index(fields=["state", "touched_at"], name="payments_attempt_doubt")]


class Refund(models.Model):
    """asked → done, or failed where the provider refuses. The row is written before the provider is asked."""

    id = models.UUIDField(primary_key=True, default=new_id)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="asked")
    created_at = models.DateTimeField(auto_now_add=True)
    idempotency_key = models.CharField(max_length=120, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="payments_refund_state", condition=models.Q(state__in=states.REFUND_STATES)),
            models.CheckConstraint(name="payments_refund_amount", condition=models.Q(amount__gt=0))]
        indexes = [models.Index(fields=["state", "created_at"], name="payments_refund_doubt")]


class ProviderEvent(models.Model):
    """A callback seen: its identifier works once."""

    id = models.CharField(max_length=120, primary_key=True)
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class AppendOnly(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("the ledger is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the ledger is append-only")


class ChargeEvent(AppendOnly):
    """One step in a charge's life: who, from which state to which. ``verb`` ``attempt.*`` and ``refund.*`` are theirs."""

    id = models.UUIDField(primary_key=True, default=new_id)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="events", db_index=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=160, blank=True)
    verb = models.CharField(max_length=40)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["charge", "at"], name="payments_event_charge")]


class LedgerAccount(models.Model):
    """勘定科目, opened from the chart (chart.yaml) when first posted to. ``kind``: asset, liability, revenue."""

    code = models.CharField(max_length=60, primary_key=True)
    title = models.JSONField()
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [models.CheckConstraint(name="payments_ledger_account_kind",
                                              condition=models.Q(kind__in=("asset", "liability", "revenue")))]


class Journal(AppendOnly):
    """仕訳. Its postings sum to zero."""

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    #: None for what is about no charge: the closing of a counter's day.
    charge = models.ForeignKey(Charge, null=True, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=120, unique=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="payments_journal_at")]


class Posting(AppendOnly):
    """One line: debit positive, credit negative, integer yen."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="postings")
    ledger_account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+",
                                       db_column="ledger_account", db_index=False)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="payments_posting_amount", condition=~models.Q(amount=0))]
        indexes = [models.Index(fields=["ledger_account"], name="payments_posting_account")]


class ReceiptSeries(models.Model):
    fiscal_year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Receipt(models.Model):
    number = models.CharField(max_length=20, primary_key=True)
    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="receipt")
    issued_at = models.DateTimeField()


class Till(models.Model):
    """A section's cash box: the row is locked while cash goes in or out, and while its day is closed."""

    section = models.CharField(max_length=40, primary_key=True)


class Cash(AppendOnly):
    """Cash in (positive) or out at a counter, in yen. ``tendered``: what the payer handed over; the change is the rest."""

    id = models.UUIDField(primary_key=True, default=new_id)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=40)
    day = models.DateField()
    at = models.DateTimeField()
    amount = models.BigIntegerField()
    tendered = models.PositiveBigIntegerField(default=0)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=160, blank=True)
    idempotency_key = models.CharField(max_length=120, unique=True)

    class Meta:
        indexes = [models.Index(fields=["section", "day"], name="payments_cash_day")]
        constraints = [models.CheckConstraint(name="payments_cash_amount", condition=~models.Q(amount=0))]


class DayClose(AppendOnly):
    """A counter's day, closed: what the books say, what was counted, and why they differ. ``lines`` by 歳入科目."""

    id = models.UUIDField(primary_key=True, default=new_id)
    section = models.CharField(max_length=40)
    day = models.DateField()
    at = models.DateTimeField()
    expected = models.BigIntegerField()
    counted = models.BigIntegerField()
    explanation = models.CharField(max_length=400, blank=True)
    lines = models.JSONField()
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "day"], name="payments_day_once")]


class DemoPayment(models.Model):
    """The demonstration provider's own book: what it was asked and did."""

    reference = models.CharField(max_length=80, primary_key=True)
    attempt = models.CharField(max_length=40, unique=True)
    amount = models.PositiveBigIntegerField()
    captured = models.PositiveBigIntegerField(default=0)
    refunded = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=20, default="open")
    title = models.CharField(max_length=200)
    return_url = models.CharField(max_length=300)
    keys = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
