"""花子さん types her bank account. Whoever takes the disk home finds no account on it, and no tale of her health."""

from __future__ import annotations

import io
import json

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from PIL import Image

from machinami.capabilities.cases import actions as cases
from machinami.capabilities.cases import queries as case_queries
from machinami.capabilities.cases.models import Amendment, Case, Findings
from machinami.capabilities.cases.types import CorrectionItem
from machinami.capabilities.documents import actions as stored
from machinami.capabilities.documents.models import Upload
from machinami.capabilities.identity import testing as people
from machinami.capabilities.privacy import actions as privacy
from machinami.capabilities.procedures import actions
from machinami.capabilities.procedures.models import Draft
from machinami.capabilities.procedures.testing import apply
from machinami.foundation.actors import system
from machinami.foundation.sealing import decrypt, encrypt, opened, renewed, seal, veiled
from machinami.foundation.testing import run_tasks

pytestmark = pytest.mark.django_db
SECRETS = ("7654321", "夜も眠れないと話された", "0000987654")


@pytest.fixture(autouse=True)
def published(db):
    actions.publish_definitions(actor=system("test"))


def everything() -> str:
    """All that stands in the tables of the database (but for the definitions, which quote examples)."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our own tables
            found += [f"{table}: {' '.join(map(str, row))}" for row in cursor.fetchall()]
    return "\n".join(found)


def told_by(text: str) -> list[str]:
    """The secrets that stand in a text, in their own letters or as JSON writes them."""
    return [s for s in SECRETS if s in text or json.dumps(s)[1:-1] in text]


def bank(number: str) -> dict[str, str]:
    return {"account-bank": "0001", "account-branch": "001", "account-number": number, "account-holder": "スギナミ ハナコ"}


def test_the_disk_holds_no_account_no_health_and_no_number_in_the_clear():
    hanako = people.resident()
    draft = actions.start_draft(actor=hanako, code="child_allowance")
    assert not actions.save_answers(actor=hanako, draft_id=draft.id, question="account", posted=bank("7654321")).errors
    assert "7654321" not in everything() and Draft.objects.get(pk=draft.id).answers["account"].keys() == {"$sealed"}
    actions.discard_draft(actor=hanako, draft_id=draft.id)

    sent = apply(actor=hanako, code="child_allowance")
    clerk = people.staff(("*", "clerk"), ("*", "approver"))
    cases.request_correction(actor=clerk, case_id=sent.id, items=[CorrectionItem("account", "番号を確かめてください")],
                             due_on=timezone.localdate() + timezone.timedelta(days=9))
    assert not actions.amend(actor=hanako, case_id=sent.id, posted=bank("7654321")).errors
    care = apply(actor=people.resident("0000000004"), code="long_term_care_assessment")
    assert not actions.record_findings(actor=clerk, case_id=care.id, values={
        "survey_notes": SECRETS[1], "care_level": "care1", "result_number": SECRETS[2]}).errors
    assert set(opened(Findings.objects.get().findings)) == {"survey_notes", "care_level", "month_limit", "result_number"}
    run_tasks()
    assert told_by(everything()) == []
    if connection.vendor == "sqlite":
        assert told_by(connection.connection.serialize().decode("utf-8", "replace")) == []
    assert case_queries.case(actor=hanako, case_id=sent.id, purpose="x").answers["account"]["number"] == "7654321"


def test_staff_and_the_api_get_no_more_than_the_end_of_it():
    sent = apply(actor=people.resident(), code="child_allowance")
    clerk = people.staff(("*", "clerk"))
    detail = case_queries.case(actor=clerk, case_id=sent.id, purpose="x")
    number = opened(detail.answers)["account"]["number"]
    assert number not in json.dumps(veiled(detail.answers)) and veiled(detail.answers)["account"] == {"sealed": True}


def test_people_in_a_list_are_sealed_each():
    rows = seal({"people": [{"number": "12345678", "name": "花子"}, {"name": "一郎"}]}, ["people.*.number", "not_there"])
    assert rows["people"][0]["name"] == "花子" and "12345678" not in json.dumps(rows)
    assert seal(rows, ["people.*.number"]) == rows, "sealed once" and opened(rows)["people"][0]["number"] == "12345678"


class TestKeys:
    def test_rotating_leaves_nothing_under_the_old_key_and_goes_on_where_it_was_stopped(self, settings):
        sent = apply(actor=people.resident(), code="child_allowance")
        clerk = people.staff(("*", "clerk"))
        care = apply(actor=people.resident("0000000004"), code="long_term_care_assessment")
        actions.record_findings(actor=clerk, case_id=care.id, values={"survey_notes": SECRETS[1]})
        old, before = settings.FIELD_KEYS, case_queries.case(actor=people.resident(), case_id=sent.id, purpose="x").answers
        settings.FIELD_KEYS = f"{Fernet.generate_key().decode()},{old}"
        out = io.StringIO()
        call_command("keys", "rotate", batch=1, limit=2, stdout=out)
        part = json.loads(out.getvalue().splitlines()[-1])
        assert part["rows"] == 2 and part["left"] > 0, "stopped half-way"
        out = io.StringIO()
        call_command("keys", "rotate", batch=3, stdout=out)
        last = json.loads(out.getvalue().splitlines()[-1])
        assert last["left"] == 0 and last["rows"] == part["left"], "what was done is not done again"
        settings.FIELD_KEYS = settings.FIELD_KEYS.split(",")[0]
        assert case_queries.case(actor=people.resident(), case_id=sent.id, purpose="x").answers == before
        for row in (*Case.objects.all(), *Amendment.objects.all()):
            opened(row.answers)
        assert [opened(f.findings)["survey_notes"] for f in Findings.objects.all()] == [SECRETS[1]]
        assert people.Person.objects.filter(bank__isnull=False).first().bank, "whole columns, too"

    def test_a_token_of_the_newest_key_is_left_alone(self, settings):
        token = encrypt({"number": "1"})
        assert renewed(token) is None
        settings.FIELD_KEYS = f"{Fernet.generate_key().decode()},{settings.FIELD_KEYS}"
        again = renewed(token)
        assert again and decrypt(again) == {"number": "1"} and renewed(again) is None


class TestFilesOfADraft:
    def _drawn(self) -> SimpleUploadedFile:
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "white").save(picture, "PNG")
        return SimpleUploadedFile("図.png", picture.getvalue(), "image/png")

    def _saved(self, actor):
        draft = actions.start_draft(actor=actor, code="dog_registration")
        posted = {"wants_tag": "yes", "vaccinated_on-era": "western", "vaccinated_on-year": str(timezone.localdate().year),
                  "vaccinated_on-month": str(timezone.localdate().month), "vaccinated_on-day": str(timezone.localdate().day)}
        saved = actions.save_answers(actor=actor, draft_id=draft.id, question="wants_tag", posted=posted,
                                     files={"vaccination_proof": [self._drawn()]})
        return draft.id, posted, saved.draft.answers["vaccination_proof"][0]["id"]

    def _long_ago(self):
        Upload.objects.update(created_at=timezone.now() - timezone.timedelta(days=90))
        stored.sweep_uploads(actor=system("sweep"))

    def test_a_draft_saved_again_and_again_for_months_keeps_its_file(self):
        fang = people.resident()
        draft, posted, file = self._saved(fang)
        self._long_ago()
        assert Upload.objects.filter(pk=file).exists()
        actions.save_answers(actor=fang, draft_id=draft, question="wants_tag", posted={**posted, "vaccination_proof-keep": file})
        self._long_ago()
        assert Upload.objects.filter(pk=file).exists()

    @pytest.mark.parametrize("ending", ["taken out", "thrown away", "expired"])
    def test_what_no_draft_names_any_more_goes(self, ending):
        fang = people.resident()
        draft, posted, file = self._saved(fang)
        if ending == "taken out":
            actions.save_answers(actor=fang, draft_id=draft, question="wants_tag", posted={**posted, "later": "1"})
        elif ending == "thrown away":
            actions.discard_draft(actor=fang, draft_id=draft)
        else:
            long_ago = timezone.localdate() - timezone.timedelta(days=4)
            Draft.objects.update(expires_on=long_ago, told_on=long_ago)
            assert privacy.shred(actor=system("expire")).erased == 1
        self._long_ago()
        assert not Upload.objects.filter(pk=file).exists()
