"""What is written in a table is what a resident's form would have sent: from answers to cells, to a file, and back."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.fields.files import FileField
from machinami.capabilities.procedures.paper import columns, rows, sheets
from machinami.capabilities.procedures.testing import accepted, context_for, payloads
from machinami.foundation.errors import Refused

FIT = [d for d, _ in queries.shipped() if columns.fits(d)]
context_of = cache(lambda n: context_for(FIT[n]))


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(n=st.integers(0, len(FIT) - 1), seed=st.integers(0, 10_000), kind=st.sampled_from(["utf-8", "cp932", "xlsx", "paths"]))
def test_from_the_template_to_the_same_payload(n, seed, kind):
    definition, context = FIT[n], context_of(n)
    drawn = payloads(definition, Random(seed), context=context)
    wanted = accepted(definition, {c: v for c, v in drawn.items() if not isinstance(definition.fields[c], FileField)}, context)
    if wanted is None:
        return  # a file is asked for here
    numbers = {p["person_id"]: f"{i:010}" for i, p in enumerate(context.facts.household, 1)}
    listed = columns.columns_of(definition, context)
    cells = columns.cells_of(definition, wanted | {}, listed, numbers)
    table = [[c.path if kind == "paths" else c.label for c in listed], [cells.get(c.path, "") for c in listed]]
    read = sheets.read(_file(table, kind))
    back = {c.path: v for c, v in zip(listed, read[1][1], strict=False) if v}
    assert rows.answers_of(definition, back, context, {v: k for k, v in numbers.items()}) == wanted


def _file(table, kind):
    content = sheets.csv_bytes(table)
    if kind == "xlsx":
        return sheets.xlsx_bytes("表", table, [])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").encode("cp932") if kind == "cp932" else content
    except UnicodeEncodeError:
        return content


def test_every_column_has_a_heading_of_its_own():
    for definition in FIT:
        labels = [c.label for c in columns.columns_of(definition, plain_context(Facts()))]
        assert len(set(labels)) == len(labels) and not [x for x in labels if not x], definition.code


@pytest.mark.parametrize(("content", "words"), [
    (b"", "選んで"), (b"a,b\n", "1件以上"), (b"\x00\x01", "CSVでもExcel"), (b"\xff\xfe\xff,\x81\n\x81,", "文字コード"),
    (b'a,"b\nc', "引用符"), (b"PK\x03\x04broken", "開けません"), (b"x" * 2_000_001, "2 MB"), (b"a\n" + b"b\n" * 2001, "2,000件"),
])
def test_what_is_no_table_is_refused_with_what_to_do(content, words):
    with pytest.raises(Refused) as refused:
        sheets.read(content)
    assert words in str(refused.value.message)


def test_a_book_that_unpacks_without_end_is_not_opened(monkeypatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b" " * (sheets.MOST_UNPACKED + 1))
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: pytest.fail("opened"))
    with pytest.raises(Refused) as refused:
        sheets.read(packed.getvalue())
    assert refused.value.code == "size"


def test_no_cell_is_a_formula_and_comes_back_as_it_was():
    for cell in ("=1+1", "+81 90", "-5", "@x"):
        content = sheets.csv_bytes([["見出し"], [cell]])
        assert f"'{cell}".encode() in content and sheets.read(content)[1] == (2, [cell])
    assert sheets.read(b"a\tb\n1\t2")[1] == (2, ["1", "2"]) and sheets.read(b'a,b\n"1\n1",2\n3,4')[2][0] == 4
