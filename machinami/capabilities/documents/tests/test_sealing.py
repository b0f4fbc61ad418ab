"""花子さん sends the PDF of her certificate to her landlord. He can tell, with tools nobody here wrote, that it is the ward's and whole."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESStatus
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from machinami.capabilities.documents import actions, queries, sealing
from machinami.foundation.actors import system
from machinami.foundation.i18n import Text

pytestmark = pytest.mark.django_db
SYSTEM = system("test")


@pytest.fixture
def certificate():
    row = actions.issue(actor=SYSTEM, kind="juminhyo", title=Text(ja="住民票の写し"), template="certificate", subject="test:1",
                        section="residents", idempotency_key="seal-1", data={"addressee": "杉並 花子", "statement": "相違ないことを証明します。"})
    return row, queries.read_document(actor=SYSTEM, document_id=row.id, purpose="試験")


def test_the_seal_is_the_wards_whole_and_time_stamped(certificate):
    found = sealing.check(certificate[1])
    assert found and found.ours and found.intact and "杉並区長" in found.signer and found.level == "PAdES B-LTA"


def test_it_validates_nine_years_later_by_the_european_procedure_for_signatures_with_archival_data(certificate):
    """ETSI EN 319 102-1, 5.6 as pyHanko carries it out: nothing is fetched, everything needed is in the file."""
    found = asyncio.run(ades.ades_lta_validation(
        PdfFileReader(io.BytesIO(certificate[1])).embedded_signatures[0], _policy(),
        timing_info=ValidationTimingInfo(
            validation_time=datetime.now(UTC) + timedelta(days=365 * 9), best_signature_time=datetime.now(UTC), point_in_time_validation=True)))
    assert found.ades_subindic.status == AdESStatus.PASSED, found.failure_msg


def _policy():
    roots = SimpleTrustManager.build([sealing._certificate(sealing.keys().chain[-1])])
    rules = RevocationCheckingPolicy.from_legacy("hard-fail")
    certificates = CertValidationPolicySpec(roots, CertRevTrustPolicy(rules, freshness=timedelta(days=3650)))
    offline = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(SignatureValidationSpec(certificates, revinfo_gathering_policy=offline))


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (Debian: poppler-utils) is not installed")
def test_another_reader_sees_the_signature_hold(certificate, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(certificate[1])
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True).stdout
    assert "Signature is Valid" in said and "ETSI.CAdES.detached" in said


def test_a_changed_file_is_told_apart(certificate):
    row, pdf = certificate
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.docinfo["/Title"] = "べつの証明書"
        out = io.BytesIO()
        opened.save(out)
    changed = sealing.check(out.getvalue())
    assert changed is None or not changed.ours
    assert queries.verify_content(out.getvalue())[0] is None
    assert queries.verify_content(pdf)[0].number == row.number


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"\x00" * 5000, b"GIF89a"])
def test_what_is_no_sealed_pdf_has_no_seal(content):
    assert sealing.check(content) is None


def test_sealed_it_still_says_it_is_pdf_a_and_pdf_ua(certificate):
    with pikepdf.open(io.BytesIO(certificate[1])) as pdf:
        meta = pdf.open_metadata()
        assert meta.pdfa_status == "2B" and str(meta["{http://www.aiim.org/pdfua/ns/id/}part"]) == "1"
        assert pdf.Root.MarkInfo.Marked and pdf.Root.Lang and pdf.Root.ViewerPreferences.DisplayDocTitle
        for field in pdf.Root.AcroForm.Fields:
            assert int(field.F) & 4 and not int(field.F) & 2, "printed and not hidden (ISO 19005-2, 6.3.2)"
            assert max(map(float, field.Rect)) <= 0, "outside the page (ISO 14289-1, 7.18.1)"


def test_the_landlord_checks_the_file_on_the_wards_page(certificate):
    page = Client().post("/en/verify/", {"file": SimpleUploadedFile("c.pdf", certificate[1], "application/pdf")})
    text = page.content.decode()
    assert page.status_code == 200 and certificate[0].number in text and "has not been changed since" in text
    actions.void(actor=SYSTEM, document_id=certificate[0].id, reason="発行の誤り")
    taken_back = Client().post("/ja/verify/", {"file": SimpleUploadedFile("c.pdf", certificate[1], "application/pdf")}).content.decode()
    assert "取り消されています" in taken_back
    nothing = Client().post("/ja/verify/", {})
    assert nothing.status_code == 422 and "PDFファイルを選んでください" in nothing.content.decode()
