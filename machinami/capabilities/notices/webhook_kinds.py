"""What partner systems can be told of, and what a token must be allowed to see to be told."""

from __future__ import annotations

#: Kind → (in the desk's words, permission of the token).
KINDS: dict[str, tuple[str, str]] = {
    "case.opened": ("申請を受け付けた", "cases.view"),
    "case.correction_requested": ("補正を求めた", "cases.view"),
    "case.amended": ("補正された", "cases.view"),
    "case.decided": ("決定した", "cases.view"),
    "case.messaged": ("メッセージがあった", "cases.view"),
    "case.closed": ("手続きが終わった", "cases.view"),
    "charge.authorised": ("支払いを仮押さえした", "payments.view"),
    "charge.captured": ("収納した", "payments.view"),
    "charge.cancelled": ("支払いを取り消した", "payments.view"),
    "charge.refunded": ("返金した", "payments.view"),
}
#: Sent by hand to see whether a webhook works; nobody subscribes to it.
PING = "webhook.ping"
NAMES = {**{kind: words for kind, (words, _) in KINDS.items()}, PING: "ためし"}
#: The token's own permission to be told at all.
PERMISSION = "notices.own_webhooks"
