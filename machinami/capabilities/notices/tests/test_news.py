"""The section in charge of children tells of a new scheme: everybody who wants such news is told once, in their language."""

from __future__ import annotations

import pytest

from machinami.capabilities.identity import testing as people
from machinami.capabilities.notices import actions, news, queries
from machinami.capabilities.notices.models import Delivery, News, Notice
from machinami.capabilities.notices.topics import TOPICS
from machinami.foundation.errors import NotAllowed, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db
TITLE = Text(ja="産後ケアが広がりました", easy="さんごケアが ひろがりました", en="More postpartum care", zh="产后护理扩大", ko="산후 케어 확대")


@pytest.fixture
def boss():
    return people.staff(("child_family", "manager"), username="boss")


def _announce(boss, **changes):
    return actions.announce(actor=boss, **{"title": TITLE, "link": "/ja/search/", "section": "child_family", "key": "k1", **changes})


def _wants(actor, *ways):
    actions.choose(actor=actor, chosen={**{code: t.usual for code, t in TOPICS.items()}, "news": ways})


def test_each_is_told_once_by_the_ways_they_chose_and_who_wants_none_is_not(boss, monkeypatch):
    monkeypatch.setattr(news, "BATCH", 1)
    hanako, mei, maria = people.resident(), people.resident("0000000006", email="m@example.com", language="ko"), people.resident("0000000005")
    _wants(mei, "inbox", "email")
    _wants(maria)
    for _ in range(2):
        _announce(boss)
    run_tasks()
    news.send_out.func(str(News.objects.get().pk))
    assert [n.title.ko for n in queries.inbox(actor=hanako).rows] == ["구에서 새 소식이 있습니다"]
    assert "산후 케어 확대" in queries.inbox(actor=mei).rows[0].body.ko
    assert not Notice.objects.filter(account_id=maria.id).exists() and Delivery.objects.get().notice.account_id.hex == mei.id.replace("-", "")
    (row,) = queries.news(actor=boss)
    assert row.told == 2 and row.finished_at


def test_a_worker_that_dies_goes_on_where_it_was(boss, monkeypatch):
    monkeypatch.setattr(news, "BATCH", 1)
    people.resident(), people.resident("0000000006")
    row, calls, real = _announce(boss), [], news.preferences.of

    def dies(key):
        calls.append(key)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(key)
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(news.preferences, "of", dies)
        news.send_out.func(row.id)
    run_tasks()
    assert News.objects.get().told == Notice.objects.count() == 2


@pytest.mark.parametrize(("changes", "field"), [
    ({"title": Text(ja="日本語だけ")}, "title_ko"), ({"link": "https://evil.example/"}, "link"), ({"link": "/ja/../desk/"}, "link"),
    ({"link": "//evil.example/"}, "link"), ({"title": Text(**{**TITLE.as_dict(), "en": "x" * 101})}, "title_en")])
def test_what_is_missing_is_said_and_nothing_goes_out(boss, changes, field):
    with pytest.raises(Refused) as refused:
        _announce(boss, **changes)
    assert field in refused.value.fields and not News.objects.exists()


def test_only_for_ones_own_section(boss):
    for actor, section in ((boss, "residents"), (people.staff(("child_family", "clerk"), username="clerk"), "child_family")):
        with pytest.raises(NotAllowed):
            _announce(actor, section=section)
