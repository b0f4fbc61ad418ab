"""A posted page as answers: each field of the question read, checked and seen in the light of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from machinami.capabilities.procedures.definition import Definition, Question
from machinami.capabilities.procedures.fields.address import AddressField
from machinami.capabilities.procedures.fields.base import Context, Errors
from machinami.capabilities.procedures.fields.controls import Posted, input_name
from machinami.capabilities.procedures.fields.members import MembersField
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.validation import broken_rules


@dataclass(slots=True)
class PageRead:
    """``values``: field code → value, None where it was left out; only fields that could be read."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)


def read_page(definition: Definition, question: Question, answers: Mapping[str, Any], posted: Posted,
              context: Context) -> PageRead:
    """Read every field that the answers so far ask for. With ``later`` posted, what is left out is no error."""
    running, read = dict(answers), PageRead()
    for each in question.fields:
        settled = settle(definition, running, context)
        if each.computed or each.code not in settled.shown:
            continue
        value, errors = each.parse(posted, each.code, replace(context, answers=settled.answers))
        if errors and posted.one("later") and _untouched(each, posted):
            errors = {}
        read.errors |= errors
        if not errors:
            read.values[each.code] = value
            running = {**running, each.code: value} if value is not None else _without(running, each.code)
    if not read.errors:
        codes = frozenset(f.code for f in question.fields)
        read.errors |= broken_rules(definition, settle(definition, running, context), codes)
    return read


def _without(answers: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {c: v for c, v in answers.items() if c != code}


def _untouched(each: Any, posted: Posted) -> bool:
    """Nothing was typed or chosen for the field (selects and ready-made radios do not count)."""
    name = input_name(each.code)
    ready = re.compile(rf"^{re.escape(name)}(-[0-9]+)?(-[a-z_]+)*-(era|type|count|person)$")
    return not any(any(v.strip() for v in values) for key, values in posted.values.items()
                   if (key == name or key.startswith(f"{name}-")) and not ready.match(key))


def pressed(question: Question, posted: Posted) -> str:
    """The button inside the page that was pressed: an input name, or blank for the page's own buttons."""
    for each in question.fields:
        name = input_name(each.code)
        if isinstance(each, AddressField) and posted.mentions(f"{name}-fill"):
            return f"{name}-fill"
        if isinstance(each, MembersField):
            found = next((k for k in posted.values if re.fullmatch(
                rf"{name}-(add|[0-9]+-remove|[0-9]+-[a-z0-9_]+-fill)", k)), "")
            if found:
                return found
    return ""


def fill(question: Question, posted: Posted) -> tuple[Posted, Errors]:
    """Do what 住所を入力する does, wherever on the page it was pressed."""
    for path, each in _addresses(question, posted):
        if posted.mentions(f"{input_name(path)}-fill"):
            return each.fill(posted, path)
    return posted, {}


def _addresses(question: Question, posted: Posted) -> list[tuple[str, AddressField]]:
    found = [(f.code, f) for f in question.fields if isinstance(f, AddressField)]
    for people in (f for f in question.fields if isinstance(f, MembersField)):
        typed = posted.one(f"{input_name(people.code)}-count")
        rows = min(int(typed), people.max) if typed.isascii() and typed.isdigit() else 0
        found += [(f"{people.code}.{n}.{f.code}", f) for n in range(rows) for f in people.fields
                  if isinstance(f, AddressField)]
    return found
