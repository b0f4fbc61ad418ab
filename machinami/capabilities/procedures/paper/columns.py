"""The columns of a table of paper applications, made from the procedure's definition: one input, one column.

A cell is read by the very field that reads a resident's form, so a table knows no rules of its own. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.fields.calculated import CalculatedField
from machinami.capabilities.procedures.fields.controls import Control, Option, Posted, input_name
from machinami.capabilities.procedures.fields.dates import DateField
from machinami.capabilities.procedures.fields.files import FileField
from machinami.capabilities.procedures.fields.members import MembersField
from machinami.foundation.calendar import ERAS
from machinami.foundation.i18n import Text
from machinami.foundation.text import narrow

#: Columns beside the answers; their paths can't be a field's, which holds no dollar.
NUMBER, RECEIVED, ERROR = "$number", "$received", "$error"
_DAY = re.compile(r"^([^0-9元]*)([0-9]{1,4}|元)(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?$")
_YES = ("はい", "同意する", "○", "〇", "1", "yes", "true", "TRUE")
#: Groups of people that a template offers; a file may hold as many as the procedure takes.
OFFERED = 4


@dataclass(frozen=True, slots=True)
class Column:
    """``path``: of the input, with people counted from 1 (``children.1.name.family``); ``required``: on the form, where it is asked."""

    path: str
    label: str
    kind: str = "text"
    options: tuple[Option, ...] = ()
    required: bool = False

    @property
    def input(self) -> str:
        """The input's name on a resident's form, people counted from 0."""
        return input_name(re.sub(r"\.([0-9]+)\.", lambda m: f".{int(m[1]) - 1}.", self.path))


EXTRA = (Column(NUMBER, "宛名番号"), Column(RECEIVED, "受付日", "date"))


def fits(definition: Definition) -> bool:
    """Whether a row of cells can be a whole application: no file that everybody must send, nobody who must sign."""
    attached = any(isinstance(e.field, FileField) and e.field.required and not e.conditions for e in definition.entries)
    return not attached and not definition.co_applicants


def columns_of(definition: Definition, context: Context, groups: int = 0) -> list[Column]:
    """All of them, in the order of the form; ``groups``: of people, otherwise as many as may be."""
    found = [*EXTRA, *(c for e in definition.entries for c in _of(e.field, e.field.code, "", context, groups))]
    seen: dict[str, int] = {}
    for column in found:
        seen[column.label] = seen.get(column.label, 0) + 1
    return [c if seen[c.label] == 1 else Column(c.path, f"{c.label}（{c.path}）", c.kind, c.options, c.required) for c in found]


def _of(field: Any, path: str, before: str, context: Context, groups: int) -> Iterator[Column]:
    label = before + field.label.ja
    if isinstance(field, FileField | CalculatedField):
        return
    if isinstance(field, MembersField):
        for n in range(1, min(field.max, groups or field.max) + 1):
            head = f"{label}{n}："
            if field.offer is not None:
                yield Column(f"{path}.{n}.{NUMBER}", f"{head}宛名番号")
            for inner in field.fields:
                yield from _of(inner, f"{path}.{n}.{inner.code}", head, context, groups)
    elif isinstance(field, DateField):
        yield Column(path, label, "date", required=field.required)
    else:
        yield from (_column(c, path, label) for c in field.controls(path, Posted(), context) if c.type not in ("hidden", "output"))


def _column(control: Control, path: str, label: str) -> Column:
    part = control.name.removeprefix(input_name(path)).lstrip("-")
    own = label if not part else f"{label}：{control.label.ja}"
    kind = {"radio": "one", "select": "one", "checkboxes": "many", "checkbox": "yes"}.get(control.type, "text")
    return Column(f"{path}.{part}" if part else path, own, kind, control.options, control.required)


# a cell as what was typed, and back

def posted_of(columns: Mapping[str, Column], cells: Mapping[str, str]) -> dict[str, list[str]]:
    """Path → cell as the inputs of the form."""
    found: dict[str, list[str]] = {}
    for path, cell in cells.items():
        if cell.strip() and "$" not in path:
            found |= _typed(columns[path], cell)
    return found


def _typed(column: Column, cell: str) -> dict[str, list[str]]:
    name, text = column.input, cell.strip()
    if column.kind == "date":
        return {f"{name}-{part}": [value] for part, value in _parts(text).items()}
    if column.kind == "yes":
        return {name: ["yes" if text in _YES or text == column.label else text]}
    if column.kind == "many":
        return {name: [_code(column, part.strip()) for part in _split(column, text)]}
    return {name: [_code(column, text) if column.kind == "one" else cell]}


def _split(column: Column, text: str) -> list[str]:
    return re.split(r"[|\n]", text) if "|" in text or "\n" in text else [text] if _known(column, text) else text.split("、")


def _known(column: Column, text: str) -> bool:
    return any(text in (o.value, o.label.ja) for o in column.options)


def _code(column: Column, text: str) -> str:
    """The option's code, from itself or its Japanese words; anything else as it stands, to be refused by the field."""
    return next((o.value for o in column.options if text == o.value), next((o.value for o in column.options if text == o.label.ja), text))


def _parts(text: str) -> dict[str, str]:
    """2026-04-01, 2026/4/1, 令和8年4月1日, R8.4.1 as the form's four inputs; anything else as a year that is none."""
    found = _DAY.match(narrow(text).strip())
    era = next((e.code for e in ERAS if found and found[1].strip().upper() in (e.name, e.letter)), "" if found and found[1].strip() else "western")
    if found is None or not era:
        return {"era": "western", "year": text, "month": "", "day": ""}
    return {"era": era, "year": found[2], "month": found[3], "day": found[4]}


def unknown(column: Column, cell: str) -> bool:
    """What a select does not offer: a form could not have sent it."""
    if not cell.strip() or column.kind not in ("one", "many", "yes"):
        return False
    if column.kind == "yes":
        return cell.strip() not in _YES and cell.strip() != column.label
    return not all(_known(column, p.strip()) for p in (_split(column, cell.strip()) if column.kind == "many" else [cell.strip()]))


def cells_of(definition: Definition, answers: Mapping[str, Any], columns: list[Column], numbers: Mapping[str, str] | None = None) -> dict[str, str]:
    """Path → cell that reads as these answers. ``numbers``: person id → 宛名番号, for people of the register."""
    raw: dict[str, list[str]] = {}
    for code, value in answers.items():
        raw |= definition.fields[code].raw(value, code)
    cells = {c.path: _cell(c, raw, answers) for c in columns if "$" not in c.path}
    for column in columns:
        head, _, last = column.path.rpartition(".")
        if last == NUMBER and head:
            person = raw.get(f"{Column(f'{head}.x', '').input[:-2]}-person", [""])[0]
            cells[column.path] = (numbers or {}).get(person, "")
    return {p: v for p, v in cells.items() if v}


def _cell(column: Column, raw: Mapping[str, list[str]], answers: Mapping[str, Any]) -> str:
    if column.kind == "date":
        return _day(answers, column.path)
    values = raw.get(column.input, [])
    if column.kind == "yes":
        return "はい" if values else ""
    words = [next((o.label.ja for o in column.options if o.value == v), v) for v in values]
    return "|".join(words) if column.kind == "many" else "".join(words[-1:])


def _day(answers: Any, path: str) -> str:
    for part in path.split("."):
        if isinstance(answers, list):
            at = int(part) - 1
            answers = answers[at] if at < len(answers) else {}
        else:
            answers = answers.get(part, {})
    return answers if isinstance(answers, str) else ""


def at_column(columns: list[Column], path: str) -> Column | None:
    """The column where an error's path leads (people counted from 0 there); a whole field's leads to its first."""
    own = re.sub(r"\.([0-9]+)(?=\.|$)", lambda m: f".{int(m[1]) + 1}", path)
    for wanted in (own, own.rpartition(".")[0], own.partition(".")[0]):
        for column in columns:
            if wanted and (column.path == wanted or column.path.startswith(f"{wanted}.")):
                return column
    return None


def legend(column: Column) -> str:
    """What may stand in the column."""
    if column.path == NUMBER:
        return "住民記録の宛名番号。空欄なら、住民記録と結びつけない申請になります"
    if column.path == RECEIVED:
        return "紙を受け付けた日（2026-04-01、令和8年4月1日など）。空欄なら取り込んだ日"
    if column.path.endswith(NUMBER):
        return "同じ世帯の人の宛名番号。入れると、住民記録にあることは空欄のままでかまいません"
    words = " | ".join(o.label.ja for o in column.options)
    return {"date": "日付（2026-04-01、令和8年4月1日など）", "one": f"どれか1つ：{words}", "yes": "はい、または空欄",
            "many": f"いくつでも（| で区切る）：{words}"}.get(column.kind, "文字")


def label_text(column: Column | None) -> Text:
    return Text(ja=column.label if column else "この行")
