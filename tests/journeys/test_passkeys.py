"""A clerk and a resident register a passkey in a real browser and sign in with it. The authenticator is the browser's own virtual
one (WebAuthn WebDriver extension). Passkeys belong to names, so this browser comes by ``localhost``."""

from __future__ import annotations

from typing import Any

from tests.journeys.steps import press, sign_in, staff_sign_in


def with_authenticator(page: Any) -> tuple[Any, str]:
    """A telephone that opens for its owner; ``(tools, authenticator)``."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True}})
    return tools, made["authenticatorId"]


def by_name(page: Any, city_hall: Any) -> str:
    """The same session at ``localhost``."""
    home = city_hall.url.replace("127.0.0.1", "localhost")
    page.context.add_cookies([{"name": c["name"], "value": c["value"], "url": home} for c in page.context.cookies()])
    return home


def test_a_clerk_registers_and_signs_in_without_password_and_code(device, city_hall):
    page = device(1280)
    staff_sign_in(page, "system")
    assert page.goto("/desk/account/") and page.locator("form[data-passkey]").is_hidden(), "none for an address in figures"
    assert page.locator("[data-passkey-unable]").is_visible(), "and it says so"
    home = by_name(page, city_hall)
    tools, authenticator = with_authenticator(page)
    page.goto(f"{home}/desk/account/")
    page.fill("#name", "仕事の電話")
    press(page.locator("form[data-passkey] button"))
    assert "パスキーを登録しました" in page.inner_text("main")
    page.fill("#name", "同じ電話")
    page.click("form[data-passkey] button")
    page.wait_for_selector("[data-say=known]", state="visible")
    page.context.clear_cookies()
    page.goto(f"{home}/desk/signin/?next=/desk/account/")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.click("form[data-passkey] button")
    page.wait_for_selector("[data-say=failed]", state="visible")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    press(page.locator("form[data-passkey] button"))
    assert page.url == f"{home}/desk/account/" and "仕事の電話" in page.inner_text("main")


def test_a_resident_signs_in_with_this_device_next_time(device, city_hall):
    page = device(390)
    sign_in(page, "0000000004", "en")
    page.goto("/en/my/sign-in/")
    assert page.get_by_text("cannot be registered in this browser or at this address").is_visible()
    home = by_name(page, city_hall)
    with_authenticator(page)
    page.goto(f"{home}/en/settings/")
    press(page.get_by_role("link", name="Sign in with this device next time"))
    page.fill("#name", "My phone")
    press(page.locator("form[data-passkey] button"))
    assert "This device is registered" in page.inner_text("main")
    press(page.get_by_role("button", name="Sign out"))
    page.goto(f"{home}/signin/?next=/en/my/sign-in/")
    press(page.locator("form[data-passkey] button"))
    assert page.url == f"{home}/en/my/sign-in/" and "My phone" in page.inner_text("main")
    assert page.get_by_text("This device", exact=True).count() == 1, "where she is signed in: here"


def test_without_javascript_the_other_ways_stand_as_before(device):
    page = device(390, javascript=False)
    for door, way in (("/desk/signin/", "#code"), ("/signin/?lang=ja&next=/ja/my/", "form[action='/signin/begin'] button")):
        page.goto(door)
        assert page.locator("form[data-passkey]").is_hidden() and page.locator(way).is_visible()
