"""Files from outside: judged by their content, re-made before they are kept. Pure of the database."""

from __future__ import annotations

import io
from dataclasses import dataclass

import filetype
import pikepdf
from PIL import Image, ImageOps

from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

#: Pixels beyond which a picture is not opened (decompression bombs).
MAX_PIXELS = 60_000_000
MAX_PAGES = 200

TOO_BIG = Text(ja="ファイルは{mb}MBまでです。小さくするか、分けて送ってください", en="Files can be up to {mb} MB. Please make it smaller or send it in parts.",
               zh="文件不能超过{mb}MB。请缩小或分开发送。", ko="파일은 {mb}MB까지입니다. 줄이거나 나누어 보내 주세요.",
               easy="ファイルは {mb}MBまでです。小さくしてください")
WRONG_KIND = Text(ja="写真（JPEG、PNG）かPDFを送ってください", en="Please send a photo (JPEG, PNG) or a PDF.",
                  zh="请发送照片（JPEG、PNG）或PDF。", ko="사진(JPEG, PNG)이나 PDF를 보내 주세요.",
                  easy="写真（JPEG、PNG）か PDFを おくってください")
HEIC = Text(
    ja="この写真の形式（HEIC）は読めません。写真をJPEGに変えるか、カメラの設定を「互換性優先」にして撮り直してください",
    en="We cannot read this photo format (HEIC). Please save it as JPEG, or set the camera to “Most Compatible” and take"
       " it again.",
    zh="无法读取此照片格式（HEIC）。请转换为JPEG，或将相机设为“兼容性最佳”后重新拍摄。",
    ko="이 사진 형식(HEIC)은 읽을 수 없습니다. JPEG로 바꾸거나 카메라를 ‘호환성 우선’으로 설정하고 다시 찍어 주세요.",
    easy="この 写真（HEIC）は よめません。JPEGに かえてください")
TOO_MANY_PIXELS = Text(
    ja="写真が大きすぎて開けません。小さくして送ってください", en="The picture is too large to open. Please make it smaller and send it.",
    zh="图片过大，无法打开。请缩小后再发送。", ko="사진이 너무 커서 열 수 없습니다. 줄여서 보내 주세요.",
    easy="写真が 大きすぎます。小さくしてください")
TOO_MANY_PAGES = Text(
    ja="PDFは{pages}ページまでです。分けて送ってください", en="A PDF can have up to {pages} pages. Please send it in parts.",
    zh="PDF最多{pages}页。请分开发送。", ko="PDF는 {pages}쪽까지입니다. 나누어 보내 주세요.",
    easy="PDFは {pages}ページまでです。わけて おくってください")
BROKEN = Text(ja="ファイルを開けませんでした。もう一度撮るか、保存しなおして送ってください", en="We could not open the file. Please take or save it again and send it.",
              zh="无法打开文件。请重新拍摄或保存后再发送。", ko="파일을 열 수 없습니다. 다시 촬영하거나 저장하여 보내 주세요.",
              easy="ファイルが ひらけません。もういちど とってください")
LOCKED = Text(ja="パスワードの付いたPDFは開けません。パスワードを外して送ってください",
              en="We cannot open a PDF with a password. Please remove the password and send it.",
              zh="无法打开有密码的PDF。请去掉密码后发送。", ko="암호가 걸린 PDF는 열 수 없습니다. 암호를 풀어 보내 주세요.",
              easy="パスワードの ある PDFは ひらけません。パスワードを とってください")


@dataclass(frozen=True, slots=True)
class Clean:
    """A re-made file."""

    content: bytes
    media_type: str
    pages: int


def check_size(content: bytes, limit: int) -> None:
    """:raises Refused: for more than ``limit`` bytes."""
    if len(content) > limit:
        raise Refused(TOO_BIG.format(mb=limit // 1024 // 1024), code="file_size")


def clean(content: bytes, accept: tuple[str, ...], limit: int) -> Clean:
    """Judge and re-make a file.

    :param accept: kinds among ``pdf``, ``jpeg``, ``png``.
    :param limit: bytes.
    :raises Refused: with what to do.
    """
    check_size(content, limit)
    guessed = filetype.guess(content)
    kind = {"image/jpeg": "jpeg", "image/png": "png", "application/pdf": "pdf"}.get(guessed.mime if guessed else "")
    if guessed is not None and guessed.mime in ("image/heic", "image/heif", "image/avif"):
        raise Refused(HEIC, code="file_kind")
    if kind is None or kind not in accept:
        raise Refused(WRONG_KIND, code="file_kind")
    return _pdf(content) if kind == "pdf" else _image(content, kind)


def _image(content: bytes, kind: str) -> Clean:
    """Decode and encode again: what is not a picture does not survive, nor does its metadata (place, device)."""
    try:
        with Image.open(io.BytesIO(content), formats=(kind.upper(),)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(TOO_MANY_PIXELS, code="file_pixels")
            upright = ImageOps.exif_transpose(picture)
            out = io.BytesIO()
            if kind == "png":
                upright.convert("RGBA" if "A" in upright.getbands() else "RGB").save(out, "PNG", optimize=True)
            else:
                upright.convert("RGB").save(out, "JPEG", quality=88)
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused(TOO_MANY_PIXELS, code="file_pixels") from error
    except Exception as error:  # Pillow's decoders raise many kinds for a broken file
        raise Refused(BROKEN, code="file_broken") from error
    return Clean(out.getvalue(), f"image/{kind}", 1)


#: What a document may do or carry besides its pages (ISO 32000-2 §7.7.2), and metadata about whoever made it.
_ROOT = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/Collection", "/Outlines", "/AF", "/URI", "/Threads", "/PieceInfo",
         "/Metadata", "/StructTreeRoot", "/DSS", "/Perms")
_PAGE = ("/AA", "/Annots", "/AF", "/PieceInfo", "/Metadata", "/StructParents")
#: Keys that start something wherever they stand.
_ANYWHERE = ("/AA", "/OpenAction", "/JS", "/EF", "/AF", "/Next", "/XFA")
_DOING = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/RichMediaExecute")


def _pdf(content: bytes) -> Clean:
    """Open, draw what was filled in or stamped onto the pages, drop what acts (scripts, launches, embedded files,
    forms), and write again."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Refused(LOCKED, code="file_locked")
            if not len(pdf.pages):
                raise Refused(BROKEN, code="file_pages")
            if len(pdf.pages) > MAX_PAGES:
                raise Refused(TOO_MANY_PAGES.format(pages=MAX_PAGES), code="file_pages")
            _flatten(pdf)
            _strip(pdf)
            out = io.BytesIO()
            pdf.save(out, encryption=False)
            return Clean(out.getvalue(), "application/pdf", len(pdf.pages))
    except Refused:
        raise
    except pikepdf.PasswordError as error:
        raise Refused(LOCKED, code="file_locked") from error
    except Exception as error:  # qpdf raises several kinds for a broken file
        raise Refused(BROKEN, code="file_broken") from error


def _flatten(pdf: pikepdf.Pdf) -> None:
    """Answers typed into a form live outside the page; drawn onto it they stay when the form goes."""
    form = pdf.Root.get("/AcroForm")
    if form is not None and form.get("/NeedAppearances", False):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")


def _strip(pdf: pikepdf.Pdf) -> None:
    for key in _ROOT:
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        for key in _PAGE:
            if key in page.obj:
                del page.obj[key]
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            _disarm(item)


def _disarm(item: pikepdf.Object) -> None:
    """Whatever still hangs somewhere in the file can no longer be run."""
    for key in _ANYWHERE:
        if key in item:
            del item[key]
    if str(item.get("/S", "")) in _DOING:
        del item["/S"]
    action = item.get("/A")
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in _DOING:
        del item["/A"]
