"""The ledger: every movement of money is a journal whose postings sum to zero."""

from __future__ import annotations

from django.db.models import Sum
from django.utils import timezone

from machinami.capabilities.payments.models import Charge, Journal, Posting


def receivable(charge: Charge) -> str:
    return f"未収:{charge.revenue_code}"


def revenue(charge: Charge) -> str:
    return f"歳入:{charge.revenue_code}"


def clearing(provider: str) -> str:
    return f"決済会社:{provider}"


def post(charge: Charge, kind: str, key: str, lines: dict[str, int]) -> None:
    """Write one journal. The same key writes nothing more.

    :param lines: ledger account → yen, debit positive.
    :raises ValueError: when the lines do not sum to zero, or are not whole yen.
    """
    if sum(lines.values()) or any(type(v) is not int for v in lines.values()):
        raise ValueError(f"{kind}: {lines} do not sum to zero")
    journal, made = Journal.objects.get_or_create(
        idempotency_key=key, defaults={"at": timezone.now(), "kind": kind, "charge": charge})
    if made:
        Posting.objects.bulk_create([Posting(journal=journal, ledger_account=a, amount=v) for a, v in lines.items()])


def charged(charge: Charge) -> None:
    post(charge, "charge", f"charge:{charge.pk}", {receivable(charge): charge.amount, revenue(charge): -charge.amount})


def captured(charge: Charge, provider: str) -> None:
    post(charge, "capture", f"capture:{charge.pk}",
         {clearing(provider): charge.amount, receivable(charge): -charge.amount})


def cancelled(charge: Charge) -> None:
    post(charge, "cancel", f"cancel:{charge.pk}", {receivable(charge): -charge.amount, revenue(charge): charge.amount})


def refunded(charge: Charge, provider: str, amount: int, key: str) -> None:
    post(charge, "refund", f"refund:{key}", {clearing(provider): -amount, revenue(charge): amount})


def unbalanced() -> list[str]:
    """Journals whose postings do not sum to zero: there are none, and this proves it."""
    rows = Posting.objects.values("journal_id").annotate(total=Sum("amount")).exclude(total=0)
    return [str(r["journal_id"]) for r in rows[:20]]
