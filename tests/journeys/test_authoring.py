"""永福さん has never written code. She makes a procedure at the desk, a colleague approves it, a resident applies in Korean."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.steps import press, sign_in, staff_sign_in
from tests.journeys.walk import answer_all, send

WORDS = {
    "title": ("자전거 주차장 정기 이용", "自転車駐車場の定期利用", "Bicycle parking pass", "自行车停车场定期使用"),
    "heading": ("어느 주차장을 이용하시나요?", "どの駐車場を使いますか", "Which parking lot?", "使用哪个停车场？"),
    "label": ("주차장", "駐車場", "Parking lot", "停车场"),
    "ogikubo": ("오기쿠보역 북쪽 출구", "荻窪駅北口", "Ogikubo Station north", "荻洼站北口"),
    "asagaya": ("아사가야역 남쪽 출구", "阿佐ケ谷駅南口", "Asagaya Station south", "阿佐谷站南口"),
}


def fill(page, name: str, words: str) -> None:
    for version, text in zip(("ko", "ja", "en", "zh"), WORDS[words], strict=True):
        page.locator(f"[name='{name}:{version}']").fill(text)
    page.locator(f"[name='{name}:easy']").fill(WORDS[words][1])


def save(page) -> None:
    press(page.locator("#sheet button", has_text="保存する").last)


def open_item(page, words: str) -> None:
    press(page.locator(".sheet .items a", has_text=words))


def write_parking(page) -> str:
    """From nothing to a procedure ready for approval; the address of its working copy."""
    page.goto("/desk/procedures/")
    press(page.locator("a", has_text="新しい手続きを作る"))
    page.fill("#title", WORDS["title"][1])
    page.fill("#code", "bicycle_parking")
    page.select_option("#section", "civil_engineering")
    press(page.locator("button", has_text="作って編集を始める"))
    copy = page.url.split("?")[0]
    fill(page, "title", "title")
    fill(page, "summary", "title")
    page.fill("#legal_basis", "杉並区自転車の放置防止及び自転車等駐車場の整備に関する条例")
    save(page)
    page.goto(f"{copy}?page=sections/0")
    press(page.locator("button", has_text="質問（1画面ずつ）を加える"))
    fill(page, "heading", "heading")
    save(page)
    page.select_option("select[name=kind]", "choice")
    press(page.locator("button", has_text="入力の項目を加える"))
    fill(page, "label", "label")
    page.fill("#code", "parking_lot")
    save(page)
    for old, value in (("はい", "ogikubo"), ("いいえ", "asagaya")):
        open_item(page, old)
        page.fill("#value", value)
        fill(page, "label", value)
        save(page)
        press(page.locator(".crumbs").get_by_role("link", name=WORDS["label"][1], exact=True))
    page.goto(f"{copy}?page=sections/0/questions/1/fields/0")
    press(page.locator("button", has_text="この項目を消す"))
    assert "ありません" in page.locator(".beside").inner_text()
    return copy


def onward(frame) -> None:
    """To the next page within the frame, and not further before that is there."""
    before = frame.locator("h1").inner_text()
    frame.locator("button.big").click()
    expect(frame.locator("h1")).not_to_have_text(before, timeout=20000)


def test_from_nothing_to_a_korean_residents_application(device):
    desk = device(1500)
    staff_sign_in(desk, "system")
    copy = write_parking(desk)

    desk.goto(f"{copy}look/?in=ko")
    assert "令和" in desk.inner_text("main"), "the desk itself stays Japanese"
    phone = desk.frame_locator("iframe.phone")
    assert phone.locator("h1").inner_text() == WORDS["title"][0]
    onward(phone)
    phone.locator("label", has_text=WORDS["asagaya"][0]).click()
    onward(phone)
    phone.locator("dd", has_text=WORDS["asagaya"][0]).wait_for()
    desk.goto(f"{copy}run/")
    assert "すべての項目が、だれかに聞かれました" in desk.locator("main").inner_text()

    desk.goto(f"{copy}differences/")
    press(desk.locator("button", has_text="承認を頼む"))
    chief = device(1500)
    staff_sign_in(chief, "kacho")
    chief.goto(f"{copy}differences/")
    press(chief.locator("button", has_text="承認して公開する"))
    assert "第1版として公開しました" in chief.locator("main").inner_text()

    phone = device(390)
    sign_in(phone, "0000000007", "ko")
    phone.goto("/ko/search/?q=자전거")
    press(phone.locator("main a", has_text=WORDS["title"][0]))
    press(phone.locator("form[action$='/apply/'] button"))
    draft = phone.url

    # While this draft is open, a second version is published: it asks one more question.
    desk.goto("/desk/procedures/bicycle_parking/")
    press(desk.locator("button", has_text="この手続きを変える"))
    second = desk.url.split("?")[0]
    desk.goto(f"{second}?page=sections/0/questions/1")
    desk.select_option("select[name=kind]", "yes_no")
    press(desk.locator("button", has_text="入力の項目を加える"))
    desk.fill("#code", "motorbike")
    fill(desk, "label", "label")
    save(desk)
    desk.goto(f"{second}differences/")
    assert "加えた" in desk.locator("main").inner_text()
    press(desk.locator("button", has_text="承認を頼む"))
    chief.goto(f"{second}differences/")
    press(chief.locator("button", has_text="承認して公開する"))

    phone.goto(draft)
    answer_all(phone)
    assert phone.locator("main").inner_text().count(WORDS["ogikubo"][0]) == 1
    press(phone.locator("main form button.big").first)
    receipt = re.search(r"R\d+-\d{6}", phone.locator("main").inner_text()).group()
    other = device(1280)
    sign_in(other, "0000000001")
    other.goto("/ja/procedures/bicycle_parking/")
    press(other.locator("form[action$='/apply/'] button"))
    answer_all(other)
    send(other)
    other.wait_for_url("**/done/")

    chief.goto("/desk/")
    chief.fill("#desk-q", receipt)
    press(chief.locator("form[action='/desk/search/'] button"))
    assert WORDS["ogikubo"][1] in chief.locator("main").inner_text()
    press(chief.locator("button", has_text="審査を始める"))
    chief.locator("summary", has_text="決定する").click()
    chief.check("#approved")
    press(chief.locator("form[action$='/decide/'] button:text-is('決定する')"))
    phone.goto("/ko/my/")
    press(phone.locator("main a", has_text=WORDS["title"][0]).first)
    assert "承認" not in phone.locator("main").inner_text() and "승인" in phone.locator("main").inner_text()
