"""荻窪さん at the desk: block by block on the case's own page, errors beside their inputs, the document seen before deciding."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from machinami.capabilities.audit import actions as audit_actions
from machinami.capabilities.audit import queries as audit
from machinami.capabilities.identity import testing as people
from machinami.capabilities.procedures import actions
from machinami.capabilities.procedures.testing import apply
from machinami.foundation.actors import system
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, db):
    actions.publish_definitions(actor=system("test"))
    actor = people.staff(("*", "clerk"), ("*", "approver"))
    client.force_login(get_user_model().objects.get(pk=actor.id))
    return actor


@pytest.fixture
def page(clerk):
    sent = apply(actor=people.resident(), code="child_allowance")
    run_tasks()
    return f"/desk/cases/{sent.id}/"


def award(**changes):
    day = timezone.localdate()
    parts = {"era": "western", "year": str(day.year), "month": str(day.month), "day": str(day.day)}
    dates = {f"{code}-{p}": v for code in ("award_from", "first_pay_on") for p, v in parts.items()}
    return {"recipient_number": "8-1", "award_children": "1", "award_monthly": "15000", **dates} | changes


def test_saved_in_its_place_and_shown_again(client, page):
    html = client.get(page).content.decode()
    assert "確かめたこと" in html and 'name="recipient_number"' in html
    saved = client.post(f"{page}findings/pension_result/", {"seen": "0", "pension_found": "employees", "custody_found": "yes"})
    assert saved.status_code == 302 and saved.url.endswith("#finding-pension_result")
    html = client.get(page).content.decode()
    assert "記録済み" in html and "厚生年金" in html


def test_what_is_wrong_stands_beside_its_input_and_what_was_typed_stays(client, page):
    answer = client.post(f"{page}findings/award/", {"seen": "0", **award(award_monthly="たくさん", recipient_number="8-77")})
    html = answer.content.decode()
    assert answer.status_code == 422 and 'id="award_monthly-error"' in html and "たくさん" in html and "8-77" in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), {i for i in ids if ids.count(i) > 1}


def test_a_correction_asks_why_at_the_block(client, page):
    client.post(f"{page}findings/award/", {"seen": "0", **award(award_differs="")})
    answer = client.post(f"{page}findings/award/", {"seen": "1", **award(recipient_number="8-2")})
    assert answer.status_code == 422 and 'id="why-award-error"' in answer.content.decode()
    again = client.post(f"{page}findings/award/", {"seen": "1", "reason": "番号の書き誤り", **award(recipient_number="8-2")})
    assert again.status_code == 302
    assert "番号の書き誤り" in client.get(page).content.decode()


def test_deciding_too_early_says_what_is_missing_and_the_draft_can_be_seen(client, page):
    early = client.post(f"{page}decide/", {"outcome": "approved", "reason": "これで承認する"})
    html = early.content.decode()
    assert early.status_code == 422 and "認定する内容" in html and "これで承認する" in html
    draft = client.post(f"{page}preview/", {"paper": "approved:approval", "reason": ""})
    assert draft.headers["Content-Type"] == "application/pdf" and draft.content.startswith(b"%PDF")
    letter = client.post(f"{page}preview/", {"paper": "refused:refusal", "reasons": ["no_custody"], "reason": "別居のため"})
    assert letter.content.startswith(b"%PDF")


def test_an_account_is_seen_by_its_end_until_somebody_asks_and_that_is_on_record(client, page, clerk):
    html = client.get(page).content.decode()
    assert "•••" in html
    refused = client.post(f"{page}reveal/", {"path": "account", "purpose": "なんとなく"})
    assert refused.status_code == 422 and "目的" in refused.content.decode()
    answer = client.post(f"{page}reveal/", {"path": "account", "purpose": "支払いの登録"})
    number = re.search(r"([0-9]{7}) [ァ-ヶー]", answer.content.decode())
    assert number and number[1] not in html and number[1] not in client.get(page).content.decode(), "shown once"
    audit_actions.seal(actor=system("test"))
    looks = audit.search(actor=system("test"), text="procedures.reveal").rows
    assert [(r.purpose, r.detail["path"]) for r in looks] == [("支払いの登録", "account")]


def test_the_registers_answer_fills_the_inputs_and_is_saved_by_a_person(client, clerk):
    sent = apply(actor=people.resident(), code="seal_certificate")
    page = f"/desk/cases/{sent.id}/"
    filled = client.post(f"{page}findings/seal_book/", {"seen": "0", "look_up": "1", "card_fits": "yes"})
    html = filled.content.decode()
    assert filled.status_code == 200 and "試験用に合成した台帳" in html and 'value="杉並"' in html
    assert re.search(r'name="card_fits" value="yes"[^>]*checked', html), "what was chosen stays"
