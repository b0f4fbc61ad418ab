"""A partner system of the child section reads and decides its own cases, for as long as its token holds, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from machinami.capabilities.identity import actions, queries
from machinami.capabilities.identity.models import PartnerToken
from machinami.capabilities.identity.testing import resident, staff
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures import testing
from machinami.foundation.actors import system
from machinami.foundation.errors import NotAllowed, NotFound, Refused
from machinami.shells.api import limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    cache.clear()
    return staff(("*", "admin"), username="keys")


def token(admin, **changes):
    given = {"name": "子育てシステム", "scopes": ["cases.view"], "sections": ["child_family"],
             "expires_on": timezone.localdate() + timedelta(days=30)} | changes
    return actions.create_token(actor=admin, **given)


def get(path, secret):
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_within_its_sections_and_scopes_and_nothing_else(admin):
    procedures.publish_definitions(actor=system("test"))
    own = testing.apply(actor=resident("0000000001"), code="child_allowance")
    other = testing.apply(actor=resident("0000000001"), code="long_term_care_assessment")
    row, secret = token(admin)
    assert [c["id"] for c in get("cases", secret).json()["rows"]] == [str(own.id)]
    assert get(f"cases/{own.id}", secret).status_code == 200
    assert get(f"cases/{other.id}", secret).status_code == 404, "another section's case does not exist for it"
    decided = Client().post(f"/api/v1/cases/{own.id}/decision", {"outcome": "approved"}, content_type="application/json",
                            headers={"Authorization": f"Bearer {secret}"})
    assert decided.status_code == 403


def test_revoked_run_out_or_guessed_it_opens_nothing(admin):
    row, secret = token(admin)
    assert get("cases", secret).status_code == 200
    for wrong in (secret[:-1] + ("a" if secret[-1] != "a" else "b"), "", "mch_", "x" * 500):
        assert get("cases", wrong).status_code == 401
    actions.revoke_token(actor=admin, token_id=row.id)
    assert get("cases", secret).status_code == 401
    with pytest.raises(NotFound):
        actions.revoke_token(actor=admin, token_id=row.id)
    _, late = token(admin)
    PartnerToken.objects.update(expires_on=timezone.localdate())
    answer = get("cases", late)
    assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer" and answer.json()["code"] == "unknown"


def test_the_secret_is_shown_once_and_kept_only_as_a_hash(admin):
    row, secret = token(admin)
    assert secret not in str(list(PartnerToken.objects.values())) and row.hint == secret[-4:]
    assert [t.id for t in queries.tokens(actor=admin)] == [row.id]


@pytest.mark.parametrize(("changes", "field"), [
    ({"name": " "}, "name"), ({"scopes": ["identity.search_people"]}, "scopes"), ({"scopes": []}, "scopes"), ({"sections": []}, "sections"),
    ({"expires_on": timezone.localdate()}, "expires_on"), ({"expires_on": timezone.localdate() + timedelta(days=400)}, "expires_on")])
def test_what_is_too_much_or_too_little_is_told(admin, changes, field):
    with pytest.raises(Refused) as told:
        token(admin, **changes)
    assert list(told.value.fields) == [field] and not PartnerToken.objects.exists()


def test_only_who_manages_tokens_may_make_one():
    with pytest.raises(NotAllowed):
        token(staff(("*", "manager"), username="boss"))


def test_too_many_requests_are_told_when_to_come_back(admin, monkeypatch):
    allow = limits.Limit.allow_request

    def three(limit, request):
        monkeypatch.setattr(limit, "num_requests", 3)
        return allow(limit, request)

    monkeypatch.setattr(limits.Limit, "allow_request", three)
    _, secret = token(admin)
    answers = [get("cases", secret) for _ in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) >= 1 and "too_many" in answers[-1].content.decode()


def test_what_is_sealed_stays_sealed_for_a_partner_system(admin):
    """A token with ``cases.view`` sees that there is an account, never which."""
    procedures.publish_definitions(actor=system("test"))
    own = testing.apply(actor=resident("0000000001"), code="child_allowance")
    _, secret = token(admin)
    whole = get(f"cases/{own.id}", secret).json()
    assert whole["answers"]["account"] == {"sealed": True} and "claimant_name" in whole["answers"]


def test_another_sections_case_does_not_exist_for_changes_either(admin):
    procedures.publish_definitions(actor=system("test"))
    other = testing.apply(actor=resident("0000000001"), code="long_term_care_assessment")
    _, secret = token(admin, scopes=["cases.view", "cases.decide"])
    answer = Client().post(f"/api/v1/cases/{other.id}/decision", {"outcome": "approved"}, content_type="application/json",
                           headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 404


def test_a_case_that_has_not_changed_is_not_sent_again_and_an_old_revision_changes_nothing(admin):
    procedures.publish_definitions(actor=system("test"))
    own = testing.apply(actor=resident("0000000001"), code="child_allowance")
    _, secret = token(admin, scopes=["cases.view", "cases.handle", "cases.decide"])
    first = get(f"cases/{own.id}", secret)
    again = Client().get(f"/api/v1/cases/{own.id}", headers={"Authorization": f"Bearer {secret}", "If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    stale = Client().post(f"/api/v1/cases/{own.id}/decision", {"outcome": "approved"}, content_type="application/json",
                          headers={"Authorization": f"Bearer {secret}", "If-Match": '"r999"'})
    assert stale.status_code == 412 and get(f"cases/{own.id}", secret)["ETag"] == first["ETag"]


def test_programs_are_told_in_json_where_nothing_is(admin):
    for path in ("/api/v1/nothing", "/api/other"):
        answer = Client().get(path)
        assert answer.status_code == 404 and answer.json()["code"] == "not_found"
    wrong = Client().delete("/api/v1/plan")
    assert wrong.status_code == 405 and "GET" in wrong["Allow"] and wrong.json()["code"] == "method"
