"""Those who apply together with somebody: who they are in the answers, what they agree to, how they must show who they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field as PydanticField

from machinami.capabilities.procedures.conditions import Condition
from machinami.capabilities.procedures.fields.base import Code
from machinami.capabilities.procedures.words import Model, Words

if TYPE_CHECKING:
    from machinami.capabilities.procedures.definition import Definition


class CoApplicant(Model):
    """One role. Without ``of`` it is one person, whose name, birth date and e-mail address are answers; with it, each
    person of that members field for whom ``where`` holds (``name``, ``birth``, ``email`` are then its sub-fields),
    ``min`` to ``max`` of them.

    ``identity_level``: 1 takes a mailed link with a code, 2 and 3 only the person's own sign-in, so strong.
    ``sees``: the answers that they read before they sign; nothing else is shown to them.
    """

    code: Code
    role: Words
    statement: Words
    when: Condition | None = None
    of: str = ""
    where: Condition | None = None
    min: int = PydanticField(default=1, ge=0, le=12)
    max: int = PydanticField(default=12, ge=1, le=12)
    name: str
    birth: str = ""
    email: str = ""
    identity_level: Literal[1, 2, 3] = 1
    sees: tuple[str, ...] = PydanticField(min_length=1)


def problems(definition: Definition) -> Iterator[str]:
    """What a role names that is not there, or not of the right kind."""
    for role in definition.co_applicants:
        at, holder = f"co_applicants.{role.code}", definition.fields.get(role.of)
        if role.of and not getattr(holder, "fields", ()):
            yield f"{at}.of: {role.of} is no members field"
            continue
        fields = {f.code: f for f in holder.fields} if holder is not None else definition.fields
        for key, kind in (("name", "name"), ("birth", "date"), ("email", "email")):
            yield from _names(at, key, kind, getattr(role, key), fields)
        if role.identity_level == 1 and not role.email:
            yield f"{at}.email: a mailed link needs an e-mail address"
        if not role.email and not role.birth and not role.of:
            yield f"{at}.birth: without an e-mail address the person is known by the birth date"
        if role.max < role.min:
            yield f"{at}.max: less than min"
        for code in role.sees:
            if code not in definition.fields:
                yield f"{at}.sees: no field {code}"
            elif _sensitive(definition.fields[code]):
                yield f"{at}.sees: {code} is sensitive, which is not for other people's eyes"


def _names(at: str, key: str, kind: str, code: str, fields: dict[str, Any]) -> Iterator[str]:
    if code and code not in fields:
        yield f"{at}.{key}: no field {code}"
    elif code and fields[code].kind != kind:
        yield f"{at}.{key}: {code} is not of the kind {kind}"


def _sensitive(field: Any) -> bool:
    return bool(field.sensitive) or any(s.sensitive for s in getattr(field, "fields", ()))
