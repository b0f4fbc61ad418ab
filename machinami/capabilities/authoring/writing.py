"""A definition as a file: YAML that reads back to the same content."""

from __future__ import annotations

from typing import Any

import yaml

from machinami.capabilities.procedures.loading import parse

#: Larger than any definition; a longer file is not read at all.
MOST_BYTES = 1_000_000


class _Dumper(yaml.SafeDumper):
    """No anchors: a person who reads the file should not have to follow them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(content: dict[str, Any]) -> str:
    """The content as a file (UTF-8), keys in the order written."""
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=160)


def load(data: bytes) -> dict[str, Any]:
    """:raises ValueError: in Japanese words, when it is no definition's file."""
    if len(data) > MOST_BYTES:
        raise ValueError("ファイルが大きすぎます（1MBまで）")
    try:
        content = parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("文字コードをUTF-8にして保存しなおしてください") from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{mark.line + 1}行目の{mark.column + 1}文字目: " if mark else ""
        raise ValueError(f"{where}読めませんでした。書き出したファイルの形のまま直してください") from None
    return content
