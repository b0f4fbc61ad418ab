"""わたしのデータ: everything the city hall holds about somebody, for that person, as one machine-readable archive
(個人情報の保護に関する法律第76条 gives the right to see it; this is the quick way, the formal request stays open)."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from machinami.capabilities.audit import queries as audit
from machinami.capabilities.audit.actions import record_read
from machinami.capabilities.cases import queries as cases
from machinami.capabilities.documents import queries as documents
from machinami.capabilities.identity import queries as identity
from machinami.capabilities.notices import queries as notices
from machinami.capabilities.payments import queries as payments
from machinami.capabilities.privacy import queries as privacy
from machinami.capabilities.procedures import queries as procedures
from machinami.foundation.actors import Actor
from machinami.foundation.pages import Page
from machinami.shells.portal.access import signed_in

#: The form of the archive; a program that reads it should look at this first.
FORM = "machinami-my-data/1"
_PURPOSE = "本人による自分のデータの取得"


@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    """What is held, why and how long; by POST the archive itself."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        response = HttpResponse(archive(actor), content_type="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate()}.zip"'
        return response
    return render(request, "portal/mydata.html", {"holdings": _about_residents()})


def _about_residents() -> list[privacy.HoldingRow]:
    return [h for h in privacy.holdings() if h.holding.subjects != "職員"]


def archive(actor: Actor) -> bytes:
    """A ZIP: ``data.json`` (UTF-8), the documents and attachments as files, and ``SHA256SUMS``. The reading is on record."""
    record_read(actor=actor, verb="privacy.export", subject=f"identity.Account:{actor.id}", purpose=_PURPOSE, person_id=actor.person_id)
    files: dict[str, bytes] = {}
    data = {"form": FORM, "made_at": timezone.localtime().isoformat(timespec="seconds"),
            "held": [{"holder": h.holder, **asdict(h.holding)} for h in _about_residents()], **dict(_sections(actor, files))}
    files["data.json"] = json.dumps(data, ensure_ascii=False, indent=1, default=str).encode()
    files["SHA256SUMS"] = "".join(f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(files.items())).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(name, content)
    return out.getvalue()


def _sections(actor: Actor, files: dict[str, bytes]) -> Iterator[tuple[str, Any]]:
    yield "account", asdict(identity.account(actor.id))
    yield "register", [asdict(p) for p in identity.own_household(actor=actor) if p.id == actor.person_id]
    yield "drafts", [{"code": d.code, "version": d.version, "answers": d.answers, "updated_at": d.updated_at,
                      "expires_on": d.expires_on} for d in procedures.my_drafts(actor=actor)]
    yield "cases", [_case(actor, row, files) for row in _all(lambda n: cases.my_cases(actor=actor, page=n, size=100))]
    yield "notices", [asdict(n) for n in _all(lambda n: notices.inbox(actor=actor, page=n, size=200))]
    yield "receiving", {"choices": asdict(notices.choices(actor=actor)), "devices": [asdict(d) for d in notices.devices(actor=actor)]}
    yield "sign_in", {"passkeys": [asdict(p) for p in identity.passkeys(actor=actor)],
                      "sessions": [asdict(p) for p in identity.places(actor=actor, session_key=None)]}
    yield "looked", [asdict(r) for r in _all(lambda n: audit.about_person(person_id=actor.person_id or "-", page=n, size=500))]


def _case(actor: Actor, row: Any, files: dict[str, bytes]) -> dict[str, Any]:
    subject = f"cases.Case:{row.id}"
    detail = asdict(cases.case(actor=actor, case_id=row.id, purpose=_PURPOSE))
    papers = documents.documents_of(actor=actor, subject=subject)
    for paper in papers:
        files[f"documents/{paper.number}.pdf"] = documents.read_document(actor=actor, document_id=paper.id, purpose=_PURPOSE)
    attached = list(_uploads(detail["answers"]))
    withheld = documents.withheld([u["id"] for u in attached])
    for upload in attached:
        if withheld.get(upload["id"]) == "infected":
            continue  # it stands in the answers by name; what it holds would harm her
        content, _, name = documents.read_upload(actor=actor, upload_id=upload["id"], purpose=_PURPOSE)
        files[f"attachments/{upload['id']}-{name.replace('/', '_')}"] = content
    return {**detail, "documents": [asdict(p) for p in papers],
            "charges": [asdict(c) for c in payments.charges_of(actor=actor, subject=subject)]}


def _uploads(answers: Any) -> Iterator[dict[str, Any]]:
    """Attached files, wherever they stand in the answers."""
    if isinstance(answers, dict):
        if {"id", "media_type", "size"} <= set(answers):
            yield answers
            return
        answers = list(answers.values())
    for inner in answers if isinstance(answers, list | tuple) else ():
        yield from _uploads(inner)


def _all(page: Callable[[int], Page[Any]]) -> Iterator[Any]:
    """Every row of every page."""
    number = 1
    while True:
        found = page(number)
        yield from found.rows
        if number >= found.pages:
            return
        number += 1
