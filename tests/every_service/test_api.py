"""The whole open API against its own description, by schemathesis: made-up requests, good and bad, of residents, staff,
partner systems and nobody. No answer is a 5xx, none is one that the description does not declare, and every body has the
declared shape. API_CASES=20000 makes that many; the suite makes a few for each operation and caller."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.middleware.csrf import _get_new_csrf_string
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks

from machinami.capabilities.identity import actions as identity
from machinami.capabilities.identity import testing as people
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import testing
from machinami.foundation.actors import system
from tests.journeys.scenes import resident_session, staff_session

pytestmark = pytest.mark.django_db
load_all_checks()
SOUND = [CHECKS.get_one(name) for name in (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance")]
CALLERS = ("nobody", "resident", "staff", "partner")


@pytest.fixture
def callers():
    """Name → headers and cookies. Each has something of its own to find."""
    procedures.publish_definitions(actor=system("test"))
    hanako, admin = people.resident("0000000001"), people.staff(("*", "admin"), username="keys")
    people.staff(("*", "clerk"), ("*", "approver"), ("*", "manager"), username="kacho")
    _, secret = identity.create_token(actor=admin, name="試験", scopes=["cases.view", "cases.handle", "cases.decide", "documents.view"],
                                      sections=["*"], expires_on=timezone.localdate() + timedelta(days=30))
    case = testing.apply(actor=hanako, code="pregnancy_report")
    draft = procedures.start_draft(actor=hanako, code="dog_registration")
    csrf = _get_new_csrf_string()
    signed = {"X-CSRFToken": csrf}
    return {
        "ids": {"case_id": str(case.id), "draft_id": str(draft.id), "code": "dog_registration", "number": case.number},
        "nobody": ({}, {}), "partner": ({"Authorization": f"Bearer {secret}"}, {}),
        "resident": (signed, {"machinami_session": resident_session(hanako), "csrftoken": csrf}),
        "staff": (signed, {"machinami_session": staff_session("kacho"), "csrftoken": csrf}),
    }


def _operations(schema):
    found = [o.ok() for o in schema.get_all_operations()]
    assert len(found) > 12
    return found


@pytest.fixture
def one_connection():
    """The test's own transaction outlives each request, as in Django's test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("caller", CALLERS)
def test_every_answer_is_declared_and_none_is_broken(callers, caller):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = _operations(schema)
    each = max(4, int(os.environ.get("API_CASES", "0")) // (len(operations) * len(CALLERS)))
    headers, cookies = callers[caller]
    statuses: dict[int, int] = {}
    for operation in operations:
        @settings(max_examples=each, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @given(case=st.one_of(operation.as_strategy(), operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)),
               known=st.booleans())
        def ask(case, known):
            if known:  # ids that were made up find nothing
                case.path_parameters = {**(case.path_parameters or {}), **{
                    k: v for k, v in callers["ids"].items() if k in (case.path_parameters or {})}}
            answer = case.call(headers={"Accept-Encoding": "identity", **headers}, cookies=cookies)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            case.validate_response(answer, checks=SOUND)

        ask()
    print(f"{caller}: {sum(statuses.values())} requests, {dict(sorted(statuses.items()))}")
    if caller in ("resident", "staff", "partner"):
        assert statuses.get(200), "nothing was really asked"
