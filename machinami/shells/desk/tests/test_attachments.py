"""A proof that came in while the virus scanner was down: the case says so, and what the scanner found then."""

from __future__ import annotations

import io
import random

import pytest
from django.test import Client
from PIL import Image

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.documents import scanning
from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.procedures import actions, queries
from machinami.capabilities.procedures.testing import context_for, payloads
from machinami.foundation.actors import system
from machinami.foundation.i18n import Text

CODE = "after_school_club"


@pytest.mark.django_db(databases=["default", "audit"])
def test_a_file_waits_shut_and_what_is_found_in_it_stands_in_the_case(settings, monkeypatch):
    actions.publish_definitions(actor=system("test"))
    settings.SCANNER_URL = "clamd://127.0.0.1:1"  # nobody listens there
    hanako, out = people.resident(), io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    row = documents.receive_upload(actor=hanako, name="証明.png", content=out.getvalue())
    definition = queries.definition(CODE)
    answers = payloads(definition, random.Random(1), context=context_for(definition)) | {
        "proof": [{"id": row.id, "name": row.name, "media_type": row.media_type, "size": row.size}]}
    case = cases.open_case(actor=hanako, code=CODE, version=1, title=Text(ja="学童"), section=definition.section, account_id=hanako.id,
                           person_id=None, applicant_name="杉並 花子", applicant_kana="スギナミ ハナコ", answers=answers, idempotency_key="a")
    documents.keep_uploads(actor=hanako, upload_ids=[row.id], subject=f"cases.Case:{case.id}", section=definition.section)
    clerk = people.staff((definition.section, "clerk"))
    browser = Client()
    browser.force_login(StaffMember.objects.get(pk=clerk.id))
    page = browser.get(f"/desk/cases/{case.id}/").content.decode()
    assert "ウイルスの検査待ち" in page and f"/desk/uploads/{row.id}/" not in page
    assert browser.get(f"/desk/uploads/{row.id}/").status_code == 422

    monkeypatch.setattr(scanning, "scan", lambda content: scanning.Verdict("infected", "Test.Eicar"))
    assert documents.scan_uploads(actor=system("test")) == {"infected": 1}
    page = browser.get(f"/desk/cases/{case.id}/").content.decode()
    assert "ウイルスが見つかったため開けません" in page and "別のファイルを求めてください" in page
    (memo,) = [e for e in case_queries.case(actor=clerk, case_id=case.id, purpose="審査").history if e.verb == "memo"]
    assert "証明.png" in memo.note and "Test.Eicar" in memo.note
