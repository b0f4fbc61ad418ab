"""Model rows to frozen rows."""

from __future__ import annotations

from machinami.capabilities.cases.models import Case
from machinami.capabilities.cases.types import CaseRow
from machinami.foundation.i18n import Text


def case_row(case: Case) -> CaseRow:
    assigned = case.assigned_to if case.assigned_to_id else None
    return CaseRow(id=str(case.pk), number=case.number, code=case.code, title=Text.of(case.title),
                   section=case.section, applicant_name=case.applicant_name, state=case.state,
                   received_at=case.received_at, target_on=case.target_on,
                   assigned_to=str(case.assigned_to_id) if case.assigned_to_id else None,
                   assigned_name=assigned.name if assigned else "", revision=case.revision,
                   subject_name=case.subject_name)
