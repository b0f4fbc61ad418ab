"""Somebody who opens the demonstration for the first time finds a desk with work on it, late and in time."""

from __future__ import annotations

import pytest
from django.utils import timezone

from machinami.capabilities.cases.models import Case
from machinami.capabilities.identity import actions as identity
from machinami.capabilities.identity.models import StaffMember
from machinami.capabilities.identity.testing import staff
from machinami.capabilities.procedures import actions as procedures
from machinami.city.population import generate
from machinami.foundation.actors import system
from machinami.project import demo_cases

pytestmark = pytest.mark.django_db


def test_the_desk_has_work_in_every_state():
    identity.load_population(actor=system("test"), households=generate(250, 13115))
    procedures.publish_definitions(actor=system("test"))
    staff(("*", "manager"), ("*", "clerk"), ("*", "approver"), username="kacho")
    made = demo_cases.load(StaffMember.objects.get(username="kacho"))
    rows = list(Case.objects.values_list("state", "code", "target_on", "received_at"))
    assert made == len(rows) >= 20 and len({r[1] for r in rows}) >= 4
    assert {r[0] for r in rows} >= {"received", "reviewing", "awaiting_correction", "refused", "withdrawn"}
    today = timezone.localdate()
    assert any(r[2] < today for r in rows if r[0] == "received" or r[0] == "reviewing") and all(r[3] <= timezone.now() for r in rows)
