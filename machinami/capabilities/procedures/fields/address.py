"""An address in Japan: seven digits fill the first three parts, the rest is typed."""

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
from machinami.foundation.text import digits, tidy

POSTAL = Text(ja="郵便番号", easy="ゆうびん番号", en="Postal code", zh="邮政编码", ko="우편번호")
PREFECTURE = Text(ja="都道府県", easy="都道府県", en="Prefecture", zh="都道府县", ko="도도부현")
CITY = Text(ja="市区町村", easy="市区町村", en="City or ward", zh="市区町村", ko="시구정촌")
TOWN = Text(ja="町名", easy="町の 名前", en="Town", zh="町名", ko="동네 이름")
BLOCK = Text(ja="番地", easy="番地", en="Block and number", zh="门牌号", ko="번지")
BUILDING = Text(ja="建物の名前", easy="建物の 名前", en="Building", zh="建筑物名称", ko="건물 이름")
ROOM = Text(ja="部屋番号", easy="部屋の 番号", en="Room number", zh="房间号", ko="호실")
FILL = Text(ja="住所を入力する", easy="住所を 入れる", en="Fill in the address", zh="填入地址", ko="주소 입력하기")
NO_SUCH_CODE = Text(
    ja="この郵便番号の住所が見つかりません。番号を確かめるか、住所を入力してください",
    easy="この ゆうびん番号の 住所が ありません。番号を 見るか、住所を 書いてください",
    en="No address was found for this postal code. Check the code or type the address.",
    zh="找不到该邮政编码的地址。请确认编码或直接输入地址。", ko="이 우편번호의 주소를 찾을 수 없습니다. 번호를 확인하거나 주소를 입력해 주세요.")

PARTS = {"postal_code": POSTAL, "prefecture": PREFECTURE, "city": CITY, "town": TOWN, "block": BLOCK,
         "building": BUILDING, "room": ROOM}
REQUIRED = ("postal_code", "prefecture", "city", "town", "block")
_LIMITS = {"prefecture": 4, "city": 40, "town": 60, "block": 60, "building": 100, "room": 40}
_WIDTHS = {"postal_code": 8, "prefecture": 10, "city": 20, "town": 20, "block": 16, "building": 40, "room": 10}
_TOKENS = {"postal_code": "postal-code", "prefecture": "address-level1", "city": "address-level2",
           "town": "address-level3", "block": "address-line1", "building": "address-line2", "room": "address-line3"}


class AddressField(BaseField):
    """``{postal_code (7 digits), prefecture, city, town, block, building?, room?}``, as typed.

    The button ``<code>-fill`` posts the form; :meth:`fill` answers with the parts the code gives.
    """

    kind: Literal["address"] = "address"
    own: bool = True

    @property
    def layout(self) -> Layout:
        return "group"

    def json_schema(self) -> dict[str, Any]:
        line = {"type": "string", "minLength": 1, "pattern": LINE}
        parts = {p: {**line, "maxLength": limit} for p, limit in _LIMITS.items()}
        postal = {"type": "string", "pattern": "^[0-9]{7}$"}
        return {"type": "object", "properties": {"postal_code": postal, **parts}, "required": list(REQUIRED),
                "additionalProperties": False}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        name = input_name(path)
        typed = {p: tidy(posted.one(f"{name}-{p}")) for p in PARTS}
        typed["postal_code"] = digits(typed["postal_code"]).removeprefix("〒")
        value = {p: v for p, v in typed.items() if v}
        if not value:
            return None
        errors = {f"{path}.{p}": say(messages.ENTER, label=PARTS[p]) for p in REQUIRED if p not in value}
        errors |= self._errors(value, path)
        if errors:
            raise Unreadable(errors)
        return value

    def _errors(self, value: dict[str, str], path: str) -> Errors:
        errors: Errors = {}
        for part, limit in _LIMITS.items():
            if part in value:
                errors |= line_errors(value[part], f"{path}.{part}", PARTS[part], limit=limit)
        if "postal_code" in value and not re.fullmatch("[0-9]{7}", value["postal_code"]):
            errors[f"{path}.postal_code"] = messages.POSTAL
        return errors

    def check(self, value: Any, path: str, context: Context) -> Errors:
        return {f"{path}.{p}": say(messages.ENTER, label=PARTS[p]) for p, v in value.items() if tidy(v) != v or not v}

    def missing(self, path: str) -> Errors:
        return {f"{path}.{p}": say(messages.ENTER, label=PARTS[p]) for p in REQUIRED}

    def fill(self, posted: Posted, path: str) -> tuple[Posted, Errors]:
        """What the button does: the same form with prefecture, city and town from the postal code."""
        from machinami.capabilities.procedures.lookups import address_of

        name = input_name(path)
        found = address_of(digits(posted.one(f"{name}-postal_code")))
        if found is None:
            return posted, {f"{path}.postal_code": NO_SUCH_CODE}
        filled = {f"{name}-{p}": [v] for p, v in found.items()}
        return Posted({**posted.values, **filled}, posted.files), {}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {f"{input_name(path)}-{p}": [v] for p, v in value.items()}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        return tuple(self._control(p, label, path, posted) for p, label in PARTS.items())

    def _control(self, part: str, label: Text, path: str, posted: Posted) -> Control:
        name, postal = f"{input_name(path)}-{part}", part == "postal_code"
        return Control(
            name=name, label=label, value=posted.one(name), width=_WIDTHS[part], required=self.required and part in REQUIRED,
            autocomplete=_TOKENS[part] if self.own else "", inputmode="numeric" if postal else "",
            button=(f"{input_name(path)}-fill", FILL) if postal else None,
        )

    def display(self, value: Any, language: str = "ja") -> str:
        return show_address(value)

    def sample(self, random: Random, context: Context) -> Any:
        value = {"postal_code": "1660004", "prefecture": "東京都", "city": "杉並区", "town": "阿佐谷南",
                 "block": f"{random.randint(1, 5)}丁目{random.randint(1, 60)}番{random.randint(1, 30)}号"}
        if random.random() < 0.5:
            value |= {"building": "コーポ髙﨑", "room": str(random.randint(101, 909))}
        return value


def show_address(value: Any) -> str:
    """``〒166-0004 東京都杉並区阿佐谷南1-15-1 コーポ髙﨑 101``."""
    if not isinstance(value, dict):
        return ""
    code = value.get("postal_code", "")
    main = "".join(str(value.get(p, "")) for p in ("prefecture", "city", "town", "block"))
    tail = [str(value[p]) for p in ("building", "room") if value.get(p)]
    return " ".join(([f"〒{code[:3]}-{code[3:]}"] if code else []) + [main, *tail])
