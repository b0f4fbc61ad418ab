"""Taking due deliveries and sending them, one at a time: leased in one transaction, sent outside it, settled in another.

Whoever sends a letter renews its lease while it does. A lease that nobody renews belongs to a worker that died (or was
cut off); its letter, with the same identifier, is taken over by another. So a worker that is killed leaves one letter behind,
and only for ``LEASE``.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.identity.types import AccountRow
from machinami.capabilities.notices import preferences
from machinami.capabilities.notices.mail import Mail
from machinami.capabilities.notices.models import Delivery, Notice
from machinami.capabilities.notices.ports import (
    Away,
    Channel,
    Deferred,
    Failed,
    Held,
    Message,
    Result,
    Sent,
    Stopped,
)
from machinami.capabilities.notices.topics import HOW_TO_STOP, TOPICS
from machinami.capabilities.notices.wording import fill, wordings
from machinami.foundation.i18n import RESIDENT_LANGUAGES
from machinami.foundation.liveness import Rest, Watch

logger = logging.getLogger(__name__)
CHANNELS: dict[str, Channel] = {"email": Mail()}
#: Seconds: a lease that was not renewed for so long is a dead worker's; how often it is renewed during sending.
LEASE, RENEW = 20.0, 5.0
#: Waits before each further attempt; after the last one the delivery is given up.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
#: What this process has seen of other workers' leases.
_leases = Watch(LEASE, gap=RENEW)
#: While the mail server is out of reach no letter tries it; each try would hold up the worker.
_channel = Rest(first=15, longest=300)


def deliver_due(limit: int = 50, seconds: float = 10) -> int:
    """Send what is due, for about ``seconds`` at most: the worker has other work. Returns how many were tried.
    Safe in several workers and when killed."""
    tried, end = 0, time.monotonic() + seconds
    while tried < limit and time.monotonic() < end and _channel.open() and (row := _take()):
        with _kept(row):
            result = _attempt(row)
        _settle(row, result)
        _channel.note(not isinstance(result, Away))
        tried += 1
    return tried


def _take() -> Delivery | None:
    """The next letter to send, leased: one that is due, else one whose worker has died."""
    # Without a look first, each idle turn would take the write lock.
    return (_lease(_due()) if _due().exists() else None) or _abandoned()


def _due() -> QuerySet[Delivery]:
    """The first attempt waits for nothing but quiet hours, also when the clock was put back after the letter was written."""
    now = timezone.now()
    return Delivery.objects.filter(Q(next_attempt_at__lte=now) | Q(attempts=0, held_until=None), state="queued").order_by("next_attempt_at")


def _abandoned() -> Delivery | None:
    held = dict(Delivery.objects.filter(state="sending").values_list("pk", "lease_until"))
    for pk in _leases.stopped(held):
        row = _lease(Delivery.objects.filter(pk=pk, state="sending", lease_until=held[pk]))
        if row:
            return row
    return None


def _lease(rows: QuerySet[Delivery]) -> Delivery | None:
    with transaction.atomic():
        free = rows.select_for_update(skip_locked=True) if connection.features.has_select_for_update_skip_locked else rows
        row = free.first()
        if row is None:
            return None
        row.state, row.lease_until = "sending", _lease_end()
        row.save(update_fields=["state", "lease_until"])
    return Delivery.objects.select_related("notice").get(pk=row.pk)


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=LEASE)


@contextmanager
def _kept(row: Delivery) -> Iterator[None]:
    """Renew the lease until the block ends, however slowly the server talks."""
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(row, done), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(row: Delivery, done: threading.Event) -> None:
    held = True
    while held and not done.wait(RENEW):
        try:
            held = _renew(row)
        except DatabaseError:  # away for a moment: ask again
            logger.exception("lease of delivery %s", row.pk)
        finally:
            connection.close()


def _renew(row: Delivery) -> bool:
    """The lease's own end is the token: whoever changed it has the letter."""
    until = _lease_end()
    held = Delivery.objects.filter(pk=row.pk, state="sending", lease_until=row.lease_until).update(lease_until=until)
    if held:
        row.lease_until = until
    return bool(held)


def _attempt(row: Delivery) -> Result:
    """One letter that can't be made or sent must not hold up the others."""
    try:
        return _send(row)
    except Exception as error:
        logger.exception("delivery %s", row.pk)
        return Deferred(f"送る準備でつまずきました（{type(error).__name__}）")


def _send(row: Delivery) -> Result:
    """What was chosen is asked again: a letter may have waited since."""
    if row.notice.account_id is None:
        return _letter(row)
    notice, topic = row.notice, wordings()[row.notice.template].topic
    choices = preferences.of(notice.account_id)
    if not choices.wants(topic, row.channel):
        return Stopped("本人が、このお知らせを止めています")
    if quiet := choices.held_until(timezone.now()):
        return Held(quiet)
    account = identity.account(notice.account_id)
    if not account.email:
        return Failed("メールアドレスが登録されていません")
    return CHANNELS[row.channel].send(_message(row, account, topic))


def _message(row: Delivery, account: AccountRow, topic: str) -> Message:
    notice = row.notice
    language = account.language if account.language in RESIDENT_LANGUAGES else "ja"
    title, body = (t.within(language)[0] for t in fill(notice.template, notice.params))
    stop = preferences.stop_url(account.id, topic, language)
    footer = (HOW_TO_STOP if stop else TOPICS[topic].why or HOW_TO_STOP).within(language)[0]
    link = notice.link.replace("/ja/", f"/{language}/", 1)
    return Message(identifier=f"{row.pk}@{urlsplit(settings.BASE_URL).hostname}", address=account.email, language=language, title=title,
                   body=body, url=f"{settings.BASE_URL}{link}", topic=topic, stop_url=stop, footer=footer)


def _letter(row: Delivery) -> Result:
    """To somebody who has no account here: nothing was chosen, and there is nothing to stop."""
    letter = row.notice.letter or {}
    language = letter.get("language") if letter.get("language") in RESIDENT_LANGUAGES else "ja"
    title, body = (t.within(language)[0] for t in fill(row.notice.template, row.notice.params))
    link = letter.get("link", "").replace("/ja/", f"/{language}/", 1)
    return CHANNELS[row.channel].send(Message(
        identifier=f"{row.pk}@{urlsplit(settings.BASE_URL).hostname}", address=letter.get("address", ""), language=language, title=title,
        body=body, url=f"{settings.BASE_URL}{link}", topic=wordings()[row.notice.template].topic))


def _settle(row: Delivery, result: Result) -> None:
    now = timezone.now()
    values: dict[str, object] = {"lease_until": None, "attempts": row.attempts + 1}
    if isinstance(result, Sent):
        values |= {"state": "sent", "sent_at": now, "reason": "", "next_attempt_at": None}
    elif isinstance(result, Away):
        values |= {"state": "queued", "reason": result.reason[:200], "next_attempt_at": now, "attempts": row.attempts}
    elif isinstance(result, Held):
        values |= {"state": "queued", "reason": "", "next_attempt_at": result.until, "held_until": result.until, "attempts": row.attempts}
    elif isinstance(result, Stopped):
        values |= {"state": "stopped", "reason": result.reason, "next_attempt_at": None}
    elif isinstance(result, Deferred) and row.attempts < len(WAITS):
        wait = WAITS[row.attempts] * (1 + random.random() * 0.2)
        values |= {"state": "queued", "reason": result.reason[:200], "next_attempt_at": now + wait}
    else:
        state = "failed" if isinstance(result, Failed) else "given_up"
        values |= {"state": state, "reason": result.reason[:200], "next_attempt_at": None}
    with transaction.atomic():
        settled = Delivery.objects.filter(pk=row.pk, lease_until=row.lease_until).update(**values)
        if settled and values["state"] == "sent" and row.notice.letter:
            Notice.objects.filter(pk=row.notice_id).update(letter={**row.notice.letter, "link": ""})
