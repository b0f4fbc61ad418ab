"""The editor's forms lose nothing: every part of every shipped definition goes through its form and comes back the same."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machinami.capabilities.authoring import (
    differing,
    forms,
    formulas,
    labels,
    paths,
    saying,
    shapes,
    writing,
)
from machinami.capabilities.procedures import loading
from machinami.capabilities.procedures.queries import shipped

SHIPPED = [pytest.param(d, c, id=d.code) for d, c in shipped()]


def posted(rows: tuple[forms.Row, ...]) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form that nobody touched."""
    for r in rows:
        if r.node:
            yield from of_node(r.node)
        elif r.kind == "part" and r.present:
            yield f"{r.name}:present", "1"
            yield from posted(r.rows)
        elif r.kind == "words":
            yield from ((f"{r.name}:{v}", w) for v, w in r.words.items())
        elif r.kind in ("choice", "choices"):
            chosen = [o for o, _, c in r.options if c]
            yield from ([(r.name, chosen[0])] if r.kind == "choice" and chosen else [(f"{r.name}:{o}", "1") for o in chosen])
        elif r.kind != "switch" or r.value:
            yield r.name, r.value


def of_node(node: formulas.Node) -> Iterator[tuple[str, str]]:
    yield f"{node.name}:kind", node.kind
    yield from ((i.name, i.value) for i in node.inputs)
    for child in node.children:
        yield from of_node(child)


@pytest.mark.parametrize(("definition", "content"), SHIPPED)
def test_a_form_nobody_touched_changes_nothing(definition, content):
    for path, model, held in shapes.parts(content):
        back = forms.read(model, dict(posted(forms.rows(model, held))), held)
        whole = paths.put(content, path, back)
        assert loading.built(whole) == definition, path
        assert differing.differences(content, whole) == [], path


def test_every_key_has_a_name_in_the_desks_language():
    for model in {m for _, c in shipped() for _, m, _ in shapes.parts(c)} | set(shapes.field_models().values()):
        for shape in shapes.shapes(model):
            assert labels.known(model.__name__, shape.name), (model.__name__, shape.name)
    assert all(labels.kind(k) != k for k in shapes.field_models())


@pytest.mark.parametrize(("definition", "content"), SHIPPED)
def test_a_definition_as_a_file_reads_back_the_same(definition, content):
    assert writing.load(writing.dump(content).encode()) == content


SCALARS = st.one_of(st.booleans(), st.integers(-10**9, 10**9), st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1),
                    st.sampled_from(["yes", "no", "on", "2026-11-23", "08", "1_000", "1e3", "null", "~", "true", "はい", "12", "-3", ""]))


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, min_size=1) | st.dictionaries(
    st.text("abcdefgh_", min_size=1), inner, min_size=1), max_leaves=20).map(lambda v: {"code": "x", "content": v}))
def test_any_plain_values_survive_the_file(content):
    assert writing.load(writing.dump(content).encode()) == content


@given(st.sampled_from(["is", "is_not", "includes"]), SCALARS.filter(lambda v: v == v and str(v).strip() == str(v) and v != ""))
def test_a_compared_value_keeps_its_type_through_the_form(operator, value):
    condition = {"field": "a", operator: value}
    assert formulas.read_condition(dict(of_node(formulas.condition(condition, "when"))), "when") == condition


def test_the_editor_knows_every_kind_of_calculation():
    from machinami.capabilities.procedures.calculations import KEYS

    assert {*formulas.PARTS, "value"} == set(KEYS) and set(formulas.EXPRESSIONS) == {*formulas.PARTS, "literal"}


def test_a_condition_is_said_in_words():
    names = {"has_spouse": "配偶者の有無", "event": "理由", "event=birth": "出生", "event=other": "そのほか"}
    said = saying.condition({"all": [{"field": "has_spouse", "is": True}, {"any": [{"field": "event", "in": ["birth", "other"]},
                                                                             {"register": "age", "at_least": 18}]}]}, names)
    assert said == "「配偶者の有無」が「はい」、かつ（「理由」が「出生」か「そのほか」、または記録の「年齢」が18以上）"


def test_what_is_typed_wrongly_is_told_and_nothing_is_written():
    (_, content), = [(d, c) for d, c in shipped() if d.code == "child_allowance"]
    before = copy.deepcopy(content)
    form = dict(posted(forms.rows(shapes.Definition, content))) | {"duration": "十分", "updated": "2026-02-30"}
    with pytest.raises(forms.Unreadable) as told:
        forms.read(shapes.Definition, form, content)
    assert set(told.value.errors) == {"duration", "updated"} and content == before


def test_a_difference_names_its_place_and_both_sides():
    (_, content), = [(d, c) for d, c in shipped() if d.code == "child_allowance"]
    after: dict[str, Any] = copy.deepcopy(content)
    after["target_days"] = 30
    questions = after["sections"][0]["questions"]
    questions[0]["heading"]["en"] = "Why?"
    questions.append({"code": "more", "heading": {"ja": "ほかに"}, "fields": [{"kind": "text", "code": "more_text", "label": {"ja": "ほか"}}]})
    questions[0], questions[1] = questions[1], questions[0]
    found = {(d.kind, d.place.split(" › ")[-1]): d for d in differing.differences(content, after)}
    assert found["changed", "審査の目安"].before == "25" and found["changed", "審査の目安"].after == "30"
    assert found["changed", "英語"].after == "Why?" and found["added", "ほかに"]
    assert found["moved", "質問（1画面ずつ）"]


def test_every_key_of_the_whole_stands_on_one_page_of_the_editor():
    from machinami.capabilities.authoring.queries import GROUPS

    keys = [k for _, _, group in GROUPS for k in group]
    assert sorted(keys) == sorted(s.name for s in shapes.shapes(shapes.Definition))


@pytest.mark.parametrize(("found", "words"), [
    ("lacks en, ko: 氏名", "「氏名」の英語、韓国語を入力してください"), ("Value error, no field spouse", "「spouse」という項目はありません。名前を確かめるか、条件を消してください"),
    ("these depend on each other in a circle: a → b → a", "項目が互いに相手を待っています（a → b → a）。どれかの条件を消してください"),
])
def test_what_is_found_is_told_in_the_desks_language(found, words):
    from machinami.capabilities.authoring.telling import told

    assert told(found) == words
