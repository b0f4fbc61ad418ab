"""Attached files: kept by the documents capability, named here by id."""

from __future__ import annotations

import re
from random import Random
from typing import Any, Literal
from uuid import UUID

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import LINE, BaseField, Context, Errors, Unreadable
from machinami.capabilities.procedures.fields.controls import Attached, Control, Layout, Posted, input_name
from machinami.capabilities.procedures.words import say
from machinami.foundation.errors import Refused

Kind = Literal["pdf", "jpeg", "png"]
_MEDIA = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
MAX_BYTES = 10 * 1024 * 1024


class FileField(BaseField):
    """A list of ``{id, name, media_type, size}``; new files under the field's name, kept ids under ``-keep``."""

    kind: Literal["file"] = "file"
    max_files: int = 3
    accept: tuple[Kind, ...] = ("pdf", "jpeg", "png")

    @property
    def layout(self) -> Layout:
        return "single"

    def json_schema(self) -> dict[str, Any]:
        parts = {
            "id": {"type": "string", "pattern": _ID}, "name": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": LINE},
            "media_type": {"type": "string", "enum": [_MEDIA[k] for k in self.accept]},
            "size": {"type": "integer", "minimum": 1, "maximum": MAX_BYTES},
        }
        item = {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}
        return {"type": "array", "items": item, "minItems": 1, "maxItems": self.max_files, "uniqueItems": True}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        name = input_name(path)
        kept = [self._kept(v, context) for v in posted.all(f"{name}-keep")]
        new = posted.uploads(name)
        if len(kept) + len(new) > self.max_files:
            raise Unreadable({path: say(messages.FEWER_FILES, label=self.label, max=self.max_files)})
        value = [k for k in kept if k] + [self._receive(f, path, context) for f in new]
        return value or None

    def _kept(self, packed: str, context: Context) -> dict[str, Any] | None:
        """What the store knows of a file kept from before; the browser's word only where nobody is asked."""
        file = _unpack(packed)
        return context.own_upload(file["id"]) if file and context.own_upload is not None else file

    def _receive(self, file: Any, path: str, context: Context) -> dict[str, Any]:
        if context.receive is None:
            raise Unreadable({path: say(messages.FILE_AGAIN, label=self.label)})
        try:
            return context.receive(file, self.accept)
        except Refused as refused:
            raise Unreadable({path: refused.message}) from refused

    def check(self, value: Any, path: str, context: Context) -> Errors:
        ids = [f["id"] for f in value]
        known = context.own_upload is None or all(context.own_upload(f["id"]) == f for f in value)
        return {} if known and len(set(ids)) == len(ids) else {path: say(messages.FILE_AGAIN, label=self.label)}

    def missing(self, path: str) -> Errors:
        return {path: say(messages.ADD_FILE, label=self.label)}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {f"{input_name(path)}-keep": [_pack(f) for f in value]}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        files = [f for f in map(_unpack, posted.all(f"{name}-keep")) if f]
        attached = tuple(Attached(_pack(f), f["name"], f["media_type"], f["size"]) for f in files)
        return (Control(name=name, label=self.label, type="file", multiple=self.max_files > 1, hint=self.hint,
                        accept=",".join(_MEDIA[k] for k in self.accept), most=MAX_BYTES, attached=attached, required=self.required),)

    def display(self, value: Any, language: str = "ja") -> str:
        return "、".join(f"{f['name']}（{_size(f['size'])}）" for f in value)

    def sample(self, random: Random, context: Context) -> Any:
        count = random.randint(1, self.max_files)
        kind = "jpeg" if "jpeg" in self.accept else self.accept[0]
        return [{"id": str(UUID(int=random.getrandbits(128), version=4)), "name": f"写真{n}.{kind.replace('e', '')}",
                 "media_type": _MEDIA[kind], "size": random.randint(1, MAX_BYTES)} for n in range(1, count + 1)]


def _pack(file: dict[str, Any]) -> str:
    """``id|media type|size|name``: what the hidden input carries. The owner is checked again on reading."""
    return f"{file['id']}|{file['media_type']}|{file['size']}|{file['name']}"


def _unpack(packed: str) -> dict[str, Any] | None:
    parts = packed.split("|", 3)
    if len(parts) != 4 or not re.fullmatch(_ID[1:-1], parts[0]) or not re.fullmatch("[0-9]{1,9}", parts[2]):
        return None
    return {"id": parts[0], "name": parts[3], "media_type": parts[1], "size": int(parts[2])}


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f}MB" if size >= 1_048_576 else f"{max(1, size // 1024)}KB"
