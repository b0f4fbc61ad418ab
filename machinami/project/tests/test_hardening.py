"""What production says to browsers and believes of visitors."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys

import pytest
from django.test import Client, RequestFactory
from PIL import Image

from machinami.capabilities.audit.models import PendingRead
from machinami.capabilities.documents import actions as documents
from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import StaffMember
from machinami.foundation.visitors import address
from machinami.project.logs import Formatter

ASK = """
import json, django
from django.conf import settings as s
django.setup()
from django.contrib.auth.hashers import make_password
from django.test import Client
from machinami.ui.preferences import COOKIE, Preferences
from django.http import HttpResponse
r = HttpResponse(); Preferences().keep(r)
a = Client().get("/health/live", secure=True, headers={"host": "city.example.jp"})
from machinami.project.asgi import GUARD
print(json.dumps({"cookies": [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, COOKIE], "secure": [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
  bool(r.cookies[COOKIE]["secure"])], "headers": dict(a.headers), "debug": s.DEBUG, "stream": {k.decode(): v.decode() for k, v in GUARD},
  "validators": [v["NAME"].rsplit(".", 1)[-1] for v in s.AUTH_PASSWORD_VALIDATORS], "demo": s.DEMO_DOORS,
  "password": make_password("x" * 15)}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """What a production process of its own says."""
    env = {**os.environ, "MACHINAMI_MODE": "production", "SECRET_KEY": "k" * 60, "BASE_URL": "https://city.example.jp", "DJANGO_DEBUG": "1",
           "ALLOWED_HOSTS": "city.example.jp", "FIELD_KEYS": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=", "RATE_LIMIT": "0",
           "MACHINAMI_VAR": str(tmp_path_factory.mktemp("var")), "DJANGO_SETTINGS_MODULE": "machinami.project.settings",
           "EVENT_STREAM_URL": "https://city.example.jp/events"}
    for name in ("DATABASE_URL", "AUDIT_DATABASE_URL", "REDIS_URL"):
        env.pop(name, None)
    done = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_browsers_take_every_cookie_only_by_tls_and_from_this_host(production):
    assert all(name.startswith("__Host-") for name in production["cookies"]) and all(production["secure"])


def test_every_answer_says_what_browsers_may_do_with_it(production):
    policy = production["headers"]["Content-Security-Policy"]
    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= {p.strip() for p in policy.split(";")}
    assert "unsafe" not in policy
    for said in (production["headers"], {k.title(): v for k, v in production["stream"].items()}):
        assert said["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert said["X-Content-Type-Options"] == "nosniff" and said["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in production["stream"]["content-security-policy"]


def test_production_shows_no_insides_and_has_no_demonstration_doors(production):
    assert production["debug"] is False and production["demo"] is False and "OwnWords" in production["validators"]


def test_guessing_a_password_from_its_hash_takes_a_tenth_of_a_second_each(production):
    """scrypt with Django's parameters: 16 MB and 2**14 rounds; the tests' own clerks have less (tools.pytest_environment)."""
    function, rounds, _, block, parallel, _ = production["password"].split("$")
    assert (function, int(rounds), int(block), int(parallel)) == ("scrypt", 2**14, 8, 5)


def test_a_visitor_who_makes_up_an_address_is_counted_by_the_real_one(settings):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}, REMOTE_ADDR="192.0.2.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address(request) == "192.0.2.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address(request) == "203.0.113.9"


def test_the_api_counts_strangers_by_their_real_address():
    """Who names another address with each request is still one visitor."""
    from machinami.foundation.actors import ANONYMOUS
    from machinami.shells.api.limits import Limit

    def key(made_up: str) -> str | None:
        request = RequestFactory().get("/api/v1/plan", headers={"X-Forwarded-For": made_up}, REMOTE_ADDR="192.0.2.1")
        request.actor = ANONYMOUS
        return Limit("5/min").get_cache_key(request)

    assert key("198.51.100.7") == key("198.51.100.8")


def test_a_line_of_the_log_says_its_moment_in_utc_and_cannot_be_forged(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "json")
    record = logging.LogRecord("machinami.x", logging.WARNING, "", 1, "asked for %s", ("/x\n{\"level\": \"forged\"}",), None)
    lines = Formatter().format(record).splitlines()
    assert len(lines) == 1 and json.loads(lines[0])["at"].endswith("+00:00") and "forged" in json.loads(lines[0])["message"]


@pytest.mark.django_db
def test_what_somebody_tried_and_may_not_is_on_record_with_its_place():
    """A clerk looks into the audit record and the ledger, where clerks have no business: a page, and an operation of the API."""
    curious = people.staff(("residents", "clerk"), username="curious")
    desk = Client()
    desk.force_login(StaffMember.objects.get(username="curious"), backend="django.contrib.auth.backends.ModelBackend")
    assert desk.get("/desk/audit/").status_code == desk.get("/api/v1/webhooks").status_code == 403
    told = {(r.body["actor"], r.body["subject"], r.body["purpose"]) for r in PendingRead.objects.using("audit").filter(body__verb="refused")}
    assert {(curious.label, "page:desk/audit/", "audit.search")} < told and len(told) == 2
    assert Client().get("/desk/audit/").status_code == 302
    assert not PendingRead.objects.using("audit").filter(body__verb="refused", body__actor="anonymous").exists()


@pytest.mark.django_db
def test_a_residents_file_is_opened_in_a_sandbox_and_never_guessed_at():
    """What a stranger sent is shown on the desk's own host: whatever it holds, it runs nothing there."""
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    sender = people.resident()
    sent = documents.receive_upload(actor=sender, name="<script>.html", content=picture.getvalue())
    documents.keep_uploads(actor=sender, upload_ids=[sent.id], subject="cases.Case:1", section="residents")
    people.staff(("residents", "clerk"), username="reader")
    desk = Client()
    desk.force_login(StaffMember.objects.get(username="reader"), backend="django.contrib.auth.backends.ModelBackend")
    answer = desk.get(f"/desk/uploads/{sent.id}/")
    assert answer.status_code == 200 and answer["Content-Security-Policy"] == "sandbox" and answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff" and "script" not in answer["Content-Disposition"]


@pytest.mark.django_db
def test_storms_and_forged_messages_are_told_in_the_log(settings, caplog):
    settings.RATE_LIMIT = 1
    stranger = Client(REMOTE_ADDR="192.0.2.77")
    assert [stranger.get("/desk/audit/").status_code for _ in range(2)] == [302, 429]
    assert stranger.post("/api/payments/demo/callback", b"{}", content_type="application/json").status_code == 403
    assert "Too Many Requests: /desk/audit/" in caplog.text and "Forbidden: /api/payments/demo/callback" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/cases/?q=a&b", "/ja/my/"])
def test_where_one_wanted_to_go_is_one_value_of_the_address(path):
    assert "&b" not in Client().get(path)["Location"]
