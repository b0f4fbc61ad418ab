"""How much one request may bring: what is too long is refused by its announced length, before any of it is read or kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from machinami.foundation.i18n import Text
from machinami.project.errors import for_program, page, problem

MEGA = 1024 * 1024
TOO_LONG = Text(ja="送られたものが大きすぎます（{size}MBまで）。小さいファイルにして、もう一度送ってください。保存した内容は残っています",
                en="What was sent is too large ({size} MB at most). Make the file smaller and send again. What you have saved is kept.",
                zh="发送的内容过大（最多{size}MB）。请缩小文件后重新发送。已保存的内容不会丢失。",
                ko="보낸 내용이 너무 큽니다(최대 {size}MB). 파일을 줄여 다시 보내 주세요. 저장한 내용은 남아 있습니다.",
                easy="大きすぎます（{size}MBまで）。小さい ファイルを おくってください。ほぞんした ものは のこっています")


class BodySize:
    """413 in words. Of a body that is not much too long the rest is read and thrown away, so that the browser gets to
    read the answer (it writes first and listens then)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.most, self.patience = settings.BODY_MAX_BYTES, 8 * settings.BODY_MAX_BYTES

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _announced(request)
        if length <= self.most:
            return self.get_response(request)
        if length <= self.patience:
            while request.read(MEGA):
                pass
        told = TOO_LONG.format(size=settings.UPLOAD_MAX_BYTES // MEGA)
        answer = problem("too_long", told, 413) if for_program(request) else page(request, told, 413)
        answer["Connection"] = "close"
        return answer


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
