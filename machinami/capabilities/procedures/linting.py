"""What is wrong or missing in a definition beyond what loading refuses. Errors must go; warnings tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ValidationError

from machinami.capabilities.notices.queries import template_codes
from machinami.capabilities.procedures import loading
from machinami.capabilities.procedures.calculations import Fee, Node, Rate
from machinami.capabilities.procedures.definition import Definition, IssuedDocument, Step
from machinami.capabilities.procedures.fields.files import FileField
from machinami.capabilities.procedures.findings import FindingStep, RefusalReason, told
from machinami.capabilities.procedures.lookups import fee_amount
from machinami.capabilities.procedures.ports import register
from machinami.capabilities.procedures.structure import nodes
from machinami.capabilities.procedures.testing import TODAY, context_for, finding_payload
from machinami.city import rates, sections
from machinami.foundation.i18n import Text
from machinami.foundation.registry import services


@dataclass(frozen=True, slots=True)
class Finding:
    """``level`` error or warning; ``path`` where; ``message`` what to do."""

    level: Literal["error", "warning"]
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.path}: {self.message}"


def lint_file(path: Path) -> list[Finding]:
    """Everything found in a file; empty when all is well."""
    try:
        content = loading.parse(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError) as error:
        return [Finding("error", str(path), str(error))]
    found = check_content(content)
    if any(f.level == "error" for f in found):
        return found
    definition = Definition.model_validate(content)
    if path.parent.name not in (definition.code, "") and path.name == "procedure.yaml":
        found.append(Finding("error", "code", f"{definition.code} is not the folder's name, {path.parent.name}"))
    return found


def check_content(content: dict[str, Any]) -> list[Finding]:
    """Everything found in a definition's content as written."""
    try:
        definition = Definition.model_validate(content)
    except ValidationError as invalid:
        return [f for e in invalid.errors() for f in _invalid(e)]
    return lint(definition)


def _invalid(error: Any) -> Iterator[Finding]:
    """One finding per problem: those of the structure come as one message, each part with its own place."""
    if error["loc"]:
        yield Finding("error", ".".join(map(str, error["loc"])), error["msg"])
        return
    for problem in error["msg"].removeprefix("Value error, ").split("; "):
        place, _, message = problem.partition(": ")
        yield Finding("error", place, message) if message else Finding("error", "", problem)


def lint(definition: Definition) -> list[Finding]:
    return [*_languages(definition), *_found(definition), *_places(definition), *_ways(definition), *_steps(definition),
            *_desk(definition)]


def _languages(definition: Definition) -> Iterator[Finding]:
    """Residents read five versions; the desk and documents are Japanese."""
    for path, text in texts(definition):
        missing = [v for v in text.missing() if v != "easy"]
        if missing:
            yield Finding("error", path, f"lacks {', '.join(missing)}: {text.ja}")
        elif "easy" in text.missing():
            yield Finding("warning", path, f"lacks easy: {text.ja}")


def texts(value: Any, path: str = "") -> Iterator[tuple[str, Text]]:
    """Every Text that a resident reads, with its path."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, Step | RefusalReason):
        return
    elif isinstance(value, FindingStep):
        for field in (f for f in value.fields if told(f)):
            yield from texts(field, f"{path}.{field.code}")
    elif isinstance(value, IssuedDocument):
        yield f"{path}.title", value.title
    elif isinstance(value, BaseModel):
        for name in (n for n in type(value).model_fields if n not in ("appeal", "finding_rules")):
            yield from texts(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from texts(item, f"{path}.{getattr(item, 'code', n)}")


def _found(definition: Definition) -> Iterator[Finding]:
    """A procedure is found by its service's manifest, or by its own place; never by both."""
    shipped = definition.code in {s.code for s in services()}
    if shipped and definition.place is not None:
        yield Finding("error", "place", "the service's manifest says this already")
    if not shipped and definition.place is None:
        yield Finding("error", "place", "say where it is found (category, life events)")


def _places(definition: Definition) -> Iterator[Finding]:
    if definition.section not in sections.all_sections():
        yield Finding("error", "section", f"no section {definition.section}")
    fees = {f.fee for _, node, _ in nodes(definition) for f in _inside(node) if isinstance(f, Fee)}
    for fee in sorted(fees | {p.code for p in (definition.fee.parts if definition.fee else ())}):
        if fee_amount(fee, TODAY) is None:
            yield Finding("error", "fee", f"the city has no fee {fee}")
    used = {r.rate for _, node, _ in nodes(definition) for r in _inside(node) if isinstance(r, Rate)}
    for code in sorted(used - {r.code for r in rates.all_rates()}):
        yield Finding("error", "rate", f"the city has no rate {code}")
    known = template_codes()
    for name in ("received", "decided", "issued"):
        template = getattr(definition.notices, name)
        if template not in known:
            yield Finding("error", f"notices.{name}", f"no notice {template}")


def _inside(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children():
        yield from _inside(child)


def _ways(definition: Definition) -> Iterator[Finding]:
    """There is a way through the form, and a bank account is not shown in lists."""
    try:
        context_for(definition)
    except LookupError as error:
        yield Finding("error", "sections", str(error))
    for code, field in definition.all_fields.items():
        if field.kind == "bank_account" and not field.sensitive:
            yield Finding("error", f"fields.{code}", "a bank account is sensitive: true")
    if definition.decision.mode == "automatic" and definition.decision.when is None and not definition.starts:
        yield Finding("warning", "decision", "approved without any condition")


def _desk(definition: Definition) -> Iterator[Finding]:
    """What the desk finds out can be filled in before either decision; a refusal has its reasons."""
    for form in (definition.approval, definition.refusal) if definition.findings else ():
        try:
            finding_payload(definition, Random(1), form=form)
        except LookupError as error:
            yield Finding("error", f"findings ({form.before})", str(error))
    for entry in definition.entries:
        if entry.field.suggest is not None or not entry.field.personal:
            yield Finding("error", f"fields.{entry.field.code}", "suggest and personal are for findings")
    for step in definition.findings:
        if step.lookup and register(step.lookup) is None:
            yield Finding("warning", f"findings.{step.code}.lookup", f"no register {step.lookup} is connected")
        if any(isinstance(f, FileField) for f in step.fields):
            yield Finding("error", f"findings.{step.code}", "a finding is no file")
    if definition.decision.mode == "staff" and not definition.refusal_reasons:
        yield Finding("warning", "refusal_reasons", "the desk has no reasons to pick (行政手続法8条)")


def _steps(definition: Definition) -> Iterator[Finding]:
    days = [s.days for s in definition.steps]
    if days != sorted(days) or days[-1] > definition.target_days:
        yield Finding("error", "steps", "each step's days come after the one before, within target_days")
    if not definition.starts and not any(s.kind == "decide" for s in definition.steps):
        yield Finding("error", "steps", "no step decides")
