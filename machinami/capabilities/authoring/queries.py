"""Reading working copies: their tree, faults, differences and history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from machinami.capabilities.authoring import differing, forms, labels, paths, saying, telling, writing
from machinami.capabilities.authoring.models import Step, Trial, WorkingCopy
from machinami.capabilities.authoring.shapes import as_part, field_models, model_at, parts, shapes
from machinami.capabilities.authoring.types import CopyRow, Difference, Fault, ListView, PageView, StepRow
from machinami.capabilities.procedures import loading
from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.procedures.definition import Definition
from machinami.city import fees, sections
from machinami.foundation.actors import Actor
from machinami.foundation.errors import NotFound
from machinami.foundation.pages import Page

OPEN = ("editing", "proposed")


def copy_row(row: WorkingCopy) -> CopyRow:
    return CopyRow(str(row.pk), row.code, row.title, row.section, row.base_version, row.content, row.revision, row.state,
                   tuple(row.writers), row.effective_from, row.note, row.reason, row.published_version, row.updated_at,
                   row.updated_by)


def copy(*, actor: Actor, copy_id: Any) -> CopyRow:
    """:raises NotFound: for none, or one of a section out of reach."""
    row = WorkingCopy.objects.filter(pk=copy_id).first()
    if row is None or not _may(actor, row.section):
        raise NotFound("working copy")
    return copy_row(row)


def _may(actor: Actor, section: str) -> bool:
    return actor.may("authoring.edit", section=section) or actor.may("authoring.approve", section=section)


def copies(*, actor: Actor, state: str = "open", page: int = 1, size: int = 30) -> Page[CopyRow]:
    """Working copies within the actor's sections, the last changed first. ``state``: open, or one of theirs."""
    rows = WorkingCopy.objects.filter(state__in=OPEN if state == "open" else [state]).order_by("-updated_at")
    if not actor.all_sections and actor.kind != "system":
        rows = rows.filter(section__in=actor.sections)
    if not (actor.may("authoring.edit") or actor.may("authoring.approve")):
        rows = rows.none()
    total = rows.count()
    return Page([copy_row(r) for r in rows.defer("writers")[(page - 1) * size: page * size]], page, size, total)


def steps(*, actor: Actor, copy_id: Any, page: int = 1, size: int = 50) -> Page[StepRow]:
    """What was done to a working copy, the last first."""
    copy(actor=actor, copy_id=copy_id)
    rows = Step.objects.filter(copy_id=copy_id).order_by("-revision").defer("before")
    found = [StepRow(s.revision, s.at, s.actor_name, s.what) for s in rows[(page - 1) * size: page * size]]
    return Page(found, page, size, rows.count())


def definition(content: dict[str, Any]) -> Definition | None:
    """The definition, or None while it does not hold together yet."""
    try:
        return loading.built(content)
    except (ValidationError, ValueError):
        return None


def faults(content: dict[str, Any]) -> list[Fault]:
    """What still has to be mended, each with the editor's page for it."""
    return [Fault(f.level, *_place(content, f.path), telling.told(f.message)) for f in procedures.findings(content)]


def _place(content: dict[str, Any], path: str) -> tuple[str, str]:
    """``sections.child.children.label`` or ``sections.0.questions.1.…`` → the page (as a query) and its name in words."""
    held: Any = content
    at: list[str | int] = []
    page: tuple[str | int, ...] = ()
    words: list[str] = []
    for step in path.split("."):
        found = _step(held, step)
        if found is None:
            break
        at.append(found)
        held = held[found]
        if isinstance(found, int):
            page = tuple(at)
            words.append(differing.name_of(held, found))
    if page:
        return f"page={paths.show(page)}", " › ".join(words)
    key = path.split(".")[0]
    group = next(((code, words) for code, words, keys in GROUPS if key in keys), GROUPS[0][:2])
    name = labels.label("Definition", key).words if labels.known("Definition", key) else ""
    return f"group={group[0]}#{key}", name


def _step(held: Any, step: str) -> str | int | None:
    if isinstance(held, dict):
        for inner in ("questions", "fields", "options"):
            if step not in held and isinstance(held.get(inner), list):
                return inner
        return step if step in held else None
    if isinstance(held, list):
        if step.isdigit() and int(step) < len(held):
            return int(step)
        return next((n for n, item in enumerate(held) if differing.key_of(item, n) == step), None)
    return None


def against_base(row: CopyRow) -> list[Difference]:
    """What the working copy changes of the version it began from; everything, for a new procedure."""
    before = procedures.content(row.code, row.base_version) if row.base_version else {}
    return differing.differences(before, row.content)


def between(code: str, older: int, newer: int) -> list[Difference]:
    """What differs between two published versions."""
    return differing.differences(procedures.content(code, older), procedures.content(code, newer))


def tree(content: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    """Every page of the editor below the whole: (page, depth, name, what it is)."""
    return list(_tree(content))


def _tree(content: dict[str, Any]) -> Iterator[tuple[str, int, str, str]]:
    for path, model, held in parts(content):
        if path:
            depth = sum(isinstance(p, int) for p in path)
            what = labels.kind(held.get("kind", "")) if "kind" in held and model.__name__.endswith("Field") else labels.label(
                "", str(path[-2])).words
            yield paths.show(path), depth, differing.name_of(held, int(path[-1])), what


def lists(content: dict[str, Any], page: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The lists of a page: (place, name, [(page, name) of each item]); those within its parts too."""
    path = paths.parse(page)
    return list(_lists(paths.get(content, path, {}), model_at(content, path), path))


def _lists(held: Any, model: Any, path: paths.Path) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for shape in shapes(model):
        here = (*path, shape.name)
        value = held.get(shape.name) if isinstance(held, dict) else None
        if shape.kind == "list":
            items = [(paths.show((*here, n)), differing.name_of(i, n)) for n, i in enumerate(value or [])]
            yield paths.show(here), labels.label(model.__name__, shape.name).words, items
        elif shape.kind == "part" and isinstance(value, dict):
            yield from _lists(value, shape.models[0], here)


def trial_answers(*, actor: Actor, copy_id: Any, sample: str) -> dict[str, Any] | None:
    """What this member of staff answered so far as a sample person; None before beginning."""
    copy(actor=actor, copy_id=copy_id)
    return Trial.objects.filter(copy_id=copy_id, staff=actor.id, sample=sample).values_list("answers", flat=True).first()


def title(content: dict[str, Any]) -> str:
    """A definition's title in Japanese."""
    return saying.japanese(content.get("title"))


def as_file(content: dict[str, Any]) -> str:
    """The content as one YAML file."""
    return writing.dump(content)


def names(content: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What formulas may name, for suggestions: answers, facts of the register, tables, the city's fees."""
    answers = {c: w for c, w in saying.labels_of(content).items() if "=" not in c}
    return {"answers": answers, "facts": dict(saying.FACTS), "tables": {t: t for t in content.get("tables") or {}},
            "fees": {f.code: f"{f.title} {f.amount:,}円" for f in fees.all_fees()},
            "sections": {code: s.name.ja for code, s in sections.all_sections().items()}}


def groups() -> tuple[tuple[str, str], ...]:
    """The pages of the whole: (code, name)."""
    return tuple((code, words) for code, words, _ in GROUPS)


def keys_of(page: str, group: str) -> tuple[str, ...]:
    """The keys that a page of the whole holds; empty (all) for a page below it."""
    return () if page else next((keys for code, _, keys in GROUPS if code == group), GROUPS[0][2])


def page(content: dict[str, Any], page: str, group: str, errors: dict[str, Any], typed: Any = None) -> PageView:
    """One page of the editor. :raises NotFound: for none."""
    path = paths.parse(page)
    held = paths.get(content, path)
    try:
        model = model_at(content, path)
    except LookupError:
        raise NotFound("page") from None
    held = as_part(model, held)
    if not isinstance(held, dict):
        raise NotFound("page")
    group = "" if page else group if group in dict(groups()) else GROUPS[0][0]
    keys = keys_of(page, group)
    rows = forms.rows(model, held, keys, errors={k: str(v) for k, v in errors.items()})
    if typed is not None:
        rows = forms.typed(rows, typed)
    kind = labels.kind(held["kind"]) if path and model.__name__.endswith("Field") else ""
    below = [found for found in lists(content, page) if not keys or found[0].split("/")[0] in keys]
    return PageView(name=differing.name_of(held, int(path[-1])) if path else dict(groups())[group], kind=kind, group=group, rows=rows,
                    lists=tuple(ListView(place, words, tuple(items), _kinds(content, place)) for place, words, items in below),
                    trail=_trail(content, path), question=_question(content, path))


def _kinds(content: dict[str, Any], place: str) -> tuple[tuple[str, str], ...]:
    """The kinds of field that may be added to a list; empty where its items are of one kind."""
    path = paths.parse(place)
    shape = next(s for s in shapes(model_at(content, path[:-1])) if s.name == path[-1])
    if len(shape.models) == 1:
        return ()
    return tuple((k, labels.kind(k)) for k, m in field_models().items() if m in shape.models)


def _trail(content: dict[str, Any], path: paths.Path) -> tuple[tuple[str, str], ...]:
    """The pages above a page: (page, name)."""
    above = [path[:n + 1] for n, step in enumerate(path[:-1]) if isinstance(step, int)]
    return tuple((paths.show(a), differing.name_of(paths.get(content, a), int(a[-1]))) for a in above)


def _question(content: dict[str, Any], path: paths.Path) -> str:
    """The question that a page belongs to, for the preview beside it."""
    if len(path) >= 4 and path[0] == "sections" and path[2] == "questions":
        return str(paths.get(content, (*path[:4], "code"), ""))
    return ""


#: The whole definition in pages: (code, name, keys). Every key stands in exactly one (a test sees to it).
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("basics", "基本", ("code", "title", "summary", "keywords", "section", "place", "legal_basis", "updated", "unverified",
                      "identity_level", "retention_years")),
    ("guide", "案内", ("who", "not_for", "deadline", "cost", "duration", "bring", "routes", "faq")),
    ("reception", "受付と対象", ("reception", "acting", "eligibility", "starts", "declares")),
    ("questions", "質問と項目", ("sections",)),
    ("checks", "確かめと同意", ("rules", "declarations", "tables")),
    ("signers", "一緒に署名する人", ("co_applicants", "signing_days")),
    ("fee", "手数料", ("fee",)),
    ("work", "事務とお知らせ", ("steps", "target_days", "decision", "notices")),
    ("findings", "区が調べること", ("findings", "finding_rules", "refusal_reasons", "appeal")),
    ("papers", "文書", ("documents",)),
)
