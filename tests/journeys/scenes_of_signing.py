"""Pages of applications that several people sign, in every state, with who may open them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.procedures import actions, testing
from machinami.capabilities.signatures import actions as signatures
from machinami.capabilities.signatures import queries
from machinami.capabilities.signatures import testing as signing
from machinami.capabilities.signatures.models import Request
from machinami.foundation.actors import system

CODE = "nursery_admission"


def made(applicant: Any, named: Any) -> dict[str, Any]:
    """Request and case ids by state: waiting, locked, declined, lapsed; and a link that opens."""
    found: dict[str, Any] = {}
    for n, name in enumerate(("waiting", "locked", "declined", "lapsed", "signed")):
        row = _asked(applicant, n)
        found[name], found[f"{name}_case"] = str(row.pk), str(row.case_id)
        Request.objects.filter(pk=row.pk).update(person_id=named.person_id)
    found["link"] = signing.fresh_link(Request.objects.get(pk=found["waiting"]))
    guests = {name: queries.invited(found[name]) for name in ("declined", "signed")}
    seen = {name: queries.asked(actor=guest, request_id=guest.id).seen for name, guest in guests.items()}
    signatures.decline(actor=guests["declined"], request_id=found["declined"], seen=seen["declined"], reason="時間が違います")
    signatures.sign(actor=guests["signed"], request_id=found["signed"], seen=seen["signed"])
    Request.objects.filter(pk=found["locked"]).update(locked_at=timezone.now())
    Request.objects.filter(pk=found["lapsed"]).update(due_on=timezone.localdate() - timedelta(days=1))
    signatures.lapse(actor=system("scenes"))
    return found


def _asked(applicant: Any, n: int) -> Request:
    """An application whose made-up answers name a second parent who signs."""
    for seed in range(n * 60, n * 60 + 60):
        try:
            sent = testing.apply(actor=applicant, code=CODE, seed=seed)
        except (LookupError, AssertionError):
            for draft in _begun(applicant):
                actions.discard_draft(actor=applicant, draft_id=draft)
            continue
        rows = signing.requests(sent.id)
        if rows:
            return rows[0]
    raise LookupError("no made-up application names somebody who signs")


def _begun(applicant: Any) -> list[str]:
    from machinami.capabilities.procedures.queries import my_drafts

    return [d.id for d in my_drafts(actor=applicant) if d.code == CODE]


def guest_session(session: Any, request_id: str) -> str:
    return str(session(signing={"request": request_id, "until": int(time.time()) + 1800}))


def pages(Scene: Any, found: dict[str, Any]) -> Iterator[Any]:  # noqa: N803
    """What is signed together: the applicant's pages, those of who is asked, and the mailed link's."""
    yield from (Scene(f"my/cases/{found[f'{name}_case']}/{p}", "together") for name in ("waiting", "locked", "declined", "lapsed", "signed")
                for p in ("", "signatures/"))
    yield Scene(f"my/cases/{found['waiting_case']}/signatures/", "together", do="button[name=replace]",
                check=f"fill:#email-{found['waiting']}=x", status=422)
    yield Scene(f"my/cases/{found['waiting_case']}/done/", "together")
    yield Scene("my/", "named")
    yield from (Scene(f"my/signing/{found[name]}/", "named") for name in ("waiting", "declined", "lapsed", "signed"))
    yield from (Scene(f"my/signing/{found['waiting']}/", "named", do=press, status=422) for press in ("main button.big", "button[name=decline]"))
    yield Scene(f"my/signing/{found['waiting']}/", "hanako", status=404)
    yield from (Scene(p, "guest") for p in (f"sign/{found['link']}/", "sign/"))
    yield Scene(f"sign/{found['link']}/", "guest", do="main button.big", status=422)
    yield from (Scene(p, "newcomer", status=410) for p in ("sign/", "sign/nothing/"))
