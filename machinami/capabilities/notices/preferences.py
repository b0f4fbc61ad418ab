"""How residents choose what they are told: on their page when signed in, or from a letter by its signed link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices.choosing import Choices, changes, tidy
from machinami.capabilities.notices.models import Device, Preference
from machinami.capabilities.notices.topics import TOPICS
from machinami.capabilities.notices.types import StopOffer
from machinami.capabilities.privacy.ports import with_the_account
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.prepared import Prepared

_CHOICES = Prepared(lambda account: Preference.objects.filter(account=account).values_list(
    "choices", "quiet_from", "quiet_until", "devices"))
_LINK = "notices.stop"
OUT_OF_HOURS = Text(ja="静かにする時間は、始めと終わりを選んでください。始めと終わりは別の時刻にしてください",
                    en="Choose when the quiet hours begin and end. They must be two different times.",
                    zh="请选择免打扰时段的开始和结束时间，两者不能相同。", ko="조용한 시간의 시작과 끝을 선택해 주세요. 서로 다른 시각이어야 합니다.",
                    easy="しずかにする 時間の はじめと おわりを えらんでください。おなじ 時間は えらべません")
REQUIRED = Text(ja="このお知らせのメールは止められません。法律が本人に知らせるよう定めています",
                en="E-mail about this cannot be stopped: the law requires us to tell you.",
                zh="此类邮件无法停止：法律规定必须通知本人。", ko="이 알림의 이메일은 멈출 수 없습니다. 법률에 따라 본인에게 알려야 합니다.",
                easy="この メールは とめられません。法律で 知らせると きまっています")


def of(account_id: Any) -> Choices:
    """What the account chose; the usual ways where nothing was chosen."""
    found = _CHOICES.first(account_id)
    if found is None:
        return Choices()
    chosen, start, end, devices = found
    quiet = None if start is None or end is None else (start, end)
    return Choices({topic: tuple(ways) for topic, ways in chosen.items()}, quiet, bool(devices))


@action("owner")
def choose(*, actor: Actor, chosen: Mapping[str, Iterable[str]], quiet: tuple[int, int] | None = None) -> Choices:
    """Keep the signed-in resident's choices: ways by topic, and hours in which nothing but the inbox is told.

    What can't be switched off stays on. :raises Refused: for hours that are none.
    """
    if quiet is not None and (quiet[0] == quiet[1] or not all(0 <= hour < 24 for hour in quiet)):
        raise Refused(OUT_OF_HOURS, code="quiet", fields={"quiet": OUT_OF_HOURS})
    start, end = quiet or (None, None)
    return _keep(actor, actor.id, {"choices": tidy(chosen), "quiet_from": start, "quiet_until": end}, "page")


@action("public")
def stop_letters(*, token: str) -> StopOffer:
    """No more e-mail about the link's topic. Whoever holds the letter may do it; twice is once. :raises Refused: by law."""
    return _switch(token, on=False)


@action("public")
def resume_letters(*, token: str) -> StopOffer:
    return _switch(token, on=True)


def _switch(token: str, *, on: bool) -> StopOffer:
    account, topic = _read(token)
    if not on and "email" in TOPICS[topic].fixed:
        raise Refused(REQUIRED, code="required")
    before = of(account)
    ways = {*before.ways(topic), "email"} if on else set(before.ways(topic)) - {"email"}
    _keep(Actor(kind="resident", id=account), account, {"choices": tidy({**_all(before), topic: ways})}, "letter")
    return offer(token)


def _all(choices: Choices) -> dict[str, Iterable[str]]:
    return {topic: choices.ways(topic) for topic in TOPICS}


def _keep(actor: Actor, account: str, values: dict[str, Any], how: str) -> Choices:
    before = of(account)
    Preference.objects.update_or_create(account_id=account, defaults={**values, "changed_at": timezone.now()})
    after = of(account)
    if switched := changes(before, after):
        record(actor=actor, verb="notices.choose", subject=f"notices.Preference:{account}",
               person_id=identity.account(account).person_id, detail={"by": how, "switched": switched})
    return after


def note_devices(account_id: Any, *, any_left: bool) -> None:
    """Whether the account has a device, kept where sending a notice looks anyway."""
    Preference.objects.update_or_create(account_id=account_id, defaults={"devices": any_left})


def stop_url(account_id: Any, topic: str, language: str) -> str:
    """The link that stops e-mail about a topic, without signing in; blank where the law wants it told."""
    if "email" in TOPICS[topic].fixed:
        return ""
    token = Signer(salt=_LINK).sign(f"{UUID(str(account_id)).hex}.{topic}")
    return f"{settings.BASE_URL}/{language}/stop/{token}/"


def _read(token: str) -> tuple[str, str]:
    """(account, topic) of a link. :raises NotFound: when we did not sign it, or the account is gone."""
    try:
        account, topic = Signer(salt=_LINK).unsign(token).split(".")
        identity.email_of(account)
    except (BadSignature, ValueError) as wrong:
        raise NotFound("stop") from wrong
    if topic not in TOPICS:
        raise NotFound("stop")
    return str(UUID(account)), topic


def offer(token: str) -> StopOffer:
    """What the link stops, and whether it is stopped. :raises NotFound: for a link that is not ours."""
    account, topic = _read(token)
    return StopOffer(topic, TOPICS[topic].title, veiled(identity.email_of(account)), of(account).wants(topic, "email"),
                     "email" in TOPICS[topic].fixed)


def veiled(address: str) -> str:
    """Enough to know one's own address by, for whoever got the letter forwarded."""
    name, _, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if host else ""


@with_the_account
def forget(account_id: str) -> None:
    """How somebody wanted to be told, and their devices, go with the account."""
    Preference.objects.filter(account_id=account_id).delete()
    Device.objects.filter(account_id=account_id).delete()
