"""An application was slow: where was the time spent? And the collector of traces is away: nobody but the engineer notices."""

from __future__ import annotations

import re
import sqlite3
import uuid

import pytest

from machinami.foundation.tracing import ATTRIBUTES
from tests.city_hall import CityHall
from tests.faults.collector import Collector
from tests.faults.post import PostOffice
from tests.faults.residents import Resident
from tests.faults.test_degraded import until

pytestmark = pytest.mark.fault
REQUEST = 2
KNOWN = ATTRIBUTES | {"service.name", "service.version", "service.instance.id", "telemetry.sdk.language", "telemetry.sdk.name",
                      "telemetry.sdk.version"}


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ward")
    post, collector = PostOffice(), Collector()
    hall = CityHall(folder, population=60, extra={
        "DATABASE_URL": f"sqlite:///{folder / 'machinami.sqlite3'}", "AUDIT_DATABASE_URL": "", "SMTP_URL": post.url,
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "200", "OTEL_EXPORTER_OTLP_TIMEOUT": "1"})
    hall.start()
    yield hall, collector, post
    hall.stop()
    post.close()
    collector.close()


def _settled(hall):
    return until(lambda: (seen := hall.look()) and not seen["tasks"] and not seen["letters"] and not seen["in_doubt"] and seen)


def _whole(chains):
    """Each process hands its spans over on its own: both letters' traces, once they lead up to a request."""
    return len(chains) == 2 and all(chain and chain[-1].kind == REQUEST for chain in chains) and chains


def _named(spans):
    return [s.name for s in spans]


def test_from_the_press_of_the_button_to_the_letter_it_is_one_trace_and_nobody_is_in_it(ward):
    """Somebody applies, pays and gets two letters. The engineer asks by the number that an error page would show."""
    hall, collector, _ = ward
    resident = Resident(hall, "0000000001")
    numbers = []
    resident.client.event_hooks["response"].append(lambda answer: numbers.append((answer.request.method, answer.headers["X-Request-ID"])))
    assert resident.apply() is None
    page = resident.apply()
    resident.pay(page)
    _settled(hall)
    submitted, told = until(lambda: _whole([collector.above(s) for s in list(collector.spans) if s.name == "SMTP"]))

    assert _named(submitted) == ["letter email", "action capabilities.notices.actions.send", "action capabilities.procedures.actions.submit",
                                 "POST /ja/apply/<uuid:draft_id>/check/"]
    assert ("POST", submitted[-1].attributes["machinami.request_id"]) in numbers
    assert submitted[0].attributes["machinami.request_id"] == submitted[-1].attributes["machinami.request_id"]
    assert submitted[-1].attributes["machinami.sql.count"] > submitted[2].attributes["machinami.sql.count"] > 10
    assert _named(told)[-1].startswith("GET /ja/pay/") or "callback" in _named(told)[-1]  # whichever word of the provider came first
    tasks = [name for name in _named(told) if name.startswith("task ")]
    assert tasks == [f"task capabilities.procedures.subscribers:on_{what}" for what in ("captured", "decided", "authorised")]
    assert "action capabilities.payments.actions.capture" in _named(told)
    assert any(s.name == "payment capture" and s.trace == told[0].trace for s in collector.spans)

    assert {key for s in collector.spans for key in (*s.attributes, *s.resource)} <= KNOWN
    assert not any(s.said for s in collector.spans)
    payload = b"".join(collector.raw)
    assert [word for word in _personal(hall) if word.encode() in payload] == []
    assert resident.charge_of(page).encode() not in payload and b"lang=ja" not in payload
    resident.client.close()


def _personal(hall):
    """Every word of the register, and every key and number by which somebody's affairs could be found."""
    columns = {"identity_person": ("id", "number", "full_name", "family_kana", "full_kana", "birth_date", "phone", "email"),
               "identity_household": ("id", "number", "postal_code", "town", "search_address", "building"), "identity_account": ("id", "subject", "name", "email"),
               "cases_case": ("id", "number"), "notices_notice": ("id",), "notices_delivery": ("id",), "documents_document": ("id", "number")}
    with sqlite3.connect(hall.var / "machinami.sqlite3") as database:
        found = {str(value) for table, names in columns.items() for row in database.execute(
            f"SELECT {', '.join(names)} FROM {table}") for value in row if len(str(value or "").encode()) > 5}
    assert len(found) > 200
    return found | {str(uuid.UUID(value)) for value in found if re.fullmatch("[0-9a-f]{32}", value)}


def test_a_collector_that_is_away_costs_spans_and_nothing_else(ward):
    """It takes connections and says nothing; then nobody is there at all; then it is back."""
    hall, collector, post = ward
    resident, letters = Resident(hall, "0000000001"), len(post.letters)
    before = len(collector.spans)
    collector.back.clear()
    assert resident.apply() is None
    resident.pay(resident.apply())
    _settled(hall)
    assert resident.paid and len(post.letters) == letters + 2
    until(lambda: collector.held > 1)
    assert len(collector.spans) == before, "all of it went well before a single span was taken"
    collector.close()
    for _ in range(30):
        assert resident.client.get("/ja/my/").status_code == 200
    until(lambda: _log(hall).count("does not take them") == 2)  # the pages, and the worker
    assert "opentelemetry" not in _log(hall) and "Traceback" not in _log(hall)
    collector.open()
    collector.back.set()
    until(lambda: resident.client.get("/ja/my/").status_code == 200 and any(
        s.name == "GET /ja/my/" for s in collector.spans[before:]))
    assert _log(hall).count("does not take them") == 2
    resident.client.close()


def _log(hall):
    return (hall.var / "server.log").read_text("utf-8", "replace")
