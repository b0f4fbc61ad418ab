"""News of a section to everybody who wants it: written in five versions, looked at, then sent."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from machinami.capabilities.notices import actions, queries
from machinami.city import sections
from machinami.foundation.errors import NotAllowed, Refused
from machinami.foundation.i18n import Text
from machinami.shells.desk.access import staff

VERSIONS = {"ja": ("日本語", "ja"), "easy": ("やさしい日本語", "ja"), "en": ("英語", "en"), "zh": ("中国語（簡体字）", "zh-Hans"), "ko": ("韓国語", "ko")}


@staff("notices.announce")
def news(request: HttpRequest) -> HttpResponse:
    """GET lists; the first POST shows what will go out, the second, with its key, sends it."""
    if request.method != "POST":
        return _page(request)
    post, actor = request.POST, request.actor  # type: ignore[attr-defined]
    said = {"title": Text(**{name: post.get(f"title_{name}", "").strip() for name in VERSIONS}), "link": post.get("link", "").strip(),
            "section": post.get("section", "")}
    try:
        if post.get("do") == "send":
            actions.announce(actor=actor, key=post.get("key", "")[:80], **said)
            messages.success(request, "出しました。順に届きます")
            return HttpResponseRedirect("/desk/notices/news/")
        if post.get("do") == "look":
            queries.check_news(actor=actor, **said)
    except NotAllowed:
        raise
    except Refused as refused:
        return _page(request, refused=refused)
    return _page(request, sure=post.get("do") == "look")


def _page(request: HttpRequest, *, refused: Refused | None = None, sure: bool = False) -> HttpResponse:
    actor, post = request.actor, request.POST  # type: ignore[attr-defined]
    known = {c: s.name for c, s in sections.all_sections().items() if actor.may("notices.announce", section=c)}
    return render(request, "desk/ward_news.html", {
        "refused": refused, "faults": refused.fields if refused else {}, "sure": sure, "sections": known, "section": post.get("section", ""),
        "fields": [(name, words, lang, post.get(f"title_{name}", ""), (refused.fields if refused else {}).get(f"title_{name}"))
                   for name, (words, lang) in VERSIONS.items()],
        "link": post.get("link", "/ja/"), "key": secrets.token_urlsafe(16), "rows": queries.news(actor=actor),
        "readers": queries.news_readers() if sure else 0}, status=422 if refused else 200)
