"""Tables from and for spreadsheets: CSV (UTF-8 or CP932, comma or tab) and XLSX, as lines of text cells."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from machinami.foundation.errors import Refused
from machinami.foundation.spreadsheets import csv_bytes, guarded, plain  # noqa: F401 - csv_bytes: their door

#: Bytes of a file, of what it unpacks to; rows; columns; letters of a cell.
MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 2_000_000, 50_000_000, 2_000, 800, 4_000
Table = list[tuple[int, list[str]]]


def read(content: bytes) -> Table:
    """(line in the file, cells) of every line that is not blank, the header first. :raises Refused: with what to do."""
    if not content:
        raise Refused("ファイルを選んでください", code="file")
    if len(content) > MOST_BYTES:
        raise Refused("ファイルが大きすぎます。2 MBまでです。行を分けて、いくつかのファイルにしてください", code="size")
    lines = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(_decoded(content))
    rows = [(n, [c.strip() for c in cells]) for n, cells in lines if any(c.strip() for c in cells)]
    rows = [(n, _ended(cells)) for n, cells in rows]
    if len(rows) < 2:
        raise Refused("見出しの行と、1件以上の申請の行が必要です。ひな形に書いて、もう一度選んでください", code="empty")
    if len(rows) > MOST_ROWS + 1:
        raise Refused(f"一度に取り込めるのは{MOST_ROWS:,}件までです。いくつかのファイルに分けてください", code="rows")
    _check_cells(rows)
    return [(n, [plain(c) for c in cells]) for n, cells in rows]


def _check_cells(rows: Table) -> None:
    for line, cells in rows:
        if len(cells) > len(rows[0][1]):
            raise Refused(f"{line}行目に、見出しのない列の値があります。表計算ソフトで開いて、列のずれを直してください", code="wide")
        if len(cells) > MOST_COLUMNS or any(len(c) > MOST_LETTERS for c in cells):
            raise Refused(f"{line}行目の列が多すぎるか、1つの欄が長すぎます（{MOST_LETTERS:,}字まで）", code="cell")


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise Refused("CSVでもExcel（.xlsx）でもないファイルです。どちらかで保存して、もう一度選んでください", code="kind")
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("文字コードが読み取れません。「CSV UTF-8」で保存して、もう一度選んでください", code="encoding")


def _csv(text: str) -> Iterable[tuple[int, list[str]]]:
    csv.field_size_limit(MOST_BYTES)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if first.count("\t") > first.count(",") else ",", strict=True)
    start, found = 1, []
    try:
        for cells in reader:
            found.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        raise Refused(f"{reader.line_num}行目の引用符（\"）が閉じていません。表計算ソフトで開いて保存しなおしてください", code="csv") from None
    return found


def _xlsx(content: bytes) -> Iterable[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # slow to load, and few need it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(i.file_size for i in packed.infolist()) > MOST_UNPACKED:
                raise Refused("ファイルの中身が大きすぎます。値だけを新しいブックに貼り付けて、保存しなおしてください", code="size")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS * 5, max_col=MOST_COLUMNS + 1, values_only=True)
        return [(n, _ended([_text(v) for v in values])) for n, values in enumerate(rows, 1)]
    except Refused:
        raise
    except Exception as broken:  # whatever a damaged or hostile book makes the reader raise
        raise Refused("Excelのファイルが開けません。.xlsx で保存しなおすか、CSVで保存してください", code="xlsx") from broken


def _ended(cells: list[str]) -> list[str]:
    """Without the blank cells after the last; a sheet is as wide as we look."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def xlsx_bytes(title: str, rows: Sequence[Sequence[str]], notes: Sequence[Sequence[str]]) -> bytes:
    """A book of two sheets, every cell as text, so that leading zeros stay."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, lines in ((title, rows), ("説明", notes)):
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append([guarded(c) for c in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
