"""A person's name: family and given, or a name that has no such split."""

from __future__ import annotations

import re
from random import Random
from typing import Any, Literal

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import (
    LINE,
    BaseField,
    Context,
    Errors,
    Unreadable,
    line_errors,
)
from machinami.capabilities.procedures.fields.controls import Control, Layout, Posted, input_name
from machinami.capabilities.procedures.words import say
from machinami.foundation.i18n import Text
from machinami.foundation.text import katakana, tidy

#: Full-width katakana with long vowel, middle dot, iteration marks and blanks between parts.
KANA = r"^[ァ-ヺー・ヽヾ ]+$"
#: Long names exist (a passport holds 39 characters a part; with middle names and patronymics more).
LIMIT = 120

FAMILY = Text(ja="姓", easy="名字", en="Family name", zh="姓", ko="성")
GIVEN = Text(ja="名", easy="名前", en="Given name", zh="名", ko="이름")
FAMILY_KANA = Text(ja="セイ（カタカナ）", easy="名字の 読み（カタカナ）", en="Family name in katakana", zh="姓（片假名）", ko="성(가타카나)")
GIVEN_KANA = Text(ja="メイ（カタカナ）", easy="名前の 読み（カタカナ）", en="Given name in katakana", zh="名（片假名）", ko="이름(가타카나)")
FULL = Text(ja="氏名（分けずに入力）", easy="名前（ぜんぶ）", en="Full name, as one", zh="全名（不分开填写）", ko="성명(나누지 않고 입력)")
FULL_KANA = Text(ja="氏名のフリガナ（あれば、カタカナ）", easy="名前の 読み（あれば、カタカナ）", en="Full name in katakana, if you have one",
                 zh="全名的片假名（如有）", ko="성명의 가타카나(있는 경우)")
WHOLE = Text(ja="姓と名に分かれない名前の人", easy="名前が ひとつの 人", en="If your name has no family and given part",
             zh="姓名不分姓和名的人", ko="성과 이름으로 나뉘지 않는 분")
PARTS = {"family": FAMILY, "given": GIVEN, "family_kana": FAMILY_KANA, "given_kana": GIVEN_KANA,
         "full": FULL, "full_kana": FULL_KANA}
_TOKENS = {"family": "family-name", "given": "given-name", "full": "name"}


class NameField(BaseField):
    """``{family, given, family_kana, given_kana}`` or ``{full, full_kana?}``; stored as typed.

    ``own`` false (somebody else's name) leaves the autocomplete tokens out.
    """

    kind: Literal["name"] = "name"
    kana: bool = True
    own: bool = True

    @property
    def layout(self) -> Layout:
        return "group"

    def json_schema(self) -> dict[str, Any]:
        line = {"type": "string", "minLength": 1, "maxLength": LIMIT, "pattern": LINE}
        kana = {"type": "string", "minLength": 1, "maxLength": LIMIT, "pattern": KANA}
        split = {"family": line, "given": line} | ({"family_kana": kana, "given_kana": kana} if self.kana else {})
        whole = {"full": line} | ({"full_kana": kana} if self.kana else {})
        return {"type": "object", "anyOf": [
            {"properties": split, "required": list(split), "additionalProperties": False},
            {"properties": whole, "required": ["full"], "additionalProperties": False},
        ]}

    def _parts(self) -> tuple[str, ...]:
        return ("family", "given", "family_kana", "given_kana") if self.kana else ("family", "given")

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        typed = {p: posted.one(f"{input_name(path)}-{p}") for p in PARTS}
        value = {p: katakana(v) if p.endswith("kana") else tidy(v) for p, v in typed.items()}
        whole = {p: value[p] for p in ("full", "full_kana") if value[p]}
        split = {p: value[p] for p in self._parts() if value[p]}
        if not whole and not split:
            return None
        chosen = whole if whole.get("full") and not split else split
        missing = [] if chosen is whole else [p for p in self._parts() if p not in split]
        errors = {f"{path}.{p}": say(messages.ENTER, label=PARTS[p]) for p in missing}
        errors |= self._errors(chosen, path)
        if errors:
            raise Unreadable(errors)
        return chosen

    def _errors(self, value: dict[str, str], path: str) -> Errors:
        errors: Errors = {}
        for part, text in value.items():
            at = f"{path}.{part}"
            errors |= line_errors(text, at, PARTS[part], limit=LIMIT)
            if part.endswith("kana") and not re.fullmatch(KANA, text):
                errors[at] = say(messages.KANA, label=PARTS[part])
        return errors

    def check(self, value: Any, path: str, context: Context) -> Errors:
        untidy = {p for p, v in value.items() if (katakana(v) if p.endswith("kana") else tidy(v)) != v or not v}
        return {f"{path}.{p}": say(messages.ENTER, label=PARTS[p]) for p in untidy} | self._errors(value, path)

    def fitted(self, value: Any) -> Any:
        if self.kana or not isinstance(value, dict):
            return value
        return {p: v for p, v in value.items() if not p.endswith("kana")}

    def missing(self, path: str) -> Errors:
        return {f"{path}.{p}": say(messages.ENTER, label=PARTS[p]) for p in self._parts()}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {f"{input_name(path)}-{p}": [v] for p, v in value.items()}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        whole = ("full", "full_kana") if self.kana else ("full",)
        return tuple(self._control(p, path, posted) for p in (*self._parts(), *whole))

    def _control(self, part: str, path: str, posted: Posted) -> Control:
        name = f"{input_name(path)}-{part}"
        whole = part.startswith("full")
        return Control(name=name, label=PARTS[part], value=posted.one(name), width=40 if whole else 20,
                       autocomplete=_TOKENS.get(part, "") if self.own else "", required=self.required and not whole,
                       group="whole" if whole else "", group_label=WHOLE if whole else None)

    def display(self, value: Any, language: str = "ja") -> str:
        kana = show_kana(value)
        return f"{show_name(value)}（{kana}）" if kana else show_name(value)

    def sample(self, random: Random, context: Context) -> Any:
        split = random.choice((
            ("髙﨑", "𠮷子", "タカサキ", "ヨシコ"), ("山田", "太郎", "ヤマダ", "タロウ"), ("金", "秀賢", "キム", "スヒョン"),
            ("オブライエン", "ジョゼフィーヌ・マリー", "オブライエン", "ジョゼフィーヌ・マリー"),
        ))
        if random.random() < 0.25:
            return {"full": "NGUYEN THI MINH KHAI", **({"full_kana": "グエン ティ ミン カイ"} if self.kana else {})}
        return dict(zip(self._parts(), split, strict=False))


def show_name(value: Any) -> str:
    """``山田 太郎``, or the whole name."""
    if not isinstance(value, dict):
        return ""
    return str(value.get("full") or f"{value.get('family', '')} {value.get('given', '')}".strip())


def show_kana(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return str(value.get("full_kana") or f"{value.get('family_kana', '')} {value.get('given_kana', '')}".strip())
