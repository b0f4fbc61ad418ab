"""One row of cells as an application, by the rules of a resident's own: read by the fields, looked through as on sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from machinami.capabilities.procedures import messages, submission, wording
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.fields.base import Context
from machinami.capabilities.procedures.fields.controls import Posted, input_name
from machinami.capabilities.procedures.fields.members import MembersField
from machinami.capabilities.procedures.paper.columns import (
    NUMBER,
    RECEIVED,
    Column,
    at_column,
    columns_of,
    label_text,
    posted_of,
    unknown,
)
from machinami.capabilities.procedures.scope import as_date
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.validation import Invalid
from machinami.capabilities.procedures.words import say
from machinami.foundation.calendar import from_era
from machinami.foundation.errors import Refused
from machinami.foundation.i18n import Text

#: How long ago a paper may have come in.
OLDEST = 366
Cells = Mapping[str, str]
#: path of a column → what to do
Faults = dict[str, Text]
NOT_OFFERED = Text(ja="{label}は、説明にある言葉のどれかで書いてください")
NOT_IN_HOUSEHOLD = Text(ja="この宛名番号の人は、申請者の世帯にいないか、この申請では選べません")
TWICE_FILLED = Text(ja="人の欄は、1人目から詰めて書いてください")


class Unfit(Exception):
    """A row that can't be taken in; ``faults``: column's path → what to do."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def received_of(cells: Cells, today: date) -> date:
    """The day the paper came in. :raises Unfit: for one to come, or longer ago than a year."""
    typed = cells.get(RECEIVED, "")
    if not typed:
        return today
    parts = posted_of({"d": Column("d", "受付日", "date")}, {"d": typed})
    day = as_date(_iso(parts))
    if day is None or not today - timedelta(days=OLDEST) <= day <= today:
        raise Unfit({RECEIVED: Text(ja="受付日には、きょうまでの1年以内の日付を書いてください（例: 2026-04-01）")})
    return day


def _iso(parts: dict[str, list[str]]) -> str:
    era, year, month, day = (parts[f"d-{p}"][0] for p in ("era", "year", "month", "day"))
    try:
        return from_era(era, 1 if year == "元" else int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def answers_of(definition: Definition, cells: Cells, context: Context, numbers: Mapping[str, str]) -> dict[str, Any]:
    """The whole valid answers of a row; what it leaves blank is as the register says, as on a resident's form.

    :param numbers: 宛名番号 → person id of the household. :raises Unfit: with all that is to be mended.
    """
    columns = {c.path: c for c in columns_of(definition, context)}
    faults = {p: say(NOT_OFFERED, label=label_text(columns[p])) for p, cell in cells.items() if unknown(columns[p], cell)}
    posted = Posted(posted_of(columns, cells))
    values, found = _read(definition, columns, cells, _with_people(definition, posted, cells, numbers, faults), context)
    faults |= {p: t for p, t in found.items() if p not in faults}
    if faults:
        raise Unfit(faults)
    consents = [f.code for f in definition.consents.fields if values.get(f.code)] if definition.consents else []
    try:
        return submission.whole(definition, values, consents, context)
    except Invalid as invalid:
        raise Unfit(_placed(columns, invalid.fields)) from invalid
    except Refused as refused:
        cause = refused.__cause__
        raise Unfit(_placed(columns, cause.fields if isinstance(cause, Invalid) else {"": Text(ja=str(refused.message))})) from refused


def _placed(columns: Mapping[str, Column], errors: Mapping[str, Text]) -> Faults:
    """Paths of answers as paths of columns; what belongs to none is told of the row."""
    found: Faults = {}
    for path, text in errors.items():
        column = at_column(list(columns.values()), path)
        found.setdefault(column.path if column else "", text)
    return found


def _with_people(definition: Definition, posted: Posted, cells: Cells, numbers: Mapping[str, str], faults: Faults) -> Posted:
    """How many people each list holds, and who of them is of the register."""
    values = dict(posted.values)
    for field in (f for f in definition.fields.values() if isinstance(f, MembersField)):
        filled = {int(p.split(".")[1]) for p in cells if p.startswith(f"{field.code}.") and cells[p].strip()}
        if not filled:
            continue
        if filled != set(range(1, len(filled) + 1)):
            faults.setdefault(f"{field.code}.{max(filled)}.{field.fields[0].code}", TWICE_FILLED)
        values[f"{input_name(field.code)}-count"] = [str(max(filled))]
        for n in filled:
            number = cells.get(f"{field.code}.{n}.{NUMBER}", "").strip()
            if number and number not in numbers:
                faults[f"{field.code}.{n}.{NUMBER}"] = NOT_IN_HOUSEHOLD
            elif number:
                at = f"{input_name(field.code)}-{n - 1}"
                values |= {f"{at}-person": [numbers[number]], f"{at}-include": ["yes"]}
    return Posted(values)


def _read(definition: Definition, columns: Mapping[str, Column], cells: Cells, posted: Posted,
          context: Context) -> tuple[dict[str, Any], Faults]:
    """Every field in the order they depend on each other; blank ones keep what the register says."""
    running = submission.prefilled(definition, context.facts, context)
    errors: dict[str, Text] = {}
    for entry in definition.order:
        field, typed = entry.field, _mentions(cells, entry.field.code)
        settled = settle(definition, running, context)
        if field.computed or (not typed and field.code in running):
            continue
        if field.code not in settled.shown:
            errors |= {field.code: say(messages.LEAVE_OUT, label=field.label)} if typed else {}
            continue
        value, found = field.parse(posted, field.code, replace(context, answers=settled.answers))
        if _people_lost(field, posted, value, context):
            found = {f"{field.code}.0.{NUMBER}": NOT_IN_HOUSEHOLD}
        errors |= found
        running = {k: v for k, v in running.items() if k != field.code} | ({} if value is None or found else {field.code: value})
    faults = _placed(columns, errors)
    if not errors:
        faults = _placed(columns, submission.other_person(definition, running, context.facts))
    return running, faults


def _people_lost(field: Any, posted: Posted, value: Any, context: Context) -> bool:
    """Somebody of the register whom this list does not offer would silently be left out."""
    if not isinstance(field, MembersField):
        return False
    asked = {v[0] for k, v in posted.values.items() if k.startswith(f"{input_name(field.code)}-") and k.endswith("-person")}
    return bool(asked) and not asked <= {r.get("person_id", "") for r in value or ()} and value is not None


def _mentions(cells: Cells, code: str) -> bool:
    return any(cell.strip() and (p == code or p.startswith(f"{code}.")) for p, cell in cells.items())


def not_now(definition: Definition, day: date) -> Text | None:
    """Why nothing is taken in for the procedure on that day."""
    return None if definition.reception.open_on(day) else wording.closed(definition.reception, day)
