"""Residents who apply and pay as a browser would, over and over, whatever state the city hall is in."""

from __future__ import annotations

import re
import threading
import time

import httpx

from tests.city_hall import CityHall


class Resident(threading.Thread):
    """Applies for certificates and pays, over and over, and writes down only what the city hall acknowledged."""

    def __init__(self, hall: CityHall, number: str) -> None:
        super().__init__(daemon=True)
        self.hall, self.number, self.stopping = hall, number, threading.Event()
        self.submitted: set[str] = set()
        self.paid: set[str] = set()
        self.notes: list[str] = []
        self.client = httpx.Client(base_url=hall.url, timeout=10, follow_redirects=True)

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self._one()
            except Exception as error:  # whatever a half-dead city hall answers, the resident tries again
                self.notes.append(repr(error)[:120])
                time.sleep(0.2)

    def end(self) -> None:
        """Finish what is under way and go home."""
        self.stopping.set()
        self.join(60)
        self.client.close()

    def _form(self, page: httpx.Response, action: str = "") -> dict[str, str]:
        """The hidden fields of a page's form."""
        html = page.text
        start = html.find(f'action="{action}"') if action else html.find("<main")
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html[max(0, start):]))

    def _sign_in(self) -> None:
        page = self.client.get("/signin/?lang=ja&next=/ja/my/")
        page = self.client.post("/signin/begin", data={**self._form(page), "next": "/ja/my/"})
        answer = self.client.post(str(page.url), data={**self._form(page), "person": self.number, "acr": "aal3 crl"})
        if "/ja/my/" not in str(answer.url):
            raise LookupError("not signed in")

    def _one(self) -> None:
        page = self.apply()
        if page is None:
            self.notes.append("signed in")
            return
        self.pay(page)

    def apply(self) -> httpx.Response | None:
        """Up to the payment page; None when it was signing in instead. :raises LookupError: when it is not accepted"""
        page = self.client.get("/ja/procedures/residence_certificate/")
        page = self.client.post("/ja/procedures/residence_certificate/apply/", data=self._form(page))
        if "/signin/" in str(page.url):
            self._sign_in()
            return None
        page = self._answer(page)
        if not str(page.url).endswith("/check/"):
            raise LookupError(f"{page.url} {re.findall('error-text[^>]*>([^<]*)', page.text)}")
        agree = re.findall(r'name="agree" value="([^"]+)"', page.text)
        page = self.client.post(str(page.url), data={**self._form(page), "agree": agree})
        if page.status_code != 200 or "/pay/" not in str(page.url):
            raise LookupError(f"{page.status_code} {page.url}")
        self.submitted.add(self.charge_of(page))
        return page

    @staticmethod
    def charge_of(page: httpx.Response) -> str:
        return re.search(r"/pay/([0-9a-f-]{36})/", str(page.url)).group(1)

    def go_to_provider(self, page: httpx.Response) -> httpx.Response:
        return self.client.post(str(page.url), data={**self._form(page), "method": "card"})

    def pay(self, page: httpx.Response) -> httpx.Response:
        charge = self.charge_of(page)
        page = self.go_to_provider(page)
        page = self.client.post(str(page.url), data={**self._form(page), "answer": "pay", "fault": ""})
        if "支払いを受け付けました" in page.text or "支払いが済みました" in page.text:
            self.paid.add(charge)
        return page

    def _answer(self, page: httpx.Response) -> httpx.Response:
        """Go on with what the pages show, taking the first choice where nothing is chosen."""
        for _ in range(30):
            if str(page.url).endswith("/check/") or "/apply/" not in str(page.url):
                return page
            page = self.client.post(str(page.url), data=_answers(page.text))
        return page


def _answers(html: str) -> dict[str, list[str] | str]:
    main = html[html.find("<main"):]
    found: dict[str, list[str] | str] = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main))
    for tag in re.findall(r"<input [^>]*>", main):
        name, kind = re.search(r'name="([^"]+)"', tag), re.search(r'type="([^"]+)"', tag)
        if not name or not kind or kind.group(1) in ("hidden", "file"):
            continue
        value = (re.search(r'value="([^"]*)"', tag) or [None, ""])[1]
        if kind.group(1) == "radio":
            if "checked" in tag or value == "no" or name.group(1) not in found:
                found[name.group(1)] = value
        elif kind.group(1) == "checkbox":
            chosen = found.setdefault(name.group(1), [])
            if isinstance(chosen, list) and ("checked" in tag or not chosen):
                chosen.append(value)
        else:
            found[name.group(1)] = value or "1"
    for name, body in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'value="([^"]+)" selected', body) or re.search(r'value="([^"]+)"', body)
        found[name] = chosen.group(1) if chosen else ""
    return found
