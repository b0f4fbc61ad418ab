"""The main job, in a real browser: a resident finds a procedure, applies, pays, is told; the office handles it."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import httpx
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.journeys.steps import press, sign_in, staff_sign_in, wait_until
from tests.journeys.walk import answer_all, send


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 390)], ids=["desktop", "phone-no-javascript"])
def test_child_allowance_from_search_to_certificate(device, letters, javascript, width):
    """花子さん types きっずてあて on the train, goes on at home, is asked to correct, and is told of the decision."""
    number = "0000000001" if javascript else "0000000002"
    phone = device(width, javascript=javascript)
    phone.goto("/ja/")
    phone.fill("#q", "きっずてあて")
    press(phone.locator("form[role=search] button").first)
    press(phone.locator("main a", has_text="児童手当").first)
    assert "児童手当" in phone.locator("h1").inner_text()
    sign_in(phone, number)
    phone.goto("/ja/procedures/child_allowance/")
    press(phone.locator("form[action$='/apply/'] button"))
    answer_all(phone, stop_after=3)
    before = phone.locator("body").inner_text()
    assert before

    home = device(1280, javascript=javascript)
    sign_in(home, number)
    press(home.locator("main a[href*='/apply/']").first)
    answer_all(home)
    assert home.url.endswith("/check/")
    send(home)
    home.wait_for_url("**/done/")
    receipt = re.search(r"R\d+-\d{6}", home.locator("main").inner_text()).group()

    desk = device(1440)
    staff_sign_in(desk, "kodomo")
    desk.fill("#desk-q", receipt)
    press(desk.locator("form[action='/desk/search/'] button"))
    press(desk.locator("button", has_text="審査を始める"))
    desk.locator("summary", has_text="補正を求める").click()
    desk.locator("input[name=path][value='claimant_phone']").check()
    desk.fill("#reason-c", "電話がつながりませんでした。番号を直してください")
    press(desk.locator("form[action$='/correction/'] button"))
    assert "補正待ち" in desk.locator("main").inner_text()

    home.goto("/ja/my/")
    press(home.locator("main a[href*='/my/cases/']").first)
    press(home.locator("a.button", has_text="直して送る"))
    home.fill("input[name='claimant_phone']", "０９０−１２３４−５６７８")
    press(home.locator("button.big", has_text="直した内容を送る"))
    home.wait_for_url(re.compile(r"/my/cases/[0-9a-f-]+/$"))

    desk.reload()
    assert "補正で変わったところ" in desk.locator("main").inner_text()
    desk.locator("summary", has_text="決定する").click()
    desk.check("#approved")
    press(desk.locator("form[action$='/decide/'] button:text-is('決定する')"))
    assert "年金の加入と監護の確認" in desk.locator("#errors").first.inner_text(), "nothing is approved before it is found out"
    _find_out(desk)
    desk.locator("summary", has_text="決定する").click()
    desk.check("#approved")
    press(desk.locator("form[action$='/decide/'] button:text-is('決定する')"))
    assert "承認" in desk.locator("main").inner_text()

    def told():
        return [m for m in letters.letters if receipt in m.get_content() and "結果" in m["Subject"]]

    letter = wait_until(told)[0]
    assert "杉並" not in letter["Subject"] and "花子" not in letter.get_content()

    def has_document():
        home.reload()
        return home.locator("main a[href*='/my/documents/']").count()

    wait_until(has_document, 30)
    link = home.locator("main a[href*='/my/documents/']").first.get_attribute("href")
    answer = home.context.request.get(link)
    assert answer.status == 200
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert len(pdf.pages) >= 1


def _find_out(desk):
    """The desk writes down what it found; what the application says already stands in the inputs."""
    pension = desk.locator("#finding-pension_result")
    pension.locator("input[name=pension_found][value=employees]").check()
    pension.locator("input[name=custody_found][value=yes]").check()
    press(pension.locator("button", has_text="保存する"))
    award = desk.locator("#finding-award")
    award.locator("input[name=recipient_number]").fill("8-0012")
    day = date.today() + timedelta(days=20)
    award.locator("select[name=first_pay_on-era]").select_option("western")
    for part in ("year", "month", "day"):
        award.locator(f"input[name=first_pay_on-{part}]").fill(str(getattr(day, part)))
    press(award.locator("button", has_text="保存する"))
    assert "8-0012" in desk.locator("#finding-award dl").inner_text()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_residence_certificate_with_fee(device, javascript):
    """ミツさん buys a certificate: redirect, callback, receipt, certificate, verification page."""
    page = device(390, javascript=javascript)
    sign_in(page, "0000000004" if javascript else "0000000008")
    page.goto("/ja/procedures/residence_certificate/")
    press(page.locator("form[action$='/apply/'] button"))
    answer_all(page)
    send(page)
    page.wait_for_url("**/pay/**")
    press(page.locator("button.big"))
    page.wait_for_url("**/demo/pay/**")
    press(page.locator("button[value=pay]"))
    page.wait_for_url("**/result/**")

    # The page becomes fresh by itself: by the event stream, or without JavaScript every three seconds.
    expect(page.locator("main")).to_contain_text("支払いが済みました", timeout=60_000)
    press(page.locator("main a[href*='/my/cases/']"))

    def documents():
        page.reload()
        return page.locator("main a[href*='/my/documents/']").count() >= 2

    wait_until(documents, 30)
    texts = page.locator("main").inner_text()
    assert "住民票の写し" in texts and "領収" in texts
    link = page.locator("main a[href*='/my/documents/']", has_text="住民票").first.get_attribute("href")
    pdf = page.context.request.get(link).body()
    assert pdf.startswith(b"%PDF-")
    base = page.url.split("/ja/")[0]
    assert httpx.get(f"{base}{link}", follow_redirects=False).status_code == 302
    _the_employer_checks_it(device(1280, javascript=javascript), pdf, base)


def _the_employer_checks_it(page, pdf: bytes, base: str) -> None:
    """Who was given the certificate reads its 2D code, and sends the file to have it compared."""
    opened = pypdfium2.PdfDocument(pdf)
    picture = opened[0].render(scale=2).to_pil()
    (address,) = {code.text for code in zxingcpp.read_barcodes(picture)}
    assert address.startswith(f"{base}/") and "/verify/" in address
    answer = page.goto(address)
    assert answer.status == 200
    expect(page.locator("main")).to_contain_text("この証明書は、この区役所が出したものです")
    assert "髙橋 ミツ" not in page.locator("main").inner_text()
    for content, words in ((pdf, "この区役所が出したものです"), (pdf.replace(b"%PDF-1", b"%PDF-2", 1), "一致しません")):
        page.set_input_files("#file", {"name": "juminhyo.pdf", "mimeType": "application/pdf", "buffer": content})
        press(page.locator("button", has_text="ファイルを確かめる"))
        expect(page.locator("main")).to_contain_text(words)
    page.fill("#code", "0000000000000000")
    press(page.locator("form[method=get] button", has_text="確かめる"))
    assert "見つかりませんでした" in page.locator("main").inner_text()
