"""Pages of those who look after the system: procedures written without code, partner systems told of events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from machinami.capabilities.authoring import actions as authoring
from machinami.capabilities.authoring import queries as drafting
from machinami.capabilities.identity import actions as identity_actions
from machinami.capabilities.notices import actions as telling
from machinami.capabilities.procedures import actions as procedures
from machinami.capabilities.procedures.paper import queries as papers
from machinami.capabilities.procedures.paper import sheets, taking
from tests.journeys.scenes import Scene, staff


def webhook_pages() -> Iterator[Scene]:
    """Partner systems told of events: none yet, one with a log, and what is refused."""
    admin = staff("system")
    yield Scene("/desk/webhooks/", "system")
    yield Scene("/desk/webhooks/", "system", do="form[action$='/webhooks/'] button", status=422)
    token, _ = identity_actions.create_token(actor=admin, name="子育てシステム", scopes=["cases.view", "notices.own_webhooks"], sections=["*"],
                                             expires_on=timezone.localdate() + timedelta(days=30))
    hook, _ = telling.create_webhook(actor=admin, token_id=token.id, url="https://partner.example/hook", kinds=["case.opened", "case.decided"])
    telling.ping_webhook(actor=admin, webhook_id=hook.id)
    yield from (Scene(f"/desk/webhooks/{hook.id}/{q}", "system") for q in ("", "?state=given_up"))
    yield Scene(f"/desk/webhooks/{hook.id}/", "system", do="form[action$='/replay-range/'] button", check="fill:#since=", status=422)


def paper_pages() -> Iterator[Scene]:
    """Applications on paper taken in from a table: none yet, one that waits for the task, one looked through, what is refused."""
    kacho = staff("kacho")
    lines = [[*cells] for _, cells in sheets.read(papers.template(actor=kacho, code="dog_registration", kind="csv"))]
    made = [procedures.upload_papers(actor=kacho, code="dog_registration", name=f"紙{n}.csv", content=sheets.csv_bytes(
        [lines[0], *(["0000000001", *lines[1][1:]], ["9999999999", *lines[1][1:]])][:n])) for n in (2, 3)]
    taking.advance(made[1])
    yield from (Scene(f"/desk/papers/{p}", "kacho") for p in ("", "?code=dog_registration", *(f"{m}/" for m in made)))
    yield Scene("/desk/papers/?code=dog_registration", "kacho", do="form[action='/desk/papers/'] button", status=422)


def procedure_pages() -> Iterator[Scene]:
    """Writing procedures without code: every page of the editor, of the previews and of what comes before approval."""
    editor = staff("system")
    copy = authoring.begin_from(actor=editor, code="residence_certificate")
    fresh = authoring.begin(actor=editor, code="scene", title="ためしの手続き", section="residents")
    yield from (Scene(f"/desk/procedures/{p}", "system") for p in (
        "", "?q=住民票", "?q=zzzz", "new/", "residence_certificate/", "child_allowance/?from=1&to=1"))
    yield Scene("/desk/procedures/new/", "system", do="form[action$='/import/'] button", status=422)
    here, content = f"/desk/procedures/copies/{copy.id}/", copy.content
    yield from (Scene(f"{here}?group={code}", "system") for code, _ in drafting.groups())
    yield from (Scene(f"{here}?page={place}", "system") for place in _one_of_each_place(content))
    yield from (Scene(here + p, "system") for p in ("differences/", "look/", "run/", "preview/", "preview/check/", "preview/scope/"))
    yield Scene(f"{here}preview/scope/", "system", do="empty", status=422)
    yield from (Scene(f"/desk/procedures/copies/{fresh.id}/{p}", "system") for p in ("", "preview/", "run/", "differences/"))


def _one_of_each_place(content: dict[str, Any]) -> list[str]:
    """The first page of every kind of item in a definition."""
    kinds: dict[str, str] = {}
    for place, _, _, what in drafting.tree(content):
        kinds.setdefault(what, place)
    return list(kinds.values())
