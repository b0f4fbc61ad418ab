"""健さん sits down at counter 1 and calls, by one key; the display, ミツさん's phone and the desk say the same."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.queues import actions, queries, testing
from machinami.capabilities.queues.models import Ticket

pytestmark = pytest.mark.django_db
DESK, HALL = f"/desk/queues/{testing.OFFICE}/", f"queue/{testing.OFFICE}/"


@pytest.fixture
def now(monkeypatch):
    at = timezone.make_aware(datetime(2026, 3, 24, 10, 0))
    monkeypatch.setattr("machinami.capabilities.queues.taking.timezone.now", lambda: at)
    return at


@pytest.fixture
def counters(db, now):
    return testing.ward()


@pytest.fixture
def ken(counters):
    people.staff(("residents", "clerk"), username="kumin")
    browser = Client()
    browser.force_login(StaffMember.objects.get(username="kumin"), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def text(answer) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"<r[tp]>.*?</r[tp]>", "", answer.content.decode()))


def test_from_opening_the_counter_to_the_next_number(ken, counters):
    mitsu = Client()
    assert ken.post(f"{DESK}tickets/", {"errands": ["residence_certificate"], "key": "1"}).status_code == 302
    assert ken.post(f"{DESK}tickets/", {"errands": ["residence_certificate"], "key": "1"}).status_code == 302
    ticket = Ticket.objects.get()
    at = {"counter": counters["1"]}
    assert "窓口を開けてから" in text(ken.post(f"{DESK}do/next/", at))
    ken.get(DESK, at)
    ken.post(f"{DESK}do/open/", at)
    assert "B-001" in text(ken.get(DESK)) and "あなたの番号" in text(mitsu.get(f"/ja/queue/ticket/{ticket.code}/"))
    ken.post(f"{DESK}do/next/", at)
    assert "1番の窓口へ" in text(mitsu.get(f"/ja/queue/ticket/{ticket.code}/"))
    assert "go to counter 1" in text(mitsu.get(f"/en/queue/ticket/{ticket.code}/"))
    assert 'data-call="B-001 1 1"' in mitsu.get(f"/ja/{HALL}board/").content.decode()
    one = {**at, "ticket": str(ticket.pk)}
    assert ken.post(f"{DESK}do/no_show/", one).status_code == 422
    for verb in ("start", "hold", "resume"):
        assert ken.post(f"{DESK}do/{verb}/", one).status_code == 302
    ken.post(f"{DESK}do/transfer/", {**one, "errand": "pension"})
    assert Ticket.objects.get().errand == "pension"
    assert "応対した件数" in text(ken.get(f"{DESK}day/"))


def test_a_ticket_taken_at_home_is_called_once_its_holder_typed_the_digits_of_the_display(ken, counters):
    phone = Client()
    assert phone.post(f"/en/{HALL}", {"key": "a"}).status_code == 422
    taken = phone.post(f"/en/{HALL}", {"errands": ["residence_certificate"], "key": "a"})
    assert phone.post(f"/en/{HALL}", {"errands": ["residence_certificate"], "key": "a"})["Location"] == taken["Location"]
    page = phone.get(taken["Location"])
    assert "Not here yet" in text(page) and page["Cache-Control"] == "no-store"
    key = queries.display_key(actor=people.staff(("residents", "clerk"), username="kumin"), office=testing.OFFICE)
    digits = re.search(r"<strong>(\d{6})</strong>", Client().get(f"/ja/{HALL}board/?key={key}").content.decode()).group(1)
    assert digits not in Client().get(f"/ja/{HALL}board/").content.decode() + Client().get(f"/ja/{HALL}board/?key=wrong").content.decode()
    assert phone.post(taken["Location"], {"here": "12345x"}).status_code == 422
    assert phone.post(taken["Location"], {"here": digits}).status_code == 302
    assert "Please wait" in text(phone.get(taken["Location"]))
    phone.post(taken["Location"], {"do": "give_up"})
    assert "Cancelled" in text(phone.get(taken["Location"]))


def test_residents_and_other_sections_stay_outside(counters):
    people.staff(("childcare", "clerk"), username="other")
    other = Client()
    other.force_login(StaffMember.objects.get(username="other"), backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(DESK).status_code == 403
    assert other.post(f"{DESK}do/next/", {"counter": counters["1"]}).status_code == 403
    assert Client().post(f"{DESK}do/next/", {"counter": counters["1"]}).status_code == 302


def test_the_forecast_stands_on_the_page_in_every_language(counters):
    ken = people.staff(("residents", "clerk"), username="kumin")
    testing.open_all(ken, counters)
    for n in range(4):
        ticket = actions.issue_ticket(actor=ken, office=testing.OFFICE, errands=["moving_in"], came="walk_in", idempotency_key=str(n))
    for language, words in (("ja", "前に待っている人"), ("ja-easy", "前でまっている"), ("en", "Peopleahead"), ("zh-hans", "前面等候人数"), ("ko", "앞의대기")):
        page = re.sub(r"\s+", "", text(Client().get(f"/{language}/queue/ticket/{ticket.code}/")))
        assert words in page and "3" in page, page
