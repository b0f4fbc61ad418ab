"""Definitions from YAML, as YAML 1.2 reads it: ``yes``, ``no``, ``on`` and dates stay words."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from machinami.capabilities.procedures.definition import Definition
from machinami.foundation.canonical import canonical

#: libyaml's reading where its wheel has it: forty definitions take half a second instead of four.
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SAFE):  # type: ignore[misc]
    """YAML 1.1's surprises removed, and a key given twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(k, deep=True) for k, _ in node.value]
        twice = {k for k in keys if keys.count(k) > 1 and k != "<<"}
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"given twice: {sorted(twice)}", node.start_mark)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")]
    for first, resolvers in _SAFE.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def parse(source: str) -> dict[str, Any]:
    """YAML text to plain data (JSON values only)."""
    content = yaml.load(source, Loader=_Loader)  # noqa: S506  a SafeLoader
    if not isinstance(content, dict):
        raise ValueError("a procedure is a mapping")
    return content


def load(path: Path) -> tuple[Definition, dict[str, Any]]:
    """The definition in a file and its content as JSON values.

    :raises pydantic.ValidationError: with the place of every problem.
    """
    content = parse(path.read_text(encoding="utf-8"))
    return Definition.model_validate(content), content


def built(content: dict[str, Any]) -> Definition:
    """A stored definition, built once per content and process."""
    return _built(canonical(content))


@lru_cache(maxsize=256)
def _built(text: str) -> Definition:
    return Definition.model_validate(json.loads(text))
