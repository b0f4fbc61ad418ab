"""What is left of a signature once its case is erased: that somebody in that role signed that digest on that day."""

from __future__ import annotations

from machinami.capabilities.notices import actions as notices
from machinami.capabilities.signatures.models import Link, Record, Request
from machinami.foundation.actors import Actor


def erase(actor: Actor, case_id: str) -> None:
    """Names, addresses, codes, links, reasons and who the signers were. In the transaction that empties the case."""
    rows = Request.objects.filter(case_id=case_id)
    for key in rows.values_list("pk", flat=True):
        notices.erase_about(actor=actor, subject=f"signatures.Request:{key}")
    Link.objects.filter(request__case_id=case_id).delete()
    Record.objects.filter(request__case_id=case_id).update(reason=None, account=None)
    rows.update(name=None, email=None, code=None, person=None, match_key="")
