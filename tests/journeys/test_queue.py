"""ミツさん takes a number at home; at the hall 健さん calls by one key, and her phone and the display show it at once, without a sign-in."""

from __future__ import annotations

import re
from datetime import time

from machinami.capabilities.queues import testing
from tests.journeys import axe
from tests.journeys.steps import press, staff_sign_in

#: Speech is only noted: a machine for tests has no voice.
VOICE = """window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, 'speechSynthesis', {value: {speak: u => window.said.push([u.lang, u.text]), cancel: () => {}}});"""


def hall(city_hall) -> None:
    """The ward's counters, open all day, whenever this runs."""
    city_hall.command("shell", "-v", "0", "-c", "from tests.journeys.test_queue import make; make()")


def make() -> None:
    testing.ward(opens=time(0, 0), closes=time(23, 59))


def test_a_number_from_home_is_called_and_phone_and_display_show_it_together(device, city_hall):
    hall(city_hall)
    phone, display, desk = axe.into(device(320, still=True)), axe.into(device(1280, still=True)), axe.into(device(1280, still=True))
    errors = []
    for page in (phone, display, desk):
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    display.add_init_script(VOICE)
    staff_sign_in(desk, "kumin")
    desk.goto(f"/desk/queues/{testing.OFFICE}/")
    desk.select_option("#counter", label="1番")
    press(desk.get_by_text("この窓口にする"))
    if desk.get_by_text("窓口を開ける", exact=True).count():
        press(desk.get_by_text("窓口を開ける", exact=True))

    phone.goto(f"/ja/queue/{testing.OFFICE}/")
    assert not axe.look(phone)
    phone.locator("input[value=residence_certificate]").check()
    press(phone.locator("main button.big"))
    number = phone.locator(".ticket-number").inner_text()
    assert not axe.look(phone)
    with display.expect_response(lambda r: "/events" in r.url):
        display.goto(desk.locator("a", has_text="呼出しの表示").get_attribute("href"))
    display.locator("#speak").check()
    phone.fill("#here", display.locator(".board-digits strong").inner_text())
    with phone.expect_response(lambda r: "/events" in r.url):
        press(phone.locator("main button.big"))
    phone.locator("#live-ticket", has_text="お待ちください").wait_for()
    for page in (phone, display):
        page.evaluate("window.sameDocument = true")

    for _ in range(9):  # whoever stood before is served first
        with desk.expect_navigation():
            desk.keyboard.press("n")
        if number in desk.locator("main section").inner_text():
            break
        press(desk.get_by_text("来た", exact=False).first)
    phone.locator("#live-ticket", has_text="1番の窓口へ").wait_for()
    display.locator("tr", has_text=number).wait_for()
    assert phone.evaluate("window.sameDocument") and display.evaluate("window.sameDocument")
    said = display.evaluate("window.said.slice(-4)")
    assert [lang for lang, _ in said] == ["ja", "en", "zh-CN", "ko"] and all(number.replace("-", " ") in text for _, text in said)
    assert not axe.look(display) and not axe.look(desk) and not errors


def test_without_javascript_the_ticket_is_renewed_by_opening_it_again(device, city_hall):
    hall(city_hall)
    phone = device(320, javascript=False)
    phone.goto(f"/en/queue/{testing.OFFICE}/")
    phone.locator("input[value=pension]").check()
    press(phone.locator("main button.big"))
    assert re.fullmatch(r"D-\d{3}", phone.locator(".ticket-number").inner_text())
    press(phone.locator("button[value=give_up]"))
    assert "Cancelled" in phone.locator("#live-ticket").inner_text()
