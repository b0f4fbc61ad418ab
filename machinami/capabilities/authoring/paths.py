"""Places in a definition's content: ``sections/0/questions/1/fields/2``. Pure; what is given is never altered."""

from __future__ import annotations

import copy
from typing import Any

Path = tuple[str | int, ...]


def parse(text: str) -> Path:
    """``"sections/0"`` → ``("sections", 0)``; blank is the whole."""
    return tuple(int(p) if p.isascii() and p.isdigit() else p for p in text.split("/") if p)


def show(path: Path) -> str:
    return "/".join(map(str, path))


def get(content: Any, path: Path, default: Any = None) -> Any:
    """What stands there, or ``default``."""
    for step in path:
        if (isinstance(step, int) and isinstance(content, list) and step < len(content)) or (isinstance(step, str) and isinstance(content, dict) and step in content):
            content = content[step]
        else:
            return default
    return content


def put(content: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The content with another value there; None takes the key away. :raises LookupError: for no such place."""
    if not path:
        return copy.deepcopy(value)
    found, holder = _held(content, path)
    last = path[-1]
    if value is None and isinstance(holder, dict):
        holder.pop(last, None)
    else:
        holder[last] = copy.deepcopy(value)
    return found


def insert(content: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The content with one more item in the list at ``path[:-1]``, at ``path[-1]`` (its end when that is past it)."""
    found = copy.deepcopy(content)
    holder = found
    for step in path[:-1]:
        if isinstance(step, str) and isinstance(holder, dict) and step not in holder:
            holder[step] = []
        holder = holder[step]  # type: ignore[index]
    if not isinstance(holder, list) or not isinstance(path[-1], int):
        raise LookupError(show(path))
    holder.insert(path[-1], copy.deepcopy(value))
    return found


def remove(content: dict[str, Any], path: Path) -> dict[str, Any]:
    """:raises LookupError: for no such place."""
    found, holder = _held(content, path)
    del holder[path[-1]]
    return found


def move(content: dict[str, Any], path: Path, by: int) -> tuple[dict[str, Any], Path]:
    """The item moved within its list (no further than its ends), and its new place."""
    found, holder = _held(content, path)
    at = path[-1]
    if not isinstance(holder, list) or not isinstance(at, int):
        raise LookupError(show(path))
    to = max(0, min(len(holder) - 1, at + by))
    holder.insert(to, holder.pop(at))
    return found, (*path[:-1], to)


def _held(content: dict[str, Any], path: Path) -> tuple[dict[str, Any], Any]:
    """A copy of the whole, and in it the holder of the last step."""
    found = copy.deepcopy(content)
    holder: Any = found
    for step in path[:-1]:
        if isinstance(step, str) and isinstance(holder, dict) and step not in holder:
            holder[step] = {}
        holder = holder[step]
    if isinstance(path[-1], int) and not (isinstance(holder, list) and path[-1] < len(holder)):
        raise LookupError(show(path))
    return found, holder
