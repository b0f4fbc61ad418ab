"""Everybody can use every page: axe-core finds nothing, in four languages, three themes, at 320 px and 200 % text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.steps import press, sign_in, staff_sign_in
from tests.journeys.walk import answer_all, send

pytestmark = pytest.mark.xdist_group("journeys")

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES = ("ja", "ja-easy", "en", "zh-hans", "ko")
PUBLIC = ("", "search/?q=children", "search/?q=zzzz", "settings/", "plan/", "categories/children/", "life/pregnancy_birth/",
          "procedures/child_allowance/", "procedures/residence_certificate/", "verify/", "verify/0000000000000000/", "nothing-here/")
OWN = ("my/", "my/inbox/", "my/contact/", "my/looked/")
DESK = ("", "cases/", "people/", "people/?q=スギナミ&purpose=申請の審査", "audit/", "notices/", "privacy/", "ledger/", "till/")


def violations(page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map("
                          "v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).slice(0, 2).join(' | ')))", TAGS)
    return [f"{page.url} {v}" for v in found]


def sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("theme", ["light", "dark", "hc"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_residents_pages_have_no_violation_and_fit_320_px(device, language, theme):
    page = device(320, theme=theme, height=640)
    found, wide = [], []
    for path in PUBLIC:
        page.goto(f"/{language}/{path}")
        found += violations(page)
        if sideways(page):
            wide.append(page.url)
    sign_in(page, "0000000007", language)
    for path in OWN:
        page.goto(f"/{language}/{path}")
        found += violations(page)
        if sideways(page):
            wide.append(page.url)
    page.goto(f"/{language}/procedures/child_allowance/")
    press(page.locator("form[action$='/apply/'] button"))
    found += violations(page)
    assert not found and not wide, (found[:5], wide)


def test_desk_pages_have_no_violation(device):
    page = device(1440)
    staff_sign_in(page, "kacho")
    found = []
    for path in DESK:
        page.goto(f"/desk/{path}")
        found += violations(page)
    resident = device(390)
    sign_in(resident, "0000000002")
    resident.goto("/ja/procedures/child_allowance/")
    press(resident.locator("form[action$='/apply/'] button"))
    answer_all(resident)
    send(resident)
    page.goto("/desk/cases/?all=1&sort=number")
    press(page.locator("tbody a").first)
    for block in page.locator("main summary").all():
        block.click()
    found += violations(page)
    assert not found, found[:5]


def test_text_at_200_percent_does_not_scroll_sideways(device):
    page = device(640, height=900)
    for path in PUBLIC:
        page.goto(f"/ja/{path}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not sideways(page), page.url


def test_by_keyboard_alone_from_the_first_page_to_the_procedure(device):
    """Every stop has a visible ring and a name; the way from home to the procedure needs no mouse."""
    page = device(1280)
    page.goto("/ja/")
    page.keyboard.press("Tab")
    assert "本文へ進む" in page.evaluate("document.activeElement.innerText")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none"
    page.keyboard.type("じどうてあて")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    for _ in range(60):
        page.keyboard.press("Tab")
        if "児童手当" in page.evaluate("document.activeElement.innerText"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/procedures/child_allowance/")


def test_pages_keep_to_their_budget(device):
    """UX.md: a resident's page is at most 30 KB of HTML and 20 KB of CSS compressed, 8 requests, nothing from outside."""
    import gzip

    page = device(390)
    for path in ("", "procedures/child_allowance/", "search/?q=子育て"):
        requests, sizes = [], {}
        page.on("request", lambda r, kept=requests: kept.append(r.url))
        answer = page.goto(f"/ja/{path}", wait_until="networkidle")
        sizes["html"] = len(gzip.compress(answer.body()))
        css = page.context.request.get(page.locator("link[rel=stylesheet]").first.get_attribute("href")).body()
        assert sizes["html"] <= 30_000 and len(gzip.compress(css)) <= 20_000
        assert len(set(requests)) <= 8 and all(u.startswith(page.url.split("/ja/")[0]) for u in requests)


def test_every_language_is_really_spoken(device):
    page = device(390)
    for language, words in (("en", "What are you looking for?"), ("zh-hans", "您在找什么？"), ("ko", "무엇을 찾으시나요?")):
        page.goto(f"/{language}/")
        assert words in page.locator("h1").inner_text()
