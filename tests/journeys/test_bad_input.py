"""What goes wrong at home: the wrong file, two windows, a double press, an old link. Each ends in a clear sentence in the
reader's language, and what was saved is still there. Sent as a browser sends it, to a city hall that runs."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.faults.residents import Resident, _answers
from tests.journeys.steps import press, sign_in

GIGA = 1024**3


class Sato(Resident):
    """Somebody with a browser and no luck."""

    def draft(self, code: str, question: str = "") -> httpx.Response:
        """A question of a fresh draft; the first when none is named."""
        page = self.client.get(f"/ja/procedures/{code}/")
        page = self.client.post(f"/ja/procedures/{code}/apply/", data=self._form(page))
        return self.client.get(re.sub("[a-z_]+/$", f"{question}/", str(page.url))) if question else page

    def send(self, page: httpx.Response, language: str = "ja", files: dict | None = None, **values: str) -> httpx.Response:
        """Fill the page in, in a language, and send it. Hidden inputs are the page's own."""
        url = str(page.url).replace("/ja/apply/", f"/{language}/apply/")
        return self.client.post(url, data={**_answers(page.text), **values}, files=files)


@pytest.fixture
def sato(city_hall):
    person = Sato(city_hall, "0000000001")
    person._sign_in()
    yield person
    person.client.close()


def errors(page: httpx.Response) -> str:
    return " ".join(re.findall(r'class="error-text"[^>]*>([^<]*)', page.text))


def test_two_gigabytes_are_refused_before_they_are_sent(city_hall, sato):
    """His film instead of a photograph. The answer comes on the announced length; nothing of it is kept."""
    where = urlsplit(city_hall.url)
    cookie = f"machinami_session={sato.client.cookies['machinami_session']}"
    for language, words in (("ja", "大きすぎます（10MBまで）"), ("en", "too large (10 MB at most)"), ("ko", "너무 큽니다")):
        with socket.create_connection((where.hostname, where.port), timeout=20) as line:
            line.sendall(f"POST /{language}/verify/ HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookie}\r\n"
                         f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {2 * GIGA}\r\n\r\n--x\r\n".encode())
            told = b""
            while part := line.recv(65536):
                told += part
        assert told.startswith(b"HTTP/1.1 413") and words in told.decode()


def test_a_body_a_little_too_long_is_answered_after_it_was_sent(sato):
    page = sato.client.get("/zh-hans/verify/")
    answer = sato.client.post(str(page.url), data=sato._form(page), files={"file": ("a.pdf", b"0" * (61 * 1024**2))})
    assert answer.status_code == 413 and "发送的内容过大" in answer.text
    answer = sato.client.post("/api/v1/drafts", content=b"0" * (61 * 1024**2))
    assert answer.status_code == 413 and answer.json()["code"] == "too_long"


@pytest.mark.parametrize(("name", "content", "language", "words"), [
    ("shindan.pdf", b"MZ\x90\x00" + b"\x00" * 3000, "ja", "写真（JPEG、PNG）かPDFを送ってください"),
    ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 300, "en", "could not open the file"),
    ("shindan.pdf", b"%PDF-1.7\n" + b"x" * 11 * 1024**2, "ko", "10MB까지"),
], ids=["a program", "half a picture", "eleven megabytes"])
def test_a_file_that_is_no_photo_is_told_at_its_place_and_the_rest_is_kept(sato, name, content, language, words):
    page = sato.draft("damage_certificate", "photos")
    field = re.search(r'<input type="file" id="[^"]+" name="([^"]+)"', page.text).group(1)
    answer = sato.send(page, language, files={field: (name, content)})
    assert answer.status_code == 422 and words in errors(answer)
    again = sato.client.get(str(page.url))
    assert again.status_code == 200 and name not in again.text, "a refused file is not kept"
    assert sato.client.get("/ja/my/").text.count("/apply/") >= 1, "the draft is where it was"


def test_a_name_of_ten_thousand_letters(sato):
    page = sato.draft("pregnancy_report", "person")
    name = next(n for n in _answers(page.text) if n.endswith("family"))
    answer = sato.send(page, "en", **{name: "あ" * 10_000})
    assert answer.status_code == 422 and "characters" in errors(answer)


def test_two_windows_on_one_draft(sato, city_hall):
    """At home and on the telephone: the later one is shown what the other saved, and overwrites nothing unseen."""
    home = sato.draft("dog_registration", "owner")
    telephone = httpx.Client(base_url=city_hall.url, cookies=sato.client.cookies, follow_redirects=True)
    there = telephone.get(str(home.url))
    name = next(n for n in _answers(home.text) if "given" in n and "kana" not in n)
    assert sato.send(home, **{name: "次郎"}).status_code == 200
    late = telephone.post(str(there.url), data={**_answers(there.text), name: "三郎"})
    assert late.status_code == 422 and "ほかの" in late.text
    assert "次郎" in sato.client.get(str(home.url)).text


def test_two_presses_make_one_application(sato):
    page = sato._answer(sato.draft("residence_certificate"))
    key = sato._form(page)
    agree = re.findall(r'name="agree" value="([^"]+)"', page.text)
    answers = [sato.client.post(str(page.url), data={**key, "agree": agree}) for _ in range(2)]
    assert len({str(a.url) for a in answers}) == 1 and all(a.status_code == 200 for a in answers)


@pytest.mark.parametrize("path", [
    "/ja/verify/0000000000000000/", "/en/apply/00000000-0000-7000-8000-000000000000/", "/ko/my/cases/00000000-0000-7000-8000-000000000000/",
    "/zh-hans/pay/00000000-0000-7000-8000-000000000000/", "/unsubscribe/made-up/"])
def test_a_link_that_leads_nowhere_says_so(sato, path):
    page = sato.client.get(path)
    assert page.status_code in (404, 410, 422) and "<main" in page.text and "Traceback" not in page.text


def test_a_payment_message_that_is_forged_or_comes_again_changes_nothing(sato):
    page = sato.apply()
    assert sato.client.post("/api/payments/demo/callback", content=b'{"state":"paid"}',
                            headers={"content-type": "application/json", "webhook-signature": "v1,AAAA"}).status_code in (400, 401, 403)
    assert "支払いが済みました" not in sato.client.get(str(page.url)).text
    paid = sato.pay(page)
    assert sato.charge_of(page) in sato.paid
    assert sato.client.get(str(paid.url)).status_code == 200, "coming back to the result again is no second payment"


def test_a_large_file_is_told_before_minutes_of_sending(device):
    """In the browser already, where it has scripts; the file is let go, the page stays."""
    page = device(390)
    sign_in(page, "0000000001", "en")
    page.goto("/en/procedures/damage_certificate/")
    press(page.locator("form[action$='/apply/'] button"))
    page.goto(re.sub("[a-z_]+/$", "photos/", page.url))
    page.set_input_files("input[type=file]", {"name": "film.jpg", "mimeType": "image/jpeg", "buffer": b"0" * 11 * 1024**2})
    assert "film.jpg Files can be up to 10 MB" in page.locator(".error-text[role=alert]").inner_text()
    assert not page.evaluate("document.querySelector('input[type=file]').files.length")
    page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"0"})
    assert page.locator(".error-text").count() == 0
