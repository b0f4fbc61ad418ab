"""What the editor calls the keys of a definition (``labels.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml


class Label(NamedTuple):
    words: str
    hint: str = ""


@lru_cache(maxsize=1)
def _all() -> dict[str, Label]:
    written = yaml.safe_load((Path(__file__).parent / "labels.yaml").read_text("utf-8"))
    return {str(k): Label(*map(str, v)) for k, v in written.items()}


def label(model: str, key: str) -> Label:
    """Of a key of a model, else of the key anywhere, else the key itself."""
    return _all().get(f"{model}.{key}") or _all().get(key) or Label(key)


def option(value: str) -> str:
    return _all().get(f"={value}", Label(value)).words if value else "決まりなし"


def kind(code: str) -> str:
    """A kind of field."""
    return _all().get(f"kind.{code}", Label(code)).words


def known(model: str, key: str) -> bool:
    return f"{model}.{key}" in _all() or key in _all()
