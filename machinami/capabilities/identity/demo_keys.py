"""Keys for the demonstration provider and client, made once per installation under VAR/keys."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings


def _keep(name: str, make: object) -> str:
    folder = Path(settings.VAR) / "keys"
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        key = make()  # type: ignore[operator]
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
        part = path.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_bytes(pem)
        try:
            os.link(part, path)  # the first process to get here decides; the others read its key
        except FileExistsError:
            pass
        part.unlink()
    return path.read_text()


def client_key() -> str:
    """The client's RSA key (private_key_jwt, RS256), PEM."""
    return _keep("oidc-client.pem", lambda: rsa.generate_private_key(65537, 2048))


def provider_key() -> str:
    """The demo provider's P-256 key (ES256 ID tokens), PEM."""
    return _keep("oidc-provider.pem", lambda: ec.generate_private_key(ec.SECP256R1()))
