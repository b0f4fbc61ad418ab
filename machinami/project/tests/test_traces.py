"""The engineer on duty looks at where a slow request spent its time, and finds neither a name nor an address there."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.http import HttpResponse
from django.urls import path

from machinami.capabilities.payments import ports as payments
from machinami.foundation import tracing
from machinami.foundation.actions import action
from machinami.foundation.actors import system
from machinami.foundation.errors import Conflict
from machinami.foundation.i18n import Text
from machinami.foundation.tracing import span, traced
from machinami.project import traces
from machinami.project.logs import Formatter
from machinami.project.settings import traces as asked
from tests.faults.collector import Collector

CLIENT, SERVER = 3, 2
TARO = "杉並太郎 090-1234-5678"


@action("public", atomic=False)
def look(*, actor, text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [text])
        cursor.execute("SELECT 1")
    if text == "refuse":
        raise Conflict(Text(ja=TARO), code="moved_on")


def _view(request, name):
    look(actor=system(TARO), text=TARO)
    if name == "broken":
        raise ValueError(TARO)
    return HttpResponse(request.request_id)


urlpatterns = [path("people/<str:name>/", _view)]


@pytest.fixture
def collector(monkeypatch, settings):
    found = Collector()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)
    settings.TRACES, settings.ROOT_URLCONF = True, __name__
    settings.MIDDLEWARE = ["machinami.project.middleware.RequestLog", "machinami.project.middleware.Refusals"]
    monkeypatch.setattr(traces, "_end_with_process", lambda provider: None)
    traces.begin()
    recorder = tracing._recorder
    found.taken = lambda: recorder.provider.force_flush() and found.spans
    yield found
    tracing.record_by(None)
    connection_created.disconnect(dispatch_uid="machinami.traces")
    for one in connections.all(initialized_only=True):
        one.execute_wrappers.clear()
    if recorder.provider:
        recorder.provider.shutdown()
    logging.getLogger("opentelemetry").setLevel(logging.NOTSET)
    found.close()


@pytest.mark.django_db
def test_a_request_its_action_and_its_statements_are_one_trace_that_the_proxy_began(client, collector):
    answer = client.get(f"/people/{TARO}/?phone=090-1234-5678", headers={"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"})
    step, request = collector.taken()
    assert (request.trace, request.parent, request.kind) == ("ab" * 16, "cd" * 8, SERVER) and collector.above(step) == [request]
    assert request.name == "GET /people/<str:name>/" and request.attributes["http.route"] == "/people/<str:name>/"
    assert request.attributes["machinami.request_id"] == answer.content.decode() == answer.headers["X-Request-ID"]
    assert step.name.endswith("test_traces.look") and step.attributes["machinami.actor"] == "system"
    assert step.attributes["machinami.sql.count"] == request.attributes["machinami.sql.count"] == 2
    assert not _told_of_anybody(collector)


def _told_of_anybody(collector):
    payload = b"".join(collector.raw)
    return [word for word in ("杉並太郎", "090-1234", "phone", "SELECT", "%E6%9D%89") if word.encode() in payload]


@pytest.mark.django_db
def test_what_breaks_is_told_by_its_class_alone(client, collector):
    client.raise_request_exception = False
    assert client.get("/people/broken/").status_code == 500
    with pytest.raises(Conflict), traced():
        look(actor=system("x"), text="refuse")
    _, request, refused = collector.taken()
    assert request.failed and request.attributes["error.type"] == "builtins.ValueError" and request.said == 0
    assert refused.attributes["machinami.refused"] == "moved_on" and not refused.failed and refused.said == 0
    assert not _told_of_anybody(collector)


@pytest.mark.django_db
def test_a_word_that_a_visitor_sends_is_nobodys_name_for_a_span(client, collector):
    client.generic("TARO", "/nowhere/")
    client.get("/health/live")
    (request,) = collector.taken()
    assert request.name == "_OTHER" and "http.route" not in request.attributes


@pytest.mark.django_db
def test_a_visitor_who_is_not_sampled_is_not_recorded_and_keeps_the_trace(client, collector):
    client.get("/people/x/", headers={"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-00"})
    with traced(parent=f"00-{'ab' * 16}-{'cd' * 8}-00"), span("x"):
        assert tracing.carried().split()[1] == "ab" * 16 and tracing.carried().endswith("-00")
    assert collector.taken() == []


def test_a_trace_that_begins_here_is_the_logs_own_and_a_task_and_a_partner_go_on_with_it(collector, monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "json")
    with traced(), span("GET", kind="server"):
        line = json.loads(Formatter().format(logging.LogRecord("m", 40, "", 0, "x", (), None)))
        carried, sent = tracing.carried(), tracing.headers()
    with traced(carried), span("task x", kind="consumer"):
        pass
    first, task = collector.taken()
    assert line["trace"] == line["trace_id"] == first.trace == task.trace and line["span_id"] == first.id == task.parent
    assert sent == {"traceparent": f"00-{first.trace}-{first.id}-{line['trace_flags']}"}
    monkeypatch.setenv("LOG_FORMAT", "")
    with span("POST", kind="client"):
        assert tracing.open_span().trace in Formatter().format(logging.LogRecord("m", 40, "", 0, "x", (), None))


@pytest.mark.parametrize("carried", ["", "abc", "abc " + "12" * 16, "abc " + "12" * 16 + " nonsense", "abc " + "12" * 16 + f" {'0' * 16}-01"])
def test_a_task_that_was_queued_before_goes_on_without_a_step_to_follow(collector, carried):
    with traced(carried), span("task x", kind="consumer"):
        pass
    (task,) = collector.taken()
    assert task.parent == "" and task.trace == (carried.split()[1] if " " in carried else task.trace)


def test_only_the_known_words_are_recorded_and_the_clock_is_no_trace(collector):
    with span("audit.seal"):
        pass
    with traced(), span("x", attributes={"machinami.channel": "email", "person": TARO}) as step:
        step.note({"address": TARO})
    (found,) = collector.taken()
    assert found.attributes == {"machinami.channel": "email"}


class Quiet(payments.PaymentProvider):
    def status(self, reference):
        raise payments.Unavailable(TARO)

    def origins(self):
        return ("https://pay.example",)


def test_a_payment_provider_that_does_not_answer_is_a_failed_step(collector, settings):
    settings.PAYMENT_PROVIDERS = [f"quiet={__name__}:Quiet"]
    with pytest.raises(payments.Unavailable):
        payments.provider("quiet").status(TARO)
    assert payments.origins() == ("https://pay.example",)
    (found,) = collector.taken()
    assert (found.name, found.kind, found.failed, found.attributes["machinami.provider"]) == ("payment status", CLIENT, True, "quiet")
    assert not _told_of_anybody(collector)


def test_without_a_collector_nothing_is_loaded_and_nothing_is_wrapped():
    """Nothing is slower for an office that records no traces."""
    code = ("import sys, django; django.setup(); from django.db import connection; from machinami.foundation import tracing\n"
            "connection.ensure_connection()\n"
            "assert not [m for m in sys.modules if m.startswith('opentelemetry')] and not connection.execute_wrappers\n"
            "with tracing.traced(), tracing.span('x') as a: pass\n"
            "with tracing.traced(), tracing.span('y') as b: pass\n"
            "assert a is b and not tracing.headers() and len(tracing.carried().split()) == 0")
    assert subprocess.run([sys.executable, "-c", code], env=_environment()).returncode == 0


def _environment(**more):
    return {**{k: v for k, v in os.environ.items() if not k.startswith("OTEL_")}, "DATABASE_URL": "sqlite://:memory:",
            "PYTHONPATH": os.pathsep.join(sys.path), **more}


def test_forked_processes_hand_over_their_last_spans_when_they_end():
    """granian's workers are forked; a release takes them down in the middle of the five seconds that a batch waits for."""
    collector = Collector()
    code = ("import django, multiprocessing; django.setup(); from machinami.foundation import tracing\n"
            "def work(name):\n"
            "    with tracing.traced(), tracing.span(name): pass\n"
            "child = multiprocessing.get_context('fork').Process(target=work, args=('child',))\n"
            "child.start(); child.join(); work('parent')")
    try:
        done = subprocess.run([sys.executable, "-c", code], timeout=60, env=_environment(
            OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_BSP_SCHEDULE_DELAY="3600000", OTEL_SERVICE_NAME="ward"))
        assert done.returncode == 0 and {s.name for s in collector.spans} == {"child", "parent"}
        assert {s.resource["service.name"] for s in collector.spans} == {"ward"}
    finally:
        collector.close()


@pytest.mark.parametrize("said", [
    {}, {"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_SDK_DISABLED": "true"},
    {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_TRACES_EXPORTER": "none"}])
def test_traces_are_off_unless_they_are_asked_for(said):
    assert asked.wanted(said) is False


@pytest.mark.parametrize(("said", "words"), [
    ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "4318"), ({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4317"}, "http://"),
    ({"OTEL_TRACES_EXPORTER": "zipkin"}, "otlp")])
def test_what_is_not_spoken_stops_the_start_in_words(said, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        asked.wanted({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", **said})


def test_the_missing_extra_stops_the_start_and_says_what_to_install(monkeypatch):
    said = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://c/v1/traces"}
    assert asked.wanted(said) is True
    monkeypatch.setattr(asked, "NEEDED", ("opentelemetry_is_not_here.sdk",))
    with pytest.raises(ImproperlyConfigured, match=r"requirements-traces\.txt"):
        asked.wanted(said)
