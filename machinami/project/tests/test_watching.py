"""The engineer on duty: figures that nobody else sees, and one id from the press of a button to the task that failed."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

import pytest

from machinami.foundation import events
from machinami.foundation.tasks import handle_event
from machinami.foundation.testing import run_tasks
from machinami.foundation.tracing import request_id, trace_id, traced
from machinami.project.hearts import Beating
from machinami.project.logs import Formatter
from machinami.project.metrics import text


@pytest.mark.django_db
@pytest.mark.parametrize(("token", "sent", "status"), [
    ("", {}, 200), ("", {"X-Forwarded-For": "203.0.113.5"}, 404), ("", {"REMOTE_ADDR": "203.0.113.5"}, 404),
    ("secret", {}, 404), ("secret", {"Authorization": "Bearer wrong"}, 404),
    ("secret", {"Authorization": "Bearer secret", "REMOTE_ADDR": "203.0.113.5"}, 200)])
def test_figures_are_for_this_machine_or_by_token(client, settings, token, sent, status):
    settings.METRICS_TOKEN = token
    address = {k: v for k, v in sent.items() if k == "REMOTE_ADDR"}
    sent = {k: v for k, v in sent.items() if k not in address}
    assert client.get("/metrics", headers=sent, **address).status_code == status


@pytest.mark.django_db
def test_figures_say_what_an_alarm_needs(client):
    Beating("w").beat()
    handle_event.enqueue("x:y", "x:y", {})
    lines = client.get("/metrics").content.decode().splitlines()
    assert "machinami_workers 1" in lines and 'machinami_tasks{status="ready"} 1' in lines
    assert "machinami_ledger_sum_yen 0" in lines and "machinami_audit_pending 0" in lines


def test_the_lines_of_a_figure_stand_together_and_odd_values_break_none():
    made = text(iter([("a", "A", {"x": 'q"\\\n'}, 1), ("b", "B", {}, 2.5), ("a", "A", {"x": "r"}, 3)]))
    assert made == '# HELP a A\n# TYPE a gauge\na{x="q\\"\\\\\\n"} 1\na{x="r"} 3\n# HELP b B\n# TYPE b gauge\nb 2.5\n'


@dataclass(frozen=True)
class Pressed:
    button: int


@pytest.mark.django_db
def test_a_task_carries_the_request_that_brought_it_about(monkeypatch):
    """A certificate was not made; its log line leads to the press of the button."""
    monkeypatch.setenv("LOG_FORMAT", "json")
    said = []
    monkeypatch.setattr("machinami.foundation.tasks.resolve", lambda path: lambda *_, **values: said.append(
        json.loads(Formatter().format(logging.LogRecord("m", 40, "", 0, "no paper", (), None)))))
    monkeypatch.setitem(events._durable, Pressed, [("x:y", None)])
    parent = f"00-{'ab' * 16}-{'cd' * 8}-01"
    with traced(parent=parent):
        pressed = request_id.get()
        events.publish(Pressed(1))
    assert not request_id.get() and not trace_id.get()
    assert run_tasks() == 1
    assert {(line["request"], line["trace"], line["message"]) for line in said} == {(pressed, "ab" * 16, "no paper")}


@pytest.mark.parametrize("parent", ["", "nonsense", f"00-{'0' * 32}-{'cd' * 8}-01", f"00-{'AB' * 16}-{'cd' * 8}-01"])
def test_an_odd_traceparent_begins_a_trace_of_its_own(parent):
    with traced(parent=parent):
        assert len(trace_id.get()) == 32 and set(trace_id.get()) != {"0"} and trace_id.get() not in parent.lower()
