"""News of a section to everybody who wants to be told such things: written once, then sent out by the worker, person by person."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from machinami.capabilities.audit.actions import record
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import preferences
from machinami.capabilities.notices.models import News, Preference
from machinami.capabilities.notices.types import NewsRow
from machinami.foundation.actions import action
from machinami.foundation.actors import Actor, system
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

#: People told in one transaction.
BATCH = 200
#: A page of our own, in Japanese (each is led to its own language): nothing else can be linked.
_PAGE = re.compile(r"/ja/[A-Za-z0-9_/-]{0,180}")
_VERSIONS = {"ja": "日本語", "easy": "やさしい日本語", "en": "英語", "zh": "中国語（簡体字）", "ko": "韓国語"}


@action("notices.announce")
def announce(*, actor: Actor, title: Text, link: str, section: str, key: str) -> NewsRow:
    """Tell everybody who wants news, by the ways they chose. The same ``key``, the same news.

    :raises Refused: ``fields``: ``title_<version>``, link. Residents' words stand in five versions.
    """
    check_news(actor=actor, title=title, link=link, section=section)
    row, made = News.objects.get_or_create(key=key, defaults={
        "title": title.as_dict(), "link": link, "section": section, "created_by": (actor.name or actor.label)[:80]})
    if made:
        record(actor=actor, verb="notices.announce", subject=f"notices.News:{row.pk}", section=section, detail={"title": title.ja, "link": link})
        send_out.enqueue(str(row.pk))
    return news_row(row)


def check_news(*, actor: Actor, title: Text, link: str, section: str) -> None:
    """Whether it could go out so. :raises NotAllowed, Refused: as :func:`announce`."""
    actor.require("notices.announce", section=section)
    faults = {f"title_{name}": f"{words}の見出しを、100字までで入力してください" for name, words in _VERSIONS.items()
              if not 0 < len(getattr(title, name).strip()) <= 100}
    if not _PAGE.fullmatch(link):
        faults["link"] = "区のページを、/ja/ で始まる形で入力してください（例: /ja/procedures/child_allowance/）"
    if faults:
        raise Refused("入力内容を確認してください", code="fields", fields=faults)  # type: ignore[arg-type]


@task()
def send_out(news_id: str) -> None:
    """From where it was left: told twice is told once (the notice's key)."""
    from machinami.capabilities.notices.actions import send

    row = News.objects.get(pk=news_id)
    while row.finished_at is None:
        keys = identity.account_ids(after=row.reached, size=BATCH)
        with transaction.atomic():
            for key in keys:
                if preferences.of(key).ways("news"):
                    send(actor=system("notices.news"), template="ward_news", account_id=key, subject=f"notices.News:{row.pk}",
                         section=row.section, params={"title": row.title}, link=row.link, idempotency_key=f"news:{row.pk}:{key}")
                    row.told += 1
            row.reached, row.finished_at = (keys[-1], None) if keys else (row.reached, timezone.now())
            row.save(update_fields=["told", "reached", "finished_at"])


def news_readers() -> int:
    """How many would be told now."""
    return identity.account_count() - Preference.objects.filter(choices__news=[]).count()


def news(*, actor: Actor, most: int = 20) -> list[NewsRow]:
    """The latest of the actor's sections."""
    actor.require("notices.announce")
    rows = News.objects.order_by("-pk") if actor.all_sections else News.objects.filter(section__in=actor.sections).order_by("-pk")
    return [news_row(r) for r in rows[:most]]


def news_row(row: Any) -> NewsRow:
    return NewsRow(str(row.pk), Text.of(row.title), row.link, row.section, row.created_by, row.created_at, row.told, row.finished_at)
