"""Taking due deliveries and sending them: leased in one transaction, sent outside it, settled in another."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices.mail import Mail
from machinami.capabilities.notices.models import Delivery
from machinami.capabilities.notices.ports import Channel, Deferred, Failed, Message, Result, Sent
from machinami.capabilities.notices.wording import fill
from machinami.foundation.i18n import FIELD_OF_LANGUAGE, RESIDENT_LANGUAGES

logger = logging.getLogger(__name__)
CHANNELS: dict[str, Channel] = {"email": Mail()}
#: Longer than one letter can take (the SMTP conversation waits at most 20 s a step).
LEASE = timedelta(minutes=5)
#: Waits before each further attempt; after the last one the delivery is given up.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))


def deliver_due(limit: int = 50) -> int:
    """Send what is due. Returns how many were tried. Safe in several workers and when killed:
    the lease runs out and the same message, with the same identifier, is tried again."""
    tried = 0
    for row in _lease(limit):
        if _renew(row):
            _settle(row, _attempt(row))
            tried += 1
    return tried


def _renew(row: Delivery) -> bool:
    """Take a fresh lease just before sending: the letters before this one may have used the old one up,
    and then another worker has it. The lease's own end is the token."""
    until = timezone.now() + LEASE
    held = Delivery.objects.filter(pk=row.pk, state="sending", lease_until=row.lease_until).update(lease_until=until)
    row.lease_until = until
    return bool(held)


def _attempt(row: Delivery) -> Result:
    """One letter that can't be made or sent must not hold up the others."""
    try:
        return _send(row)
    except Exception as error:
        logger.exception("delivery %s", row.pk)
        return Deferred(f"送る準備でつまずきました（{type(error).__name__}）")


def _lease(limit: int) -> list[Delivery]:
    now = timezone.now()
    due = Delivery.objects.filter(
        Q(state="queued", next_attempt_at__lte=now) | Q(state="sending", lease_until__lt=now)).order_by("next_attempt_at")
    if not due.exists():  # without this look first, each idle turn would take the write lock
        return []
    with transaction.atomic():
        lock = due.select_for_update(skip_locked=True) if connection.features.has_select_for_update_skip_locked else due
        rows = list(lock[:limit])
        Delivery.objects.filter(pk__in=[r.pk for r in rows]).update(state="sending", lease_until=now + LEASE)
    return list(Delivery.objects.select_related("notice").filter(pk__in=[r.pk for r in rows]))


def _send(row: Delivery) -> Result:
    account = identity.account(row.notice.account_id)
    if not account.email:
        return Failed("メールアドレスが登録されていません")
    language = account.language if account.language in RESIDENT_LANGUAGES else "ja"
    title, body = (getattr(t, FIELD_OF_LANGUAGE[language]) or t.ja for t in fill(row.notice.template, row.notice.params))
    link = row.notice.link.replace("/ja/", f"/{language}/", 1)
    host = urlsplit(settings.BASE_URL).hostname
    return CHANNELS[row.channel].send(Message(identifier=f"{row.pk}@{host}", address=account.email, language=language,
                                              title=title, body=body, url=f"{settings.BASE_URL}{link}"))


def _settle(row: Delivery, result: Result) -> None:
    now = timezone.now()
    values: dict[str, object] = {"lease_until": None, "attempts": row.attempts + 1}
    if isinstance(result, Sent):
        values |= {"state": "sent", "sent_at": now, "reason": "", "next_attempt_at": None}
    elif isinstance(result, Deferred) and row.attempts < len(WAITS):
        wait = WAITS[row.attempts] * (1 + random.random() * 0.2)
        values |= {"state": "queued", "reason": result.reason[:200], "next_attempt_at": now + wait}
    else:
        state = "failed" if isinstance(result, Failed) else "given_up"
        values |= {"state": state, "reason": result.reason[:200], "next_attempt_at": None}
    Delivery.objects.filter(pk=row.pk, lease_until=row.lease_until).update(**values)
