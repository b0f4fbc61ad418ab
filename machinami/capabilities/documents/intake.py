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
BROKEN = Text(ja="ファイルを開けませんでした。もう一度撮るか、保存しなおして送ってください", en="We could not open the file. Please take or save it again and send it.",
              zh="无法打开文件。请重新拍摄或保存后再发送。", ko="파일을 열 수 없습니다. 다시 촬영하거나 저장하여 보내 주세요.",
              easy="ファイルが ひらけません。もういちど とってください")
LOCKED = Text(ja="パスワードの付いたPDFは開けません。パスワードを外して送ってください", en="We cannot open a PDF with a password. Please remove the password and send it.",
              zh="无法打开有密码的PDF。请去掉密码后发送。", ko="암호가 걸린 PDF는 열 수 없습니다. 암호를 풀어 보내 주세요.",
              easy="パスワードの ある PDFは ひらけません。パスワードを とってください")


@dataclass(frozen=True, slots=True)
class Clean:
    """A re-made file."""

    content: bytes
    media_type: str
    pages: int


def clean(content: bytes, accept: tuple[str, ...], limit: int) -> Clean:
    """Judge and re-make a file.

    :param accept: kinds among ``pdf``, ``jpeg``, ``png``.
    :param limit: bytes.
    :raises Refused: with what to do.
    """
    if len(content) > limit:
        raise Refused(TOO_BIG.format(mb=limit // 1024 // 1024), code="file_size")
    guessed = filetype.guess(content)
    kind = {"image/jpeg": "jpeg", "image/png": "png", "application/pdf": "pdf"}.get(guessed.mime if guessed else "")
    if kind is None or kind not in accept:
        raise Refused(WRONG_KIND, code="file_kind")
    return _pdf(content) if kind == "pdf" else _image(content, kind)


def _image(content: bytes, kind: str) -> Clean:
    """Decode and encode again: what is not a picture does not survive, nor does its metadata (place, device)."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(TOO_BIG.format(mb=10), code="file_pixels")
            upright = ImageOps.exif_transpose(picture)
            out = io.BytesIO()
            if kind == "png":
                upright.convert("RGBA" if "A" in upright.getbands() else "RGB").save(out, "PNG", optimize=True)
            else:
                upright.convert("RGB").save(out, "JPEG", quality=88)
    except Refused:
        raise
    except Exception as error:  # Pillow's decoders raise many kinds for a broken file
        raise Refused(BROKEN, code="file_broken") from error
    return Clean(out.getvalue(), f"image/{kind}", 1)


_ACTIVE = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/Collection")


def _pdf(content: bytes) -> Clean:
    """Open, drop what acts (scripts, launches, embedded files, forms), and write again."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MAX_PAGES or not len(pdf.pages):
                raise Refused(BROKEN, code="file_pages")
            for key in _ACTIVE:
                if key in pdf.Root:
                    del pdf.Root[key]
            for page in pdf.pages:
                for key in ("/AA", "/Annots"):
                    if key in page.obj:
                        del page.obj[key]
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            out = io.BytesIO()
            pdf.save(out)
            return Clean(out.getvalue(), "application/pdf", len(pdf.pages))
    except Refused:
        raise
    except pikepdf.PasswordError as error:
        raise Refused(LOCKED, code="file_locked") from error
    except Exception as error:  # qpdf raises several kinds for a broken file
        raise Refused(BROKEN, code="file_broken") from error
