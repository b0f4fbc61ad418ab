"""A telephone on a slow line: what a page fetches and how still it stands (UX.md: budgets). Sizes, requests and shifts are
asserted; how long it took is printed, never asserted. The HTML of every page is weighed in ``test_every_page``."""

from __future__ import annotations

import gzip
from contextlib import contextmanager, nullcontext

import pytest
from django.urls import resolve

from tests.journeys.visiting import ALL, Visitor

#: HTML, CSS, JS in bytes, compressed; requests.
RESIDENT, DESK = (30_000, 20_000, 30_000, 8), (60_000, 30_000, 60_000, 12)
WATCH = """() => {
  window.measured = {shift: 0, paint: 0};
  new PerformanceObserver(l => l.getEntries().forEach(e => { if (!e.hadRecentInput) measured.shift += e.value; }))
    .observe({type: 'layout-shift', buffered: true});
  new PerformanceObserver(l => l.getEntries().forEach(e => { measured.paint = e.startTime; }))
    .observe({type: 'largest-contentful-paint', buffered: true});
}"""


def one_of_each(scenes: dict, part: str) -> list[dict]:
    """The first page of every route."""
    kinds: dict[str, dict] = {}
    for scene in scenes["pages"][part]:
        path = scene["path"].split("?")[0]
        if not scene["do"] and not path.startswith("/ja") and "nothing" not in path:
            kinds.setdefault(resolve(path if path.startswith("/") else f"/ja/{path}").route, scene)
    return list(kinds.values())


def new(page):
    """Nothing is kept from page to page: each is fetched whole, as on the first visit. (A new device for each would say the
    same; a browser takes most of a second of processor to make one.) Returns the line to the browser's tools."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return line


@contextmanager
def slow(line):
    """1.6 Mbit/s, 150 ms there and back, a processor a quarter as fast; no longer than needed, for the browser burns the rest."""
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 200_000,
                                                   "uploadThroughput": 93_750})
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    yield
    line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})


def measure(page, scene: dict, visitor: Visitor, budget: tuple[int, int, int, int], slowly: bool) -> str:
    asked: list = []

    def note(request) -> None:
        if request.frame == page.main_frame:  # what stands in a frame is a page of its own
            asked.append(request)

    page.on("request", note)
    visitor.open(scene)
    page.wait_for_load_state("load")
    page.evaluate(WATCH)
    page.wait_for_timeout(300 if slowly else 60)
    page.remove_listener("request", note)
    seen = page.evaluate("measured")
    sizes = {"document": 0, "stylesheet": 0, "script": 0}
    for request in asked:
        if request.resource_type in sizes and request.redirected_to is None:
            sizes[request.resource_type] += len(gzip.compress(request.response().body()))
    ours = [r for r in asked if r.resource_type != "eventsource"]
    outside = [r.url for r in ours if not r.url.startswith(visitor.url)]
    for what, size, most in zip(sizes, sizes.values(), budget[:3], strict=True):
        assert size <= most, (page.url, what, size)
    assert len(ours) <= budget[3] and not outside, (page.url, [r.url for r in ours])
    assert seen["shift"] <= 0.1, (page.url, seen)
    return (f"{scene['path'][:60]:60} LCP {seen['paint']:5.0f} ms  CLS {seen['shift']:.3f}  HTML {sizes['document']:6} "
            f"CSS {sizes['stylesheet']:6} JS {sizes['script']:5}  {len(ours)} requests")


@pytest.mark.parametrize(("part", "width", "budget"), [("open", 390, RESIDENT), ("resident", 390, RESIDENT), ("desk", 1280, DESK)])
def test_pages_keep_to_their_budget(device, city_hall, scenes, part, width, budget):
    """Each page for the first time: nothing of it is in the browser yet. Every eighth comes over the slow line (EVERY_PAGE=1:
    all of them); its sizes and requests are the same without."""
    told, visitor = [], Visitor(device(width), scenes, city_hall.url)
    line = new(visitor.page)
    for n, scene in enumerate(one_of_each(scenes, part)):
        slowly = bool(ALL) or n % 8 == 0
        with slow(line) if slowly else nullcontext():
            told.append(measure(visitor.page, scene, visitor, budget, slowly))
    print("\n".join(told))
    assert len(told) > 8
