"""The section's manager sees that letters to somebody fail, mends it, and shows the auditor what was told."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.notices import actions
from machinami.capabilities.notices.models import Delivery, News
from machinami.foundation.actors import system
from machinami.shells.desk.plots import HEIGHT, piled


def _signed_in(*memberships, username):
    people.staff(*memberships, username=username)
    client = Client()
    client.force_login(StaffMember.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db
def test_from_the_failing_address_to_the_record():
    hanako, boss = people.resident(), _signed_in(("child_family", "manager"), username="boss")
    for n, section in enumerate(("child_family", "child_family", "residents")):
        actions.send(actor=system("test"), template="document_ready", account_id=hanako.id, subject="cases.Case:1", section=section,
                     params={"title": {"ja": "住民票"}, "number": f"R8-00000{n}"}, link="", idempotency_key=f"n{n}")
    Delivery.objects.update(state="failed", reason="=1+1 メールサーバが受け取りませんでした（550）")
    page = boss.get("/desk/notices/").content.decode()
    assert "h•••@example.com" in page and "hanako@example.com" not in page and "マイページ、14日間: 届いた2件" in page
    assert page.count('class="plot-arrived" x=') == 2, "one of the legend, one bar"
    rows = boss.get("/desk/notices/export.csv?state=failed").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3 and "文書ができました" in rows[1] and "'=1+1" in rows[1]
    assert "当てはまる配達はありません" in boss.get("/desk/notices/?state=sent&since=x&page=zz").content.decode()
    assert boss.post(f"/desk/notices/addresses/{hanako.id}/retry/").status_code == 302
    assert Delivery.objects.filter(state="queued").count() == 2, "the other section's is not the manager's"
    log = boss.get("/desk/notices/log/?channel=inbox").content.decode()
    assert log.count("マイページに出した</td>") == 2 and len(boss.get("/desk/notices/log/export.csv").content.decode().splitlines()) == 3
    clerk = _signed_in(("child_family", "clerk"), username="clerk")
    assert "すべて送り直す" not in clerk.get("/desk/notices/").content.decode()
    assert clerk.post(f"/desk/notices/addresses/{hanako.id}/retry/").status_code == 403


@pytest.mark.django_db
def test_news_is_looked_at_before_it_goes_out_and_a_second_press_sends_nothing_more():
    boss = _signed_in(("child_family", "manager"), username="boss")
    people.resident(), actions.choose(actor=people.resident("0000000005"), chosen={})
    form = {f"title_{name}": "産後ケア" for name in ("ja", "easy", "en", "zh", "ko")} | {"link": "/ja/search/", "section": "child_family"}
    wrong = boss.post("/desk/notices/news/", form | {"title_ko": "", "do": "look"})
    assert wrong.status_code == 422 and "韓国語の見出し" in wrong.content.decode() and 'value="産後ケア"' in wrong.content.decode()
    page = boss.post("/desk/notices/news/", form | {"do": "look"}).content.decode()
    assert "この内容で出しますか" in page and "受け取るとした1人に" in page and not News.objects.exists()
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    for _ in range(2):
        assert boss.post("/desk/notices/news/", form | {"do": "send", "key": key}).status_code == 302
    assert News.objects.count() == 1
    assert boss.post("/desk/notices/news/", form | {"do": "send", "key": "other", "section": "residents"}).status_code == 403


@given(st.dictionaries(st.tuples(st.integers(0, 13), st.sampled_from("abc")), st.integers(0, 10**6), max_size=30))
def test_bars_are_as_high_as_their_numbers_and_stay_inside(numbers):
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(14)]
    plot = piled(days, tuple("abc"), {(days[n], kind): number for (n, kind), number in numbers.items()})
    top = plot.ticks[-1][1]
    assert top >= max([sum(v for (n, _), v in numbers.items() if n == day) for day in range(14)], default=0) and top % 2 == 0
    for bar in plot.bars:
        assert bar.y >= -0.5 and bar.y + bar.height <= HEIGHT + 0.5
    for x in {b.x for b in plot.bars}:
        pile = [b for b in plot.bars if b.x == x]
        assert all(upper.y + upper.height == pytest.approx(lower.y, abs=0.11) for lower, upper in zip(pile, pile[1:], strict=False))
    for (n, kind), number in numbers.items():
        found = [b.height for b in plot.bars if b.kind == kind and b.x == pytest.approx(44 + n * 26 + 3)]
        assert not found or found[0] == pytest.approx(HEIGHT * number / top, abs=0.06)


def test_the_words_of_a_plot_say_what_it_shows():
    plot = piled([date(2026, 11, 24)], ("a",), {(date(2026, 11, 24), "a"): 3})
    assert [n for _, n in plot.ticks] == [0, 2, 4] and plot.days[0][1] == "11/24" and re.match(r"^\d", str(plot.bars[0].height))
