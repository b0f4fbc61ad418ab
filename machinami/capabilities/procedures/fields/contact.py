"""Telephone and e-mail."""

from __future__ import annotations

import re
from random import Random
from typing import Any, Literal

from machinami.capabilities.procedures import messages
from machinami.capabilities.procedures.fields.base import BaseField, Context, Errors, Unreadable
from machinami.capabilities.procedures.fields.controls import Control, Posted, input_name
from machinami.capabilities.procedures.words import say
from machinami.foundation.text import digits, narrow

#: Domestic: 0 and 9 or 10 digits. From abroad: + and the country code (ITU-T E.164: up to 15 digits).
PHONE = r"^(0[0-9]{9,10}|\+[1-9][0-9]{6,14})$"
#: Deliberately loose (RFC 5321 allows much): one @, a dot in the domain, no blanks.
EMAIL = r"^[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"


class PhoneField(BaseField):
    """One box; hyphens, blanks, any width and +81 are taken. Kept as digits (03…, 090…) or +country…"""

    kind: Literal["phone"] = "phone"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": PHONE}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        typed = digits(posted.one(input_name(path)))
        if not typed:
            return None
        value = re.sub(r"^(\+81|\+?0081)0?", "0", typed)
        if not re.fullmatch(PHONE, value):
            raise Unreadable({path: say(messages.PHONE, label=self.label)})
        return value

    def check(self, value: Any, path: str, context: Context) -> Errors:
        bad = value.startswith("+81") or not re.fullmatch(PHONE, value)
        return {path: say(messages.PHONE, label=self.label)} if bad else {}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): [value]}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        return (Control(name=name, label=self.label, type="tel", value=posted.one(name), width=16, hint=self.hint,
                        autocomplete="tel", inputmode="tel", required=self.required),)

    def display(self, value: Any, language: str = "ja") -> str:
        return show_phone(value)

    def sample(self, random: Random, context: Context) -> Any:
        number = "".join(random.choice("0123456789") for _ in range(8))
        return random.choice(("090" + number, "03" + number, "+8610" + number))


class EmailField(BaseField):
    """Kept as typed with the domain in small letters."""

    kind: Literal["email"] = "email"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 254, "pattern": EMAIL}

    def read(self, posted: Posted, path: str, context: Context) -> Any:
        typed = narrow(posted.one(input_name(path)))
        if not typed:
            return None
        local, _, domain = typed.rpartition("@")
        value = f"{local}@{domain.lower()}"
        if len(value) > 254 or not re.fullmatch(EMAIL, value):
            raise Unreadable({path: say(messages.EMAIL, label=self.label)})
        return value

    def check(self, value: Any, path: str, context: Context) -> Errors:
        domain = value.rpartition("@")[2]
        good = domain == domain.lower() and re.fullmatch(EMAIL, value)
        return {} if good else {path: say(messages.EMAIL, label=self.label)}

    def raw(self, value: Any, path: str) -> dict[str, list[str]]:
        return {input_name(path): [value]}

    def controls(self, path: str, posted: Posted, context: Context) -> tuple[Control, ...]:
        name = input_name(path)
        return (Control(name=name, label=self.label, type="email", value=posted.one(name), width=40, hint=self.hint,
                        autocomplete="email", inputmode="email", required=self.required),)

    def display(self, value: Any, language: str = "ja") -> str:
        return str(value)

    def sample(self, random: Random, context: Context) -> Any:
        return f"user{random.randrange(10**6)}@{random.choice(('example.jp', 'mail.example.com'))}"


def show_phone(value: str) -> str:
    """``09012345678`` → ``090-1234-5678``; Tokyo's two-digit area code; others as they are."""
    if len(value) == 11 and value.startswith("0"):
        return f"{value[:3]}-{value[3:7]}-{value[7:]}"
    if len(value) == 10 and value.startswith("03"):
        return f"{value[:2]}-{value[2:6]}-{value[6:]}"
    return value
