"""The busiest questions are compiled once: they must answer exactly as the queryset does, on both databases."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import Account, Household, Person
from machinami.foundation.prepared import Prepared, insert, insert_many

pytestmark = pytest.mark.django_db


def members(key):
    return Person.objects.filter(household__members=key).order_by("number").values_list(
        "id", "number", "birth_date", "bank", "household_id", "protected", "household__town")


def test_it_answers_as_the_queryset_does_with_every_kind_of_column_and_any_form_of_key():
    hanako = people.resident()
    prepared = Prepared(members)
    for key in (hanako.person_id, Person.objects.get(pk=hanako.person_id).pk):
        assert [tuple(row) for row in prepared(key)] == list(members(key)) != []
    other = Person.objects.exclude(household__members=hanako.person_id).first()
    assert [tuple(row) for row in prepared(other.pk)] == list(members(other.pk)), "the values change, the query does not"
    with CaptureQueriesContext(connection) as asked:
        prepared(hanako.person_id)
    assert len(asked) == 1


def test_texts_are_values_too_and_none_found_is_none():
    people.demo_people()
    by_number = Prepared(lambda number: Person.objects.filter(number=number).values_list("full_name"))
    assert by_number.first("0000000001") == ["杉並 花子"] and by_number.first("' OR 1=1 --") is None
    with pytest.raises(ValueError):
        Prepared(lambda key: Person.objects.filter(pk=key).values_list("pk")).first("no key")


def test_a_value_that_stands_in_a_query_twice_or_not_at_all_is_a_mistake_told_at_once():
    for build in (lambda a: Person.objects.filter(number=a, alias=a).values_list("pk"), lambda a: Person.objects.values_list("pk")):
        with pytest.raises(TypeError):
            Prepared(build)("x")


def test_inserting_keeps_defaults_dates_and_constraints_as_saving_does():
    account = Account(issuer="test", subject="s", name="髙﨑", claims={"a": "%s"})
    insert(account)
    kept = Account.objects.get(pk=account.pk)
    assert (kept.name, kept.claims, kept.language, kept.email) == ("髙﨑", {"a": "%s"}, "ja", "") and kept.created_at
    account.name = "高崎"
    account.save()
    assert Account.objects.count() == 1, "it is known to be there"
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Account(issuer="test", subject="s", name="again"))
    homes = [Household(number=f"{n:012d}", town="高円寺南", block="1") for n in range(3)]
    insert_many(homes)
    insert_many([])
    assert Household.objects.filter(number__startswith="0000000000").count() == 3
