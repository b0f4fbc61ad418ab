"""Pages of the line at the counters: tickets in every state, the hall's display, the desk. The clock says when: what may be taken by phone
only in the hours is shown as it is then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

from machinami.capabilities.queues import actions, queries, testing


def made(clerk: Any) -> dict[str, str]:
    """Codes of tickets by state; and the key of the display. The hall is open all day, whenever this runs."""
    counters = testing.ward(opens=time(0, 0), closes=time(23, 59))
    testing.past(2)
    testing.open_all(clerk, {n: counters[n] for n in ("1", "2", "3", "4")})

    def take(**more: Any) -> Any:
        return actions.issue_ticket(actor=clerk, office=testing.OFFICE, **{"errands": ["residence_certificate"], "came": "walk_in",
                                                                           "idempotency_key": f"scene {len(found)}"} | more)

    found: dict[str, str] = {}
    for name in ("held", "no_show", "done", "serving", "called"):
        found[name] = take().code
        ticket = actions.call_next(actor=clerk, counter_id=counters["1"])
        step: dict[str, Any] = {"actor": clerk, "counter_id": counters["1"], "ticket_id": ticket.id if ticket else ""}
        if name == "held":
            actions.hold(**step)
        elif name == "no_show":
            actions.call_again(**step)
            actions.no_show(**step)
        elif name == "done":
            actions.finish(**step)
        elif name == "serving":
            actions.hold(**step)
            actions.resume(**step)
            actions.hold(**step)
    for name in ("waiting", "given_up"):
        found[name] = take().code
    actions.give_up(actor=clerk, code=found["given_up"])
    found["on_the_way"] = take(came="remote").code
    found["counter"] = counters["1"]
    found["key"] = queries.display_key(actor=clerk, office=testing.OFFICE)
    return found


def open_pages(Scene: Any, found: dict[str, str]) -> Iterator[Any]:  # noqa: N803
    office = f"queue/{testing.OFFICE}/"
    yield from (Scene(p) for p in ("queue/", office, f"{office}board/", f"{office}board/?key={found['key']}"))
    yield from (Scene(f"queue/ticket/{found[name]}/") for name in ("called", "held", "no_show", "done", "waiting", "given_up", "on_the_way"))
    yield Scene(office, do="main form[method=post] button.big", status=422)
    yield Scene(f"queue/ticket/{found['on_the_way']}/", do="main button.big", status=422)
    yield Scene("queue/ticket/NOTHING/", status=404)


def desk_pages(Scene: Any, found: dict[str, str]) -> Iterator[Any]:  # noqa: N803
    office = f"/desk/queues/{testing.OFFICE}/"
    yield from (Scene(p, "kumin") for p in (f"{office}?counter={found['counter']}", f"{office}day/"))
    yield Scene(f"{office}?counter={found['counter']}", "kumin", do="form[action$='/do/no_show/'] button", status=422)
    yield Scene(office, "kacho", do="form[action$='/tickets/'] button", status=422)
