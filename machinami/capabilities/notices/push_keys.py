"""Our key towards push services (VAPID, RFC 8292): browsers tie a subscription to it, so it stays the same for years."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from machinami.foundation.kept_keys import kept


def private_key() -> str:
    """PEM of a P-256 key; blank in production without ``PUSH_KEY_FILE``: push notifications are then not offered."""
    if settings.PUSH_KEY_FILE:
        return Path(settings.PUSH_KEY_FILE).read_text()
    return kept("push.pem", lambda: ec.generate_private_key(ec.SECP256R1())) if settings.DEMO_DOORS else ""


def public_key() -> str:
    """What a browser subscribes with (``applicationServerKey``): the point in base64url. Blank without a key."""
    pem = private_key()
    return _point(pem) if pem else ""


@lru_cache(maxsize=4)
def _point(pem: str) -> str:
    key = serialization.load_pem_private_key(pem.encode(), None)
    return base64url(point(key.public_key()))  # type: ignore[arg-type]


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
