"""A bank account to receive money: bank and branch by code or name, ゆうちょ by 記号 and 番号."""

from __future__ import annotations

import re
from random import Random
from typing import Any, Literal

import jaconv

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import BaseField, Context, Errors, Unreadable
from machinami.capabilities.procedures.fields.controls import Control, Layout, Option, Posted, input_name
from machinami.capabilities.procedures.lookups import YUCHO, Bank, bank, branch, find_banks, find_branches
from machinami.capabilities.procedures.words import say
from machinami.foundation.i18n import Text
from machinami.foundation.text import digits, katakana

#: What 全銀協's fixed format lets a party's name hold, in full width: no small kana, no long-vowel mark.
HOLDER = r"^[アイウエオカ-ヂツヅテ-モヤユヨラ-ロワヲンヴ0-9A-Z().\- ]+$"
TYPES = {
    "ordinary": Text(ja="普通預金", easy="普通預金", en="Ordinary", zh="普通存款", ko="보통예금"),
    "current": Text(ja="当座預金", easy="当座預金", en="Current", zh="往来存款", ko="당좌예금"),
    "savings": Text(ja="貯蓄預金", easy="貯蓄預金", en="Savings", zh="储蓄存款", ko="저축예금"),
}
LABELS = {
    "bank": Text(ja="金融機関の名前か4桁の番号", easy="銀行の 名前か 4けたの 番号", en="Bank name or 4-digit code",
                 zh="金融机构名称或4位代码", ko="금융기관 이름 또는 4자리 번호"),
    "branch": Text(ja="支店の名前か3桁の番号", easy="支店の 名前か 3けたの 番号", en="Branch name or 3-digit code",
                   zh="支行名称或3位代码", ko="지점 이름 또는 3자리 번호"),
    "type": Text(ja="口座の種類", easy="口座の しゅるい", en="Account type", zh="账户种类", ko="계좌 종류"),
    "number": Text(ja="口座番号", easy="口座番号", en="Account number", zh="账号", ko="계좌번호"),
    "symbol": Text(ja="ゆうちょ銀行の記号（5桁）", easy="ゆうちょ銀行の 記号（5けた）", en="Japan Post Bank: symbol (5 digits)",
                   zh="邮储银行的记号（5位）", ko="유초은행 기호(5자리)"),
    "symbol_number": Text(ja="ゆうちょ銀行の番号（8桁まで）", easy="ゆうちょ銀行の 番号（8けたまで）",
                          en="Japan Post Bank: number (up to 8 digits)", zh="邮储银行的番号（8位以内）",
                          ko="유초은행 번호(8자리 이하)"),
    "holder": Text(ja="口座名義（カタカナ）", easy="口座の 名前（カタカナ）", en="Account holder in katakana",
                   zh="账户名（片假名）", ko="계좌 명의(가타카나)"),
}
YUCHO_GROUP = Text(ja="ゆうちょ銀行の人", easy="ゆうちょ銀行の 人", en="If your account is with Japan Post Bank",
                   zh="使用邮储银行的人", ko="유초은행을 이용하는 분")
_WIDTHS = {"bank": 24, "branch": 24, "number": 8, "symbol": 6, "symbol_number": 9, "holder": 30}
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶー・", "アイウエオツヤユヨワカケ- ")


def holder_name(typed: str) -> str:
    """A holder's name in the allowed characters: full-width katakana, capitals, ``( ) . -`` and blanks.

    Small kana become large and the long-vowel mark a hyphen (全銀協 fixed format); it is narrowed to
    half width, where ガ becomes two characters, only when the transfer file is written.
    """
    kana = katakana(jaconv.z2h(katakana(typed), kana=False, ascii=True, digit=True)).translate(_LARGE)
    return re.sub(" +", " ", re.sub("[‐‑‒–—―−－]", "-", kana)).strip().upper()


def from_yucho(symbol: str, number: str) -> tuple[str, str, str] | None:
    """記号 and 番号 → (branch code, type, seven-digit number), or None when they can't be.

    1xxxx (総合口座, 通常貯金): branch = digits 2–3 and 8, ordinary, the number without its last digit.
    0xxxx (振替口座): branch = digits 2–3 and 9, current, the number as it is.
    """
    if not re.fullmatch("[01][0-9]{4}", symbol) or not re.fullmatch("[0-9]{1,8}", number):
        return None
    if symbol[0] == "1":
        return None if len(number) < 2 else (symbol[1:3] + "8", "ordinary", number[:-1].zfill(7))
    return None if len(number) > 7 else (symbol[1:3] + "9", "current", number.zfill(7))


class BankAccountField(BaseField):
    """``{bank_code, bank_name, branch_code, branch_name, type, number (7 digits), holder}``."""

    kind: Literal["bank_account"] = "bank_account"

    @property
    def layout(self) -> Layout:
        return "group"

    def json_schema(self) -> dict[str, Any]:
        name = {"type": "string", "minLength": 1, "maxLength": 60}
        parts = {
            "bank_code": {"type": "string", "pattern": "^[0-9]{4}$"}, "bank_name": name,
            "branch_code": {"type": "string", "pattern": "^[0-9]{3}$"}, "branch_name": name,
            "type": {"enum": list(TYPES)}, "number": {"type": "string", "pattern": "^[0-9]{7}$"},
            "holder": {"type": "string", "minLength": 1, "maxLength": 60, "pattern": HOLDER},
        }
        return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        name = input_name(path)
        typed = {p: posted.one(f"{name}-{p}").strip() for p in (*LABELS, "type")}
        filled = {p for p, v in typed.items() if v and p != "type"}
        if not filled:
            return None
        yucho = bool({"symbol", "symbol_number"} & filled)
        errors: Errors = {}
        parts = self._yucho(typed, path, errors) if yucho else self._ordinary(typed, path, errors)
        holder = holder_name(typed["holder"])
        if not holder or len(holder) > 60 or not re.fullmatch(HOLDER, holder):
            errors[f"{path}.holder"] = messages.HOLDER
        if errors:
            raise Unreadable(errors)
        return {**parts, "holder": holder}

    def _ordinary(self, typed: dict[str, str], path: str, errors: Errors) -> dict[str, str]:
        found = _one(find_banks(typed["bank"]) if typed["bank"] else [], f"{path}.bank", messages.BANK,
                     messages.BANK_WHICH, errors)
        number = digits(typed["number"])
        if found and found.code == YUCHO and len(number) != 7:
            errors[f"{path}.symbol"] = messages.YUCHO
            return {}
        if not re.fullmatch("[0-9]{1,7}", number):
            errors[f"{path}.number"] = messages.ACCOUNT_NUMBER
        if found is None:
            return {}
        branches = find_branches(found.code, typed["branch"]) if typed["branch"] else []
        office = _one(branches, f"{path}.branch", say(messages.BRANCH, bank=found.name), messages.BRANCH_WHICH, errors)
        kind = typed["type"] if typed["type"] in TYPES else "ordinary"
        return _account(found, office, kind, number.zfill(7)) if office else {}

    def _yucho(self, typed: dict[str, str], path: str, errors: Errors) -> dict[str, str]:
        converted = from_yucho(digits(typed["symbol"]), digits(typed["symbol_number"]))
        home = bank(YUCHO)
        office = branch(YUCHO, converted[0]) if converted else None
        if converted is None or office is None or home is None:
            errors[f"{path}.symbol"] = messages.YUCHO
            return {}
        return _account(home, office, converted[1], converted[2])

    def check(self, value: Any, path: str, context: Context) -> Errors:
        home, office = bank(value["bank_code"]), branch(value["bank_code"], value["branch_code"])
        if home is None or home.name != value["bank_name"]:
            return {f"{path}.bank": messages.BANK}
        if office is None or office.name != value["branch_name"]:
            return {f"{path}.branch": say(messages.BRANCH, bank=home.name)}
        return {} if holder_name(value["holder"]) == value["holder"] else {f"{path}.holder": messages.HOLDER}

    def missing(self, path: str) -> Errors:
        return {f"{path}.{p}": text for p, text in (
            ("bank", messages.BANK), ("branch", say(messages.ENTER, label=LABELS["branch"])),
            ("number", messages.ACCOUNT_NUMBER), ("holder", messages.HOLDER))}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        parts = {"bank": value["bank_code"], "branch": value["branch_code"], "type": value["type"],
                 "number": value["number"], "holder": value["holder"]}
        return {f"{input_name(path)}-{p}": [v] for p, v in parts.items()}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        order = ("bank", "branch", "type", "number", "symbol", "symbol_number", "holder")
        return tuple(self._control(p, path, posted) for p in order)

    def _control(self, part: str, path: str, posted: Posted) -> Control:
        name, post = f"{input_name(path)}-{part}", part.startswith("symbol")
        if part == "type":
            return Control(name=name, label=LABELS[part], type="radio", value=posted.one(name) or "ordinary",
                           options=tuple(Option(k, v) for k, v in TYPES.items()), required=self.required)
        return Control(name=name, label=LABELS[part], value=posted.one(name), width=_WIDTHS[part],
                       inputmode="numeric" if part in ("number", "symbol", "symbol_number") else "",
                       required=self.required and not post, group="yucho" if post else "",
                       group_label=YUCHO_GROUP if post else None)

    def display(self, value: Any, language: str = "ja") -> str:
        kind = TYPES[value["type"]].within(language)[0]
        return f"{value['bank_name']} {value['branch_name']} {kind} {value['number']} {value['holder']}"

    def masked(self, value: Any) -> str:
        return f"{value['bank_name']} •••{value['number'][-4:]}"

    def sample(self, random: Random, context: Context) -> Any:
        home, office = random.choice((("0005", "001"), ("0001", "001"), (YUCHO, "018"), ("0009", "015")))
        found, at = bank(home), branch(home, office)
        if found is None or at is None:
            raise LookupError(f"the bank table lacks {home}-{office}")
        holder = holder_name(random.choice(("ﾔﾏﾀﾞ ﾀﾛｳ", "たかさき よしこ", "チョー ジョゼフィーヌ")))
        return {**_account(found, at, "ordinary", f"{random.randrange(10**7):07}"), "holder": holder}


def _account(home: Bank, office: Bank, kind: str, number: str) -> dict[str, str]:
    return {"bank_code": home.code, "bank_name": home.name, "branch_code": office.code, "branch_name": office.name,
            "type": kind, "number": number}


def _one(found: list[Bank], path: str, none: Text, many: Text, errors: Errors) -> Bank | None:
    if len(found) == 1:
        return found[0]
    shown = "、".join(f"{b.code} {b.name}" for b in found[:6])
    errors[path] = say(many, candidates=shown) if found else none
    return None
