"""Open pages follow what happens: nobody has to press reload."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.steps import press, sign_in, staff_sign_in, wait_until
from tests.journeys.walk import answer_all, send

#: Notes what an open page is told.
HEARD = """window.heard = [];
const Source = EventSource;
window.EventSource = class extends Source {
  set onmessage(f) { super.onmessage = m => { f(m); window.heard.push(m.data); }; }
};"""


def apply(page, code: str) -> str:
    """Apply for a procedure; the receipt number."""
    page.goto(f"/ja/procedures/{code}/")
    press(page.locator("form[action$='/apply/'] button"))
    answer_all(page)
    send(page)
    page.wait_for_url("**/done/")
    return re.search(r"R\d+-\d{6}", page.locator("main").inner_text()).group()


def test_a_correction_appears_on_the_open_page_while_a_question_is_being_typed(device):
    """花子さん is writing a question when the desk asks for a correction: it shows, and her words stay."""
    home, desk = device(1280), device(1440)
    errors = []
    home.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    staff_sign_in(desk, "kodomo")
    sign_in(home, "0000000001")
    with desk.expect_response(lambda r: "/events" in r.url):
        desk.goto("/desk/cases/")
    assert desk.locator("#live-news").is_hidden()
    receipt = apply(home, "child_allowance")
    desk.locator("#live-news", has_text="新しい仕事が入りました").wait_for()
    press(desk.locator("#live-news a"))
    assert receipt in desk.locator("main table").inner_text()

    home.goto("/ja/my/")
    press(home.locator("main a", has_text="児童手当").first)
    with home.expect_response(lambda r: "/events" in r.url):
        home.reload()
    home.fill("#body", "どのくらいかかりますか")
    home.evaluate("window.sameDocument = true")
    press(desk.locator("a", has_text=receipt))
    desk.locator("summary", has_text="補正を求める").click()
    desk.locator("input[name=path][value='claimant_phone']").check()
    desk.fill("#reason-c", "電話がつながりませんでした。番号を直してください")
    press(desk.locator("form[action$='/correction/'] button"))

    home.locator("#live-state", has_text="直してほしいところがあります").wait_for()
    home.locator("#live-inbox", has_text=re.compile("未読[1-9]")).wait_for()
    expect(home.locator("#live")).not_to_be_empty()
    assert home.locator("#live").get_attribute("role") == "status"
    assert home.evaluate("window.sameDocument") and home.input_value("#body") == "どのくらいかかりますか"
    assert home.evaluate("document.activeElement.id") == "body"

    desk.fill("#body", "窓口でも受け付けます")
    press(desk.locator("form[action$='/do/message/'] button"))
    home.locator("#live-messages", has_text="窓口でも受け付けます").wait_for()
    assert home.evaluate("window.sameDocument") and not errors

    # What a case's page shows already is no news to it, though the stream tells of the last seconds again; what comes after is.
    desk.add_init_script(HEARD)
    desk.route("**/events?since=*", lambda route: route.continue_(url=re.sub(r"\d+$", lambda m: str(int(m[0]) - 60_000), route.request.url)))
    desk.reload()
    wait_until(lambda: desk.evaluate("window.heard.some(m => m.includes('case'))"))
    assert desk.locator("#live-news").is_hidden()
    press(home.locator("form[action$='/messages/'] button"))
    desk.locator("#live-news", has_text="新しい動き").wait_for()


def test_the_result_of_a_payment_comes_by_itself_and_the_focus_stays(device):
    """ミツさん pays late (the company takes its time); her page waits with her and then says so."""
    page = device(390)
    sign_in(page, "0000000004")
    page.goto("/ja/procedures/residence_certificate/")
    press(page.locator("form[action$='/apply/'] button"))
    answer_all(page)
    send(page)
    page.wait_for_url("**/pay/**")
    press(page.locator("button.big"))
    page.wait_for_url("**/demo/pay/**")
    with page.expect_response(lambda r: "/events" in r.url):
        press(page.locator("button[value=pay]"))
        page.wait_for_url("**/result/")
    page.evaluate("window.sameDocument = true")
    page.locator("#live-pay a", has_text="申請の状況と文書を見る").focus()
    page.locator("#live-pay", has_text="支払いが済みました").wait_for(timeout=40_000)
    assert page.evaluate("window.sameDocument")
    assert "申請の状況と文書を見る" in page.evaluate("document.activeElement.innerText")


def test_who_stops_it_has_pages_that_stand_still(device):
    page = device(390)
    sign_in(page, "0000000005", "en")
    with page.expect_request(lambda r: "/events" in r.url):
        page.reload()
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto("/en/settings/?back=/en/my/")
    page.get_by_label("Stop automatic updates").check()
    press(page.locator("main form button.big"))
    page.wait_for_url("**/en/my/")
    asked.clear()
    page.reload(wait_until="networkidle")
    assert not any("/events" in url or "live.js" in url for url in asked)
    page.goto("/en/settings/")
    assert page.get_by_label("Stop automatic updates").is_checked()


def test_signing_out_ends_what_other_tabs_hear(device):
    page = device(1280)
    sign_in(page, "0000000006", "ko")
    other, ended = page.context.new_page(), []
    for event in ("requestfinished", "requestfailed"):
        other.on(event, lambda r: ended.append(r.url))
    with other.expect_response(lambda r: "/events" in r.url) as opened:
        other.goto("/ko/my/inbox/")
    assert opened.value.status == 200 and opened.value.url not in ended
    press(page.locator("form[action='/signout/'] button"))
    page.wait_for_url("**/ko/")
    wait_until(lambda: other.evaluate("1") and opened.value.url in ended)
    assert page.request.get(opened.value.url).status == 403
