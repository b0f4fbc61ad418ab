"""花子さん's browser goes to the payment company and comes back; the company also calls the city hall itself."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from machinami.capabilities.identity import testing as people
from machinami.capabilities.payments import actions, demo, demo_views, ports, queries, testing
from machinami.capabilities.payments.models import DemoPayment, ProviderEvent
from machinami.foundation.errors import Refused

pytestmark = pytest.mark.django_db
CALLBACK = "/api/payments/demo/callback"


@pytest.fixture
def hanako():
    return people.resident()


@pytest.fixture
def due(hanako):
    return testing.charge(hanako)


def _tasks():
    return [t for t in DBTaskResult.objects.order_by("enqueued_at") if t.task_path.endswith("call_back")]


def _press(client, redirect, answer, fault=""):
    """What the payer does on the provider's page, in the provider's own process."""
    path = urlsplit(redirect.url).path
    with override_settings(ROOT_URLCONF="machinami.project.demo_urls"):
        assert client.get(path).status_code == 200
        return client.post(path, {"answer": answer, "fault": fault})


def _returned(response):
    return {k: v[0] for k, v in parse_qs(urlsplit(response["Location"]).query).items()}


@pytest.mark.parametrize(("answer", "state"), [("pay", "authorised"), ("decline", "due"), ("later", "due")])
def test_coming_back_settles_it_and_the_callback_after_changes_nothing(client, hanako, due, answer, state):
    response = _press(client, testing.begin(hanako, due.id), answer)
    assert response["Location"].startswith(testing.BACK)
    for _ in range(2):
        actions.provider_returned(actor=hanako, charge_id=due.id, query=_returned(response))
    row = queries.charge(actor=hanako, charge_id=due.id)
    assert row.state == state and row.pending == (answer == "pay")
    before = queries.history(actor=hanako, charge_id=due.id)
    body = _returned(response)["result"].encode()
    sent = client.post(CALLBACK, body, content_type="application/json",
                       headers={demo.SIGNATURE: demo.sign(body, int(time.time()))})
    assert sent.status_code == 200 and queries.history(actor=hanako, charge_id=due.id) == before


@pytest.mark.parametrize(("fault", "calls", "told"), [("", 1, True), ("twice", 2, True), ("late", 1, False), ("silent", 0, False)])
def test_the_provider_can_answer_twice_late_or_never(client, hanako, due, fault, calls, told):
    response = _press(client, testing.begin(hanako, due.id), "pay", fault)
    assert len(_tasks()) == calls and bool(_returned(response)) == told
    for task in _tasks():
        body = task.args_kwargs["args"][0].encode()
        for _ in range(2):
            testing.call_back(body)
    actions.reconcile(actor=people.staff(("*", "cashier")), older_than=-1)
    assert queries.charge(actor=hanako, charge_id=due.id).state == "authorised"
    assert ProviderEvent.objects.count() == 1


def test_pressing_twice_on_the_provider_page_pays_once(client, hanako, due):
    redirect = testing.begin(hanako, due.id)
    _press(client, redirect, "pay")
    again = _press(client, redirect, "decline")
    assert again.status_code == 200 and "You have already paid here" in again.content.decode()
    assert DemoPayment.objects.get().state == "authorised" and len(_tasks()) == 1


def test_a_city_hall_that_does_not_answer_is_called_again_later(monkeypatch):
    answers = iter([httpx.ConnectError("down"), 503, 200])
    heard = []

    def post(url, *, content, headers, timeout):
        demo.check(content, headers[demo.SIGNATURE])
        heard.append(url)
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer)

    monkeypatch.setattr(demo_views.httpx, "post", post)
    assert [demo_views.call_back.func("{}", n) for n in range(3)] == [0, 503, 200]
    assert all(url.endswith(CALLBACK) for url in heard)
    assert [t.args_kwargs["args"][1] for t in _tasks()] == [1, 2]
    assert all(t.run_after is not None for t in _tasks())


@pytest.mark.parametrize("forged", ["", "t=1,v1=00", "v1=00", "t=x,v1=00", "garbage"])
def test_a_forged_callback_is_turned_away(client, hanako, due, forged):
    body = testing.message(testing.begin(hanako, due.id).attempt_id)
    response = client.post(CALLBACK, body, content_type="application/json", headers={demo.SIGNATURE: forged})
    assert response.status_code == 403 and response.json()["code"] == "untrusted"
    assert queries.charge(actor=hanako, charge_id=due.id).state == "due" and not ProviderEvent.objects.exists()


def test_a_signature_does_not_fit_another_message_or_another_time(hanako, due):
    attempt = testing.begin(hanako, due.id).attempt_id
    declined = testing.message(attempt, "declined")
    for body, signature in ((testing.message(attempt), demo.sign(declined, int(time.time()))),
                            (testing.message(attempt), demo.sign(testing.message(attempt), int(time.time()) + 600)),
                            (declined, demo.sign(declined, int(time.time())).replace("t=", "t=0"))):
        with pytest.raises(Refused):
            testing.call_back(body, signature=signature)
    assert queries.charge(actor=hanako, charge_id=due.id).state == "due"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"event":1,"attempt":"x","state":"authorised","amount":1}'])
def test_a_signed_message_that_cannot_be_read_is_turned_away(client, body):
    signature = demo.sign(body, int(time.time()))
    assert client.post(CALLBACK, body, content_type="application/json",
                       headers={demo.SIGNATURE: signature}).status_code == 403


def test_one_provider_cannot_settle_what_was_begun_at_another(hanako, due, settings):
    settings.PAYMENT_PROVIDERS = ["demo", f"other={demo.__name__}:DemoProvider"]
    attempt = testing.begin(hanako, due.id).attempt_id
    body = testing.message(attempt)
    actions.provider_callback(provider="other", body=body, headers={demo.SIGNATURE: demo.sign(body, int(time.time()))})
    assert queries.charge(actor=hanako, charge_id=due.id).state == "due"
    testing.call_back(body)
    assert queries.charge(actor=hanako, charge_id=due.id).state == "authorised"


def test_somebody_elses_result_does_not_settle_mine(client, hanako, due):
    taro = people.resident("0000000004")
    theirs = testing.charge(taro, key="theirs")
    testing.begin(taro, theirs.id)
    response = _press(client, testing.begin(hanako, due.id), "pay")
    actions.provider_returned(actor=taro, charge_id=theirs.id, query=_returned(response))
    spoilt = {**_returned(response), "signature": "t=1,v1=0"}
    actions.provider_returned(actor=hanako, charge_id=due.id, query=spoilt)
    for actor, charge in ((taro, theirs), (hanako, due)):
        assert queries.charge(actor=actor, charge_id=charge.id).state == "due"


@pytest.mark.parametrize("switched_on", [[""], ["demo"], []])
def test_production_has_no_demo_provider(hanako, due, settings, switched_on):
    settings.PAYMENT_PROVIDERS, settings.DEMO_DOORS = switched_on, False
    with pytest.raises(KeyError):
        ports.provider("demo")
    with pytest.raises(Refused) as refused:
        testing.begin(hanako, due.id)
    assert refused.value.code == "provider_offline"
    with pytest.raises(Refused):
        testing.call_back(testing.message(due.id))


def test_without_a_secret_no_signature_fits(hanako, due, settings):
    attempt = testing.begin(hanako, due.id).attempt_id
    settings.PAYMENT_DEMO_SECRET = ""
    with pytest.raises(Refused):
        testing.call_back(testing.message(attempt))
