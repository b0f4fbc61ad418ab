"""A security key made of software: it makes credentials and signs challenges as WebAuthn Level 3 says, or wrongly where a test wants."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode


class Authenticator:
    """One credential. ``origin``: the page that asks; ``flags``: UP 1, UV 4, BE 8, BS 16, AT 64."""

    def __init__(self, origin: str = "http://127.0.0.1:8000", rp: str = "localhost", *, curve: Any = None, form: Any = ES256) -> None:
        self.form, self.key, self.id, self.count = form, ec.generate_private_key(curve or ec.SECP256R1()), secrets.token_bytes(32), 0
        self.origin, self.rp, self.handle = origin, rp, b""

    def make(self, options: dict[str, Any], *, flags: int = 0x45, **client: Any) -> str:
        self.handle = websafe_decode(options["publicKey"]["user"]["id"])
        public = cbor.encode(self.form.from_cryptography_key(self.key.public_key()))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._data(flags, attested)
        return self._said({"clientDataJSON": self._client(options, "webauthn.create", client),
                           "attestationObject": cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})})

    def sign(self, options: dict[str, Any], *, flags: int = 0x05, count: int | None = None, handle: bytes | None = None, **client: Any) -> str:
        self.count = self.count + 1 if count is None else count
        said, data = self._client(options, "webauthn.get", client), self._data(flags)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said({"clientDataJSON": said, "authenticatorData": data, "signature": signature,
                           "userHandle": self.handle if handle is None else handle})

    def _client(self, options: dict[str, Any], kind: str, more: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["publicKey"]["challenge"], "origin": self.origin, "crossOrigin": False} | more).encode()

    def _data(self, flags: int, attested: bytes = b"") -> bytes:
        return hashlib.sha256(self.rp.encode()).digest() + struct.pack(">BI", flags, self.count) + attested

    def _said(self, response: dict[str, bytes]) -> str:
        return json.dumps({"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key", "clientExtensionResults": {},
                           "response": {name: websafe_encode(value) for name, value in response.items()}})
