"""A captured charge gets its receipt."""

from __future__ import annotations

from django.utils import timezone

from machinami.capabilities.documents import actions as documents
from machinami.capabilities.payments import queries
from machinami.capabilities.payments.events import ChargeCaptured
from machinami.foundation.actors import system
from machinami.foundation.calendar import show_date
from machinami.foundation.events import subscribe_durably
from machinami.foundation.i18n import Text
from machinami.foundation.money import show_yen

TITLE = Text(ja="領収書", en="Receipt", zh="收据", ko="영수증", easy="りょうしゅうしょ")
STAMP_NOTE = "地方公共団体が作る領収書のため、収入印紙は要りません（印紙税法第5条第2号）。"


@subscribe_durably(ChargeCaptured)
def make_receipt(event: ChargeCaptured) -> None:
    """The receipt as PDF, for the payer to hold. Again for the same charge it is the same document."""
    found = queries.receipt_of(event.charge_id)
    if found is None:
        return
    number, account_id, section, title, amount, issued_at = found
    received = show_date(timezone.localtime(issued_at).date())
    rows = [{"label": "領収番号", "value": number}, {"label": "内容", "value": title.ja},
            {"label": "受け取った日", "value": received}]
    documents.issue(
        actor=system("payments.receipt"), kind="receipt", title=TITLE, template="receipt",
        data={"amount": show_yen(amount), "rows": rows, "received": received, "stamp_note": STAMP_NOTE,
              "statement": "上の金額を受け取りました。"},
        subject=event.subject, section=section, account_id=account_id, idempotency_key=f"receipt:{event.charge_id}")
