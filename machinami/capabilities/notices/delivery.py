"""Taking due deliveries and sending them, one at a time (leasing). A letter whose worker died goes out again with the same
identifier; so a worker that is killed leaves one letter behind, and only for ``LEASE``.
"""

from __future__ import annotations

import logging
import random
import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from machinami.capabilities.identity import queries as identity
from machinami.capabilities.identity.types import AccountRow
from machinami.capabilities.notices import leasing, log, preferences, push
from machinami.capabilities.notices.devices import drop
from machinami.capabilities.notices.mail import Mail
from machinami.capabilities.notices.models import Delivery, Device, Notice
from machinami.capabilities.notices.ports import (
    Away,
    Channel,
    Deferred,
    Failed,
    Gone,
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
from machinami.foundation.tracing import request_id, span, traced

logger = logging.getLogger(__name__)
CHANNELS: dict[str, Channel] = {"email": Mail()}
#: Seconds (leasing): here so that tests can have them shorter.
LEASE, RENEW = leasing.LEASE, leasing.RENEW
#: Waits before each further attempt; after the last one the delivery is given up.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
#: What this process has seen of other workers' leases.
_leases = Watch(LEASE, gap=RENEW)
#: While the mail server is out of reach no letter tries it; each try would hold up the worker. Push goes on.
_channel = Rest(first=15, longest=300)


def deliver_due(limit: int = 50, seconds: float = 10) -> int:
    """Send what is due, for about ``seconds`` at most: the worker has other work. Returns how many were tried.
    Safe in several workers and when killed."""
    tried, end = 0, time.monotonic() + seconds
    while tried < limit and time.monotonic() < end and (row := _take()):
        result = _worked_on(row)
        if row.channel == "email":
            _channel.note(not isinstance(result, Away))
        tried += 1
    return tried


def _worked_on(row: Delivery) -> Result:
    """Within the request that it comes from: what the log says of it, and a step of its trace."""
    with traced(row.carried), span(f"letter {row.channel}", kind="consumer", attributes={
            "machinami.request_id": request_id.get(), "machinami.channel": row.channel, "machinami.template": row.notice.template,
            "machinami.attempt": row.attempts + 1}) as step:
        with leasing.kept(row, RENEW):
            result = _attempt(row)
        step.note({"machinami.outcome": type(result).__name__}, failed=isinstance(result, Away | Deferred | Failed))
        _settle(row, result)
    return result


def _take() -> Delivery | None:
    """The next letter to send, leased."""
    sending = Delivery.objects.filter(_open(), state="sending").select_related("notice")
    return leasing.take(_due().select_related("notice"), sending, _leases)


def _open() -> Q:
    return Q() if _channel.open() else ~Q(channel="email")


def _due() -> QuerySet[Delivery]:
    """The first attempt waits for nothing but quiet hours, also when the clock was put back after the letter was written."""
    now = timezone.now()
    return Delivery.objects.filter(_open(), Q(next_attempt_at__lte=now) | Q(attempts=0, held_until=None),
                                   state="queued").order_by("next_attempt_at")


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
    message = _message(row, account, topic)
    if row.channel == "push":
        return _to_device(row, message)
    if not account.email:
        return Failed("メールアドレスが登録されていません")
    return CHANNELS[row.channel].send(message)


def _to_device(row: Delivery, message: Message) -> Result:
    device = Device.objects.filter(pk=row.target, account_id=row.notice.account_id).first()
    if device is None:
        return Stopped("この端末では受け取らないことになりました")
    result = push.send(device, message)
    if isinstance(result, Gone):
        drop(device)
    elif isinstance(result, Sent):
        Device.objects.filter(pk=device.pk).update(sent_at=timezone.now())
    return result


def _message(row: Delivery, account: AccountRow, topic: str) -> Message:
    notice = row.notice
    language = account.language if account.language in RESIDENT_LANGUAGES else "ja"
    title, body = (t.within(language)[0] for t in fill(notice.template, notice.params))
    stop = preferences.stop_url(account.id, topic, language)
    footer = (HOW_TO_STOP if stop else TOPICS[topic].why or HOW_TO_STOP).within(language)[0]
    link = f"/{language}/my/inbox/{notice.pk}/" if row.channel == "push" and notice.in_inbox else notice.link.replace(
        "/ja/", f"/{language}/", 1)
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
        wait = max(WAITS[row.attempts], result.after) * (1 + random.random() * 0.2)
        values |= {"state": "queued", "reason": result.reason[:200], "next_attempt_at": now + wait}
    else:
        state = "failed" if isinstance(result, Failed | Gone) else "given_up"
        values |= {"state": state, "reason": result.reason[:200], "next_attempt_at": None}
    with transaction.atomic():
        settled = Delivery.objects.filter(pk=row.pk, lease_until=row.lease_until).update(**values)
        if settled and not isinstance(result, Away | Held):
            log.note([log.entry(row.notice, row.channel, log.outcome_of(str(values["state"])), delivery=row, reason=str(values["reason"]))])
        if settled and values["state"] == "sent" and row.notice.letter:
            Notice.objects.filter(pk=row.notice_id).update(letter={**row.notice.letter, "link": ""})
