"""A push message that only the browser can open (RFC 8291, one record of RFC 8188's aes128gcm)."""

from __future__ import annotations

import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from machinami.capabilities.notices.push_keys import point

#: Size of a record, which every push service takes (RFC 8291 §4), and of what is inside: all messages look equally long.
RECORD, PADDED = 4096, 256


def sealed(message: bytes, browser: bytes, secret: bytes, *, ours: ec.EllipticCurvePrivateKey | None = None,
           salt: bytes | None = None, padded: int = PADDED) -> bytes:
    """The body of a push request.

    :param browser: the subscription's ``p256dh``, an uncompressed point of P-256. :param secret: its ``auth``, 16 bytes.
    :param ours: a key of this message alone (made when absent), and ``salt``; the standard's example gives both.
    :raises ValueError: for a point that is none, or a message too long for one record.
    """
    ours, salt = ours or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs, own = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser), point(ours.public_key())
    shared = _derived(secret, ours.exchange(ec.ECDH(), theirs), b"WebPush: info\0" + browser + own, 32)
    key = _derived(salt, shared, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, shared, b"Content-Encoding: nonce\0", 12)
    filled = message + b"\x02" + bytes(max(0, padded - len(message) - 1))
    if len(filled) + 16 > RECORD:
        raise ValueError(f"{len(message)} bytes do not fit into one record")
    return salt + struct.pack("!LB", RECORD, len(own)) + own + AESGCM(key).encrypt(nonce, filled, None)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
