"""表示設定, contact preferences, and who looked at my data."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from machinami.capabilities.audit import queries as audit
from machinami.capabilities.identity import actions as identity_actions
from machinami.capabilities.identity import queries as identity
from machinami.foundation.i18n import Text
from machinami.foundation.text import narrow
from machinami.shells.portal.access import here, public, signed_in
from machinami.shells.portal.words import looked_words
from machinami.ui.preferences import TEXT_SIZES, THEMES

_WRONG_EMAIL = Text(ja="メールアドレスを、name@example.jp のような形で入力してください",
                    en="Enter an e-mail address like name@example.jp.",
                    zh="请输入类似 name@example.jp 的电子邮箱地址。",
                    ko="name@example.jp 형식의 이메일 주소를 입력해 주세요.",
                    easy="メールアドレスを name@example.jp の 形で 入力してください")
THEME_NAMES = {
    "auto": Text(ja="端末の設定に合わせる", en="Same as the device", zh="与设备设置一致", ko="기기 설정에 맞춤"),
    "light": Text(ja="明るい", en="Light", zh="浅色", ko="밝게"),
    "dark": Text(ja="暗い", en="Dark", zh="深色", ko="어둡게"),
    "hc": Text(ja="はっきり（高コントラスト）", en="High contrast", zh="高对比度", ko="고대비"),
}


@public
def display(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("back") or request.GET.get("back") or here(request, "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = here(request, "")
    if request.method == "POST":
        values = {k: request.POST.get(k, "") for k in ("text", "theme")}
        values |= {"furigana": "1" if request.POST.get("furigana") else "0", "live": "0" if request.POST.get("still") else "1"}
        response = HttpResponseRedirect(back)
        request.preferences.changed(values).keep(response)  # type: ignore[attr-defined]
        return response
    return render(request, "portal/settings.html", {
        "back": back, "sizes": TEXT_SIZES, "themes": [(t, THEME_NAMES[t]) for t in THEMES]})


@signed_in
def contact(request: HttpRequest) -> HttpResponse:
    """Where and in which language the office writes."""
    actor = request.actor  # type: ignore[attr-defined]
    account, error = identity.account(actor.id), None
    typed = {"email": account.email, "language": account.language}
    if request.method == "POST":
        email = narrow(request.POST.get("email", ""))
        typed = {"email": request.POST.get("email", ""), "language": request.POST.get("language", "")}
        try:
            if email:
                validate_email(email)
            identity_actions.set_preferences(actor=actor, email=email, language=request.POST.get("language"))
            return HttpResponseRedirect(here(request, "my/"))
        except ValidationError:
            error = _WRONG_EMAIL
    return render(request, "portal/contact.html", {"typed": typed, "error": error},
                  status=422 if error else 200)


@signed_in
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked at or changed my data."""
    actor = request.actor  # type: ignore[attr-defined]
    number = max(1, int(request.GET.get("page", "1") if request.GET.get("page", "1").isdigit() else 1))
    page = audit.about_person(person_id=actor.person_id or "-", page=number)
    return render(request, "portal/looked.html", {
        "page": page, "rows": [{"at": r.at, "actor": r.actor, "what": looked_words(r.verb), "purpose": r.purpose}
                               for r in page.rows]})
