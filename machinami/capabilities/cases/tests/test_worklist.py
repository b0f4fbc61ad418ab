"""高井戸さん opens the work list in the morning: what is due first comes first, and she finds a case by what she knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from machinami.capabilities.cases import actions, queries
from machinami.capabilities.cases.types import WorklistFilter
from machinami.capabilities.identity import testing as people
from machinami.foundation.i18n import Text

pytestmark = pytest.mark.django_db


def opened(actor, n, *, days=None, section="residents", name="杉並 花子", kana="スギナミ ハナコ"):
    return actions.open_case(
        actor=actor, code="seal_certificate", version=1, title=Text(ja="証明"), section=section, account_id=actor.id,
        person_id=None, applicant_name=name, applicant_kana=kana, answers={}, idempotency_key=f"t{n}",
        target_on=None if days is None else timezone.localdate() + timedelta(days=days), address="東京都杉並区高円寺南二丁目1-1")


@pytest.fixture
def clerk():
    return people.staff(("residents", "clerk"))


@pytest.fixture
def hanako():
    return people.resident()


def numbers(clerk, page=1, size=50, **filters):
    found = queries.worklist(actor=clerk, filters=WorklistFilter(**filters), page=page, size=size)
    return [r.number for r in found.rows]


def test_what_is_due_first_comes_first_and_what_has_no_day_last_on_every_page(clerk, hanako):
    rows = [opened(hanako, n, days=d) for n, d in enumerate((5, None, 1, 3, None, 2))]
    order = [rows[i].number for i in (2, 5, 3, 0, 1, 4)]
    assert numbers(clerk) == order
    assert [*numbers(clerk, 1, 4), *numbers(clerk, 2, 4)] == order
    assert [*numbers(clerk, 1, 5), *numbers(clerk, 2, 5)] == order
    assert numbers(clerk, 4, 2) == []
    assert numbers(clerk, sort="-target_on")[:4] == order[:4][::-1] and set(numbers(clerk, sort="-target_on")[4:]) == set(order[4:])


@pytest.mark.parametrize("typed", ["すぎなみ", "杉並花", "高円寺南", "杉並区高円寺南二丁目", "東京都杉並区高円寺南", "number", "number in small"])
def test_a_case_is_found_by_what_is_known_of_it(clerk, hanako, typed):
    case, _ = opened(hanako, 1, days=1), opened(hanako, 2, days=1, name="高井戸 一", kana="タカイド ハジメ")
    typed = {"number": case.number, "number in small": case.number.lower()}.get(typed, typed)
    assert case.number in numbers(clerk, text=typed)
    assert numbers(clerk, text="ンンン") == numbers(clerk, text="杉並区") == []


def test_other_sections_cases_are_neither_listed_nor_found(clerk, hanako):
    opened(hanako, 1, days=1, section="childcare")
    assert numbers(clerk) == numbers(clerk, text="スギナミ") == []


def test_a_list_is_counted_only_so_far_and_says_that_there_is_more(clerk, hanako, monkeypatch):
    for n in range(4):
        opened(hanako, n, days=n)
    monkeypatch.setattr(queries, "CAP", 3)
    page = queries.worklist(actor=clerk, filters=WorklistFilter())
    assert (page.total, page.more, len(page.rows)) == (3, True, 4)


def test_the_list_goes_by_an_index_and_never_reads_cases_whole_to_sort_them(clerk, hanako):
    opened(hanako, 1, days=1)
    boss = people.staff(("*", "manager"), username="boss")
    for actor in (clerk, boss):
        with CaptureQueriesContext(connection) as asked:
            queries.worklist(actor=actor, filters=WorklistFilter(states=("received", "reviewing")))
        statements = [q["sql"] for q in asked.captured_queries if 'FROM "cases_case"' in q["sql"]]
        assert len(statements) <= 4, "\n".join(statements)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + next(s for s in statements if "ORDER BY" in s).replace("%", "%%"))
                assert "queue" in " ".join(row[3] for row in cursor.fetchall())
    counts = queries.desk_counts(actor=boss)
    assert counts["unassigned"] == 1 and counts["state_received"] == 1 and counts["overdue"] == counts["mine"] == 0


@pytest.mark.django_db(transaction=True)
def test_receipt_numbers_are_given_once_also_when_taken_ahead():
    hanako = people.resident()
    assert actions.take_number(actor=hanako) == "", "the year's first is taken with its case"
    first = opened(hanako, 1, days=1)
    ahead = actions.take_number(actor=hanako)
    assert bool(ahead) == (connection.vendor == "postgresql")
    second = actions.open_case(
        actor=hanako, number=ahead, code="seal_certificate", version=1, title=Text(ja="証明"), section="residents",
        account_id=hanako.id, person_id=None, applicant_name="", applicant_kana="", answers={}, idempotency_key="ahead")
    third = opened(hanako, 2, days=1)
    assert [r.number[-7:] for r in (first, second, third)] == ["-000001", "-000002", "-000003"]
