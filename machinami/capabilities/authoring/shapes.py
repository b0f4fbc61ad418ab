"""How each part of a definition is edited, read off its pydantic models: a new kind of field needs nothing here."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from machinami.capabilities.procedures.definition import Definition, Field
from machinami.foundation.i18n import Text

ShapeKind = Literal["words", "sentences", "line", "lines", "code", "number", "numbers", "switch", "date", "choice", "choices",
                    "condition", "expression", "part", "list", "tables", "pairs", "file"]
#: What a life event starts is written in its file (書き出して、直して、取り込む), not in the editor's forms.
IN_THE_FILE = frozenset({"starts", "declares"})


@dataclass(frozen=True, slots=True)
class Shape:
    """``name`` is the key as written; ``models`` what a part or an item of a list may be; ``options`` of choices."""

    name: str
    kind: ShapeKind
    required: bool
    models: tuple[type[BaseModel], ...] = ()
    options: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def shapes(model: type[BaseModel]) -> tuple[Shape, ...]:
    """The keys of a part in the order of its model; a field's kind is chosen when it is added."""
    return tuple(_shape(info.alias or name, info) for name, info in model.model_fields.items()
                 if not (name == "kind" and len(get_args(_bare(info.annotation))) == 1))


def _shape(name: str, info: FieldInfo) -> Shape:
    annotation, required = _bare(info.annotation), info.is_required()
    if name in IN_THE_FILE:
        return Shape(name, "file", required)
    kind, models, options = _kind(name, annotation)
    return Shape(name, kind, required, models, options)


def _bare(annotation: Any) -> Any:
    """Without ``| None`` and without Annotated."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [a for a in get_args(annotation) if a is not type(None)]
        if len(rest) == 1:
            return _bare(rest[0])
    return annotation


def _kind(name: str, annotation: Any) -> tuple[ShapeKind, tuple[type[BaseModel], ...], tuple[str, ...]]:
    origin = get_origin(annotation)
    if origin is tuple:
        return _several(_bare(get_args(annotation)[0]))
    if origin is Literal:
        return "choice", (), tuple(str(a) for a in get_args(annotation))
    if origin is dict:
        return "tables" if get_origin(get_args(annotation)[1]) is dict else "pairs", (), ()
    models = _models(annotation)
    if any(m.__name__ == "Condition" for m in models):
        return "condition", (), ()
    if any(hasattr(m, "KEY") for m in models):
        return "expression", (), ()
    if models:
        return "part", models, ()
    plain: dict[Any, ShapeKind] = {Text: "words", bool: "switch", int: "number", date: "date"}
    return plain.get(annotation, "code" if name == "code" else "line"), (), ()


def _several(item: Any) -> tuple[ShapeKind, tuple[type[BaseModel], ...], tuple[str, ...]]:
    if get_origin(item) is Literal:
        return "choices", (), tuple(get_args(item))
    if models := _models(item):
        return "list", models, ()
    named: dict[Any, ShapeKind] = {Text: "sentences", int: "numbers"}
    return named.get(item, "lines"), (), ()


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The model or, of a union, the models."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(m for a in get_args(annotation) for m in _models(_bare(a)))
    return ()


@lru_cache(maxsize=1)
def field_models() -> dict[str, type[BaseModel]]:
    """Kind of field → its model."""
    return {get_args(_bare(m.model_fields["kind"].annotation))[0]: m for m in _models(_bare(Field))}


def model_at(content: Any, path: tuple[str | int, ...]) -> type[BaseModel]:
    """The model of the part at a place. :raises LookupError: where no part can stand."""
    model: type[BaseModel] = Definition
    items: tuple[type[BaseModel], ...] = ()
    for step in path:
        content = _at(content, step)
        if isinstance(step, int):
            model = chosen(items, content)
            continue
        shape = next((s for s in shapes(model) if s.name == step), None)
        if shape is None or not shape.models:
            raise LookupError(str(step))
        items = shape.models
        if shape.kind == "part":
            model = chosen(items, content)
    return model


def _at(content: Any, step: str | int) -> Any:
    if isinstance(content, dict) and isinstance(step, str):
        return content.get(step)
    return content[step] if isinstance(content, list) and isinstance(step, int) and step < len(content) else None


def chosen(models: tuple[type[BaseModel], ...], content: Any) -> type[BaseModel]:
    """Of several models, the one whose ``kind`` the content says."""
    if len(models) == 1:
        return models[0]
    kinds = field_models()
    kind = content.get("kind") if isinstance(content, dict) else None
    if kind not in kinds:
        raise LookupError(f"kind {kind}")
    return kinds[kind]


def as_part(model: type[BaseModel], held: Any) -> Any:
    """A line of a list may be written as its words alone; here it is always a mapping."""
    short = model.__name__ == "Item" and not (isinstance(held, dict) and "text" in held)
    return {"text": held} if short else held


Part = tuple[tuple[str | int, ...], type[BaseModel], Any]


def parts(content: Any, model: type[BaseModel] = Definition, path: tuple[str | int, ...] = ()) -> Iterator[Part]:
    """Every part that has a page of its own: the whole, and each item of each list, with its place."""
    yield path, model, content
    for shape in shapes(model):
        held = content.get(shape.name) if isinstance(content, dict) else None
        if shape.kind == "list" and isinstance(held, list):
            for n, item in enumerate(held):
                try:
                    model_of = chosen(shape.models, item)
                    yield from parts(as_part(model_of, item), model_of, (*path, shape.name, n))
                except LookupError:
                    continue
        elif shape.kind == "part" and isinstance(held, dict):
            yield from ((p, m, c) for p, m, c in parts(held, shape.models[0], (*path, shape.name)) if p != (*path, shape.name))
