"""The ward's seal key: from a PKCS#12 file in production, or a demonstration authority made once per installation.

The demonstration has an authority of its own with a signing certificate, a revocation list and a time-stamp certificate,
so that a sealed document carries everything a validator needs (PAdES B-LTA) with no network.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

YEARS = 10
NAMES = {"authority": "Machinami Demonstration CA (not for real use)", "seal": "杉並区長（試験用）", "stamp": "Machinami Demonstration TSA"}


@dataclass(frozen=True, slots=True)
class SealKeys:
    """PEM of the keys and certificates. ``stamp``/``stamp_key`` are blank where an outside time-stamp authority is set;
    ``revocation``: revocation lists (PEM) that are embedded."""

    certificate: bytes
    key: bytes
    chain: tuple[bytes, ...]
    revocation: tuple[bytes, ...]
    stamp: bytes = b""
    stamp_key: bytes = b""


@lru_cache(maxsize=1)
def keys() -> SealKeys | None:
    """:returns: None in production without ``SEAL_P12_FILE``: documents then go out unsealed, and ``doctor`` says so."""
    if settings.SEAL_P12_FILE:
        return _from_file(Path(settings.SEAL_P12_FILE), settings.SEAL_P12_PASSPHRASE)
    return _demonstration(Path(settings.VAR) / "keys" / "seal.pem") if settings.DEMO_DOORS else None


def _from_file(path: Path, passphrase: str) -> SealKeys:
    held = pkcs12.load_pkcs12(path.read_bytes(), passphrase.encode() or None)
    if held.key is None or held.cert is None:
        raise ValueError(f"{path}: a PKCS#12 file with a key and its certificate is needed")
    lists = tuple(p.read_bytes() for p in sorted(Path(settings.SEAL_CRL_FOLDER).glob("*.pem"))) if settings.SEAL_CRL_FOLDER else ()
    return SealKeys(_pem(held.cert.certificate), _key_pem(held.key),
                    tuple(_pem(c.certificate) for c in held.additional_certs), lists)


def _demonstration(path: Path) -> SealKeys:
    """Made by whoever comes first and kept in one file; the others read it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_bytes(b"".join(_made()))
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        part.unlink()
    blocks = [b"-----BEGIN " + b for b in path.read_bytes().split(b"-----BEGIN ")[1:]]
    seal_key, seal, authority, revoked, stamp_key, stamp = blocks
    return SealKeys(seal, seal_key, (authority,), (revoked,), stamp, stamp_key)


def _made() -> list[bytes]:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(minutes=5)
    ca_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    stamp_key = rsa.generate_private_key(65537, 2048)  # what pyHanko's own time-stamper takes
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    authority = _certificate("authority", ca_key, "authority", ca_key, now, [
        (x509.BasicConstraints(ca=True, path_length=0), True), (usage, True)])
    sealing = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    seal = _certificate("seal", seal_key, "authority", ca_key, now, [(sealing, True)])
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    stamp = _certificate("stamp", stamp_key, "authority", ca_key, now, [
        (x509.KeyUsage(True, False, False, False, False, False, False, False, False), True), (stamping, True)])
    revoked = (x509.CertificateRevocationListBuilder().issuer_name(_name("authority")).last_update(now)
               .next_update(now + dt.timedelta(days=365 * YEARS)).sign(ca_key, hashes.SHA256()))
    return [_key_pem(seal_key), _pem(seal), _pem(authority), _pem(revoked), _key_pem(stamp_key), _pem(stamp)]


def _name(code: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, NAMES[code])])


def _certificate(subject: str, key: Any, issuer: str, issuer_key: Any, since: dt.datetime,
                 extensions: list[tuple[x509.ExtensionType, bool]]) -> x509.Certificate:
    builder = (x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name(issuer)).public_key(key.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(since)
               .not_valid_after(since + dt.timedelta(days=365 * YEARS))
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())


def _pem(thing: Any) -> bytes:
    return thing.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: Any) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
