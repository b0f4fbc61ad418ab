"""Everybody can use every page: axe-core finds nothing on any, in five versions and three themes (each page in the light one
and one of the other two, in turn; EVERY_PAGE=1: in all three), and none is wider than a telephone of 320 px. What the pages are stands in ``scenes.py``; no route may be missing there."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, get_resolver, resolve

from tests.journeys import axe
from tests.journeys.steps import press
from tests.journeys.visiting import ALL, LANGUAGES, Visitor, chosen, own, repeated

#: Routes that show no page of their own, each with the reason.
NO_PAGE = {
    "": "leads to the browser's language", "health/live": "for monitors, plain text", "metrics": "for monitors, figures",
    "signin/begin": "only takes posts", "signin/callback": "leads on", "signout/": "leads on",
    "signin/passkey/options": "for passkey.js", "desk/account/passkey/": "for passkey.js",
    "signin/passkey/": "only takes posts; its refusal is the door's", "desk/signin/passkey/": "only takes posts; its refusal is the door's",
    "api/payments/<slug:provider>/callback": "for providers",
    "ja/procedures/<slug:code>/apply/": "leads on; its refusal is among the pages",
    "ja/together/<slug:code>/begin/": "only takes posts", "ja/visits/<uuid:visit_id>/next/": "leads to what is asked next",
    "desk/visits/<uuid:visit_id>/identify/": "only takes posts; its refusal is among the pages", "desk/visits/<uuid:visit_id>/forms.pdf": "a PDF",
    "ja/apply/<uuid:draft_id>/": "leads to the question where it was left",
    "ja/my/cases/<uuid:case_id>/messages/": "only takes posts", "ja/my/documents/<uuid:document_id>/": "a PDF",
    "ja/my/sign-in/passkey/": "for passkey.js", "ja/my/devices/": "only takes posts", "ja/my/devices/<uuid:device_id>/": "only takes posts", "push/worker.js": "a script",
    "ja/my/bookings/<uuid:booking_id>/booking.ics": "a file", "ja/bookings/at/<str:token>/booking.ics": "a file", "ja/bookings/feed/<str:token>.ics": "a file",
    "ja/bookings/lotteries/<uuid:lottery_id>/record.json": "a file", "ja/bookings/lotteries/<uuid:lottery_id>/apply/": "only takes posts",
    "desk/bookings/<slug:code>/close-day/": "only takes posts; its refusal is among the pages",
    "desk/bookings/<uuid:booking_id>/do/<slug:verb>/": "only takes posts",
    "ja/my/inbox/count/": "a line of a page, for live.js",
    "desk/search/": "leads to the case or the list", "desk/cases/export.csv": "a table for spreadsheets",
    "desk/cases/<uuid:case_id>/do/<slug:verb>/": "only takes posts", "desk/notices/<uuid:delivery_id>/retry/": "only takes posts",
    "desk/notices/addresses/<uuid:account_id>/retry/": "only takes posts", "desk/notices/export.csv": "a table for spreadsheets",
    "desk/notices/log/export.csv": "a table for spreadsheets",
    "desk/cases/<uuid:case_id>/correction/": "only takes posts; its refusal is among the pages",
    "desk/cases/<uuid:case_id>/decide/": "only takes posts; its refusal is among the pages",
    "desk/cases/<uuid:case_id>/preview/": "a PDF", "desk/cases/<uuid:case_id>/reveal/": "only takes posts",
    "desk/cases/<uuid:case_id>/findings/<slug:step>/": "only takes posts; its refusal is among the pages",
    "desk/queues/": "leads to the one place there is", "desk/queues/<slug:office>/tickets/": "only takes posts; its refusal is among the pages",
    "desk/queues/<slug:office>/do/<slug:verb>/": "only takes posts; its refusal is among the pages",
    "desk/staff/<uuid:staff_id>/<slug:verb>/": "only takes posts; its refusal is among the pages",
    "desk/tokens/<uuid:token_id>/revoke/": "only takes posts",
    "desk/procedures/import/": "only takes posts; its refusal is among the pages",
    "desk/procedures/copies/<uuid:copy_id>/save/": "only takes posts", "desk/procedures/<slug:code>/change/": "only takes posts",
    "desk/procedures/copies/<uuid:copy_id>/do/<slug:verb>/": "only takes posts",
    "desk/procedures/copies/<uuid:copy_id>/file.yaml": "a file", "desk/procedures/<slug:code>/<int:version>.yaml": "a file",
    "desk/charges/<uuid:charge_id>/cash/": "only takes posts", "desk/charges/<uuid:charge_id>/refund/": "only takes posts",
    "desk/till/close/": "only takes posts", "desk/till/<uuid:refund_id>/pay-out/": "only takes posts",
    "desk/cases/together/": "only takes posts; its refusal is among the pages", "desk/cases/views/": "only takes posts",
    "desk/cases/together/<uuid:undo_id>/undo/": "only takes posts", "desk/cases/views/<uuid:view_id>/drop/": "only takes posts",
    "desk/cases/<uuid:case_id>/slip.pdf": "a PDF",
    "desk/cases/<uuid:case_id>/links/": "only takes posts; its refusal is among the pages",
    "desk/cases/<uuid:case_id>/links/<uuid:link_id>/<slug:verb>/": "only takes posts",
    "desk/cases/together/step/": "only takes posts; its refusal is among the pages", "desk/cases/together/slips.pdf": "a PDF",
    "desk/papers/templates/<slug:code>.<slug:kind>": "a table for spreadsheets", "desk/papers/<uuid:paper_id>/errors.csv": "a table for spreadsheets",
    "desk/papers/<uuid:paper_id>/do/<slug:verb>/": "only takes posts",
    "desk/webhooks/<uuid:webhook_id>/do/<slug:verb>/": "only takes posts; its refusal is among the pages",
    "desk/uploads/<uuid:upload_id>/": "a resident's file", "desk/documents/<uuid:document_id>/": "a PDF",
}


@pytest.mark.parametrize("part", ["open", "resident"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_residents_pages(device, city_hall, scenes, language, part):
    page = axe.into(device(320, height=640, still=True))
    if language != "ja":  # its pages follow what happens; once is enough for the event stream
        page.context.add_cookies([{"name": "machinami_display", "value": "live=0", "url": city_hall.url}])
    visitor = Visitor(page, scenes, city_hall.url)
    for scene in scenes["pages"][part]:
        if own(scene, language) and _turn(scene, language) and visitor.open(scene, language):
            visitor.look()
            visitor.weigh(30_000)
    print(f"{language} {part}: {visitor.seen} pages, the heaviest {visitor.heaviest}")
    assert not visitor.wrong, "\n".join([str(len(visitor.wrong)), *visitor.wrong[:12]])
    assert visitor.seen > 3


def _turn(scene: dict, language: str) -> bool:
    """Every page in one version. Of the questions: few that together show every kind of field with each option any definition
    sets (``cover``), as filled in and once more sent empty; of the procedures' own pages and check pages every fourth.
    EVERY_PAGE=1: every page, every question, in every version (a quarter of an hour)."""
    turn = LANGUAGES.index(language)
    if scene["shows"]:
        return ALL or (scene["turn"] >= 0 and (bool(scene["do"]) or scene["turn"] % len(LANGUAGES) == turn))
    if repeated(scene):
        return chosen(scene, 4 * len(LANGUAGES), turn)
    return scene["path"].startswith("/") or chosen(scene, len(LANGUAGES), turn)


def test_desk_pages(device, city_hall, scenes):
    """Staff sit before a wide screen, but may also have to enlarge it fourfold (WCAG 1.4.10)."""
    visitor = Visitor(axe.into(device(1280, still=True)), scenes, city_hall.url)
    for scene in scenes["pages"]["desk"]:
        visitor.open(scene)
        visitor.look()
        visitor.weigh(60_000)
        visitor.page.set_viewport_size({"width": 320, "height": 640})
        visitor.wrong += [f"{visitor.page.url} scrolls sideways at 320 px"] if axe.sideways(visitor.page) else []
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
    assert not visitor.wrong, "\n".join([str(len(visitor.wrong)), *visitor.wrong[:12]])


def test_the_demonstration_providers_pages(device, city_hall, scenes):
    page = axe.into(device(320, height=640, still=True))
    page.goto("/signin/?lang=ja&next=/ja/my/")
    press(page.locator("main button.big"))
    wrong = axe.look(page)
    for path in scenes["provider"]:
        page.goto(f"http://127.0.0.1:{city_hall.port + 2}{path}")
        wrong += axe.look(page)
    assert not wrong, wrong[:8]


def test_pages_of_a_city_hall_that_is_not_well(device, scenes):
    """Something broke (500), or a part does not run (503): whoever sees it can read it, and knows whom to call."""
    page, wrong = axe.into(device(320, height=640, still=True)), []
    for path, html in scenes["broken"].items():
        page.route(f"**{path}", partial(_answer, html))
        page.goto(path)
        wrong += axe.look(page)
    assert len(scenes["broken"]) == 10 and not wrong, wrong[:8]


def test_every_kind_of_field_is_looked_at(scenes):
    """What any question shows is shown by one whose turn comes, filled in and sent empty; and they are few."""
    for do in ("", "empty"):
        pages = [s for s in scenes["pages"]["resident"] if s["shows"] and s["do"] == do]
        taken = [s for s in pages if s["turn"] >= 0]
        assert set().union(*(s["shows"] for s in taken)) == set().union(*(s["shows"] for s in pages))
        assert {s["turn"] % len(LANGUAGES) for s in taken} == set(range(len(LANGUAGES)))
        assert 5 <= len(taken) < len(pages) / 4


def test_no_route_is_forgotten(scenes):
    """Every route either has its page in ``scenes.py`` or says here why it shows none."""
    covered = set()
    for scene in (s for part in scenes["pages"].values() for s in part):
        path = urlsplit(scene["path"].format(language="ja")).path
        if scene["status"] == 404 and "nothing" in path:
            continue
        covered.add(resolve(path if path.startswith("/") else f"/ja/{path}").route.replace("ja-easy/", "ja/"))
    covered = {"ja/" + r.split("/", 1)[1] if r.split("/")[0] in LANGUAGES else r for r in covered}
    ours = {r for r in _routes() if r.split("/")[0] not in LANGUAGES[1:] and not r.startswith("api/v1/")}
    forgotten, gone = sorted(ours - covered - set(NO_PAGE)), sorted(set(NO_PAGE) - ours)
    assert not forgotten, f"add to tests/journeys/scenes.py, or to NO_PAGE with a reason: {forgotten}"
    assert not gone, f"these routes are no more: {gone}"


def _answer(html: str, route) -> None:
    route.fulfill(body=html, content_type="text/html")


def _routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path
        else:
            yield from _routes(entry, path)
