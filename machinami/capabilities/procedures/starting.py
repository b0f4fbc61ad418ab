"""A life event as data: one form whose answers start several procedures, each fact asked once. Pure.

The event's definition says which procedures follow (``starts``), and whom and what its answers make known (``declares``);
the procedures' own prefill then takes it as it takes the register's facts. ``fills`` names what else carries over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID, uuid5

from pydantic import BeforeValidator
from pydantic import Field as PydanticField

from machinami.capabilities.procedures.calculations import Expression
from machinami.capabilities.procedures.conditions import Condition
from machinami.capabilities.procedures.fields.address import show_address
from machinami.capabilities.procedures.fields.base import Code, Context, Facts
from machinami.capabilities.procedures.fields.name import show_kana, show_name
from machinami.capabilities.procedures.scope import Scope, as_date
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.words import Model, Words
from machinami.foundation.calendar import age_on

if TYPE_CHECKING:
    from machinami.capabilities.procedures.definition import Definition

#: In ``people``: everybody whom the event's answers and the register make known.
HOUSEHOLD = "household"
HEAD = "世帯主"
#: Kinds of field that an interview may ask before anybody has signed in: nothing that says who somebody is.
ANONYMOUS = frozenset({"choice", "choices", "yes_no", "number", "date", "calculated"})


class Fill(Model):
    """The value of one field of a procedure: ``of`` an expression; ``people``: rows, with ``each`` sub-field's expression, or
    ``pick`` of the first row; ``const``: as it stands; with ``part``, from what was answered in another started procedure."""

    of: Expression | None = None
    people: Code | None = None
    where: Condition | None = None
    each: dict[Code, Expression] = PydanticField(default_factory=dict)
    pick: Expression | None = None
    const: Any = None
    part: Code | None = None

    def value(self, scope: Scope) -> Any:
        """None where it is not known (yet)."""
        if self.people is None:
            return self.const if self.of is None else self.of.evaluate(scope)
        rows = self.rows(scope)
        if self.pick is not None:
            return self.pick.evaluate(rows[0]) if rows else None
        found = [{k: v for k, v in ((c, e.evaluate(row)) for c, e in self.each.items()) if v is not None} for row in rows]
        return found or None

    def rows(self, scope: Scope) -> list[Scope]:
        return people(scope, str(self.people), self.where)


def _as_fill(value: Any) -> Any:
    known = {"of", "people", "const", "part"}
    return value if isinstance(value, Fill) or (isinstance(value, dict) and known & value.keys()) else {"of": value}


class Per(Model):
    """Once for each person of a members field or of the household for whom ``where`` holds."""

    people: Code
    where: Condition | None = None


class Start(Model):
    """A procedure that follows. ``after``: codes of those to be completed before this one is decided; ``skips``: questions with
    nothing required that the event has no use for; ``law``: why it follows."""

    code: Code
    when: Condition | None = None
    why: Words
    law: str = ""
    per: Per | None = None
    after: tuple[Code, ...] = ()
    fills: dict[Code, Annotated[Fill, BeforeValidator(_as_fill)]] = PydanticField(default_factory=dict)
    skips: tuple[Code, ...] = ()

    def applies(self, scope: Scope) -> bool:
        return self.when is None or self.when.holds(scope)


class Declares(Model):
    """Fact of a person → the field that tells it: of oneself (``own``), of each row of ``of`` (``others``: sub-fields), of all.

    ``relationships``: the table from the choice's value to the register's word (続柄).
    """

    own: dict[str, Code] = PydanticField(default_factory=dict)
    of: Code | None = None
    others: dict[str, Code] = PydanticField(default_factory=dict)
    every: dict[str, Code] = PydanticField(default_factory=dict)
    relationships: str = "relationships"


def people(scope: Scope, name: str, where: Condition | None) -> list[Scope]:
    """One scope a person, with their facts or sub-fields as the row."""
    found = scope.facts.household if name == HOUSEHOLD and scope.facts is not None else scope.get(name)
    rows = [r for r in found if isinstance(r, Mapping)] if isinstance(found, list | tuple) else []
    kept = [r for r in rows if where is None or where.holds(scope.within(r, 0))]
    return [scope.within(r, n) for n, r in enumerate(kept, 1)]


def declared(definition: Definition, answers: Mapping[str, Any], register: Facts, today: date, seed: UUID) -> Facts:
    """The household as the answers tell it, on top of what the register knows.

    :param seed: names those who are not in the register (``told`` in their facts), always the same.
    """
    says = definition.declares
    if says is None:
        return register
    scope = Scope(answers, today, register, definition.tables)
    own = {**register.person, **_told(says.own, answers, definition, says)}
    every = _told(says.every, answers, definition, says)
    rows = [dict(p) for p in register.household] if register.known else [
        own | {"person_id": str(uuid5(seed, "own")), "told": True}]
    mine = str(own.get("person_id") or rows[0]["person_id"])
    for number, row in enumerate(people(scope, says.of, None) if says.of else (), 1):
        told = _told(says.others, row.row or {}, definition, says)
        person_id = str((row.row or {}).get("person_id") or uuid5(seed, f"person {number}"))
        before = next((r for r in rows if r["person_id"] == person_id), None)
        if before is None:
            rows.append({**told, "person_id": person_id, "told": True})
        else:
            before |= {k: v for k, v in told.items() if k not in before}
    rows = [{**r, **own, "person_id": mine} if r["person_id"] == mine else r for r in rows]
    head = next((r for r in rows if r.get("relationship") == HEAD), rows[0])
    known = tuple(_whole(r, every, head, today) for r in rows)
    return Facts(True, next(p for p in known if p["person_id"] == mine), known, declared=True)


def _told(named: Mapping[str, str], answers: Mapping[str, Any], definition: Definition, says: Declares) -> dict[str, Any]:
    """The facts that have an answer."""
    found = {fact: answers[code] for fact, code in named.items() if answers.get(code) is not None}
    if "relationship" in found:
        found["relationship"] = definition.tables.get(says.relationships, {}).get(str(found["relationship"]), "その他")
    return found


def _whole(person: Mapping[str, Any], every: Mapping[str, Any], head: Mapping[str, Any], today: date) -> dict[str, Any]:
    """With what follows: age, the texts of name and address, the head's name."""
    found = {**person, **every, "in_ward": True, "is_head": person.get("person_id") == head.get("person_id")}
    born = as_date(found.get("birth"))
    if born is not None:
        found["age"] = age_on(born, today)
    if isinstance(found.get("name"), Mapping):
        found |= {"name_text": show_name(found["name"]), "kana_text": show_kana(found["name"])}
    if isinstance(found.get("address"), Mapping):
        found["address_text"] = show_address(found["address"])
    if isinstance(head.get("name"), Mapping):
        found["head_name"] = show_name(head["name"])
    return {k: v for k, v in found.items() if v not in (None, "")}


def event_scope(definition: Definition, answers: Mapping[str, Any], facts: Facts, today: date) -> Scope:
    """Where ``when``, ``per`` and ``fills`` of the event look things up."""
    return settle(definition, answers, Context(today=today, facts=facts)).scope


def follows(definition: Definition, scope: Scope) -> list[tuple[Start, Scope | None]]:
    """What follows from the answers, in the definition's order; with ``per``, once for each person, in their scope."""
    found: list[tuple[Start, Scope | None]] = []
    for start in definition.starts:
        if not start.applies(scope):
            continue
        if start.per is None:
            found.append((start, None))
            continue
        found += [(start, row) for row in people(scope, start.per.people, start.per.where)]
    return found


def fill_values(start: Start, scope: Scope, others: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Field → value for what is known. ``others``: code of a procedure started from the same event → its answers."""
    found = {}
    for code, fill in start.fills.items():
        told = others.get(fill.part) if fill.part else None
        if fill.part and told is None:
            continue
        value = fill.value(replace(scope, answers=told, row=None) if told is not None else scope)
        if value is not None:
            found[code] = value
    return found


def problems(definition: Definition) -> Iterator[str]:
    """What is wrong with an event's own parts, each with its path."""
    if not definition.starts:
        if definition.declares is not None:
            yield "declares: only an event that starts procedures declares"
        return
    codes = [s.code for s in definition.starts]
    yield from (f"starts.{c}: {c} is started {codes.count(c)} times" for c in sorted({c for c in codes if codes.count(c) > 1}))
    for start in definition.starts:
        yield from (f"starts.{start.code}.after: {c} is not started" for c in start.after if c not in codes)
        for code, fill in start.fills.items():
            if fill.part is not None and fill.part not in codes:
                yield f"starts.{start.code}.fills.{code}: {fill.part} is not started"
    for question in definition.sections[0].questions:
        strange = sorted({f.kind for f in question.fields} - ANONYMOUS)
        if strange:
            yield f"sections.{definition.sections[0].code}.{question.code}: asked of anybody, so it can't be {', '.join(strange)}"
    says = definition.declares
    for fact, code in {**says.own, **says.every}.items() if says else ():
        if code not in definition.fields:
            yield f"declares.{fact}: no field {code}"
    if says and says.of:
        inner = {f.code for f in getattr(definition.fields.get(says.of), "fields", ())}
        yield from (f"declares.others.{fact}: {says.of} has no {code}" for fact, code in says.others.items() if code not in inner)
