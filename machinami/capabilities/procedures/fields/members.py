"""People, one block each: chosen from the own household where the register knows it, others added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.conditions import Condition
from machinami.capabilities.procedures.fields.address import AddressField
from machinami.capabilities.procedures.fields.base import BaseField, Context, Errors, Facts, Unreadable
from machinami.capabilities.procedures.fields.choices import (
    ChoiceField,
    ChoicesField,
    DeclarationField,
    YesNoField,
)
from machinami.capabilities.procedures.fields.contact import EmailField, PhoneField
from machinami.capabilities.procedures.fields.controls import (
    Control,
    FieldView,
    Layout,
    Posted,
    Row,
    input_name,
)
from machinami.capabilities.procedures.fields.dates import DateField
from machinami.capabilities.procedures.fields.name import NameField, show_name
from machinami.capabilities.procedures.fields.numbers import MoneyField, NumberField
from machinami.capabilities.procedures.fields.places import CountryField, LanguageField
from machinami.capabilities.procedures.fields.text import TextareaField, TextField
from machinami.capabilities.procedures.scope import Scope
from machinami.capabilities.procedures.words import Words, say
from machinami.foundation.i18n import Text

#: What may be asked about each person: everything but files, accounts and further people.
RowField = Annotated[
    TextField | TextareaField | NameField | AddressField | DateField | PhoneField | EmailField | MoneyField
    | NumberField | ChoiceField | ChoicesField | YesNoField | DeclarationField | CountryField | LanguageField,
    Field(discriminator="kind"),
]
INCLUDE = Text(ja="この人を入れる", easy="この人を 入れる", en="Include this person", zh="包括此人", ko="이 사람을 포함")
ADD = Text(ja="もう1人追加する", easy="もう1人 ふやす", en="Add another person", zh="再添加一人", ko="한 명 더 추가하기")
REMOVE = Text(ja="{who}を削除する", easy="{who}を けす", en="Remove {who}", zh="删除{who}", ko="{who} 삭제하기")
NTH = Text(ja="{n}人目", easy="{n}人目", en="Person {n}", zh="第{n}人", ko="{n}번째 사람")
_ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


class MembersField(BaseField):
    """A list of ``{person_id?, <sub-field>: value …}``.

    ``offer`` says which household members are offered (their facts are the row: name, kana, birth, sex,
    relationship …); sub-fields with ``prefill`` take the register's fact and can't be typed over in
    such a row. Inputs: ``<code>-count``, ``<code>-<n>-person``, ``-include``, ``-<sub-field>…``;
    the buttons ``<code>-add`` and ``<code>-<n>-remove`` change the number of rows.
    """

    kind: Literal["members"] = "members"
    fields: tuple[RowField, ...] = Field(min_length=1)
    min: int = 1
    max: int = 12
    offer: Condition | None = None
    #: False: only offered people can be chosen, nobody is typed in.
    others: bool = True
    add: Words = ADD
    #: A noun for one of them:「{one} 1人目」, or with ``{n}`` where they are not people:「支払い{n}」. The label names them all.
    one: Words | None = None

    @field_validator("fields")
    @classmethod
    def _names(cls, fields: tuple[Any, ...]) -> tuple[Any, ...]:
        codes = [f.code for f in fields]
        clash = {"count", "add", "person", "include", "remove", "position", "person_id"} & set(codes)
        if clash or len(set(codes)) != len(codes):
            raise ValueError(f"sub-fields need codes of their own, not {sorted(clash) or codes}")
        return fields

    @property
    def layout(self) -> Layout:
        return "rows"

    def json_schema(self) -> dict[str, Any]:
        from machinami.capabilities.procedures.schema import object_schema

        own = {f.code for f in self.fields}
        item = object_schema([(f, (f.when,) if f.when else ()) for f in self.fields],
                             lambda path: path.split(".")[0] in own)
        item["properties"]["person_id"] = {"type": "string", "pattern": _ID}
        return {"type": "array", "items": item, "minItems": max(1, self.min), "maxItems": self.max}

    # reading

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        name, rows = input_name(path), []
        errors: Errors = {}
        for index in range(_count(posted, name, self.max)):
            at = f"{name}-{index}"
            if posted.one(f"{at}-person") and posted.one(f"{at}-include") not in ("yes", "1"):
                continue
            row, found = self._row(posted, f"{path}.{index}", context)
            errors |= found
            if row is not None:
                rows.append(row)
        if errors:
            raise Unreadable(errors)
        return rows or None

    def _row(self, posted: Posted, path: str, context: Context) -> tuple[dict[str, Any] | None, Errors]:
        person = self._offered(context).get(posted.one(f"{input_name(path)}-person"))
        known = person is not None
        if not known and not (self.others and self._typed(posted, path)):
            return None, {}
        row: dict[str, Any] = {"person_id": person["person_id"]} if person is not None else {}
        errors: Errors = {}
        for field in self.fields:
            if not self._shown(field, _scope(context, row)):
                continue
            value, found = self._value(field, person, posted, f"{path}.{field.code}", context)
            errors |= found
            if value is not None:
                row[field.code] = value
        return row, errors

    def _value(self, field: Any, person: Mapping[str, Any] | None, posted: Posted, path: str,
               context: Context) -> tuple[Any, Errors]:
        fact = person.get(field.prefill) if person is not None and field.prefill else None
        return (fact, {}) if fact is not None else field.parse(posted, path, context)

    def _typed(self, posted: Posted, path: str) -> bool:
        prefix = input_name(path) + "-"
        skip = {prefix + "person", prefix + "include"}
        return any(v.strip() for k, vs in posted.values.items() if k.startswith(prefix) and k not in skip
                   and not k.endswith(("-era", "-type")) for v in vs)

    def _offered(self, context: Context) -> dict[str, Mapping[str, Any]]:
        people = context.facts.household if self.offer is not None else ()
        return {p["person_id"]: p for p in people
                if self.offer is not None and self.offer.holds(Scope(p, context.today, context.facts))}

    # rules

    def check(self, value: Any, path: str, context: Context) -> Errors:
        errors: Errors = {}
        ids = [r["person_id"] for r in value if "person_id" in r]
        members = {p["person_id"]: p for p in context.facts.household}
        strangers = context.facts.known and not set(ids) <= set(members)
        if len(set(ids)) != len(ids) or strangers or (not self.others and context.facts.known and len(ids) < len(value)):
            return {path: say(messages.AGAIN, label=self.label)}
        for index, row in enumerate(value):
            for field in self.fields:
                fact = members.get(row.get("person_id", ""), {}).get(field.prefill) if field.prefill else None
                if field.code in row and row[field.code] != fact:
                    errors |= field.check(row[field.code], f"{path}.{index}.{field.code}", context)
        return errors

    def settle(self, value: Any, scope: Scope) -> Any:
        rows = []
        for position, row in enumerate(value, 1):
            kept: dict[str, Any] = {k: v for k, v in row.items() if k == "person_id"}
            for field in self.fields:
                if field.code in row and self._shown(field, scope.within(kept, position)):
                    kept[field.code] = row[field.code]
            rows.append(kept)
        return rows

    def fitted(self, value: Any) -> Any:
        inner = {f.code: f for f in self.fields}
        rows = value if isinstance(value, list) else []
        return [{k: inner[k].fitted(v) if k in inner else v for k, v in row.items()} for row in rows if isinstance(row, dict)] or value

    def lacking(self, value: Any, path: str, scope: Scope) -> Errors:
        """Sub-fields asked for and unanswered, and too few people."""
        errors: Errors = {}
        if len(value) < self.min:
            errors |= {path: say(messages.MORE_ROWS, label=self.label, min=self.min)}
        for index, row in enumerate(value):
            for field in self.fields:
                asked = field.required and self._shown(field, scope.within(row, index + 1))
                if asked and field.code not in row:
                    errors |= field.missing(f"{path}.{index}.{field.code}")
        return errors

    def _shown(self, field: Any, scope: Scope) -> bool:
        return field.when is None or field.when.holds(scope)

    def missing(self, path: str) -> Errors:
        return {path: say(messages.MORE_ROWS, label=self.label, min=max(1, self.min))}

    def prefilled(self, facts: Facts) -> Any:
        return None

    # showing

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        name = input_name(path)
        raw = {f"{name}-count": [str(len(value))]}
        for index, row in enumerate(value):
            if "person_id" in row:
                raw |= {f"{name}-{index}-person": [row["person_id"]], f"{name}-{index}-include": ["yes"]}
            for field in self.fields:
                if field.code in row:
                    raw |= field.raw(row[field.code], f"{path}.{index}.{field.code}")
        return raw

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        return (Control(name=f"{name}-count", label=self.label, type="hidden",
                        value=str(_count(posted, name, self.max))),)

    def arrange(self, posted: Posted, path: str, context: Context) -> Posted:
        """The rows to show: those typed, every offered member not yet there, a blank one when none, the buttons done."""
        name = input_name(path)
        count = _count(posted, name, self.max)
        order = [n for n in range(count) if not posted.mentions(f"{name}-{n}-remove")]
        values = {k: v for k, v in posted.values.items() if not re.match(rf"{re.escape(name)}-[0-9]+-", k)}
        for new, old in enumerate(order):
            head = f"{name}-{old}-"
            values |= {f"{name}-{new}-{k[len(head):]}": v for k, v in posted.values.items() if k.startswith(head)}
        there = {posted.one(f"{name}-{n}-person") for n in order}
        total = len(order)
        for person in self._offered(context):
            if person not in there and total < self.max:
                values[f"{name}-{total}-person"] = [person]
                total += 1
        if self.others and (total == 0 or posted.mentions(f"{name}-add")) and total < self.max:
            total += 1
        return Posted({**values, f"{name}-count": [str(total)]}, posted.files)

    def view(self, path: str, posted: Posted, context: Context, errors: Mapping[str, Text]) -> FieldView:
        posted = self.arrange(posted, path, context)
        name, people = input_name(path), self._offered(context)
        rows = tuple(self._view_row(n, path, people.get(posted.one(f"{name}-{n}-person")), posted, context, errors)
                     for n in range(_count(posted, name, self.max)))
        own = {input_name(p): t for p, t in errors.items()}.get(name)
        return FieldView(code=self.code, kind=self.kind, name=name, label=self.label, hint=self.hint, layout="rows",
                         required=self.required, controls=self.controls(path, posted, context), rows=rows, error=own,
                         add=(f"{name}-add", self.add) if self.others and len(rows) < self.max else None)

    def _view_row(self, index: int, path: str, person: Mapping[str, Any] | None, posted: Posted, context: Context,
                  errors: Mapping[str, Text]) -> Row:
        at, row_path = f"{input_name(path)}-{index}", f"{path}.{index}"
        known, facts = person is not None, person or {}
        title = Text(ja=show_name(facts["name"])) if known else self._title(index)
        hidden = (Control(name=f"{at}-person", label=title, type="hidden", value=facts["person_id"]),) if known else ()
        include = Control(name=f"{at}-include", label=INCLUDE, type="checkbox", required=False,
                          value=posted.one(f"{at}-include"))
        asked = [f for f in self.fields if not (f.prefill and facts.get(f.prefill) is not None)]
        views = tuple(f.view(f"{row_path}.{f.code}", posted, context, errors) for f in asked)
        return Row(index=index, title=title, known=known, hidden=hidden, include=include if known else None, fields=views,
                   remove=None if known or index == 0 else (f"{at}-remove", say(REMOVE, who=title)))

    def _title(self, index: int) -> Text:
        if self.one is None:
            return say(NTH, n=index + 1)
        return Text(**{v: _nth(w, index + 1, v) for v, w in self.one.as_dict().items()})

    def display(self, value: Any, language: str = "ja") -> str:
        lines = []
        for row in value:
            parts = [f.display(row[f.code], language) for f in self.fields if f.code in row]
            lines.append(" ／ ".join(parts))
        return "\n".join(lines)

    def masked(self, value: Any) -> str:
        return f"{len(value)}人分 ••••"

    def sample(self, random: Random, context: Context) -> Any:
        offered = list(self._offered(context).values())
        chosen = random.sample(offered, random.randint(0 if self.others else 1, len(offered))) if offered else []
        rows = [self._sample_row(random, context, person) for person in chosen[: self.max]]
        while self.others and (len(rows) < max(1, self.min) or (len(rows) < min(self.max, 3) and random.random() < 0.4)):
            rows.append(self._sample_row(random, context, None))
        return rows

    def _sample_row(self, random: Random, context: Context, person: Mapping[str, Any] | None) -> dict[str, Any]:
        row: dict[str, Any] = {"person_id": person["person_id"]} if person is not None else {}
        for field in self.fields:
            if not self._shown(field, _scope(context, row)):
                continue
            fact = person.get(field.prefill) if person is not None and field.prefill else None
            if fact is not None:
                row[field.code] = fact
            elif field.required or random.random() < 0.7:
                row[field.code] = field.sample(random, context)
        return row


def _nth(noun: str, n: int, version: str) -> str:
    return noun.replace("{n}", str(n)) if "{n}" in noun else f"{noun} {n}" + ("人目" if version in ("ja", "easy") else "")


def _scope(context: Context, row: Mapping[str, Any]) -> Scope:
    return Scope(context.answers, context.today, context.facts, row=row)


def _count(posted: Posted, name: str, limit: int) -> int:
    typed = posted.one(f"{name}-count")
    return min(int(typed), limit) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


