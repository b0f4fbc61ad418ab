"""Doors into the portal and the desk."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from machinami.capabilities.identity import oidc, passwords, session_owners, staff
from machinami.capabilities.identity.actions import sign_in_resident
from machinami.capabilities.identity.middleware import RESIDENT_KEY, start_resident_session
from machinami.foundation.errors import NotAllowed, Refused
from machinami.foundation.i18n import RESIDENT_LANGUAGES

#: Sign-ins that this browser began, by their state; so many windows may have one open.
BEGUN_KEY, SIDE_BY_SIDE = "signing_in", 5


def safe(request: HttpRequest, target: str, default: str) -> str:
    """Where to go on to: a page of ours, or the default."""
    fine = target and url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if fine else default


def language_of(target: str) -> str:
    """The language of the page to go on to."""
    first = target.lstrip("/").split("/", 1)[0]
    return first if first in RESIDENT_LANGUAGES else "ja"


@require_GET
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Says what signing in is before the browser leaves for the provider. Public."""
    target = safe(request, request.GET.get("next", ""), "/ja/my/")
    language = language_of(target)
    if request.GET.get("lang") != language:
        card = {"card": "1"} if "card" in request.GET else {}
        return HttpResponseRedirect(f"{request.path}?{urlencode({'lang': language, 'next': target} | card)}")
    return render(request, "identity/sign_in.html", {"next": target, "idle": "idle" in request.GET, "card": "card" in request.GET})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Remembers in this browser what it began: nobody is signed in by a link that somebody else's browser began."""
    address, state = oidc.begin(safe(request, request.POST.get("next", ""), "/ja/my/"))
    request.session[BEGUN_KEY] = [*request.session.get(BEGUN_KEY, ()), state][-SIDE_BY_SIDE:]
    return HttpResponseRedirect(address)


@require_GET
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    if "error" in request.GET:
        return HttpResponseRedirect("/signin/?declined=1")
    identity, target = oidc.finish(request.GET.get("state", ""), request.GET.get("code", ""),
                                   begun=request.session.get(BEGUN_KEY, ()))
    request.session.pop(BEGUN_KEY, None)
    target = safe(request, target, "/ja/my/")
    account = sign_in_resident(identity=identity, language=language_of(target))
    start_resident_session(request, account, identity.level)
    return HttpResponseRedirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    was_resident = RESIDENT_KEY in request.session
    logout(request)
    response = HttpResponseRedirect(safe(request, request.POST.get("next", ""), "/ja/" if was_resident else "/desk/signin/"))
    response.headers["Clear-Site-Data"] = '"cache"'  # nothing for whoever presses Back on a shared computer
    return response


@sensitive_post_parameters("password", "code")
@never_cache
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Password and one-time code on one page. Public; counts failures and locks."""
    target = safe(request, request.GET.get("next", ""), "/desk/")
    if request.method != "POST":
        return render(request, "identity/staff_sign_in.html", {"demo": settings.DEMO_DOORS, "next": target})
    username = request.POST.get("username", "").strip()
    try:
        found = staff.check_sign_in(username=username, password=request.POST.get("password", ""),
                                    code=request.POST.get("code", ""))
    except Refused as refused:
        if isinstance(refused, staff.Failed):
            staff.count_failure(staff_id=refused.staff_id)
        return render(request, "identity/staff_sign_in.html",
                      {"error": refused.message, "username": username, "next": target, "demo": settings.DEMO_DOORS}, status=422)
    login(request, found, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(target)


@sensitive_post_parameters("current", "code", "new", "again")
@never_cache
def change_password(request: HttpRequest) -> HttpResponse:
    """A member of staff's own. Signs out everywhere else."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "staff":
        if request.method == "GET" and actor.kind == "anonymous":
            return HttpResponseRedirect("/desk/signin/?next=/desk/password/")
        raise NotAllowed("identity.own_password")
    if request.method != "POST":
        return render(request, "identity/change_password.html", {"least": passwords.SHORTEST})
    try:
        found = staff.change_password(actor=actor, **{name: request.POST.get(name, "") for name in ("current", "code", "new", "again")})
    except Refused as refused:
        if isinstance(refused, staff.Failed):
            staff.count_failure(staff_id=refused.staff_id)
        return render(request, "identity/change_password.html",
                      {"error": refused.message, "least": passwords.SHORTEST}, status=refused.status)
    update_session_auth_hash(request, found)  # gives this session another key
    session_owners.note(request, staff_id=found.pk)
    messages.success(request, "パスワードを変えました。ほかの機械でのサインインは終わりました")
    return HttpResponseRedirect("/desk/")
