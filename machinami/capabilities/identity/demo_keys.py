"""Keys for the demonstration provider and client, made once per installation under VAR/keys."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from machinami.foundation.kept_keys import kept


def client_key() -> str:
    """The client's RSA key (private_key_jwt, RS256), PEM."""
    return kept("oidc-client.pem", lambda: rsa.generate_private_key(65537, 2048))


def provider_key() -> str:
    """The demo provider's P-256 key (ES256 ID tokens), PEM."""
    return kept("oidc-provider.pem", lambda: ec.generate_private_key(ec.SECP256R1()))
