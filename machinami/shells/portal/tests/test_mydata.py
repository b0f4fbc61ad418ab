"""花子さん asks what the ward holds about her and takes it with her; 芳さん gets none of it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from machinami.capabilities.audit import actions as audit
from machinami.capabilities.audit import queries as records
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.identity.testing import resident
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import testing
from machinami.foundation.actors import system
from machinami.foundation.i18n import Text
from machinami.shells.portal.mydata import archive

pytestmark = pytest.mark.django_db


def opened(actor):
    packed = zipfile.ZipFile(io.BytesIO(archive(actor)))
    return packed, json.loads(packed.read("data.json"))


def test_everything_about_her_and_nothing_about_anybody_else():
    procedures.publish_definitions(actor=system("test"))
    hanako, fang = resident("0000000001"), resident("0000000007")
    own, other = testing.apply(actor=hanako, code="child_allowance"), testing.apply(actor=fang, code="dog_registration")
    procedures.start_draft(actor=hanako, code="pregnancy_report")
    paper = documents.issue(actor=system("test"), kind="approval", title=Text(ja="通知書"), template="decision", subject=f"cases.Case:{own.id}",
                            section="child_family", account_id=hanako.id, idempotency_key="d1", data={"addressee": "杉並 花子"})
    packed, data = opened(hanako)
    assert data["form"] == "machinami-my-data/1" and data["register"][0]["number"] == "0000000001"
    assert [c["row"]["number"] for c in data["cases"]] == [own.number] and data["drafts"][0]["code"] == "pregnancy_report"
    account = data["cases"][0]["answers"]["account"]
    assert account["number"].isdigit(), "her own sealed answers are readable for her"
    assert packed.read(f"documents/{paper.number}.pdf").startswith(b"%PDF")
    whole = b"".join(packed.read(n) for n in packed.namelist())
    assert other.number.encode() not in whole and "小福".encode() not in whole
    for line in packed.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(packed.read(name)).hexdigest() == digest
    audit.seal(actor=system("test"))
    assert "privacy.export" in {r.verb for r in records.about_person(person_id=hanako.person_id, size=200).rows}
    assert "privacy.export" not in {r.verb for r in records.about_person(person_id=fang.person_id, size=200).rows}
