"""Error pages: the reason, whether answers are kept, what to do, whom to call, and an id."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import quote

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


METHOD = Text(ja="このアドレスでは使えない方法です。Allowヘッダーにあるものを使ってください",
              en="This address does not take this method. Use one that the header Allow names.",
              zh="此地址不支持该方法。请使用Allow标头中列出的方法。",
              ko="이 주소에서는 쓸 수 없는 메서드입니다. Allow 헤더에 있는 것을 써 주세요.",
              easy="この やりかたは つかえません")
UNREADABLE = Text(ja="送られたものを読めません。アドレスと内容を確かめてください", en="The request can't be read. Check the address and the content.",
                  zh="无法读取请求。请确认地址和内容。", ko="요청을 읽을 수 없습니다. 주소와 내용을 확인해 주세요.",
                  easy="よめません。アドレスと なかみを みてください")


def problem(code: str, message: Text, status: int, fields: dict[str, str] | None = None) -> HttpResponse:
    """What programs are told below ``/api/`` where no operation answers: the API's own shape."""
    return JsonResponse({"code": code, "message": str(message), "fields": fields or {}}, status=status)


def for_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    actor = getattr(request, "actor", None)
    if refused.status in (403, 404) and actor is not None and actor.kind == "anonymous" and request.method == "GET":
        if request.path.startswith("/desk/"):
            return HttpResponseRedirect(f"/desk/signin/?next={quote(request.path)}")
        if isinstance(refused, NotAllowed):
            return HttpResponseRedirect(f"/signin/?next={quote(request.path)}")
    if for_program(request):
        return problem(refused.code, refused.message, refused.status, {k: str(v) for k, v in refused.fields.items()})
    return page(request, refused.message, refused.status)


def page(request: HttpRequest, message: Text, status: int) -> HttpResponse:
    context = {"message": message, "status": status, "error_id": getattr(request, "request_id", "")}
    return render(request, "project/error.html", context, status=status)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return problem("not_found", NOT_FOUND, 404) if for_program(request) else page(request, NOT_FOUND, 404)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return problem("unreadable", UNREADABLE, 400) if for_program(request) else page(request, UNREADABLE, 400)


def wrong_method(refusal: HttpResponse) -> HttpResponse:
    """The same refusal in the API's shape, with its ``Allow``."""
    told = problem("method", METHOD, 405)
    told["Allow"] = refusal["Allow"]
    return told


def broken(request: HttpRequest) -> HttpResponse:
    """Called by Django while it handles what a view or a middleware raised."""
    if is_outage(sys.exc_info()[1]):
        return unavailable.answer(request)
    unavailable.without_memory(request)
    return problem("broken", BROKEN, 500) if for_program(request) else page(request, BROKEN, 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem("csrf", STALE, 403) if for_program(request) else page(request, STALE, 403)
