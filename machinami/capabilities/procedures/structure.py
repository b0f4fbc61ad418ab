"""How the parts of a definition hang together: names, dependencies, order. Problems come with their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from machinami.capabilities.procedures import coapplicants, starting
from machinami.capabilities.procedures.calculations import Fee, Node, Table
from machinami.capabilities.procedures.findings import CASE_FACTS, RESERVED, told

if TYPE_CHECKING:
    from machinami.capabilities.procedures.definition import Definition, Entry

#: Facts of the register that a definition may name.
REGISTER_FACTS = frozenset({
    "known", "household_size", "person_id", "name", "name_text", "kana", "kana_text", "birth", "age", "sex", "address",
    "address_text", "phone", "email", "language", "nationality", "foreign", "relationship", "is_head", "in_ward",
    "bank_account", "head_name", "previous_address", "resident_since", "acting", "for_name", "for_birth", "for_address",
    *(f"applicant_{fact}" for fact in ("name", "name_text", "kana_text", "birth", "address", "phone", "email", "relationship")),
})
#: Names a row's conditions may use besides its own sub-fields: facts of an offered household member.
ROW_FACTS = REGISTER_FACTS | {"position"}
#: An answer or a finding named inside a sentence of a document.
PLACE = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


def problems(definition: Definition) -> list[str]:
    """Everything wrong with the structure, each with its path; empty when it holds."""
    found = [*_names(definition), *_references(definition), *_findings(definition), *coapplicants.problems(definition),
             *starting.problems(definition)]
    if found:
        return found
    circles = [p for p in (_circle(definition), _circle(definition.approval, "findings")) if p]
    return circles + list(_later(definition)) + list(_later(definition.approval))


def _names(definition: Definition) -> Iterator[str]:
    names = [("field", [c for e in definition.entries for c in (e.field.code, *_subcodes(e.field))]),
             ("question", [q.code for s in definition.sections for q in s.questions]),
             ("section", [s.code for s in definition.sections]), ("step", [s.code for s in definition.steps]),
             ("document", [d.code for d in definition.documents]), ("finding", [s.code for s in definition.findings]),
             ("refusal_reason", [r.code for r in definition.refusal_reasons]),
             ("co_applicant", [c.code for c in definition.co_applicants])]
    for what, codes in names:
        if what == "field":
            every = (*definition.entries, *definition.approval.entries)
            codes = [e.field.code for e in every]
            inner = {c for e in every for c in _subcodes(e.field)}
            for code in sorted(inner & set(codes)):
                yield f"fields: {code} names both an answer and a sub-field of a person"
        for code, count in Counter(codes).items():
            if count > 1:
                yield f"{what}s: {code} is used {count} times"


def _subcodes(field: Any) -> tuple[str, ...]:
    return tuple(f.code for f in getattr(field, "fields", ()))


# references

def nodes(definition: Definition) -> Iterator[tuple[str, Node, frozenset[str]]]:
    """Every condition and expression with its path and the extra names it may use."""
    none: frozenset[str] = frozenset()
    for entry in definition.entries:
        path = f"sections.{entry.section.code}.{entry.question.code}.{entry.field.code}" if entry.section else "declarations"
        yield from _entry_nodes(path, entry, none)
    found = frozenset(definition.approval.fields) | CASE_FACTS
    for entry in definition.approval.entries:
        yield from _entry_nodes(f"findings.{entry.question.code}.{entry.field.code}", entry, found)
    yield from ((f"finding_rules.{n}", r.when, found) for n, r in enumerate(definition.finding_rules))
    yield from _other_nodes(definition, none)


def _entry_nodes(path: str, entry: Entry, extra: frozenset[str]) -> Iterator[tuple[str, Node, frozenset[str]]]:
    field = entry.field
    for condition in entry.conditions:
        yield f"{path}.when", condition, extra
    if field.computed:
        yield f"{path}.expression", field.expression, extra
    if field.suggest is not None:
        yield f"{path}.suggest", field.suggest, extra
    for sub in getattr(field, "fields", ()):
        if sub.when is not None:
            yield f"{path}.{sub.code}.when", sub.when, extra | set(_subcodes(field)) | {"position"}
    if getattr(field, "offer", None) is not None:
        yield f"{path}.offer", field.offer, ROW_FACTS


def _other_nodes(definition: Definition, none: frozenset[str]) -> Iterator[tuple[str, Node, frozenset[str]]]:
    d = definition
    pairs: list[tuple[str, Node | None]] = [(f"eligibility.{e.code}", e.when) for e in d.eligibility]
    pairs += [(f"rules.{n}", r.when) for n, r in enumerate(d.rules)]
    pairs += [(f"bring.{n}", b.when) for n, b in enumerate(d.bring)]
    pairs += [("decision.when", d.decision.when)]
    if d.deadline.rule:
        pairs += [("deadline.rule.after", d.deadline.rule.after)]
    pairs += [(f"co_applicants.{c.code}.when", c.when) for c in d.co_applicants]
    yield from ((path, node, none) for path, node in pairs if node is not None)
    for n, rule in enumerate(d.acting.ties if d.acting else ()):
        if rule.when is not None:
            yield f"acting.ties.{n}.when", rule.when, ROW_FACTS
    for c in d.co_applicants:
        if c.where is not None:
            yield f"co_applicants.{c.code}.where", c.where, frozenset({*_subcodes(d.fields.get(c.of)), "position"})
    found = frozenset(d.approval.fields) | CASE_FACTS
    yield from ((path, node, found if d.fee and d.fee.at == "decision" else none) for path, node in _fee_nodes(d))
    yield from _document_nodes(d, found)


def _fee_nodes(d: Definition) -> Iterator[tuple[str, Node]]:
    for n, part in enumerate(d.fee.parts if d.fee else ()):
        at = f"fee.plus.{n - 1}" if n else "fee"
        yield f"{at}.quantity", part.quantity
        if part.when is not None:
            yield f"{at}.when", part.when


def _document_nodes(d: Definition, found: frozenset[str]) -> Iterator[tuple[str, Node, frozenset[str]]]:
    pairs: list[tuple[str, Node | None]] = []
    for document in d.documents:
        at = f"documents.{document.code}"
        pairs += [(f"{at}.when", document.when), (f"{at}.addressee", document.addressee),
                  (f"{at}.impression", document.impression)]
        pairs += [(f"{at}.paragraphs.{n}.when", p.when) for n, p in enumerate(document.paragraphs)]
        for n, row in enumerate(document.rows):
            pairs += [(f"{at}.rows.{n}", row.of), (f"{at}.rows.{n}.when", row.when)]
        for people in document.people:
            pairs += [(f"{at}.people.{people.of}.when", people.when)]
            extra = ROW_FACTS | found | set(_subcodes(d.all_fields.get(people.of)))
            inner: list[tuple[str, Node | None]] = [(f"{at}.people.{people.of}.where", people.where)]
            for n, row in enumerate(people.rows):
                inner += [(f"{at}.people.{people.of}.rows.{n}", row.of), (f"{at}.people.{people.of}.rows.{n}.when", row.when)]
            yield from ((path, node, extra) for path, node in inner if node is not None)
    yield from ((path, node, found) for path, node in pairs if node is not None)


def _references(definition: Definition) -> Iterator[str]:
    fields = definition.fields
    for path, node, extra in nodes(definition):
        for ref in sorted(node.refs()):
            problem = _reference(ref, definition.all_fields if extra & CASE_FACTS else fields, extra)
            if problem:
                yield f"{path}: {problem}"
        yield from (f"{path}: {p}" for p in _named(node, definition))
    for n, rule in enumerate(definition.rules):
        if rule.at.split(".")[0] not in fields:
            yield f"rules.{n}.at: no field {rule.at}"
    for document in definition.documents:
        for people in document.people:
            if people.of != "household" and not _subcodes(definition.all_fields.get(people.of)):
                yield f"documents.{document.code}.people: {people.of} is no members field"
    for entry in definition.entries:
        for field in (entry.field, *getattr(entry.field, "fields", ())):
            if field.prefill and field.prefill not in REGISTER_FACTS:
                yield f"{field.code}.prefill: the register has no {field.prefill}"


def _reference(ref: str, fields: dict[str, Any], extra: frozenset[str]) -> str:
    head, _, rest = ref.partition(".")
    if rest.startswith("*."):
        inner = rest[2:].split(".")[0]
        known = set(_subcodes(fields.get(head))) | {"position", "person_id"} | set(fields) | extra
        return "" if inner.split(".")[0] in known else f"{head} has no sub-field {inner}"
    return "" if head in fields or head in extra else f"no field {head}"


def _named(node: Node, definition: Definition) -> Iterator[str]:
    """Look-up tables, fees and register facts that are not there."""
    register = getattr(node, "register_", None)
    if register is not None and register not in REGISTER_FACTS:
        yield f"the register has no {register}"
    if isinstance(node, Table) and node.table not in definition.tables:
        yield f"no table {node.table}"
    if isinstance(node, Fee) and not node.fee:
        yield "a fee needs its code"
    for child in node.children():
        yield from _named(child, definition)


def _findings(definition: Definition) -> Iterator[str]:
    """Names of the desk's form, and where findings may be told."""
    fields, known = definition.approval.fields, {*definition.all_fields, *CASE_FACTS}
    for code in sorted(set(fields) & RESERVED):
        yield f"findings: {code} is a name of the desk's own"
    for n, rule in enumerate(definition.finding_rules):
        if rule.at.split(".")[0] not in fields:
            yield f"finding_rules.{n}.at: no finding {rule.at}"
    for word, code in definition.notices.params.items():
        field = fields.get(code)
        if field is None or field.personal or field.sensitive or not told(field):
            yield f"notices.params.{word}: {code} is no finding that is shown: true, personal: false and not sensitive"
    for document in definition.documents:
        for text in (document.statement, *(p.text for p in document.paragraphs)):
            yield from (f"documents.{document.code}: no field {name}" for name in PLACE.findall(text.ja)
                        if name.split(".")[0] not in known)


# order

def depends_on(entry: Entry, fields: dict[str, Any]) -> set[str]:
    """Codes of the fields whose answers decide whether or how this one is answered."""
    read: set[str] = set().union(*(c.refs() for c in entry.conditions), set())
    if entry.field.computed:
        read |= entry.field.expression.refs()
    own = set(_subcodes(entry.field))
    for sub in getattr(entry.field, "fields", ()):
        read |= {r for r in (sub.when.refs() if sub.when else set()) if r.split(".")[0] not in own}
    heads = {r.split(".")[0] for r in read}
    heads |= {r.split("*.")[1].split(".")[0] for r in read if "*." in r}
    return {h for h in heads if h in fields} - ({entry.field.code} if own else set())


def in_order(definition: Any) -> tuple[Entry, ...]:
    """Depth first over the dependencies, in page order where they leave a choice."""
    entries = {e.field.code: e for e in definition.entries}
    done: dict[str, Entry] = {}

    def visit(code: str, trail: tuple[str, ...]) -> None:
        if code in trail:
            raise RecursionError(" → ".join((*trail[trail.index(code):], code)))
        if code not in done:
            for before in sorted(depends_on(entries[code], entries)):
                visit(before, (*trail, code))
            done[code] = entries[code]

    for code in entries:
        visit(code, ())
    return tuple(done.values())


def _circle(definition: Any, what: str = "fields") -> str:
    try:
        in_order(definition)
    except RecursionError as circle:
        return f"{what}: these depend on each other in a circle: {circle}"
    return ""


def _later(definition: Any) -> Iterator[str]:
    """A page can't depend on a later page: people would be sent back and forth."""
    pages = {e.field.code: n for n, e in enumerate(definition.entries)}
    computed = {e.field.code for e in definition.entries if e.field.computed}
    entries = {e.field.code: e for e in definition.entries}

    def typed(code: str) -> Iterator[str]:
        for before in depends_on(entries[code], entries):
            yield from typed(before) if before in computed else (before,)

    for entry in definition.entries:
        if entry.field.computed:
            continue
        for before in sorted(set(typed(entry.field.code))):
            if pages[before] > pages[entry.field.code]:
                yield f"{entry.question.code}.{entry.field.code}.when: depends on {before}, which is asked later"


