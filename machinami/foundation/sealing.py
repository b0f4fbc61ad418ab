"""Values kept encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA256), with rotating keys.

``settings.FIELD_KEYS`` lists keys newest first: the first encrypts, all decrypt. Two ways: a whole column
(:class:`EncryptedJSONField`), or single values inside a column of JSON (:class:`SealedJSONField` with :func:`seal`),
where a sealed value is ``{"$sealed": token}``. No code of a field begins with ``$``, so the mark is never an answer.
Nothing sealed can be searched, on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

MARK = "$sealed"


@cache
def _fernets(keys: str) -> tuple[Fernet, ...]:
    return tuple(Fernet(k.strip()) for k in keys.split(","))


def encrypt(value: Any) -> str:
    """A token of any JSON value, under the newest key."""
    return _fernets(settings.FIELD_KEYS)[0].encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()


def decrypt(token: str) -> Any:
    """:raises cryptography.fernet.InvalidToken: when no key of ours made it, or it was altered."""
    return json.loads(MultiFernet(_fernets(settings.FIELD_KEYS)).decrypt(token.encode()))


def renewed(token: str) -> str | None:
    """The same under the newest key, or None when it is already."""
    try:
        _fernets(settings.FIELD_KEYS)[0].decrypt(token.encode())
    except InvalidToken:
        return encrypt(decrypt(token))
    return None


class EncryptedJSONField(models.TextField):
    """JSON in the code, ciphertext in the database."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else encrypt(value)


class SealedJSONField(models.JSONField):
    """JSON some of whose values are sealed; it says so to whoever rotates the keys."""


def is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {MARK}


def any_sealed(value: Any) -> bool:
    """True when something in the value is sealed."""
    if is_sealed(value):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return any(any_sealed(v) for v in inner)


def seal(values: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """A copy with the values at ``paths`` sealed: ``account``, or ``people.*.number`` in every row of a list."""
    found = dict(values)
    for path in paths:
        head, _, inner = path.partition(".*.")
        value = found.get(head)
        if value is None or is_sealed(value):
            continue
        if not inner:
            found[head] = {MARK: encrypt(value)}
        elif isinstance(value, list):
            found[head] = [seal(row, (inner,)) if isinstance(row, dict) else row for row in value]
    return found


def opened(value: Any) -> Any:
    """The value with everything sealed in it readable again."""
    return _each(value, lambda sealed: decrypt(sealed[MARK]))


def veiled(value: Any) -> Any:
    """The value with ``{"sealed": true}`` in place of what is sealed, for whoever may not read it."""
    return _each(value, lambda _: {"sealed": True})


def renew(value: Any) -> tuple[Any, int]:
    """The value with its seals under the newest key, and how many were changed."""
    changed = 0

    def again(sealed: dict[str, str]) -> dict[str, str]:
        nonlocal changed
        token = renewed(sealed[MARK])
        changed += token is not None
        return sealed if token is None else {MARK: token}

    return _each(value, again), changed


def _each(value: Any, change: Callable[[dict[str, str]], Any]) -> Any:
    if is_sealed(value):
        return change(value)
    if isinstance(value, dict):
        return {k: _each(v, change) for k, v in value.items()}
    return [_each(v, change) for v in value] if isinstance(value, list | tuple) else value
