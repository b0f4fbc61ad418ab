"""Model rows to frozen rows."""

from __future__ import annotations

from machinami.capabilities.notices.models import Delivery, Notice
from machinami.capabilities.notices.types import DeliveryRow, NoticeRow
from machinami.capabilities.notices.wording import fill


def notice_row(n: Notice) -> NoticeRow:
    title, body = fill(n.template, n.params)
    return NoticeRow(str(n.pk), title, body, n.link, n.due_on, n.created_at, n.read_at, n.subject)


def delivery_row(d: Delivery) -> DeliveryRow:
    return DeliveryRow(str(d.pk), fill(d.notice.template, d.notice.params)[0], d.channel, d.state, d.attempts, d.reason,
                       d.next_attempt_at, d.sent_at, d.notice.created_at, d.notice.template, d.notice.subject)
