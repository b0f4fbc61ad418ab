"""The authority on whether answers can be accepted: shape, what is asked, what is missing, rules – and the schema.

Used on save (a question at a time, through :func:`check_field`), on submit and on amend, and for payloads from
outside. What passes is valid by the definition's JSON Schema; what the schema rejects does not pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import Context, Errors
from machinami.capabilities.procedures.settling import Settled, settle
from machinami.capabilities.procedures.words import say
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

if TYPE_CHECKING:
    from machinami.capabilities.procedures.definition import Definition

LOOK_AGAIN = Text(ja="入力内容を確認してください", easy="書いたことを 見てください", en="Please check your answers.",
                  zh="请确认输入内容。", ko="입력 내용을 확인해 주세요.")
NOT_JSON = Text(ja="読み取れない形の値があります。入力しなおしてください", easy="読めない ものが あります。もういちど 書いてください",
                en="A value could not be read. Please enter it again.", zh="有无法读取的内容。请重新输入。",
                ko="읽을 수 없는 값이 있습니다. 다시 입력해 주세요.")


class Invalid(Refused):
    """Answers that can't be accepted; ``fields``: path → what to do."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__(LOOK_AGAIN, code="answers", fields=errors)


def validate(definition: Definition, answers: Any, context: Context) -> dict[str, Any]:
    """The answers with what is calculated.

    :raises Invalid: with a text for every path at fault.
    """
    errors = shape_errors(definition, answers)
    if errors:
        raise Invalid(errors)
    settled = settle(definition, answers, context)
    errors = _hidden(definition, answers, settled) | lacking(definition, settled) | _rules(definition, settled, context)
    if not errors and not definition.compiled.whole.is_valid(settled.answers):
        errors = _schema_errors(definition, settled.answers)
    if errors:
        raise Invalid(errors)
    return settled.answers


def acceptable(definition: Definition, answers: Any, context: Context) -> dict[str, Any]:
    """As :func:`validate` for a form not filled in to its end: what is missing is no error, what is hidden is dropped.

    :raises Invalid:
    """
    errors = shape_errors(definition, answers)
    if errors:
        raise Invalid(errors)
    settled = settle(definition, answers, context)
    errors = _rules(definition, settled, context)
    if errors:
        raise Invalid(errors)
    return settled.answers


def shape_errors(definition: Definition, answers: Any) -> Errors:
    """Every answer alone: known, JSON of our kind, of its field's schema."""
    if not isinstance(answers, dict) or not _plain(answers):
        return {"": NOT_JSON}
    errors: Errors = {}
    for code, value in answers.items():
        field = definition.fields.get(code)
        if field is None:
            errors[code[:100]] = messages.UNKNOWN
        elif not definition.compiled.each[code].is_valid(value):
            errors[code] = say(messages.AGAIN, label=field.label)
    return errors


def value_errors(definition: Definition, answers: Any, context: Context) -> Errors:
    """Every answer alone, by shape and by its field's own rules; consents and what is calculated can't be given."""
    errors = shape_errors(definition, answers)
    consents = {f.code for f in definition.consents.fields} if definition.consents else set()
    for code in (() if "" in errors else answers.keys() - errors.keys()):
        field = definition.fields[code]
        errors |= {code: messages.UNKNOWN} if field.computed or code in consents else field.check(
            answers[code], code, context)
    return errors


def _plain(value: Any) -> bool:
    """Strings that UTF-8 can hold, whole numbers, booleans, lists and objects; no null, no fractions, no NaN."""
    if isinstance(value, str):
        return value.isascii() or _encodes(value)
    if isinstance(value, bool | int):
        return abs(value) < 2**53
    if isinstance(value, list):
        return all(map(_plain, value))
    return isinstance(value, dict) and all(isinstance(k, str) and _plain(k) and _plain(v) for k, v in value.items())


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _hidden(definition: Definition, answers: Mapping[str, Any], settled: Settled) -> Errors:
    """Answers to what is not asked, and calculated values that do not agree."""
    errors: Errors = {}
    for code, value in answers.items():
        field, kept = definition.fields[code], settled.answers.get(code)
        if field.computed and value != kept:
            errors[code] = say(messages.AGAIN, label=field.label)
        elif not field.computed and value != kept:
            errors[code] = say(messages.LEAVE_OUT, label=field.label)
    return errors


def lacking(definition: Definition, settled: Settled) -> Errors:
    """What is asked, required and not answered."""
    errors: Errors = {}
    for entry in definition.entries:
        field = entry.field
        if field.code not in settled.shown or field.computed:
            continue
        value = settled.answers.get(field.code)
        if value is None:
            errors |= field.missing(field.code) if field.required else {}
        elif hasattr(field, "lacking"):
            errors |= field.lacking(value, field.code, settled.scope)
    return errors


def _rules(definition: Definition, settled: Settled, context: Context) -> Errors:
    errors: Errors = {}
    for code, value in settled.answers.items():
        if not definition.fields[code].computed:
            errors |= definition.fields[code].check(value, code, context)
    return errors | broken_rules(definition, settled)


def broken_rules(definition: Definition, settled: Settled, only: frozenset[str] | None = None) -> Errors:
    """Cross-field rules that do not hold; ``only`` those shown at one of these fields."""
    return {r.at: r.message for r in definition.rules
            if (only is None or r.at.split(".")[0] in only) and r.when.holds(settled.scope)}


def not_for(definition: Definition, settled: Settled) -> Any:
    """The first eligibility rule that keeps this person out, or None."""
    return next((e for e in definition.eligibility if e.when.holds(settled.scope)), None)


def _schema_errors(definition: Definition, answers: Mapping[str, Any]) -> Errors:
    """The schema says no where our rules did not: told at the field, never let through."""
    errors: Errors = {}
    for found in definition.compiled.whole.iter_errors(answers):
        code = str(found.instance_path[0]) if found.instance_path else ""
        field = definition.fields.get(code)
        errors[code] = say(messages.AGAIN, label=field.label) if field else LOOK_AGAIN
    return errors or {"": LOOK_AGAIN}
