"""Her telephone shows a push notification in her language, and leads her to it. (No push service can be reached from a test:
what one would hand over is handed to the browser by its own tools; sealing is proven in the capability's tests.)"""

from __future__ import annotations

import json

from tests.journeys.steps import sign_in, wait_until


def test_a_push_notification_says_the_kind_and_leads_to_the_notice(device, city_hall):
    page = device(390)
    sign_in(page, "0000000006")
    page.context.grant_permissions(["notifications"], origin=city_hall.url)
    page.goto("/ko/my/notifications/")
    page.click("#push-form button")
    page.wait_for_selector("#push-failed", state="visible")  # no push service: it says what to do
    tools, known = page.context.new_cdp_session(page), []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")
    active = "navigator.serviceWorker.getRegistration('/push/').then(r => Boolean(r?.active?.state === 'activated'))"
    wait_until(lambda: page.evaluate(active) and known)
    (own,) = {r["scopeURL"]: r for r in known}.values()
    assert own["scopeURL"] == f"{city_hall.url}/push/", "no page of ours is in its scope"
    shown = """navigator.serviceWorker.getRegistration('/push/').then(r => r.getNotifications()).then(
        all => all.map(n => [n.title, n.body, n.lang, n.data.link]))"""

    def handed_over() -> bool:
        """A browser just opened now and then drops what its tools hand it: they hand it again, and the tag keeps it one."""
        for said in (json.dumps({"kind": "documents", "link": "/ko/my/inbox/1/"}), json.dumps({"kind": "x", "link": "https://evil.example/"}), "{"):
            tools.send("ServiceWorker.deliverPushMessage", {"origin": city_hall.url, "registrationId": own["registrationId"], "data": said})
        page.wait_for_timeout(500)
        return len(page.evaluate(shown)) > 1

    wait_until(handed_over)
    found = page.evaluate(shown)
    assert sorted(found) == [["区からのお知らせ", "マイページで見てください", "ja", "/ja/my/inbox/"],
                             ["문서", "마이페이지에서 확인해 주세요", "ko", "/ko/my/inbox/1/"]]
