"""Where a page may send a browser: to the configured identity and payment providers, and nowhere else."""

from __future__ import annotations

import json
import time
from io import StringIO

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.test import Client

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.middleware import RESIDENT_KEY
from machinami.capabilities.payments import testing as payments
from machinami.capabilities.payments.ports import PaymentProvider
from machinami.foundation.i18n import RESIDENT_LANGUAGES

ACME = f"acme={__name__}:Acme"


class Acme(PaymentProvider):
    def origins(self):
        return ("https://pay.acme.example", "https://3ds.acme.example:8443")


@pytest.fixture
def configured(settings):
    settings.PAYMENT_PROVIDERS = [ACME]
    settings.OIDC = {**settings.OIDC, "issuer": "https://auth.example.jp/realm"}
    return settings


def _policy(path="/ja/"):
    policy = Client().get(path).headers["Content-Security-Policy"]
    return {name: set(rest) for name, *rest in (part.split() for part in policy.split(";"))}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/ja/", "/signin/?lang=ja&next=/ja/my/", "/desk/signin/", "/ja/nothing-here/"])
def test_forms_lead_to_the_configured_providers_and_nowhere_else(configured, path):
    policy = _policy(path)
    assert policy["form-action"] == {"'self'", "https://auth.example.jp", "https://pay.acme.example",
                                     "https://3ds.acme.example:8443"}
    assert policy["connect-src"] == {"'self'", project.EVENT_STREAM_URL.removesuffix("/events")}
    assert policy["script-src"] == policy["style-src"] == {"'self'"}


@pytest.mark.django_db
def test_what_is_switched_off_is_not_let_through(configured):
    configured.PAYMENT_PROVIDERS = []
    configured.OIDC = {**configured.OIDC, "origins": ["https://login.example.jp"]}
    assert _policy()["form-action"] == {"'self'", "https://login.example.jp"}


@pytest.mark.django_db
def test_without_a_payment_company_the_page_says_what_to_do_in_five_languages(client, settings):
    settings.PAYMENT_PROVIDERS = []
    hanako = people.resident()
    session = client.session
    session[RESIDENT_KEY] = {"account": hanako.id, "level": 3}
    session["seen"] = int(time.time())
    session.save()
    client.cookies[project.SESSION_COOKIE_NAME] = session.session_key
    charge, said = payments.charge(hanako), set()
    for language in RESIDENT_LANGUAGES:
        page = client.get(f"/{language}/pay/{charge.id}/")
        main = page.content.decode().split("<main")[1].split("</main>")[0]
        assert page.status_code == 200 and "<form" not in main and "03-3312-2111" in main
        said.add(main.split('note warn">')[1].split("</div>")[0])
        assert client.post(f"/{language}/pay/{charge.id}/").status_code == 200
    assert len(said) == 5


@pytest.mark.parametrize(("providers", "told", "wrong"), [
    ([ACME], "決済会社 acme: フォームの行き先 https://pay.acme.example", []), ([], "決済会社: なし", []),
    (["gone=machinami.nowhere:Provider"], "決済会社 gone: 使えません", ["PAYMENT_PROVIDERS"])])
@pytest.mark.django_db
def test_doctor_explains_the_ways_out(settings, providers, told, wrong):
    settings.PAYMENT_PROVIDERS, out = providers, StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit:
        assert wrong
    assert told in out.getvalue() and project.OIDC["issuer"] in out.getvalue()
    assert json.loads(out.getvalue().splitlines()[-1])["wrong"] == wrong
