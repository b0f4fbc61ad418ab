"""Pages of a visit: the interview that anybody may take, the plan, everything on one page, the code, and the counter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.visits import actions, queries, testing

ASK = f"together/{testing.EVENT}/"


def _address(answers: dict[str, Any]) -> str:
    """The interview's answers as they stand in the address."""
    definition = procedures.definition(testing.EVENT)
    pairs = [("q", q.code) for q in queries.interview(definition)]
    for code, value in answers.items():
        pairs += [(name, one) for name, values in definition.fields[code].raw(value, code).items() for one in values]
    return urlencode(pairs)


def open_pages(scene: Any) -> Iterator[Any]:
    whole = testing.interview()
    yield scene(ASK)
    yield scene(f"{ASK}?q=former_kind", status=422)
    yield scene(f"{ASK}?q=former_kind&former_kind=japan")
    yield scene(f"{ASK}?q=former_kind&former_kind=suginami")
    yield scene(f"{ASK}plan/?{_address(whole)}")
    yield scene(f"{ASK}plan/?{_address(whole | {'insurance': 'employer', 'with_children': False, 'with_dog': False})}")


def resident_pages(scene: Any, account: Any) -> Iterator[Any]:
    """On the way (a page that shows what is known), before it is sent, and sent."""
    way, ready, done = (account(f"visit{n}", "") for n in range(3))
    first = testing.begun(way)
    testing.walk(way, first.id, stop_at="household")
    at = actions.advance(actor=way, visit_id=first.id)
    yield scene(f"apply/{at.draft_id}/{at.question}/", "visit0")
    yield from (scene(f"visits/{first.id}/{page}", "visit0") for page in ("", "drop/"))
    second = testing.begun(ready)
    testing.walk(ready, second.id)
    yield scene(f"visits/{second.id}/check/", "visit1")
    yield scene(f"visits/{second.id}/check/", "visit1", do="main form button.big", status=422)
    yield scene(f"visits/{testing.sent(done).id}/", "visit2")
    yield scene("my/", "visit2")


def desk_pages(scene: Any, account: Any, clerk: Any) -> Iterator[Any]:
    yield scene("/desk/visits/", "kacho")
    yield scene("/desk/visits/", "kacho", do="#code-form button", check="fill:#code=NOSUCHCODE00", status=422)
    for n in (3, 4):
        visit = testing.sent(account(f"visit{n}", ""))
        if n == 4:
            actions.identify(actor=clerk, visit_id=visit.id, how="passport")
        yield scene(f"/desk/visits/{visit.id}/", "kacho")
        if n == 3:
            yield scene(f"/desk/visits/{visit.id}/", "kacho", do="form[action$='/identify/'] button", status=422)
