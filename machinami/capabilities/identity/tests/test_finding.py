"""At the counter somebody says 「すぎなみです、高円寺の」. The clerk types what was heard and finds her among 571,703."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from machinami.capabilities.identity import finding, queries, testing
from machinami.capabilities.identity.models import Household, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    testing.demo_people()
    return testing.staff(("residents", "clerk"))


def found(clerk, text, page=1, size=50):
    return queries.search_people(actor=clerk, text=text, purpose="窓口での問合せ", page=page, size=size)


@pytest.mark.parametrize("typed", ["すぎなみ", "スギナミ　ハナコ", "ｽｷﾞﾅﾐ ﾊﾅ", "杉並 花子", "杉並花", "0000000001", "1"])
def test_she_is_found_by_reading_name_and_number(clerk, typed):
    assert "杉並 花子" in [p.name for p in found(clerk, typed).rows]


def test_she_is_found_by_her_address_however_much_of_it_is_said(clerk):
    home = Person.objects.get(number="0000000001").household
    for typed in (home.town, f"東京都杉並区{home.town}{home.block}", f"杉並区{home.town}", f"{home.town} {home.block}"):
        assert "杉並 花子" in [p.name for p in found(clerk, typed).rows], typed
    Household.objects.filter(pk=home.pk).update(search_building="コ-ポ杉並101".replace("-", ""))
    assert "杉並 花子" in [p.name for p in found(clerk, "コーポ杉並").rows]


@pytest.mark.parametrize("typed", ["", "  ", "東京都杉並区", "杉並区", "%", "_", "ンンン", "\\"])
def test_what_says_nothing_finds_nobody(clerk, typed):
    page = found(clerk, typed)
    assert (list(page.rows), page.total, page.more) == ([], 0, False)


def test_of_many_the_first_are_told_in_order_of_reading_and_that_there_are_more(clerk, monkeypatch):
    everybody = found(clerk, "スギナミ")
    assert everybody.total > 2 and not everybody.more
    monkeypatch.setattr(finding, "CAP", 2)
    some = found(clerk, "スギナミ")
    assert some.total == 2 and some.more and [p.id for p in some.rows] == [p.id for p in everybody.rows[:2]]
    assert [p.id for p in found(clerk, "スギナミ", page=2, size=1).rows] == [everybody.rows[1].id]


def test_every_way_goes_by_its_index(clerk):
    """However many people there are: no statement reads the whole register, and their number stays the same."""
    with CaptureQueriesContext(connection) as asked:
        found(clerk, "スギナミ")
    statements = [q["sql"] for q in asked.captured_queries if "identity_" in q["sql"] and q["sql"].startswith("SELECT")]
    assert len(statements) == 6, "\n".join(statements)
    if connection.vendor != "sqlite":
        return
    for statement in statements:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + statement.replace("%", "%%"))
            plan = [row[3] for row in cursor.fetchall()]
        assert not any(step.startswith("SCAN") for step in plan), (statement, plan)
