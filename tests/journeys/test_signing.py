"""Two people apply together: one writes, the other reads and signs – by an own sign-in, or by a link from a real letter."""

from __future__ import annotations

import re

from tests.journeys import axe
from tests.journeys.steps import press, sign_in, staff_sign_in, wait_until
from tests.journeys.walk import answer_page, send

COMMON = {"moving_in": "no", "reason_one": "work", "reason_two": "work", "has_second": "yes", "two_signs": "yes"}
TEXTS = {"hours_one": "160", "hours_two": "130", "start_on-year": "9", "start_on-month": "4", "start_on-day": "1"}


def fill(page, texts):
    """What matters, then whatever the page still lacks."""
    for name, value in COMMON.items():
        if page.locator(f"input[name={name}]").count():
            page.check(f"input[name={name}][value={value}]")
    for name, value in (TEXTS | texts).items():
        box = page.locator(f"[name={name}]")
        if box.count():
            box.select_option(value) if name.endswith("-era") else box.fill(value)
    if not page.url.split("?")[0].endswith("/circumstances/"):  # a box more would say that there is one parent alone
        answer_page(page)


def apply(page, number, texts):
    """Apply for a nursery place; the receipt number and the case's address."""
    sign_in(page, number)
    page.goto("/ja/procedures/nursery_admission/")
    press(page.locator("form[action$='/apply/'] button"))
    for _ in range(20):
        if page.url.split("?")[0].endswith("/check/"):
            break
        fill(page, texts)
        press(page.locator("main form button.big").first)
        assert not page.locator("#errors").count(), page.locator("main").inner_text()[:600]
    assert texts["two_name-family"] in page.locator(".panel").inner_text(), "who is asked is told before it is sent"
    send(page)
    page.wait_for_url("**/done/")
    assert "署名を待っています" in page.locator("main").inner_text()
    return re.search(r"R\d+-\d{6}", page.locator("main").inner_text()).group(), page.url.removesuffix("done/")


def look(page):
    found = axe.look(page)
    assert not found and not axe.sideways(page), found


def test_the_other_parent_signs_by_an_own_sign_in(device):
    """花子さん writes it; 一郎さん finds it on his page, reads only what concerns him, and signs."""
    hers, his = device(1280), device(390)
    number, case = apply(hers, "0000000001", {
        "two_name-family": "杉並", "two_name-given": "一郎", "two_name-family_kana": "スギナミ", "two_name-given_kana": "イチロウ",
        "two_birth-era": "showa", "two_birth-year": "63", "two_birth-month": "8", "two_birth-day": "3",
        "two_email": "ichiro.private@example.com"})
    sign_in(his, "0000000002")
    press(his.locator("main a[href*='/my/signing/']").last)  # the newest; the pages of the sweep may have asked him before
    text = his.locator("main").inner_text()
    assert number in text and "もう1人の保護者" in text and "あなたの理由" not in text
    press(his.locator("button", has_text="この内容に署名する"))
    assert "チェックを入れてください" in his.locator("#errors").inner_text()
    his.check("#agree")
    press(his.locator("button", has_text="この内容に署名する"))
    assert "署名しました" in his.locator("h1").inner_text()
    hers.goto(case)
    assert "署名済み" in hers.locator("main").inner_text() and "受付" in hers.locator(".chip").first.inner_text()


def test_by_a_mailed_link_without_javascript_on_a_small_phone(device, letters):
    """金さん's wife is not registered. She gets a letter; he tells her the code by telephone; the desk sees what she signed."""
    his, hers, desk = device(1280), axe.into(device(320, javascript=True, height=640, still=True)), device(1440)
    number, case = apply(his, "0000000006", {
        "two_name-family": "小林", "two_name-given": "恵", "two_name-family_kana": "コバヤシ", "two_name-given_kana": "メグミ",
        "two_birth-era": "showa", "two_birth-year": "61", "two_birth-month": "8", "two_birth-day": "3",
        "two_email": "megumi.kobayashi@example.com"})
    his.goto(f"{case}signatures/")
    code = his.locator("strong.code").inner_text()

    def come():
        return [m for m in letters.letters if m["To"] == "megumi.kobayashi@example.com"]

    letter = wait_until(come)[0].get_content()
    link = re.search(r"http\S+/sign/\S+", letter).group()
    assert code not in letter and number not in letter and "小林" not in letter and "金" not in letter
    hers.goto(link)
    look(hers)
    plain = device(320, javascript=False, height=640)
    plain.goto(link)
    plain.fill("#code", "000000" if code != "000000" else "111111")
    press(plain.locator("main button"))
    assert "確認番号が違います" in plain.locator("#errors").inner_text()
    plain.fill("#code", code)
    press(plain.locator("main button"))
    assert plain.url.endswith("/sign/"), "the secret is no longer in the address"
    hers.context.clear_cookies()
    hers.context.add_cookies(plain.context.cookies())
    hers.goto(plain.url)
    look(hers)
    assert device(390).goto(link).status == 410, "it opens once"
    plain.check("#agree")
    press(plain.locator("button", has_text="この内容に署名する"))
    assert "署名しました" in plain.locator("h1").inner_text()
    his.goto(case)
    assert "メールのリンク" in his.locator("main").inner_text()
    staff_sign_in(desk, "kacho")
    desk.fill("#desk-q", number)
    press(desk.locator("form[action='/desk/search/'] button"))
    row = desk.locator("#signers").inner_text()
    assert "署名済み" in row and "メールのリンクと確認番号" in row and "第1版" in row
    assert desk.locator("button", has_text="審査を始める").count() == 1
