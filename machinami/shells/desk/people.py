"""Finding residents; every look is on record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from machinami.capabilities.identity import queries
from machinami.shells.desk.access import page_number, staff
from machinami.shells.desk.words import LANGUAGES

PURPOSES = ("申請の審査", "窓口での問合せ", "電話での問合せ", "郵送物の確認")


@staff("identity.search_people")
def search(request: HttpRequest) -> HttpResponse:
    text, purpose = request.GET.get("q", ""), request.GET.get("purpose", "")
    page = None
    if text and purpose in PURPOSES:
        page = queries.search_people(actor=request.actor, text=text, purpose=purpose, page=page_number(request))  # type: ignore[attr-defined]
    return render(request, "desk/people.html", {"q": text, "purpose": purpose, "purposes": PURPOSES, "page": page})


@staff("identity.read_person")
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    purpose = request.GET.get("purpose", "")
    if purpose not in PURPOSES:
        return render(request, "desk/purpose.html", {"purposes": PURPOSES}, status=422)
    members = queries.household(actor=request.actor, person_id=person_id, purpose=purpose)  # type: ignore[attr-defined]
    found = next(m for m in members if m.id == str(person_id))
    return render(request, "desk/person.html", {"p": found, "members": members, "purpose": purpose,
                                                "languages": LANGUAGES})
