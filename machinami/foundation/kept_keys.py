"""Keys made once per installation under VAR/keys, for the demonstration."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from django.conf import settings


def kept(name: str, make: Callable[[], Any]) -> str:
    """The PEM of a private key of that name; ``make`` makes it the first time."""
    folder = Path(settings.VAR) / "keys"
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        pem = make().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        part = path.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_bytes(pem)
        try:
            os.link(part, path)  # the first process to get here decides; the others read its key
        except FileExistsError:
            pass
        part.unlink()
    return path.read_text()
