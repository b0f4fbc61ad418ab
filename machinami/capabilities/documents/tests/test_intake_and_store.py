"""Files as people really send them, and a store that neither loses a file nor keeps one too long."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from PIL import Image

from machinami.capabilities.audit.models import PendingRead
from machinami.capabilities.documents import actions, intake, queries, store
from machinami.capabilities.documents.models import Blob, Document, Upload
from machinami.capabilities.identity import testing as people
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict, NotFound, Refused
from machinami.foundation.i18n import Text

SYSTEM = system("test")
ALL = ("pdf", "jpeg", "png")


def _saved(pdf: pikepdf.Pdf, **extra) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **extra)
    return out.getvalue()


def _form(typed: str) -> pikepdf.Pdf:
    """A form of one field, filled in, as a resident's PDF reader saves it."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 100))
    font = pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))
    field = pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V=typed, F=4,
        Rect=[10, 10, 190, 40], DA="/Helv 12 Tf 0 g", AA=pikepdf.Dictionary(
            K=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))))
    pdf.pages[0].obj["/Annots"] = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(
        Fields=[field], NeedAppearances=True, DA="/Helv 12 Tf 0 g",
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)))
    return pdf


def _drawn(content: bytes) -> bytes:
    """Everything painted on the first page, forms included."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return b"".join(o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream))


def test_what_was_typed_into_a_form_is_still_on_the_page_when_the_form_is_gone():
    """花子 fills in her employer's PDF form and sends it; the desk must be able to read it."""
    clean = intake.clean(_saved(_form("HANAKO SUGINAMI")), ALL, 10**7)
    assert b"HANAKO SUGINAMI" in _drawn(clean.content)
    with pikepdf.open(io.BytesIO(clean.content)) as pdf:
        assert "/AcroForm" not in pdf.Root and "/Annots" not in pdf.pages[0].obj


def _hides(where: str) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    page = pdf.pages[0].obj
    if where == "outline":
        item = pdf.make_indirect(pikepdf.Dictionary(Title="x", A=action))
        pdf.Root.Outlines = pikepdf.Dictionary(First=item, Last=item, Count=1)
    elif where == "page":
        page["/AA"] = pikepdf.Dictionary(O=action)
    elif where == "link":
        page["/Annots"] = pikepdf.Array([pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)])
    elif where == "names":
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", action]))
    elif where == "attachment":
        pdf.attachments["evil.exe"] = b"MZ cmd.exe"
    elif where == "unusual":
        page["/Unheard"] = pdf.make_indirect(pikepdf.Dictionary(A=launch, Deeper=pdf.make_indirect(action)))
    pdf.docinfo["/Author"] = "cmd.exe"
    return pdf


@pytest.mark.parametrize("where", ["outline", "page", "link", "names", "attachment", "unusual"])
def test_nothing_that_acts_survives_wherever_it_is_hidden(where):
    content = intake.clean(_saved(_hides(where)), ALL, 10**7).content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        everything = b" ".join(o.unparse(resolved=True) + (o.read_bytes() if isinstance(o, pikepdf.Stream) else b"")
                               for o in pdf.objects)
        assert len(pdf.pages) == 1 and not pdf.attachments
    for word in (b"JavaScript", b"alert", b"Launch", b"cmd.exe"):
        assert word not in everything, where


def test_a_pdf_that_forbids_changes_is_sent_back_with_words():
    locked = _saved(_hides("page"), encryption=pikepdf.Encryption(user="", owner="b"))
    with pytest.raises(Refused) as refused:
        intake.clean(locked, ALL, 10**7)
    assert refused.value.code == "file_locked"


def test_a_photo_lies_the_right_way_up_and_tells_no_place():
    """The phone was held upright: the picture is stored turned, with a note that says so."""
    image, out, exif = Image.new("RGB", (40, 20), "white"), io.BytesIO(), Image.Exif()
    image.putpixel((0, 0), (0, 0, 0))
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    image.save(out, "JPEG", exif=exif, quality=95)
    with Image.open(io.BytesIO(intake.clean(out.getvalue(), ALL, 10**7).content)) as clean:
        assert clean.size == (20, 40) and not clean.getexif() and not clean.info.get("exif")


@pytest.mark.parametrize(("content", "code", "word"), [
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 300, "file_kind", "HEIC"),
    (b"#!/bin/sh\nrm -rf /\n" * 20, "file_kind", "JPEG"), (b"PK\x03\x04" + b"\0" * 300, "file_kind", "JPEG"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "file_kind", "JPEG")])
def test_other_kinds_are_refused_with_what_to_send_instead(content, code, word):
    with pytest.raises(Refused) as refused:
        intake.clean(content, ALL, 10**7)
    assert refused.value.code == code and word in refused.value.message.ja
    assert not refused.value.message.missing()


def test_a_picture_that_would_fill_the_memory_is_not_opened():
    """A few hundred kilobytes that claim to be 20,000 by 20,000 points."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(Refused) as refused:
        intake.clean(out.getvalue(), ALL, 10**7)
    assert refused.value.code == "file_pixels"


def _photo(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def _file(digest: str) -> Path:
    return Path(settings.BLOB_ROOT) / digest[:2] / digest[2:4] / digest


@pytest.mark.django_db
def test_a_forgotten_file_goes_and_one_that_somebody_kept_stays():
    """Two residents send the same picture; one applies, the other forgets."""
    hanako, maria = people.resident(), people.resident("0000000005", email="")
    kept = actions.receive_upload(actor=hanako, name="..\\..\\a/photo\u202egnp.exe", content=_photo("red"))
    actions.receive_upload(actor=maria, name="", content=_photo("red"))
    alone = actions.receive_upload(actor=maria, name="b.png", content=_photo("blue"))
    assert kept.name == "photognp.exe"
    actions.keep_uploads(actor=hanako, upload_ids=[kept.id], subject="cases.Case:1", section="residents")
    Upload.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert actions.sweep_uploads(actor=SYSTEM) == 0, "an unsent application may rest for a month"
    for model in (Upload, Blob):
        model.objects.update(created_at=timezone.now() - timedelta(days=61))
    assert actions.sweep_uploads(actor=SYSTEM) == 2
    assert _file(kept.sha256).exists() and not _file(alone.sha256).exists()
    assert set(Blob.objects.values_list("pk", flat=True)) == {kept.sha256}
    assert queries.read_upload(actor=hanako, upload_id=kept.id, purpose="本人")[1] == "image/png"
    assert not store.drop(kept.sha256) and _file(kept.sha256).exists()
    again = actions.receive_upload(actor=maria, name="b.png", content=_photo("blue"))
    assert _file(again.sha256).exists()


@pytest.mark.django_db
def test_a_crash_leaves_at_most_a_file_without_a_row():
    """The power fails after the file was written and before the change was kept."""
    digest = hashlib.sha256(b"crash").hexdigest()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        store.keep(b"crash", "text/plain")
        raise KeyboardInterrupt
    assert _file(digest).exists() and not Blob.objects.filter(pk=digest).exists()
    assert store.read(store.keep(b"crash", "text/plain").pk) == b"crash"


@pytest.mark.django_db
def test_a_disk_that_is_full_keeps_no_row(monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write", full)
    with pytest.raises(OSError, match="No space"):
        store.keep(b"does not fit", "text/plain")
    assert not Blob.objects.filter(pk=hashlib.sha256(b"does not fit").hexdigest()).exists()


def _issue(key="k", subject="cases.Case:1", **extra):
    hanako = people.resident()
    return actions.issue(
        actor=SYSTEM, kind="juminhyo", title=Text(ja="住民票の写し"), template="certificate", subject=subject,
        section="residents", account_id=hanako.id, person_id=hanako.person_id, idempotency_key=key,
        data={"addressee": "杉並 花子"}, **extra)


@pytest.mark.django_db
def test_a_shop_checks_the_paper_and_the_file():
    """The clerk at a shop types the code as it is read to her, then drops the file she was mailed."""
    row = _issue()
    content = queries.read_document(actor=people.resident(), document_id=row.id, purpose="本人")
    code = row.verification_code
    spoken = " ".join((code[:4], code[4:8].lower(), code[8:])).replace("0", "o").replace("1", "l")
    before = PendingRead.objects.count()
    assert queries.verify(spoken).number == row.number
    assert queries.verify_file(code, content)[1] and not queries.verify_file(code, content + b"\n")[1]
    assert PendingRead.objects.count() == before + 3
    with pytest.raises(NotFound):
        queries.verify("")


@pytest.mark.django_db
def test_numbers_follow_each_other_without_a_gap_when_an_issue_fails(monkeypatch):
    first = _issue("a").number
    with monkeypatch.context() as broken:
        broken.setattr(actions.rendering, "render", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            _issue("b")
    assert int(_issue("b").number[-6:]) == int(first[-6:]) + 1
    with pytest.raises(Conflict):
        _issue("b", subject="cases.Case:2")
    assert Document.objects.count() == 2


@pytest.mark.django_db
def test_taking_back_needs_a_reason_and_happens_once():
    row = _issue()
    with pytest.raises(Refused) as refused:
        actions.void(actor=SYSTEM, document_id=row.id, reason="  ")
    assert not refused.value.message.missing()
    actions.void(actor=SYSTEM, document_id=row.id, reason="誤記")
    actions.void(actor=SYSTEM, document_id=row.id, reason="別の理由")
    assert Document.objects.get().void_reason == "誤記"
