"""Answers made up for a definition: ones that are accepted, and ones with something wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from random import Random
from typing import Any

from machinami.capabilities.procedures import papers
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Context, Facts
from machinami.capabilities.procedures.findings import FindingsForm, beside
from machinami.capabilities.procedures.settling import scope_of, settle
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.foundation.calendar import age_on

TODAY = date(2026, 11, 23)
#: Values of every JSON kind, and some that look almost right.
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**12, 1.5, float("nan"), float("inf"), "", " ", "0", "２０２６", "令和8年", "2026-02-30",
    "2026-13-01", "0000-00-00", "a" * 5000, "\x00", "\ud800", "行\n行", "<script>", "='cmd'!A1", "髙﨑𠮷", [], [[]], {}, {"a": 1},
    ["x", "x"], {"family": "山田"}, {"full": ""}, [{"id": "x"}], [{}], "yes", "true", "＋８１９０１２３４５６７８",
)


def _resident(n: int, given: str, kana: str, birth: str, relationship: str, head: bool = False) -> dict[str, Any]:
    born = date.fromisoformat(birth)
    return {
        "person_id": f"00000000-0000-7000-8000-{n:012}", "name_text": f"見本 {given}", "kana_text": f"ミホン {kana}",
        "name": {"family": "見本", "given": given, "family_kana": "ミホン", "given_kana": kana}, "birth": birth,
        "age": age_on(born, TODAY), "sex": "female", "relationship": relationship, "is_head": head, "in_ward": True,
        "head_name": "見本 花", "nationality": "jp", "foreign": False, "language": "ja", "phone": "09000000000",
        "address_text": "東京都杉並区阿佐谷南一丁目15-1", "resident_since": "2015-04-01",
        "address": {"postal_code": "1660004", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷南一丁目", "block": "15-1"},
    }


def registered() -> Facts:
    """A made-up household of three: the applicant, a parent of 68 and a child of five."""
    people = (_resident(1, "花", "ハナ", "1990-04-12", "世帯主", True), _resident(2, "ミツ", "ミツ", "1958-02-11", "母"),
              _resident(3, "太郎", "タロウ", "2021-06-01", "子"))
    return Facts(True, people[0], people)


def context_for(definition: Definition) -> Context:
    """Circumstances in which the procedure can be applied for: registered, or else not (moving in).

    :raises LookupError: when there is no way through the form in either.
    """
    for context in (Context(today=TODAY, facts=registered()), Context(today=TODAY)):
        try:
            payloads(definition, Random(1), context=context)
        except LookupError:
            continue
        return context
    raise LookupError(f"{definition.code}: no acceptable answers found; is there a way through the form?")


def payloads(definition: Definition, random: Random, valid: bool = True, context: Context | None = None) -> dict[str, Any]:
    """One payload: accepted by :func:`validate` (``valid``), or such a one with one to three things changed.

    A changed one may still be acceptable; :func:`accepted` and the schema tell.
    """
    context = context or context_for(definition)
    for _ in range(400):
        answers = _answers(definition, random, context)
        settled = settle(definition, answers, context)
        if not_for(definition, settled) is None and accepted(definition, answers, context) is not None:
            break
    else:
        raise LookupError(f"{definition.code}: no acceptable answers found; is there a way through the form?")
    return answers if valid else _spoilt(definition, answers, random, context)


def desk_context(definition: Definition, random: Random, outcome: str = "approved") -> Context:
    """The circumstances in which findings are recorded: a made-up application beside them."""
    context = context_for(definition)
    answers = validate(definition, payloads(definition, random, context=context), context)
    facts = {"case_number": "R8-000001", "case_received_on": TODAY.isoformat(), "decided_on": TODAY.isoformat(), "outcome": outcome}
    return replace(context, outer=beside(answers, **facts))


def finding_payload(definition: Definition, random: Random, *, form: FindingsForm | None = None) -> dict[str, Any]:
    """Findings that are accepted before that decision (an approval, unless another form is given).

    :raises LookupError: when there are none for any of the applications tried.
    """
    form = form or definition.approval
    for _ in range(20):
        context = desk_context(definition, random, "approved" if form.before == "approval" else "refused")
        try:
            return payloads(form, random, context=context)  # type: ignore[arg-type]
        except LookupError:
            continue
    raise LookupError(f"{form.code}: no acceptable findings found")


def papers_of(definition: Definition, answers: dict[str, Any], findings: dict[str, Any], context: Context,
              outcome: str = "approved") -> dict[str, dict[str, Any]]:
    """What a decision issues, worked out without a case: document code → its data, with ``rows`` (label → value) of the first block.

    :raises Invalid: for answers or findings that are not accepted before that decision.
    """
    form = definition.approval if outcome == "approved" else definition.refusal
    day = context.today.isoformat()
    facts = {"case_number": "R8-000001", "case_received_on": day, "decided_on": day, "outcome": outcome}
    desk = replace(context, outer=beside(validate(definition, answers, context), **facts))
    whole = {**validate(definition, answers, context), **validate(form, findings, desk)}  # type: ignore[arg-type]
    made = {p.code: papers.contents(definition, p, whole, desk) for p in papers.wanted(definition, whole, desk, outcome)}
    return {code: {**data, "rows": _first_rows(data)} for code, data in made.items()}


def _first_rows(data: dict[str, Any]) -> dict[str, str]:
    return {r["label"]: r["value"] for r in data["sections"][0]["rows"]} if data["sections"] else {}


def accepted(definition: Definition, answers: Any, context: Context) -> dict[str, Any] | None:
    """The whole answers, or None when they are refused."""
    try:
        return validate(definition, answers, context)
    except Invalid:
        return None


def _answers(definition: Definition, random: Random, context: Context) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for entry in definition.order:
        scope = scope_of(definition, answers, context)
        if not all(c.holds(scope) for c in entry.conditions):
            continue
        field = entry.field
        value = _suggested(definition, field, scope) if random.random() < 0.5 else None
        value = _sampled(field, random, context, scope) if value is None else value
        if value is not None:
            answers[field.code] = value
    return {c: v for c, v in answers.items() if not definition.fields[c].computed}


def _suggested(definition: Definition, field: Any, scope: Any) -> Any:
    """Staff mostly leave what a finding starts with; values drawn at random seldom fit the application."""
    value = field.suggest.evaluate(scope) if field.suggest is not None and not field.computed else None
    return value if value is not None and definition.compiled.each[field.code].is_valid(value) else None


def _sampled(field: Any, random: Random, context: Context, scope: Any) -> Any:
    if field.computed:
        return field.evaluate(scope)
    return field.sample(random, context) if field.required or random.random() < 0.6 else None


def _spoilt(definition: Definition, answers: dict[str, Any], random: Random, context: Context) -> dict[str, Any]:
    spoilt = copy.deepcopy(answers)
    for _ in range(random.randint(1, 3)):
        random.choice(_SPOILERS)(definition, spoilt, random, context)
    return spoilt


def _drop(_: Definition, answers: dict[str, Any], random: Random, __: Context) -> None:
    if answers:
        answers.pop(random.choice(list(answers)))


def _odd(definition: Definition, answers: dict[str, Any], random: Random, _: Context) -> None:
    answers[random.choice(list(definition.fields))] = copy.deepcopy(random.choice(ODD))


def _unasked(definition: Definition, answers: dict[str, Any], random: Random, context: Context) -> None:
    """An answer, good in itself, to a question that may not be asked."""
    left = [f for c, f in definition.fields.items() if c not in answers and not f.computed]
    if left:
        field = random.choice(left)
        answers[field.code] = field.sample(random, context)


def _unknown(_: Definition, answers: dict[str, Any], random: Random, __: Context) -> None:
    answers[random.choice(("extra", "__proto__", "", "氏名", "a" * 200))] = random.choice(ODD)


def _inside(_: Definition, answers: dict[str, Any], random: Random, __: Context) -> None:
    """Something deep inside a value replaced, removed or added."""
    places: list[Callable[[Any], None]] = []

    def walk(value: Any) -> None:
        keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        for key in keys:
            places.append(partial(_put, value, key))
            if isinstance(value[key], dict | list):
                walk(value[key])
        if isinstance(value, dict):
            places.append(partial(_put, value, "more"))

    walk(answers)
    if places:
        random.choice(places)(copy.deepcopy(random.choice(ODD)))


def _put(holder: Any, key: Any, value: Any) -> None:
    holder[key] = value


def _retyped(_: Definition, answers: dict[str, Any], random: Random, __: Context) -> None:
    """The same as another JSON type."""
    if answers:
        code = random.choice(list(answers))
        answers[code] = random.choice((str, lambda v: [v], lambda v: {"value": v}, float_of))(answers[code])


def float_of(value: Any) -> Any:
    return float(value) if isinstance(value, int) else value


_SPOILERS = (_drop, _odd, _unasked, _unknown, _inside, _retyped)


def apply(*, actor: Any, code: str, seed: int = 1) -> Any:
    """Apply as the pages do, page after page with made-up answers; returns the ``Submitted``.

    :raises AssertionError: when a page does not take them.
    """
    from machinami.capabilities.procedures import actions
    from machinami.capabilities.procedures.contexts import context_of

    draft = actions.start_draft(actor=actor, code=code)
    whole = payloads(draft.definition, Random(seed), context=context_of(actor, draft.facts))
    for question in draft.definition.questions.values():
        posted = {k: v for f in question.fields if f.code in whole for k, v in f.raw(whole[f.code], f.code).items()}
        if posted and question is not draft.definition.consents:
            saved = actions.save_answers(actor=actor, draft_id=draft.id, question=question.code, posted=posted)
            if saved.errors:
                raise AssertionError(f"{question.code}: {saved.errors}")
    agreed = [d.code for d in draft.definition.declarations if whole.get(d.code)]
    return actions.submit(actor=actor, draft_id=draft.id, agreed=agreed)
