"""Tokens of partner systems: what each may do, for which sections, until when; made, shown once, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from machinami.capabilities.identity import actions, queries
from machinami.city import sections
from machinami.foundation.errors import NotAllowed, Refused
from machinami.shells.desk.access import staff
from machinami.shells.desk.typed import day


@staff("identity.manage_tokens")
def tokens(request: HttpRequest) -> HttpResponse:
    """GET lists; POST makes one and shows its secret, once, in the answer itself."""
    if request.method != "POST":
        return _page(request)
    post = request.POST
    try:
        row, secret = actions.create_token(actor=request.actor, name=post.get("name", ""),  # type: ignore[attr-defined]
                                           scopes=post.getlist("scopes"), sections=post.getlist("sections"), expires_on=day(post.get("expires_on")) or date.min)  # refused as too far back
    except NotAllowed:
        raise
    except Refused as refused:
        return _page(request, refused=refused, status=refused.status)
    return _page(request, made=row, secret=secret)


@staff("identity.manage_tokens")
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    actions.revoke_token(actor=request.actor, token_id=token_id)  # type: ignore[attr-defined]
    messages.success(request, "トークンを取り消しました。もう使えません")
    return HttpResponseRedirect("/desk/tokens/")


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    names = {"*": "すべての課"} | {c: s.name.ja for c, s in sections.all_sections().items()}
    rows = [(t, [queries.SCOPES.get(s, s) for s in t.scopes], [names.get(s, s) for s in t.sections], _state(t, today))
            for t in queries.tokens(actor=request.actor)]  # type: ignore[attr-defined]
    return render(request, "desk/tokens.html", {
        "rows": rows, "scopes": queries.SCOPES, "sections": names, "typed": request.POST, "chosen_scopes": request.POST.getlist("scopes"),
        "chosen_sections": request.POST.getlist("sections"), "until": request.POST.get("expires_on") or today + timedelta(days=180),
        **more}, status=status)


def _state(token: Any, today: date) -> str:
    return "取り消し済み" if token.revoked_at else "期限切れ" if token.expires_on <= today else "使えます"
