"""When something under the house is away (database, disk, a service outside): said in words, with 503 and when to try again.

Nothing here may ask what is away: the page is made without session, actor or messages.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from machinami.foundation.actors import ANONYMOUS
from machinami.foundation.i18n import Text

#: Seconds after which to try again.
AGAIN = 60
TITLE = Text(ja="いま、手続を続けられません", en="We cannot go on right now", zh="目前无法继续办理", ko="지금은 계속할 수 없습니다",
             easy="いま この 手つづきは できません")
KEPT = Text(
    ja="これまでに保存した入力は残っています。いま送ったものは、受け付けていないかもしれません。",
    en="What you saved before is kept. What you sent just now may not have been accepted.",
    zh="之前保存的内容仍然保留。刚才发送的内容可能未被受理。",
    ko="전에 저장한 내용은 남아 있습니다. 방금 보낸 내용은 접수되지 않았을 수 있습니다.",
    easy="まえに ほぞんした ものは のこっています。いま おくった ものは とどいていないかも しれません。")
RETRY = Text(
    ja="1分ほど待ってから、もう一度お試しください。同じ申請や支払いを二度送っても、二重にはなりません。",
    en="Please wait about a minute and try again. Sending the same application or payment twice does not make it two.",
    zh="请等待约1分钟后再试。重复发送同一申请或付款不会造成重复。",
    ko="1분 정도 기다린 후 다시 시도해 주세요. 같은 신청이나 결제를 두 번 보내도 중복되지 않습니다.",
    easy="1分くらい まってから もういちど やってください。おなじ ものを 2回 おくっても、1回だけ うけつけます。")
OPEN_AGAIN = Text(ja="もう一度開く", en="Open again", zh="重新打开", ko="다시 열기", easy="もういちど ひらく")


def without_memory(request: HttpRequest) -> None:
    """What draws a page for this request asks no session."""
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    if hasattr(request, "_messages"):
        del request._messages


def answer(request: HttpRequest) -> HttpResponse:
    without_memory(request)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"code": "unavailable", "message": str(RETRY), "fields": {}}, status=503)
    else:
        again = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        response = render(request, "project/unavailable.html", {
            "title": TITLE, "kept": KEPT, "retry": RETRY, "open_again": OPEN_AGAIN, "again": again,
            "error_id": getattr(request, "request_id", "")}, status=503)
    response.headers["Retry-After"] = str(AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response
