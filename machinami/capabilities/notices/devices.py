"""The devices a resident receives push notifications on: added by the browser, listed, tried, removed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.notices import outside, preferences, push, push_keys
from machinami.capabilities.notices.models import Device
from machinami.capabilities.notices.ports import Gone, Message, Sent
from machinami.capabilities.notices.types import DeviceRow, Tried
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.ids import new_id

#: A resident's devices at most, and how often one may be tried.
MOST, BETWEEN = 10, timedelta(seconds=10)
UNREADABLE = Text(ja="この端末の登録を読めませんでした。もう一度「この端末で受け取る」を押してください",
                  en="We could not read this device's registration. Press “Receive on this device” again.",
                  zh="无法读取此设备的登记信息。请再次按“在此设备上接收”。", ko="이 기기의 등록을 읽을 수 없습니다. ‘이 기기에서 받기’를 다시 눌러 주세요.",
                  easy="この 端末の とうろくが できませんでした。もういちど「この 端末で うけとる」を おしてください")
TOO_MANY = Text(ja="端末は10台までです。使っていない端末を外してから、もう一度登録してください",
                en="You can have up to 10 devices. Remove one you no longer use, then try again.",
                zh="最多可登记10台设备。请移除不用的设备后重试。", ko="기기는 10대까지입니다. 쓰지 않는 기기를 뺀 뒤 다시 등록해 주세요.",
                easy="端末は 10台までです。つかっていない 端末を はずしてから、もういちど とうろくしてください")
TOO_SOON = Text(ja="10秒ほど待ってから、もう一度ためしてください", en="Please wait about 10 seconds and try again.", zh="请等待约10秒后重试。",
                ko="10초 정도 기다린 후 다시 시도해 주세요.", easy="10秒くらい まってから、もういちど ためしてください")


@action("owner")
def add_device(*, actor: Actor, endpoint: str, p256dh: str, auth: str, name: str) -> DeviceRow:
    """Receive on the browser with this subscription from now on; the same one again only renews it. One that another
    account had used (a shared device) goes over to this account.

    :raises Refused: for a subscription that is none, or too many devices.
    """
    _check(endpoint, p256dh, auth)
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    preferences.note_devices(actor.id, any_left=True)  # also locks out a second addition at the same time
    known = Device.objects.select_for_update().filter(digest=digest).first()
    if known is None and Device.objects.filter(account_id=actor.id).count() >= MOST:
        raise Refused(TOO_MANY, code="too_many_devices")
    row = known or Device(digest=digest)
    before = row.account_id if known else None
    row.account_id, row.name = actor.id, name[:80]
    row.subscription = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}
    row.save()
    if before and str(before) != actor.id:
        _count(before)
    record(actor=actor, verb="notices.add_device", subject=f"notices.Device:{row.pk}", person_id=actor.person_id)
    return device_row(row)


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    try:
        outside.checked(endpoint)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), push.opened(p256dh))
        if len(push.opened(auth)) != 16:
            raise ValueError("auth")
    except (ValueError, outside.Forbidden) as wrong:
        raise Refused(UNREADABLE, code="subscription") from wrong


@action("owner")
def remove_device(*, actor: Actor, device_id: Any) -> None:
    """Nothing more is sent to it; what waited for it is not."""
    row = _own(actor, device_id)
    drop(row)
    record(actor=actor, verb="notices.remove_device", subject=f"notices.Device:{row.pk}", person_id=actor.person_id)


def _own(actor: Actor, device_id: Any) -> Device:
    row = Device.objects.select_for_update().filter(pk=device_id, account_id=actor.id).first()
    if row is None:
        raise NotFound("device")
    return row


def drop(row: Device) -> None:
    Device.objects.filter(pk=row.pk).delete()
    _count(row.account_id)


def _count(account_id: Any) -> None:
    preferences.note_devices(account_id, any_left=Device.objects.filter(account_id=account_id).exists())


@action("owner", atomic=False)
def try_device(*, actor: Actor, device_id: Any) -> Tried:
    """Send a trial now and say what became of it. One that is no more is removed."""
    with transaction.atomic():
        row = _own(actor, device_id)
        if row.tried_at and timezone.now() - row.tried_at < BETWEEN:
            raise Conflict(TOO_SOON, code="too_soon")
        Device.objects.filter(pk=row.pk).update(tried_at=timezone.now())
    result = push.send(row, Message(f"{new_id()}@trial", "", "ja", "", "", f"{settings.BASE_URL}/ja/my/notifications/", topic="trial"))
    if isinstance(result, Gone):
        drop(row)
    return Tried(isinstance(result, Sent), isinstance(result, Gone), "" if isinstance(result, Sent) else getattr(result, "reason", ""))


def devices(*, actor: Actor) -> list[DeviceRow]:
    """The signed-in resident's own, the newest first."""
    return [device_row(d) for d in Device.objects.filter(account_id=actor.id).order_by("-pk")]


def push_offered() -> str:
    """The key that browsers subscribe with; blank where push notifications are not offered."""
    return push_keys.public_key()


def device_row(row: Device) -> DeviceRow:
    return DeviceRow(str(row.pk), row.name, row.digest, row.created_at, row.sent_at)
