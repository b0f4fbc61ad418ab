"""A certificate must carry the name as the resident writes it, and say so where it can't."""

from __future__ import annotations

import io
import unicodedata

import pikepdf
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from machinami.capabilities.documents import rendering

URL = "http://127.0.0.1:8000/ja/verify/AB12CD34EF56GH78/"
BASE = {"title": "住民票の写し", "number": "R8-RC-000012", "ward": "東京都杉並区", "authority": "杉並区長",
        "issued": "令和8年（2026年）11月23日（月）", "verify_url": URL, "verify_code": "AB12CD34EF56GH78",
        "footer": "東京都杉並区", "demo": True, "ymd": [2026, 11, 23], "addressee": "", "sections": [], "statement": "",
        "paragraphs": []}


def _data(name="杉並 花子", **extra):
    return BASE | {"sections": [{"title": "1人目", "rows": [{"label": "氏名", "value": name}]}]} | extra


def _fonts(content: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {str(o["/FontName"]).split("+")[-1] for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and "/FontName" in o and _embedded(o)}


def _embedded(descriptor: pikepdf.Dictionary) -> bool:
    return any(k in descriptor for k in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_common_name_needs_one_font_and_the_rare_one_brings_its_own():
    assert _fonts(rendering.render("certificate", _data("髙﨑 祐子"), URL)) == {"IPAexGothic"}
    fonts = _fonts(rendering.render("certificate", _data("𠮷田 祐子"), URL))
    assert len(fonts) == 2 and any("NotoSansCJK" in f for f in fonts)


@pytest.mark.parametrize("name", ["𠮷田 髙﨑", "Nguyễn Thị Hoàng", "MARÍA JOSÉ ÑANDÚ", "김수현", "王 们"])
def test_names_of_residents_can_be_drawn(name):
    assert rendering.missing_glyphs(name) == ""


def test_a_character_no_font_has_is_told_and_not_boxed():
    data = rendering._sheet("certificate", _data("👍 葛\U000e0103城"), URL)["sys_inputs"]["data"]
    assert "〓" in data and "👍" not in data and "U+1F44D" in data and '"variants": ["葛"]' in data


def test_latin_marks_are_put_together_and_kanji_left_alone():
    loose = unicodedata.normalize("NFD", "Nguyễn")
    assert rendering._composed(f"{loose} 神") == "Nguyễn 神"
    assert rendering._others("Nguyễn 𠮷田") == "Nguyễn|𠮷"


@pytest.mark.parametrize("template", ["certificate", "decision", "receipt_slip"])
def test_every_document_is_archivable_and_accessible(template):
    """PDF/A-2b (ISO 19005-2) and PDF/UA-1 (ISO 14289-1): title, language, headings, a description of the picture."""
    data = _data(reason="要件に当てはまるため。", receipt_number="R8-000123", statement="認定しました。")
    with pikepdf.open(io.BytesIO(rendering.render(template, data, URL))) as pdf:
        said = pdf.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("2", "B", "1")
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang).startswith("ja")
        assert said["dc:title"] == "住民票の写し"


def test_the_2d_code_opens_the_verification_page():
    (page,) = rendering.picture("certificate", _data(), URL, ppi=110)
    assert URL in [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))]


_NAMES = st.text(st.sampled_from("WMあ髙﨑𠮷 -'é葛\U000e0103ễ👍#*_$@<\\\"]["), min_size=1, max_size=160)


@given(name=_NAMES)
@settings(max_examples=25, deadline=None)
def test_no_name_runs_off_the_sheet_or_breaks_the_document(name):
    """Long, odd, or with signs that mean something to the typesetter: both margins stay white."""
    data = _data(name, addressee=name[:60], demo=False)
    for page in rendering.picture("certificate", data, URL, ppi=40):
        sheet = Image.open(io.BytesIO(page)).convert("L")
        margin = int(sheet.width * 20 / 210)
        for edge in (sheet.crop((0, 0, margin, sheet.height)),
                     sheet.crop((sheet.width - margin, 0, sheet.width, sheet.height))):
            assert edge.getextrema()[0] > 250, name
