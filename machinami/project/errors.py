"""Error pages: the reason, whether answers are kept, what to do, whom to call, and an id."""

from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from machinami.foundation.errors import NotAllowed, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.outages import is_outage
from machinami.project import unavailable

NOT_FOUND = Text(ja="ページが見つかりません", en="Page not found", zh="找不到页面", ko="페이지를 찾을 수 없습니다",
                 easy="ページが 見つかりません")
BROKEN = Text(ja="こちらの都合で表示できません", en="Something went wrong on our side", zh="系统发生故障，暂时无法显示",
              ko="시스템 문제로 표시할 수 없습니다", easy="いま このページは 見られません")
STALE = Text(ja="ページを開いてから時間がたっています。前のページに戻り、読み込み直してからもう一度送ってください",
             en="This page has been open for a long time. Please go back, reload it and send again.",
             zh="页面打开时间过长。请返回上一页，重新加载后再发送。",
             ko="페이지를 연 지 오래되었습니다. 이전 페이지로 돌아가 새로 고친 뒤 다시 보내 주세요.",
             easy="ページを ひらいてから 時間が たちました。もどって もういちど やってください")


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    actor = getattr(request, "actor", None)
    if refused.status in (403, 404) and actor is not None and actor.kind == "anonymous" and request.method == "GET":
        if request.path.startswith("/desk/"):
            return HttpResponseRedirect(f"/desk/signin/?next={request.path}")
        if isinstance(refused, NotAllowed):
            return HttpResponseRedirect(f"/signin/?next={request.path}")
    if request.path.startswith("/api/"):
        return JsonResponse({"code": refused.code, "message": str(refused.message),
                             "fields": {k: str(v) for k, v in refused.fields.items()}}, status=refused.status)
    return page(request, refused.message, refused.status)


def page(request: HttpRequest, message: Text, status: int) -> HttpResponse:
    context = {"message": message, "status": status, "error_id": getattr(request, "request_id", "")}
    return render(request, "project/error.html", context, status=status)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, NOT_FOUND, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Called by Django while it handles what a view or a middleware raised."""
    if is_outage(sys.exc_info()[1]):
        return unavailable.answer(request)
    unavailable.without_memory(request)
    return page(request, BROKEN, 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, STALE, 403)
