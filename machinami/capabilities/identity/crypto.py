"""Fields kept encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA256), with rotating keys.

``settings.FIELD_KEYS`` lists keys newest first: the first encrypts, all decrypt.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _cipher(keys: str) -> MultiFernet:
    return MultiFernet([Fernet(k.strip()) for k in keys.split(",")])


def encrypt(value: Any) -> str:
    return _cipher(settings.FIELD_KEYS).encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()


def decrypt(token: str) -> Any:
    return json.loads(_cipher(settings.FIELD_KEYS).decrypt(token.encode()))


class EncryptedJSONField(models.TextField):
    """JSON in the code, ciphertext in the database. Not searchable, on purpose."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else encrypt(value)
