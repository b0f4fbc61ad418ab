"""What goes onto a document: answers and register facts in Japanese words, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from machinami.capabilities.procedures.calculations import FieldRef, Register
from machinami.capabilities.procedures.definition import Definition, DocumentRow, IssuedDocument, People
from machinami.capabilities.procedures.fields.address import show_address
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.fields.name import show_name
from machinami.capabilities.procedures.fields.places import listed
from machinami.capabilities.procedures.scope import Scope, as_date
from machinami.capabilities.procedures.settling import scope_of
from machinami.capabilities.procedures.structure import PLACE
from machinami.foundation.calendar import show_date
from machinami.foundation.i18n import Text

REFUSAL = Text(ja="却下決定通知書", easy="みとめない おしらせ", en="Notice of refusal", zh="不予批准决定通知书", ko="기각 결정 통지서")
SEXES = {"male": "男", "female": "女"}


def wanted(definition: Definition, answers: Mapping[str, Any], context: Context,
           outcome: str = "approved") -> list[IssuedDocument]:
    """The documents that these answers (and findings, among them) lead to when it is decided so.

    A refusal for which the definition has no document of its own is told in a letter of the usual form.
    """
    scope = scope_of(definition, answers, context)
    found = [d for d in definition.documents if d.outcome == outcome and (d.when is None or d.when.holds(scope))]
    return found or ([refusal_letter(definition)] if outcome == "refused" and definition.refusal_reasons else [])


def refusal_letter(definition: Definition) -> IssuedDocument:
    """The usual letter of refusal: what was applied for and when; the reason and how to object are the template's."""
    addressee = definition.documents[0].addressee if definition.documents else Register(register="name")
    rows = (DocumentRow(label="申請した手続き", of=definition.title.ja), DocumentRow(label="受付番号", of=FieldRef(field="case_number")),
            DocumentRow(label="受け付けた日", of=FieldRef(field="case_received_on")))
    return IssuedDocument(code="refusal", outcome="refused", title=REFUSAL, addressee=addressee, rows=rows,
                          statement="次の申請は、下の理由により認めないことに決定しましたので通知します。")


def contents(definition: Definition, document: IssuedDocument, answers: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The data a template takes: ``addressee``, ``sections``, ``statement``, ``paragraphs``, ``appeal``, ``impression``."""
    scope = scope_of(definition, answers, context)
    sections = [{"title": "", "rows": _rows(definition, document.rows, scope)}] if document.rows else []
    for people in document.people:
        if people.when is None or people.when.holds(scope):
            sections += _people(definition, people, scope, context)
    statement = filled(definition, document.statement.ja, scope)
    paragraphs = [filled(definition, p.text.ja, scope) for p in document.paragraphs if p.when is None or p.when.holds(scope)]
    above = document.template == "decision"
    return {"addressee": _addressee(document, scope), "sections": [s for s in sections if s["rows"]],
            "statement": "" if above else statement, "paragraphs": [statement, *paragraphs] if above else paragraphs,
            "appeal": None if definition.appeal is None else [a.ja for a in definition.appeal],
            "impression": str(document.impression.evaluate(scope) or "") if document.impression else ""}


def filled(definition: Definition, words: str, scope: Scope) -> str:
    """A sentence with ``{code}`` replaced by the answer or finding, as the form shows it."""
    return PLACE.sub(lambda m: _words(definition, FieldRef(field=m[1]), scope, None), words)


def _addressee(document: IssuedDocument, scope: Scope) -> str:
    value = document.addressee.evaluate(scope)
    return show_name(value) if isinstance(value, dict) else str(value or "")


def _rows(definition: Definition, rows: tuple[DocumentRow, ...], scope: Scope,
          person: Mapping[str, Any] | None = None) -> list[dict[str, str]]:
    found = []
    for row in rows:
        if row.when is None or row.when.holds(scope):
            words = _words(definition, row.of, scope, person)
            found += [{"label": row.label.ja, "value": words}] if words else []
    return found


def _people(definition: Definition, people: People, scope: Scope, context: Context) -> list[dict[str, Any]]:
    household = {p["person_id"]: p for p in context.facts.household}
    rows = list(household.values()) if people.of == "household" else scope.get(people.of) or []
    merged = [{**household.get(r.get("person_id", ""), {}), **r} for r in rows]
    scopes = [(r, scope.within(r, n)) for n, r in enumerate(merged, 1)]
    chosen = [(r, s) for r, s in scopes if people.where is None or people.where.holds(s)]
    return [{"title": "", "rows": _rows(definition, people.rows, s, r)} for r, s in chosen]


def _words(definition: Definition, expression: Any, scope: Scope, person: Mapping[str, Any] | None) -> str:
    value = expression.evaluate(scope)
    if value is None or value == "":
        return ""
    if isinstance(expression, FieldRef):
        shower = _shower(definition, expression.field, person)
        if shower is not None:
            return shower(value)
        return fact_words(expression.field, value)
    return fact_words(expression.register_, value) if isinstance(expression, Register) else _plain(value)


def _shower(definition: Definition, path: str, person: Mapping[str, Any] | None) -> Callable[[Any], str] | None:
    """How the form itself shows the answer at a path, for whole answers."""
    field = definition.all_fields.get(path)
    if field is None and person is not None:
        subs = [s for f in definition.all_fields.values() for s in getattr(f, "fields", ()) if s.code == path]
        field = subs[0] if subs else None
    return (lambda value: field.display(value, "ja")) if field is not None else None


def fact_words(name: str, value: Any) -> str:
    """A register fact in Japanese words."""
    if name == "name":
        return show_name(value)
    if name == "address":
        return show_address(value)
    if name == "sex":
        return SEXES.get(str(value), "")
    if name == "nationality":
        return next((c.label.ja for c in listed("countries") if c.value == value), str(value).upper())
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    day: date | None = as_date(value)
    if day is not None:
        return show_date(day)
    return f"{value:,}" if isinstance(value, int) else str(value)
