"""What the desk calls states and channels. The desk is Japanese."""

from __future__ import annotations

DELIVERY_STATES = {"queued": "待ち", "sending": "送信中", "sent": "送信済み", "failed": "失敗", "given_up": "あきらめた", "stopped": "本人が止めた"}
CHANNELS = {"email": "メール", "push": "プッシュ通知"}
WAYS = {"inbox": "マイページ", **CHANNELS}
OUTCOMES = {"shown": "マイページに出した", "sent": "届けた", "deferred": "あとでもう一度", "failed": "失敗", "given_up": "あきらめた", "stopped": "本人が止めた"}
HOOK_STATES = {"active": "動いています", "paused": "止めています", "disabled": "失敗が続いて止まりました"}
HOOK_DELIVERY_STATES = {"queued": "待ち", "sending": "送信中", "sent": "届いた", "failed": "失敗", "given_up": "あきらめた", "held": "止めているあいだ"}
CHARGE_STATES = {"due": "未払い", "authorised": "仮押さえ", "captured": "収納済み", "partly_refunded": "一部返金",
                 "refunded": "返金済み", "cancelled": "取消し"}
LANGUAGES = {"ja": "日本語", "ja-easy": "やさしい日本語", "en": "英語", "zh-hans": "中国語（簡体字）", "ko": "韓国語"}
