"""Documents sealed with the ward's certificate (PAdES, ETSI EN 319 142-1: B-LTA with a time-stamp, else B-B), and seals checked.

pyHanko is loaded when a document is first sealed or checked: serving pages does not need it.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from machinami.capabilities.documents.seal_keys import SealKeys, keys
from machinami.foundation.tracing import span

FIELD = "WardSeal"
#: pyHanko tells each document's oddities; ours are our own, and a stranger's file is judged by its result.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file's seal says. ``intact``: nothing was changed since; ``ours``: by a certificate this ward trusts."""

    signer: str
    signed_at: datetime | None
    intact: bool
    ours: bool
    level: str


def seal(pdf: bytes, *, reason: str) -> bytes:
    """The file with the ward's seal over it (an invisible field outside the page, as PDF/A and PDF/UA both allow).

    Unchanged where the installation has no seal key.
    """
    held = keys()
    if held is None:
        return pdf
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer, stamper, context = _tools()
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", reason=reason, location=settings.BASE_URL, name=None,
        subfilter=fields.SigSeedSubFilter.PADES, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        embed_validation_info=context is not None, validation_context=context, use_pades_lta=stamper is not None and context is not None)
    place = fields.SigFieldSpec(sig_field_name=FIELD, invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True))
    out = io.BytesIO()
    with span("seal"):  # asks the time-stamp authority, where one is set
        signers.PdfSigner(meta, signer=signer, timestamper=stamper, new_field_spec=place).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


@lru_cache(maxsize=1)
def _tools() -> tuple[Any, Any, Any]:
    """Signer, time-stamper (or None) and validation context (or None, where no revocation list is at hand)."""
    from asn1crypto import keys as asn1_keys
    from pyhanko.sign import signers
    from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    held = keys()
    if held is None:
        raise RuntimeError("no seal key")

    def key(pem: bytes) -> Any:
        return asn1_keys.PrivateKeyInfo.load(_der(pem))

    store = SimpleCertificateStore()
    store.register_multiple([_certificate(c) for c in held.chain])
    signer = signers.SimpleSigner(signing_cert=_certificate(held.certificate), signing_key=key(held.key), cert_registry=store)
    if settings.SEAL_TSA_URL:
        stamper = HTTPTimeStamper(settings.SEAL_TSA_URL)
    else:
        stamper = DummyTimeStamper(_certificate(held.stamp), key(held.stamp_key), certs_to_embed=store) if held.stamp else None
    return signer, stamper, _context(held) if held.revocation else None


def _context(held: SealKeys) -> Any:
    from asn1crypto import crl
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=[_certificate(c) for c in held.chain[-1:]], other_certs=[_certificate(c) for c in held.chain],
                             crls=[crl.CertificateList.load(_der(c)) for c in held.revocation], allow_fetching=False,
                             revocation_mode="hard-fail")


def _certificate(pem: bytes) -> Any:
    from asn1crypto import x509

    return x509.Certificate.load(_der(pem))


def _der(pem: bytes) -> bytes:
    from asn1crypto import pem as asn1_pem

    return asn1_pem.unarmor(pem)[2]


def check(pdf: bytes) -> Seal | None:
    """The seal of a file somebody sent; None when it has none or is no PDF. Nothing is fetched from anywhere."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    held = keys()
    try:
        signatures = [s for s in PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
                      if s.sig_object.get("/SubFilter") != "/ETSI.RFC3161"]
        if not signatures:
            return None
        context = _context(held) if held is not None and held.revocation else ValidationContext(
            trust_roots=[_certificate(c) for c in held.chain] if held else [], allow_fetching=False)
        status = validate_pdf_signature(signatures[0], signer_validation_context=context, ts_validation_context=context)
    except Exception:  # whatever a stranger's file does to the parser, it is no seal of ours
        return None
    whole = status.intact and status.valid and status.bottom_line
    return Seal(status.signing_cert.subject.native.get("common_name", ""), status.signer_reported_dt,
                bool(status.intact and status.valid and status.modification_level.value <= 1), bool(whole),
                "PAdES B-LTA" if len(signatures) < len(list(PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures)) else "PAdES")
