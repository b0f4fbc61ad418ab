"""武蔵野さん一家4人 moves in: one interview on a telephone, one form, six applications, one code at the counter, three sections, one timeline."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pikepdf
import pytest
from PIL import Image

from machinami.capabilities.procedures import queries as procedures
from machinami.capabilities.visits import testing
from tests.journeys import axe
from tests.journeys.conftest import ARGUMENTS, CHROMIUM
from tests.journeys.steps import press, staff_sign_in, wait_until

pytestmark = pytest.mark.xdist_group("journeys")
MOVED = date.today() - timedelta(days=3)
TOLD = testing.TOLD | testing.interview() | {"moved_on": MOVED.isoformat()}
FORMS = ("life_moving_in", "moving_in", "national_health_insurance", "child_allowance", "child_medical_certificate", "dog_changes")


def look(page):
    found = axe.look(page)
    assert not found and not axe.sideways(page), found


def tell(page) -> list[str]:
    """Fill what this page asks with what the family knows; returns the codes of the fields asked."""
    fields = {f.code: f for code in FORMS for f in procedures.definition(code).fields.values() if f.code in TOLD}
    asked = []
    for code, field in fields.items():
        while code == "others" and page.locator("input[name=others-count]").count() and int(
                page.locator("input[name=others-count]").input_value()) < len(TOLD["others"]):
            press(page.locator("button[name=others-add]"))
        for name, (value, *_) in field.raw(TOLD[code], code).items():
            box = page.locator(f"main form [name='{name}']:not([type=hidden])")
            if not box.count():
                continue
            asked.append(code)
            kind = box.first.get_attribute("type") or box.first.evaluate("e => e.tagName")
            if kind == "radio":
                page.check(f"main form [name='{name}'][value='{value}']")
            elif kind == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
    return list(dict.fromkeys(asked))


def apply(page) -> list[str]:
    """From the first question to the page where all is checked; returns every field asked, in order."""
    page.goto("/ja/life/moving_in/")
    press(page.locator("main a.button.big").first)
    asked = []
    while "/plan/" not in page.url:
        asked += tell(page)
        look(page)
        press(page.locator("main form button.big"))
        assert not page.locator("#errors").count(), page.locator("main").inner_text()
    text = page.locator("main").inner_text()
    assert "必要な手続きは5つです" in text and "児童手当" in text and "国民健康保険" in text
    look(page)
    press(page.locator("main form button.big"))  # she has not signed in: the plan stands in the address and waits
    press(page.locator("form[action='/signin/begin'] button"))
    page.locator("input[name=person][value=newcomer]").check()
    press(page.locator("form[method=post] button").first)
    page.wait_for_url("**/plan/**")
    press(page.locator("main form button.big"))
    while not page.url.split("?")[0].endswith("/check/"):
        found = tell(page)
        asked += found
        press(page.locator("main form button.big").first)
        assert not page.locator("#errors").count(), (found, page.locator("main").inner_text())
    return asked


def scanned(tmp_path, picture: bytes):
    """A browser whose camera sees the picture on the telephone."""
    shot = Image.open(io.BytesIO(picture)).convert("RGB")
    paper = Image.new("RGB", (640, 480), "white")
    shot.thumbnail((420, 420))
    paper.paste(shot, ((640 - shot.width) // 2, (480 - shot.height) // 2))
    frame = io.BytesIO()
    paper.save(frame, "JPEG", quality=92)
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(frame.getvalue() * 10)
    return [*ARGUMENTS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]


TODAY = date.today()
#: What each section finds out, by finding.
FOUND = {
    "address_exists": True, "former_checked_by": "none", "acquired_on": MOVED.isoformat(), "insured_symbol": "115", "insured_number": "8000123",
    "pension_found": "employees", "custody_found": True, "recipient_number": "8-0012", "first_pay_on": (TODAY + timedelta(days=40)).isoformat(),
    "insured_people": [{"insured_name": f"武蔵野 {given}", "insured_branch": f"0{n}", "insured_paper": "notice"}
                       for n, given in enumerate(("はるか", "健", "あおい", "そら"), 1)],
    "insurance_checked": True, "certificate_number": "1234567", "sent_on": TODAY.isoformat(),
}


def find_out(desk, code: str) -> None:
    """Write down block by block what was found out; what the application says already stands in the inputs."""
    form = procedures.definition(code).approval
    for number in range(desk.locator("[id^='finding-']:has(button:text('保存する'))").count()):
        block = desk.locator("[id^='finding-']:has(button:text('保存する'))").nth(number)
        if not block.locator("button", has_text="保存する").first.is_visible():
            continue  # written down before
        for finding, value in FOUND.items():
            if finding not in form.fields or not block.locator(f"[name^='{finding}']").count():
                continue
            while isinstance(value, list) and block.locator(f"fieldset.member [name$='{next(iter(value[0]))}']").count() < len(value):
                press(block.locator(f"button[name={finding}-add]"))
            for name, (typed, *_) in form.fields[finding].raw(value, finding).items():
                box = block.locator(f"[name='{name}']:not([type=hidden])")
                if box.count() and box.first.get_attribute("type") == "radio":
                    block.locator(f"[name='{name}'][value='{typed}']").check()
                elif box.count():
                    box.select_option(typed) if box.evaluate("e => e.tagName") == "SELECT" else box.fill(typed)
        press(block.locator("button", has_text="保存する").first)
        assert not desk.locator("#errors").count(), desk.locator("#errors").first.inner_text()


def decide(desk, case: str, code: str) -> None:
    """Find out, and approve."""
    desk.goto(case)
    find_out(desk, code)
    desk.locator("summary", has_text="決定する").click()
    desk.check("#approved")
    press(desk.locator("form[action$='/decide/'] button:text-is('決定する')"))


def refused(desk) -> str:
    return desk.locator("#errors").first.inner_text() if desk.locator("#errors").count() else ""


def test_a_family_of_four_moves_in(device, browser, city_hall, tmp_path):
    phone = axe.into(device(390, still=True))
    asked = apply(phone)
    assert len(asked) == len(set(asked)), [a for a in asked if asked.count(a) > 1]
    look(phone)
    for box in phone.locator("main input[type=checkbox]").all():
        box.check()
    press(phone.locator("main form button.big"))
    phone.wait_for_url("**/visits/*/")
    look(phone)
    assert phone.locator("main a[href*='/my/cases/']").count() == 6

    camera = browser.browser_type.launch(executable_path=CHROMIUM, args=scanned(tmp_path, phone.locator("figure.qr svg").screenshot()))
    try:
        counter = axe.into(camera.new_context(base_url=city_hall.url, locale="ja-JP", permissions=["camera"], reduced_motion="reduce").new_page())
        staff_sign_in(counter, "kumin")
        counter.goto("/desk/visits/")
        look(counter)
        counter.locator("#camera").click()
        counter.wait_for_url("**/desk/visits/*-*/", timeout=60_000)
        assert "武蔵野 はるかさん" in counter.locator("h1").inner_text()
        look(counter)
        assert counter.context.request.get(f"{counter.url}forms.pdf").status == 422, "first it is made sure who it is"
        counter.check("#how-my_number_card")
        press(counter.locator("form[action$='/identify/'] button"))
        forms = counter.context.request.get(f"{counter.url}forms.pdf")
        with pikepdf.open(io.BytesIO(forms.body())) as pdf:
            assert len(pdf.pages) >= 6
    finally:
        camera.close()
    three_sections(device, phone)


def three_sections(device, phone) -> None:
    """区民課, 子ども家庭部 and 国保年金課 decide, in the order that the law has; she sees it all in one place."""
    cases = {}
    for link in phone.locator("main #live-visit ul.list a[href*='/my/cases/']").all():
        cases.setdefault(link.inner_text(), link.get_attribute("href").replace("/ja/my/", "/desk/"))
    of = lambda words: next(href for title, href in cases.items() if words in title)  # noqa: E731
    children, residents, insurance = device(1280), device(1280), device(1280)
    staff_sign_in(children, "kodomo")
    decide(children, of("児童手当"), "child_allowance")
    assert "が終わってから決定してください" in refused(children), children.locator("main").inner_text()[:500]
    staff_sign_in(residents, "kumin")
    decide(residents, of("転入届"), "moving_in")
    assert not refused(residents), refused(residents)
    press(residents.locator("button", has_text="完了にする"))
    wait_until(lambda: phone.reload() and phone.locator("ol.timeline li", has_text="転入届").filter(has_text="完了").count(), 60)
    for title, href in cases.items():
        if "児童手当" in title or "医療" in title:
            decide(children, href, "child_allowance" if "児童手当" in title else "child_medical_certificate")
            assert not refused(children), (title, refused(children))
    staff_sign_in(insurance, "kacho")
    decide(insurance, of("国民健康保険"), "national_health_insurance")
    assert not refused(insurance), refused(insurance)

    def told():
        phone.reload()
        return phone.locator("ol.timeline li", has_text="承認").count() >= 5

    wait_until(told, 60)
    times = phone.locator("ol.timeline time").all_inner_texts()
    assert times == sorted(times, reverse=True) and len(times) >= 11
    look(phone)
