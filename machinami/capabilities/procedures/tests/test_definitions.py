"""An author's slip is found when the file is read, with its place; what is read holds together with its schema."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from io import StringIO
from math import ceil, floor
from random import Random

import jsonschema
import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from machinami.capabilities.procedures import actions, loading, queries
from machinami.capabilities.procedures.calculations import (
    AddMonths,
    Divided,
    FieldRef,
    MarchAfter,
    Rate,
    Value,
)
from machinami.capabilities.procedures.conditions import Condition
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.linting import check_content, lint
from machinami.capabilities.procedures.lookups import rate_amount
from machinami.capabilities.procedures.models import DefinitionVersion
from machinami.capabilities.procedures.schema import json_schema
from machinami.capabilities.procedures.scope import Scope
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import ODD, TODAY, accepted, context_for, payloads
from machinami.foundation.actors import system
from machinami.foundation.outages import NotYet, is_outage

CODES = ("child_allowance", "residence_certificate")
JUDGES = {code: jsonschema.Draft202012Validator(json_schema(queries.definition(code))) for code in CODES}
CONTEXTS = {code: context_for(queries.definition(code)) for code in CODES}


def changed(change):
    content = copy.deepcopy(next(c for d, c in queries.shipped() if d.code == "child_allowance"))
    change(content)
    return content


def field_of(content, code):
    return next(f for s in content["sections"] for q in s["questions"] for f in q["fields"] if f["code"] == code)


@pytest.mark.parametrize(("change", "words"), [
    (lambda c: c.update(colour="red"), "colour"),
    (lambda c: field_of(c, "event_other").update(when={"field": "evnt", "is": "other"}), "no field evnt"),
    (lambda c: field_of(c, "event").update(when={"field": "has_spouse", "is": True}), "asked later"),
    (lambda c: field_of(c, "deadline_on").update(expression={"field": "monthly_amount"}) or
     field_of(c, "monthly_amount").update(expression={"field": "deadline_on"}), "circle"),
    (lambda c: field_of(c, "monthly_amount")["expression"]["each"].update(then={"table": "weekly", "key": "third"}), "no table weekly"),
    (lambda c: field_of(c, "claimant_name").update(prefill="shoe_size"), "no shoe_size"),
    (lambda c: field_of(c, "event_on").update(latest="tomorrow"), "a limit is"),
    (lambda c: c["rules"][0].update(at="nowhere"), "no field nowhere"),
    (lambda c: field_of(c, "event").update(code="event_on"), "event_on is used 2 times"),
    (lambda c: field_of(c, "children")["fields"][0].update(code="event"), "both an answer and a sub-field"),
    (lambda c: field_of(c, "deadline_on").update(expression={"run": "rm -rf"}), "none of value, field"),
    (lambda c: c["title"].update(fr="Allocations"), "ja, easy, en, zh, ko"),
    (lambda c: c["title"].update(ja="{number.__class__.__mro__}"), "a name and nothing else"),
    (lambda c: c["title"].update(ja="{number:>999999999}"), "a name and nothing else"),
    (lambda c: c["title"].update(ja="{number:{width}}"), "a name and nothing else"),
])
def test_slips_are_found_with_their_place(change, words):
    with pytest.raises(ValidationError, match=words):
        Definition.model_validate(changed(change))


def test_the_linter_tells_of_missing_languages_and_places():
    content = changed(lambda c: (c["summary"].pop("ko"), c.update(section="nowhere")))
    found = [str(f) for f in lint(Definition.model_validate(content))]
    assert any("summary" in f and "ko" in f for f in found) and any("no section nowhere" in f for f in found)


def test_yaml_words_stay_words_and_double_keys_are_errors():
    assert loading.parse("a: yes\nb: 2026-11-23\nc: 08\nd: true\ne: 8") == {"a": "yes", "b": "2026-11-23", "c": "08", "d": True, "e": 8}
    with pytest.raises(Exception, match="given twice"):
        loading.parse("a: 1\na: 2")


@pytest.mark.parametrize("code", CODES)
def test_the_schema_is_a_schema_and_says_the_same_each_time(code):
    definition = queries.definition(code)
    jsonschema.Draft202012Validator.check_schema(json_schema(definition))
    assert json.dumps(json_schema(definition)) == json.dumps(json_schema(loading.built(
        next(c for d, c in queries.shipped() if d.code == code))))


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**40), good=st.booleans())
def test_what_is_accepted_the_schema_accepts_and_nothing_that_it_rejects(code, seed, good):
    definition, context, judge = queries.definition(code), CONTEXTS[code], JUDGES[code]
    answers = payloads(definition, Random(seed), good, context)
    whole = accepted(definition, answers, context)
    assert whole is not None or not good
    if whole is not None:
        calculated = {c: v for c, v in settle(definition, answers, context).answers.items() if definition.fields[c].computed}
        assert judge.is_valid(whole) and judge.is_valid({**answers, **calculated})
        assert accepted(definition, whole, context) == whole, "what was accepted is accepted again, unchanged"


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from([*queries.definition("child_allowance").fields, "x"]),
                       st.one_of(st.sampled_from(ODD), st.recursive(
                           st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                           lambda s: st.lists(s, max_size=3) | st.dictionaries(st.text(max_size=4), s, max_size=3)))))
def test_any_json_at_all_gets_an_answer(payload):
    definition = queries.definition("child_allowance")
    whole = accepted(definition, payload, Context(today=TODAY))
    assert whole is None or JUDGES["child_allowance"].is_valid(whole)


@settings(max_examples=150, deadline=None)
@given(day=st.dates(), other=st.dates(), value=st.sampled_from([None, True, False, "a", "b", 3, ["a"], ["b", "a"]]))
def test_a_condition_and_its_schema_agree(day, other, value):
    conditions = [
        {"field": "f", "is": "a"}, {"field": "f", "is": True}, {"field": "f", "is_not": "a"}, {"field": "f", "in": ["a", 3]},
        {"field": "f", "at_least": 3}, {"field": "f", "at_most": 2}, {"field": "f", "answered": True},
        {"field": "f", "answered": False}, {"field": "f", "includes": "a"}, {"field": "d", "before": other.isoformat()},
        {"field": "d", "after": other.isoformat()},
    ]
    conditions += [{"not": c} for c in conditions] + [{"all": conditions[:2]}, {"any": conditions[3:5]}]
    answers = {"d": day.isoformat(), **({} if value is None else {"f": value})}
    for raw in conditions:
        condition = Condition.model_validate(raw)
        schema = condition.as_schema(lambda path: True)
        assert jsonschema.Draft202012Validator(schema).is_valid(answers) is condition.holds(Scope(answers, TODAY)), raw


@pytest.mark.parametrize(("born", "last"), [
    ("2008-04-01", "2026-03-31"), ("2008-04-02", "2027-03-31"), ("2008-03-31", "2026-03-31"), ("2008-02-29", "2026-03-31")])
def test_high_school_age_ends_on_the_right_31_march(born, last):
    """年齢計算ニ関する法律: a child born on 1 April reaches 18 on 31 March."""
    node = MarchAfter(march_after=FieldRef(field="b"), age=18)
    assert node.evaluate(Scope({"b": born}, TODAY)) == last


@pytest.mark.parametrize(("day", "months", "last"), [
    ("2026-09-15", 2, "2026-11-15"), ("2026-12-31", 2, "2027-02-28"), ("2027-12-31", 2, "2028-02-29"), ("2026-03-31", -1, "2026-02-28"),
    ("2028-02-29", 12, "2029-02-28"), ("2026-01-01", 0, "2026-01-01"), ("2026-01-01", 99_999, None)])
def test_a_month_on_is_the_same_day_or_the_months_last(day, months, last):
    """民法第143条第2項: 応当する日がないときは、その月の末日."""
    assert AddMonths.model_validate({"add_months": [day, months]}).evaluate(Scope({}, TODAY)) == last


@given(whole=st.integers(-10**9, 10**9), by=st.integers(1, 10**6))
def test_a_division_rounds_as_it_says(whole, by):
    """端数切捨て, 切上げ, 四捨五入, exactly, whatever the size of the sum."""
    found = {r: Divided(divided=Value(value=whole), by=Value(value=by), rounding=r).evaluate(Scope({}, TODAY)) for r in ("down", "up", "half_up")}
    assert found == {"down": floor(Fraction(whole, by)), "up": ceil(Fraction(whole, by)), "half_up": floor(Fraction(whole, by) + Fraction(1, 2))}


@pytest.mark.parametrize("by", [0, -3, None, "3"])
def test_what_cannot_be_divided_is_unknown(by):
    node = Divided(divided=Value(value=10), by=FieldRef(field="by"))
    assert node.evaluate(Scope({"by": by}, TODAY)) is None


@pytest.mark.parametrize(("day", "kind", "amount"), [
    ("2026-11-23", "moped_125", 2400), ("2020-01-01", "moped_125", 2400), ("1990-01-01", "moped_125", None),
    ("2026-11-23", "boat", None), ("2025-03-31", "moped_new_standard", None), ("2025-04-01", "moped_new_standard", 2000)])
def test_a_rate_is_that_of_its_day_and_kind(day, kind, amount):
    node = Rate(rate="light_vehicle_tax", key=FieldRef(field="kind"), on=FieldRef(field="day"))
    assert node.evaluate(Scope({"kind": kind, "day": day}, TODAY, rates=rate_amount)) == amount
    assert node.evaluate(Scope({"kind": kind}, TODAY, rates=rate_amount)) is None, "a day that is unknown is not today"


def test_a_rate_the_city_does_not_have_is_found_by_lint():
    content = changed(lambda c: field_of(c, "monthly_amount").update(expression={"rate": "moon_tax"}))
    assert any("moon_tax" in f.message for f in check_content(content))


def test_the_third_child_counts_older_ones():
    definition = queries.definition("child_allowance")

    def child(born):
        return {"child_birth": born, "child_cared_for": True, "child_lives": "together"}

    def amount(births, older=0):
        answers = {"children": [child(b) for b in births], "has_older": bool(older), "older_children": [{}] * older}
        return settle(definition, answers, Context(today=TODAY)).answers["monthly_amount"]

    assert amount(["2026-09-01"]) == 15000
    assert amount(["2020-01-01", "2026-09-01"]) == 25000
    assert amount(["2026-09-01", "2020-01-01", "2015-01-01"]) == 10000 + 10000 + 30000, "the youngest is the third"
    assert amount(["2026-09-01"], older=2) == 30000
    assert amount(["2008-04-01"]) == 0, "past the last 31 March"


@pytest.mark.django_db
def test_the_command_ends_with_one_line_of_json():
    for args in (["publish"], ["list"], ["lint"], ["schema", "child_allowance"], ["fuzz", "--count", "30"]):
        out = StringIO()
        call_command("procedures", *args, stdout=out)
        assert json.loads(out.getvalue().strip().splitlines()[-1])


def test_the_fuzzer_finds_a_planted_hole(monkeypatch):
    """Were unasked answers let through, the independent reading of the schema would say so."""
    from machinami.capabilities.procedures import validation
    from machinami.capabilities.procedures.fuzzing import fuzz

    monkeypatch.setattr(validation, "_hidden", lambda *_: {})
    tally = fuzz([queries.definition("child_allowance")], 150)["child_allowance"]
    assert tally.wrongly_accepted > 0 and tally.examples


def _published_by_the_next_release(code, base):
    content = {**queries.content(base, 1), "code": code, "mood": "a word that this release does not know"}
    return DefinitionVersion.objects.create(code=code, version=2, content=content, checksum=code, effective_from=timezone.localdate(),
                                            published_by="the next release")


@pytest.mark.django_db
def test_what_the_next_release_publishes_in_new_words_stops_nothing_of_this_one(client):
    """The next release is being rolled out. This one's pages go on with the definitions they can read; what can't be read is not wrong."""
    actions.publish_definitions(actor=system("test"))
    ours = queries.version_id("child_allowance", 1)
    theirs = _published_by_the_next_release("child_allowance", "child_allowance")
    _published_by_the_next_release("moon_permit", "child_allowance")
    today = timezone.localdate()
    assert queries.counting("child_allowance", today) == (ours, queries.stored(ours))
    assert queries.current("child_allowance").version == 1
    assert queries.counting("moon_permit", today) is None
    assert "moon_permit" not in {p.definition.code for p in queries.catalogue()} >= set(CODES)
    page = client.get("/ja/procedures/child_allowance/")
    assert page.status_code == 200, "nor is the page of any other procedure"
    with pytest.raises(NotYet) as told:
        queries.stored(theirs.pk)
    assert is_outage(told.value) and "mood" in str(told.value)
