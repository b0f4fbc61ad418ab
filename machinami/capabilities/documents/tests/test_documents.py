"""A resident sends a photo and later holds a certificate that anybody can check."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from PIL import Image

from machinami.capabilities.documents import actions, intake, queries, rendering, store
from machinami.capabilities.documents.models import Document
from machinami.capabilities.identity import testing as people
from machinami.foundation.actors import system
from machinami.foundation.errors import NotFound, Refused
from machinami.foundation.i18n import Text

SYSTEM = system("test")
ALL = ("pdf", "jpeg", "png")


def _photo(kind="JPEG", size=(40, 30), exif=True) -> bytes:
    image, out = Image.new("RGB", size, "navy"), io.BytesIO()
    data = Image.Exif()
    data[0x010E] = "撮った場所"
    image.save(out, kind, **({"exif": data} if exif else {}))
    return out.getvalue()


def _pdf(**extra) -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.save(out, **extra)
    return out.getvalue()


def test_a_photo_is_made_again_without_what_the_camera_wrote():
    clean = intake.clean(_photo(), ALL, 10**7)
    assert clean.media_type == "image/jpeg" and not Image.open(io.BytesIO(clean.content)).getexif()


def test_a_pdf_loses_its_scripts():
    clean = intake.clean(_pdf(), ALL, 10**7)
    assert clean.pages == 1 and b"JavaScript" not in clean.content and b"alert" not in clean.content


@pytest.mark.parametrize(("content", "code"), [
    (b"MZ" + b"\0" * 200, "file_kind"), (b"", "file_kind"), (_photo()[:80], "file_broken"),
    (b"%PDF-1.7 nothing here", "file_broken"), (_pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "file_locked"),
    (b"x" * 2000, "file_size"), (b"GIF89a" + b"\0" * 50, "file_kind")])
def test_what_is_no_photo_and_no_pdf_is_refused_in_words(content, code):
    with pytest.raises(Refused) as refused:
        intake.clean(content, ALL, 1999 if code == "file_size" else 10**7)
    assert refused.value.code == code and not set(refused.value.message.missing())


@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n", b""]))
@limits(max_examples=60, deadline=None)
def test_any_bytes_end_in_a_clean_file_or_a_refusal(content, head):
    try:
        intake.clean(head + content, ALL, 10**6)
    except Refused:
        pass


def _issue(key="k", **extra):
    hanako = people.resident()
    row = actions.issue(
        actor=SYSTEM, kind="juminhyo", title=Text(ja="住民票の写し"), template="certificate", subject="cases.Case:1",
        section="residents", account_id=hanako.id, person_id=hanako.person_id, idempotency_key=key,
        data={"addressee": "𠮷田 髙﨑", "statement": "証明する。",
              "sections": [{"title": "", "rows": [{"label": "氏名", "value": "MARTINEZ GONZALEZ MARIA FERNANDA " * 5}]}]},
        **extra)
    return hanako, row


@pytest.mark.django_db
def test_a_certificate_is_one_file_with_a_number_and_a_page_that_verifies_it():
    hanako, row = _issue()
    assert _issue()[1].id == row.id and Document.objects.count() == 1
    content = queries.read_document(actor=hanako, document_id=row.id, purpose="本人")
    assert content.startswith(b"%PDF-") and b"PDF/A" not in content[:20]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) == ("2", "B")
    found = queries.verify(row.verification_code.lower())
    assert (found.number, found.state, found.masked_name) == (row.number, "released", "𠮷○ 髙○")
    actions.void(actor=SYSTEM, document_id=row.id, reason="誤記")
    assert queries.verify(row.verification_code).state == "void"


@pytest.mark.django_db
def test_nobody_else_reads_it_and_a_prepared_one_does_not_exist_yet():
    hanako, row = _issue(released=False)
    for check in (lambda: queries.document(actor=hanako, document_id=row.id), lambda: queries.verify(row.verification_code)):
        with pytest.raises(NotFound):
            check()
    actions.release(actor=SYSTEM, document_id=row.id)
    assert queries.document(actor=hanako, document_id=row.id).state == "released"
    for other in (people.resident("0000000004"), people.staff(("childcare", "clerk"))):
        with pytest.raises(NotFound):
            queries.read_document(actor=other, document_id=row.id, purpose="x")


@pytest.mark.django_db
def test_a_damaged_file_is_noticed():
    blob = store.keep(b"hello", "text/plain")
    (settings.BLOB_ROOT / blob.pk[:2] / blob.pk[2:4] / blob.pk).write_bytes(b"hullo")
    with pytest.raises(store.Damaged):
        store.read(blob.pk)


def test_characters_the_font_lacks_are_told():
    assert rendering.missing_glyphs("髙﨑 杉並") == ""
    assert rendering.missing_glyphs("𠮷👍") in ("𠮷👍", "👍")
