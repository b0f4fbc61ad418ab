"""正一さん uses no mouse: a whole application, and a certificate with its payment, by keys alone.

At every stop on the way there is a visible ring, a name that can be read out, and nothing lies over it.
"""

from __future__ import annotations

import re

from tests.journeys.steps import staff_sign_in
from tests.journeys.walk import CHOICES, to_type

#: What can be said of the element that has the focus.
STOP = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  const labels = [...(e.labels || [])].map(l => l.innerText).join(' ');
  const name = (e.getAttribute('aria-label') || labels || e.innerText || e.value || e.title || '').trim();
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .2], [.5, .8]].map(
    ([x, y]) => document.elementFromPoint(r.left + r.width * x, r.top + r.height * y));
  const group = e.name ? [...document.querySelectorAll(`[name="${CSS.escape(e.name)}"]`)] : [];
  return {
    tag: e.tagName.toLowerCase(), id: e.id, name, type: e.type || '', field: e.name || '', value: e.value || '',
    checked: group.some(f => f.checked), mine: e.checked || false, big: e.matches('button.big'), main: !!e.closest('main'),
    inForm: !!e.closest('main form'), readonly: !!e.readOnly, text: e.innerText || '',
    ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    bare: points.some(p => p && (p === e || e.contains(p) || p.contains(e))),
  };
}"""


class Keys:
    """A person with a keyboard."""

    def __init__(self, page) -> None:
        self.page, self.stops = page, 0

    def tab(self) -> dict:
        """Go on by one stop, which is checked."""
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate(STOP)
        if stop["tag"] != "body":
            self.stops += 1
            assert stop["name"], ("no name", self.page.url, stop)
            assert stop["ring"], ("no ring", self.page.url, stop)
            assert stop["bare"], ("covered", self.page.url, stop)
        return stop

    def to(self, wanted, most: int = 150) -> dict:
        """Tab to the stop that ``wanted`` accepts."""
        for _ in range(most):
            stop = self.tab()
            if wanted(stop):
                return stop
        raise AssertionError(f"not reached by Tab on {self.page.url}: {self.page.title()}")

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, words: str) -> None:
        """Tab to the link or button of the main part that says so, and press Enter."""
        self.to(lambda s: s["main"] and words in s["name"])
        self.enter()

    def fill(self) -> None:
        """Through the form of this page, stop by stop, to its big button."""
        touched = set()
        while not (stop := self.tab())["big"]:
            if stop["inForm"] and not stop["readonly"]:
                self._answer(stop, touched)
        self.enter()

    def _answer(self, stop: dict, touched: set[str]) -> None:
        field, kind, keys = stop["field"], stop["type"], self.page.keyboard
        if kind == "radio":
            self._choose(stop)
        elif kind == "checkbox":
            if not stop["checked"]:
                keys.press("Space")
        elif kind.startswith("select"):
            if not stop["value"]:
                keys.press("ArrowDown")
        elif stop["tag"] in ("input", "textarea") and kind != "file" and not stop["value"] and field not in touched:
            keys.type(to_type(field))
        touched.add(field)

    def _choose(self, stop: dict) -> None:
        wanted = CHOICES.get(stop["field"])
        if not stop["checked"]:
            self.page.keyboard.press("Space")
        for _ in range(12):
            if not wanted or self.page.evaluate("document.activeElement.value") == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {wanted} of {stop['field']}")

    def sign_in(self, number: str) -> None:
        self.follow("サインインへ進む")
        self.to(lambda s: s["type"] == "radio")
        for _ in range(40):
            if self.page.evaluate("document.activeElement.value") == number:
                break
            self.page.keyboard.press("ArrowDown")
        self.follow("サインインする")

    def until_check(self) -> None:
        for _ in range(40):
            if self.page.url.split("?")[0].endswith("/check/"):
                return
            before = self.page.url
            self.fill()
            assert self.page.url.split("#")[0] != before.split("#")[0], self.page.locator("main").inner_text()[:800]
        raise AssertionError("questions without end")

    def send(self) -> None:
        while not (stop := self.tab())["big"]:
            if stop["field"] == "agree":
                self.page.keyboard.press("Space")
        self.enter()


def test_the_whole_child_allowance_application(device):
    page = device(1280)
    keys = Keys(page)
    page.goto("/ja/")
    assert "本文へ進む" in keys.tab()["name"]
    keys.to(lambda s: s["id"] == "q")
    page.keyboard.type("きっずてあて")
    keys.enter()
    keys.follow("児童手当")
    keys.follow("オンラインで申請する")
    keys.sign_in("0000000001")
    page.wait_for_url("**/ja/**")
    if "/apply/" not in page.url:
        keys.follow("オンラインで申請する")
    _a_mistake_is_shown_where_it_is(keys)
    keys.until_check()
    keys.send()
    page.wait_for_url("**/done/")
    assert re.search(r"R\d+-\d{6}", page.locator("main").inner_text())
    assert keys.stops > 150


def _a_mistake_is_shown_where_it_is(keys: Keys) -> None:
    """Sent with a field emptied, the page puts the focus on the summary; its link leads into the field."""
    page = keys.page
    for _ in range(12):
        page.evaluate("document.body.focus()")
        stop = keys.to(lambda s: s["big"] or (s["inForm"] and s["tag"] == "input" and s["type"] in ("text", "tel") and not s["readonly"]))
        if not stop["big"]:
            break
        page.goto(page.url)
        keys.fill()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    keys.enter()
    assert page.evaluate("document.activeElement.id") == "errors", page.url
    assert page.title().startswith("エラー：")
    keys.to(lambda s: s["tag"] == "a", most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name || document.activeElement.id") and page.evaluate(
        "document.activeElement.matches('[aria-invalid=true], .wrong, .wrong *')")
    page.keyboard.type(to_type(page.evaluate("document.activeElement.name")))
    page.goto(page.url)


def test_a_certificate_is_bought(device):
    page = device(390)
    keys = Keys(page)
    page.goto("/ja/procedures/residence_certificate/")
    keys.follow("オンラインで申請する")
    keys.sign_in("0000000008")
    page.wait_for_url("**/ja/**")
    if "/apply/" not in page.url:
        keys.follow("オンラインで申請する")
    keys.until_check()
    keys.send()
    page.wait_for_url("**/pay/**")
    keys.fill()
    page.wait_for_url("**/demo/pay/**")
    keys.follow("支払う")
    page.wait_for_url("**/result/")
    page.locator("main", has_text="支払いが済みました").wait_for(timeout=60_000)
    keys.follow("申請の状況と文書を見る")
    page.locator("main a[href*='/my/documents/']").first.wait_for(timeout=60_000)
    assert "PDF" in keys.to(lambda s: s["main"] and "PDF" in s["name"])["name"]


def test_the_desk_by_letters(device, scenes):
    """恵さん goes down her list by j, chooses by x, opens by Enter and comes back by Escape; 操さん dictates, and wants no letters."""
    page = device(1280)
    staff_sign_in(page, "kacho")
    page.goto("/desk/cases/")
    assert page.locator("main tbody tr a").count()
    for key in ("j", "j", "k", "x"):
        page.keyboard.press(key)
    row = page.locator("main tbody tr").first
    assert row.locator("input[type=checkbox]").is_checked() and row.locator("a").first.evaluate("e => e === document.activeElement")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search(r"/desk/cases/[0-9a-f-]{36}/", page.url)
    with page.expect_navigation():
        page.keyboard.press("Escape")
    page.click("#keys-open")
    page.check("#keys-off")
    page.click("#keys-close")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tbody') === null")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "desk-q"


def test_a_time_at_the_counter_is_booked_and_given_back(device):
    """On a telephone's width, from the table of a week to the booking, and out of it again."""
    page = device(320, height=640)
    keys = Keys(page)
    page.goto("/ja/bookings/")
    keys.follow("引越しの手続き")
    keys.follow("次の週")
    assert "空きあり" in keys.to(lambda s: s["main"] and s["field"] == "at")["name"]
    keys.enter()
    keys.sign_in("0000000005")
    page.wait_for_url("**/book/?at=*")
    keys.to(lambda s: s["big"])
    keys.enter()
    page.wait_for_url("**/my/bookings/**")
    assert "予約済み" in page.locator("main").inner_text()
    keys.follow("予約を取り消す")
    assert "取消し" in page.locator("main").inner_text()
