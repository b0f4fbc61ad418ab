"""The ledger: every movement of money is a journal whose postings sum to zero.

charge: 未収 / 歳入, capture: 決済会社 / 未収, at the counter 現金 / 未収, cancel: 歳入 / 未収 (debit / credit). A refund goes through 還付未済:
ask_refund: 歳入 / 還付未済, then refund: 還付未済 / 決済会社, or refuse_refund: 還付未済 / 歳入.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from machinami.capabilities.payments import chart
from machinami.capabilities.payments.models import Charge, Journal, Posting, Refund

REFUNDS_PAYABLE = "還付未済"


def receivable(charge: Charge) -> str:
    return f"未収:{charge.revenue_code}"


def revenue(charge: Charge) -> str:
    return f"歳入:{charge.revenue_code}"


#: The "provider" of what is paid in cash at a counter.
COUNTER = "counter"


def clearing(charge: Charge, provider: str) -> str:
    """Where the money of an attempt is: with a company, or in the section's cash box."""
    return cash(charge.section) if provider == COUNTER else f"決済会社:{provider}"


def cash(section: str) -> str:
    return f"現金:{section}"


@transaction.atomic
def post(charge: Charge | None, kind: str, key: str, lines: dict[str, int]) -> None:
    """Write one journal. The same key writes nothing more.

    :param lines: ledger account → yen, debit positive.
    :raises ValueError: when the lines do not sum to zero, are not whole yen, or name no account of the chart.
    """
    if not lines or sum(lines.values()) or any(type(v) is not int or not v for v in lines.values()):
        raise ValueError(f"{kind}: {lines} do not sum to zero")
    chart.open_accounts(list(lines))
    journal, made = Journal.objects.get_or_create(
        idempotency_key=key, defaults={"at": timezone.now(), "kind": kind, "charge": charge})
    if made:
        Posting.objects.bulk_create([Posting(journal=journal, ledger_account_id=a, amount=v) for a, v in lines.items()])


def charged(charge: Charge) -> None:
    post(charge, "charge", f"charge:{charge.pk}", {receivable(charge): charge.amount, revenue(charge): -charge.amount})


def captured(charge: Charge, provider: str) -> None:
    post(charge, "capture", f"capture:{charge.pk}",
         {clearing(charge, provider): charge.amount, receivable(charge): -charge.amount})


def cancelled(charge: Charge) -> None:
    post(charge, "cancel", f"cancel:{charge.pk}", {receivable(charge): -charge.amount, revenue(charge): charge.amount})


def refund_asked(charge: Charge, row: Refund) -> None:
    post(charge, "ask_refund", f"ask_refund:{row.pk}", {revenue(charge): row.amount, REFUNDS_PAYABLE: -row.amount})


def refunded(charge: Charge, provider: str, row: Refund) -> None:
    post(charge, "refund", f"refund:{row.pk}", {REFUNDS_PAYABLE: row.amount, clearing(charge, provider): -row.amount})


def refund_refused(charge: Charge, row: Refund) -> None:
    post(charge, "refuse_refund", f"refuse_refund:{row.pk}", {REFUNDS_PAYABLE: row.amount, revenue(charge): -row.amount})


def day_closed(key: str, section: str, expected: int, counted: int) -> None:
    """The cash box is emptied to the treasury; what was counted more or less stays to be cleared up."""
    lines = {"歳計現金": counted, cash(section): -expected, "現金過不足": expected - counted}
    kept = {account: amount for account, amount in lines.items() if amount}
    if kept:
        post(None, "close_day", key, kept)


def unbalanced() -> list[str]:
    """Journals without postings or whose postings do not sum to zero: there are none, and this proves it."""
    rows = Journal.objects.annotate(lines=Count("postings"), total=Sum("postings__amount"))
    return [str(pk) for pk in rows.filter(Q(lines__lt=2) | ~Q(total=0)).values_list("pk", flat=True)[:20]]
