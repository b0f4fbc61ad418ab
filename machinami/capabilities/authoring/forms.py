"""The form of one part of a definition, and what was typed read back into its content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from machinami.capabilities.authoring import formulas, labels
from machinami.capabilities.authoring.shapes import Shape, shapes
from machinami.capabilities.procedures.words import VERSIONS

#: Keys that only the office reads: one language.
DESK_ONLY = {"Step.title", "IssuedDocument.statement", "IssuedDocument.paragraphs", "DocumentRow.label"}

#: Keys that name something: which names to suggest.
SUGGESTED = {"section": "sections", "prefill": "facts", "FeeRule.code": "fees", "FeePart.code": "fees", "at": "answers",
             "People.of": "answers", "CoApplicant.of": "answers", "CoApplicant.name": "answers", "CoApplicant.birth": "answers",
             "CoApplicant.email": "answers"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One key as a control. ``words``: language → text; ``node``: a condition or calculation; ``rows``: a part's own keys.

    ``present``: an optional part that is there; ``options``: (value, words, chosen).
    """

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    value: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    options: tuple[tuple[str, str, bool], ...] = ()
    node: formulas.Node | None = None
    rows: tuple[Row, ...] = ()
    present: bool = True
    error: str = ""
    long: bool = False
    #: Which names help to fill it in: answers, facts, fees, sections.
    suggest: str = ""


class Unreadable(Exception):
    """``errors``: input name → what to do."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def rows(model: type[BaseModel], content: Mapping[str, Any], only: tuple[str, ...] = (), prefix: str = "",
         errors: Mapping[str, str] | None = None) -> tuple[Row, ...]:
    """The keys of a part that are edited on its own page; lists have pages of their own."""
    return tuple(_row(model, s, content.get(s.name), f"{prefix}{s.name}", errors or {}) for s in shapes(model)
                 if s.kind != "list" and (not only or s.name in only) and (s.kind != "file" or content.get(s.name)))


def _row(model: type[BaseModel], shape: Shape, value: Any, name: str, errors: Mapping[str, str]) -> Row:
    words = labels.label(model.__name__, shape.name)
    own = f"{model.__name__}.{shape.name}"
    row: dict[str, Any] = {
        "name": name, "kind": shape.kind, "label": words.words, "hint": words.hint, "required": shape.required,
        "error": errors.get(name, ""), "suggest": SUGGESTED.get(own) or SUGGESTED.get(shape.name, "")}
    if shape.kind == "condition":
        return Row(**row, node=formulas.condition(value, name, words.words))
    if shape.kind == "expression":
        return Row(**row, node=formulas.expression("" if value is None else value, name, words.words))
    if shape.kind == "part":
        inner = rows(shape.models[0], value or {}, prefix=f"{name}.", errors=errors)
        return Row(**row, rows=inner, present=value is not None or shape.required)
    if shape.kind == "words":
        return Row(**row, words={v: _version(value, v) for v in (VERSIONS[:1] if own in DESK_ONLY else VERSIONS)},
                   long=len(_version(value, "ja")) > 40)
    if shape.kind in ("choice", "choices"):
        chosen = {str(v) for v in (value if isinstance(value, list) else [value])} if value is not None else _default(model, shape)
        return Row(**row, options=tuple((o, labels.option(o), o in chosen) for o in shape.options))
    if shape.kind == "switch":
        on = _default(model, shape) == {"True"} if value is None else bool(value)
        return Row(**row, value="1" if on else "")
    return Row(**row, value="" if shape.kind == "file" else _text(shape, value))


def _default(model: type[BaseModel], shape: Shape) -> set[str]:
    info = next((i for n, i in model.model_fields.items() if shape.name in (n, i.alias)), None)
    found = info.get_default(call_default_factory=True) if info is not None and not shape.required else ()
    return {str(v) for v in found} if isinstance(found, tuple) else {str(found)}


def _version(value: Any, version: str) -> str:
    if isinstance(value, dict):
        return str(value.get(version, ""))
    return str(value or "") if version == "ja" else ""


def _text(shape: Shape, value: Any) -> str:
    if value is None:
        return ""
    if shape.kind == "lines":
        return "\n".join(map(str, value))
    if shape.kind == "numbers":
        return "、".join(map(str, value))
    if shape.kind == "sentences":
        return "\n\n".join("\n".join(_version(v, x) for x in VERSIONS).rstrip() for v in value)
    if shape.kind == "pairs":
        return "\n".join(f"{k} = {v}" for k, v in value.items())
    if shape.kind == "tables":
        return "\n\n".join("\n".join([f"[{t}]", *(f"{k} = {v}" for k, v in rows.items())]) for t, rows in value.items())
    return str(value)


# reading back

def read(model: type[BaseModel], post: Mapping[str, Any], before: Mapping[str, Any], only: tuple[str, ...] = (),
         prefix: str = "") -> dict[str, Any]:
    """The part's content with what was typed; lists and a field's kind stay as they were.

    :raises Unreadable: when something typed can't be what its key holds; nothing is then written.
    """
    found, errors = dict(before), {}
    for shape in shapes(model):
        if shape.kind in ("list", "file") or (only and shape.name not in only):
            continue
        try:
            value = _read(shape, post, before.get(shape.name), f"{prefix}{shape.name}")
        except Unreadable as unreadable:
            errors |= unreadable.errors
            continue
        if value is None:
            found.pop(shape.name, None)
        elif shape.name in before or not _is_default(model, shape, value):
            found[shape.name] = value
    if errors:
        raise Unreadable(errors)
    return found


def _is_default(model: type[BaseModel], shape: Shape, value: Any) -> bool:
    """What the model says anyway is not written down."""
    if shape.kind not in ("switch", "choice", "choices"):
        return False
    return {str(v) for v in (value if isinstance(value, list) else [value])} == _default(model, shape)


def _read(shape: Shape, post: Mapping[str, Any], before: Any, name: str) -> Any:
    if shape.kind == "condition":
        return formulas.read_condition(post, name)
    if shape.kind == "expression":
        found = formulas.read_expression(post, name)
        return None if found == "" and not shape.required else found
    if shape.kind == "part":
        wanted = shape.required or post.get(f"{name}:present")
        return read(shape.models[0], post, before or {}, prefix=f"{name}.") if wanted else None
    if shape.kind == "words":
        words = {v: str(post.get(f"{name}:{v}", "")).replace("\r\n", "\n").strip("\n") for v in VERSIONS}
        return {v: w for v, w in words.items() if w.strip()} or None  # a unit may begin with a blank (" copies")
    if shape.kind == "switch":
        return bool(post.get(name))
    if shape.kind == "choices":
        chosen = [o for o in shape.options if post.get(f"{name}:{o}")]
        return before if before is not None and set(before) == set(chosen) else chosen or None
    typed = str(post.get(name, "")).strip().replace("\r\n", "\n")
    if not typed:
        return [] if before == [] else None  # said to be empty, which is not the same as left out
    return _parse(shape, typed, name)


def _parse(shape: Shape, typed: str, name: str) -> Any:
    if shape.kind == "lines":
        return [line.strip() for line in typed.split("\n") if line.strip()]
    if shape.kind == "sentences":
        return [dict(zip(VERSIONS, [s.strip() for s in block.split("\n")], strict=False)) for block in _blocks(typed)]
    if shape.kind == "tables":
        return dict(_table(block, name) for block in _blocks(typed))
    if shape.kind == "pairs":
        return {k: str(v) for k, v in _table(f"[x]\n{typed}", name)[1].items()}
    if shape.kind == "date":
        try:
            return date.fromisoformat(typed).isoformat()
        except ValueError:
            raise Unreadable({name: "実際にある日付を、2027-04-01 のように入力してください"}) from None
    if shape.kind == "number":
        return _number(typed, name)
    if shape.kind == "numbers":
        return [_number(n.strip(), name) for n in typed.replace(",", "、").split("、") if n.strip()]
    return int(typed) if shape.kind == "choice" and all(o.isdigit() for o in shape.options) else typed


def _number(typed: str, name: str) -> int:
    import unicodedata

    narrow = unicodedata.normalize("NFKC", typed).replace(",", "")
    if not narrow.removeprefix("-").isdigit():
        raise Unreadable({name: "数字で入力してください"})
    return int(narrow)


def _blocks(typed: str) -> Iterator[str]:
    return (b for b in typed.split("\n\n") if b.strip())


def _table(block: str, name: str) -> tuple[str, dict[str, Any]]:
    head, *lines = [line.strip() for line in block.strip().split("\n") if line.strip()]
    pairs = [line.partition("=") for line in lines]
    if not (head.startswith("[") and head.endswith("]")) or any(not sep for _, sep, _ in pairs):
        raise Unreadable({name: "表は「[名前]」の行のあとに「値 = 数」を1行ずつ書いてください。表と表の間は1行あけます"})
    return head[1:-1].strip(), {k.strip(): formulas.scalar(v) for k, _, v in pairs}


def typed(shown: tuple[Row, ...], post: Mapping[str, Any]) -> tuple[Row, ...]:
    """The rows with what was typed in them, after it could not be read."""
    return tuple(_typed(r, post) for r in shown)


def _typed(row: Row, post: Mapping[str, Any]) -> Row:
    if row.kind == "words":
        return replace(row, words={v: str(post.get(f"{row.name}:{v}", "")) for v in row.words})
    if row.kind == "part":
        return replace(row, rows=typed(row.rows, post), present=row.required or bool(post.get(f"{row.name}:present")))
    if row.kind == "condition":
        return replace(row, node=formulas.condition(formulas.read_condition(post, row.name), row.name, row.label))
    if row.kind == "expression":
        return replace(row, node=formulas.expression(formulas.read_expression(post, row.name), row.name, row.label))
    if row.kind == "choice":
        return replace(row, options=tuple((o, w, o == post.get(row.name)) for o, w, _ in row.options))
    if row.kind == "choices":
        return replace(row, options=tuple((o, w, bool(post.get(f"{row.name}:{o}"))) for o, w, _ in row.options))
    return replace(row, value=str(post.get(row.name, "")))
