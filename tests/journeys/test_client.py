"""A maker of software takes nothing but ``openapi.json``, generates a client from it, and the client works: a resident's
app applies, the nursery system of the section reads and decides. The generator (openapi-python-client) is not ours."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from datetime import timedelta
from importlib import import_module

import httpx
import pytest
from django.utils import timezone

from tests.faults.residents import Resident

TOKEN = """
from machinami.capabilities.identity import actions
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.identity.staff import staff_actor
from datetime import date
print(actions.create_token(actor=staff_actor(StaffMember.objects.get(username="system")), name="保健の台帳",
      scopes=["cases.view", "cases.handle"], sections=["*"], expires_on=date.fromisoformat("{day}"))[1])
"""
ANSWERS = """
import json
from random import Random
from machinami.capabilities.procedures import queries, testing
definition = queries.definition("pregnancy_report")
agreed = {d.code for d in definition.declarations}
print(json.dumps({c: v for c, v in testing.payloads(definition, Random(3)).items() if c not in agreed}))
"""


@pytest.fixture(scope="module")
def client(city_hall, tmp_path_factory):
    """The generated package, imported."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_bytes(httpx.get(f"{city_hall.url}/api/v1/openapi.json").content)
    (folder / "settings.yaml").write_text("post_hooks: []\npackage_name_override: city_client\n", "utf-8")
    done = subprocess.run([sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--config", "settings.yaml",
                           "--meta", "none", "--output-path", "city_client"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield import_module("city_client")
    sys.path.remove(str(folder))


def call(tag, name, **given):
    return import_module(f"city_client.api.{tag}.{name}").sync_detailed(**given)


def model(name):
    return getattr(import_module("city_client.models"), name)


@pytest.fixture
def hanako(city_hall, client):
    """A resident's app: her session, and the token against forged requests."""
    browser = Resident(city_hall, "0000000001")
    browser._sign_in()
    csrf = "a" * 32
    yield client.Client(base_url=city_hall.url, cookies={**browser.client.cookies, "csrftoken": csrf},
                        headers={"X-CSRFToken": csrf, "Accept-Language": "ko"})
    browser.client.close()


def test_an_application_by_a_generated_client(city_hall, client, hanako):
    begun = call("drafts", "drafts_start", client=hanako, body=model("StartIn")(code="pregnancy_report"))
    assert begun.status_code == 200 and begun.headers["etag"]
    draft = begun.parsed
    seen = call("drafts", "drafts_get", client=hanako, draft_id=uuid.UUID(draft.id), if_none_match=begun.headers["etag"])
    assert seen.status_code == 304
    filled = call("drafts", "drafts_put_all", client=hanako, draft_id=uuid.UUID(draft.id), if_match=begun.headers["etag"],
                  body=model("AnswersIn")(answers=model("AnswersInAnswers").from_dict(json.loads(city_hall.command("shell", "-v", "0", "-c", ANSWERS).splitlines()[-1]))))
    assert filled.status_code == 200 and not filled.parsed.missing.additional_properties, filled.content
    stale = call("drafts", "drafts_put_all", client=hanako, draft_id=uuid.UUID(draft.id), if_match=begun.headers["etag"],
                 body=model("AnswersIn")(answers=model("AnswersInAnswers").from_dict({})))
    assert stale.status_code == 412 and "다시" in stale.parsed.message
    agreed = [d["code"] for d in json.loads(_procedure(client, city_hall).content)["declarations"]]
    sent = [call("drafts", "drafts_submit", client=hanako, draft_id=uuid.UUID(draft.id), idempotency_key="app-1",
                 body=model("SubmitIn")(agreed=agreed)) for _ in range(2)]
    assert [s.status_code for s in sent] == [200, 200] and sent[0].parsed.id == sent[1].parsed.id, sent[0].content
    partner = client.AuthenticatedClient(base_url=city_hall.url, token=city_hall.command(
        "shell", "-v", "0", "-c", TOKEN.format(day=timezone.localdate() + timedelta(days=9))).split()[-1])
    found = call("cases", "cases_get", client=partner, case_id=uuid.UUID(sent[0].parsed.id))
    assert found.status_code == 200 and found.parsed.row.number == sent[0].parsed.number
    refused = call("cases", "cases_decide", client=partner, case_id=uuid.UUID(sent[0].parsed.id),
                   body=model("DecisionIn").from_dict({"outcome": "approved"}))
    assert refused.status_code == 403, "the token handles cases, and decides none"


def _procedure(client, city_hall):
    return call("procedures", "procedures_get", client=client.Client(base_url=city_hall.url), code="pregnancy_report")
