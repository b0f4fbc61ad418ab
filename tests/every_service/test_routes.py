"""Every route, page and API alike, asks for a permission or says that it is public."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from machinami.capabilities.identity import testing as people
from machinami.capabilities.identity.models import StaffMember

#: Doors that are public by their nature, each with the reason.
PUBLIC = {
    "": "chooses a language", "health": "for monitors", "metrics": "by token, or from this machine only", "health/live": "for monitors",
    "signin/": "the door itself", "signin/begin": "the door itself", "signin/callback": "the door itself",
    "signout/": "ends a session", "desk/signin/": "the door itself",
    "signin/passkey/": "the door itself", "signin/passkey/options": "the door itself", "desk/signin/passkey/": "the door itself",
    "desk/password/": "one's own, for anybody of the staff; tested in identity",
    "desk/account/": "one's own, for anybody of the staff; tested in identity",
    "desk/account/passkey/": "one's own, for anybody of the staff; tested in identity",
    "api/payments/<slug:provider>/callback": "believed by its signature",
}
PUBLIC_API = {"api/v1/openapi.json", "api/v1/docs", "api/v1/procedures", "api/v1/procedures/<code>",
              "api/v1/procedures/<code>/schema", "api/v1/plan", "api/v1/"}


def routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, entry.callback
        else:
            yield from routes(entry, path)


ALL = list(routes())


def _fill(path: str) -> str:
    path = re.sub(r"<uuid(?:str)?:\w+>", str(uuid.uuid4()), path)
    path = re.sub(r"<slug:\w+>", "child-allowance", path)
    path = re.sub(r"<int:\w+>", "1", path)
    return "/" + re.sub(r"<(?:str:)?\w+>", "abc", path)


def test_every_view_says_who_may_open_it():
    unmarked = [p for p, view in ALL if not getattr(view, "access", "") and p not in PUBLIC and not p.startswith("api/v1/")]
    assert not unmarked


@pytest.mark.django_db
def test_without_signing_in_only_public_routes_answer():
    client = Client()
    for path, view in ALL:
        public = getattr(view, "access", "") == "public" or path in PUBLIC or path in PUBLIC_API
        if public:
            continue
        for method in (client.get, client.post):
            answer = method(_fill(path))
            fine = answer.status_code in (401, 403, 405) or (answer.status_code == 302 and "signin" in answer["Location"])
            assert fine, (path, method.__name__, answer.status_code)


@pytest.mark.django_db
def test_staff_without_the_permission_are_refused_everywhere():
    people.staff(username="nobody")
    client = Client()
    client.force_login(StaffMember.objects.get(username="nobody"), backend="django.contrib.auth.backends.ModelBackend")
    for path, view in ALL:
        access = getattr(view, "access", "")
        if path.startswith("desk/") and access and access != "public":
            assert client.get(_fill(path)).status_code == 403, path


@pytest.mark.django_db
def test_a_resident_never_enters_the_desk_and_staff_never_a_residents_pages():
    people.staff(("*", "manager"), username="boss")
    client = Client()
    client.force_login(StaffMember.objects.get(username="boss"), backend="django.contrib.auth.backends.ModelBackend")
    for path, view in ALL:
        if getattr(view, "access", "") == "resident" and path.startswith("ja/"):
            answer = client.get(_fill(path))
            assert answer.status_code == 302 and "signin" in answer["Location"], path


def test_the_demonstration_providers_are_another_companys_pages():
    """None of them is a page of the city hall, and their own process has nothing else."""
    theirs = [path for path, _ in routes(get_resolver("machinami.project.demo_urls"))]
    assert theirs and all(path.startswith("demo/") for path in theirs)
    assert not [path for path, _ in ALL if path.startswith("demo/")]
