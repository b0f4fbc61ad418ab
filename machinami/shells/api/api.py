"""``/api/v1``: OpenAPI 3.1 at ``openapi.json``.

Signed in by the portal's or the desk's session (with CSRF), or as a partner system by ``Authorization: Bearer``. The first
number of the version changes when a client could break; what is added in between is in the changelog.
"""

from __future__ import annotations

import json
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser
from ninja.security import APIKeyCookie, HttpBearer

from machinami import __version__
from machinami.capabilities.audit.actions import record_refusal
from machinami.capabilities.identity import queries as identity
from machinami.foundation.errors import NotAllowed, Refused
from machinami.foundation.i18n import Text
from machinami.foundation.registry import services
from machinami.shells.api.limits import EACH, Limit


class Session(APIKeyCookie):
    """Somebody signed in: a resident or staff. What they may do is asked by each action."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.kind != "anonymous" else None


class Token(HttpBearer):
    """A partner system: bounded by its token's scopes and sections."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return identity.partner(token)


class WrongMediaType(Exception):
    """A body that says it is something else than JSON."""


class JsonOnly(Parser):
    """Bodies are JSON and say so. NaN and Infinity are none (RFC 8259 §6)."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        kind = request.content_type or ""
        if kind != "application/json" and not kind.endswith("+json"):
            raise WrongMediaType(kind)
        return cast("dict[str, Any]", json.loads(request.body, parse_constant=_no_number))


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Any) -> str:
        """``cases_list``, ``case_get``, ``drafts_submit``: what a generated client calls its functions. Stable: clients break."""
        module, name = operation.view_func.__module__.rsplit(".", 1)[-1], operation.view_func.__name__
        short = {module: "list", f"all_{module}": "list", module.rstrip("s"): "get", f"one_{module.rstrip('s')}": "get"}
        return f"{module}_{short.get(name, name)}"


api = Api(title="machinami", version=__version__, description=__doc__ or "", urls_namespace="api-v1",
               auth=[Token(), Session(csrf=True)], parser=JsonOnly(), throttle=[Limit(EACH)],
               openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}})

_WORDS = {
    400: Text(ja="送られた本文を読めません。JSONの形を確かめてください", en="The body can't be read. Check that it is JSON.", zh="无法读取请求内容，请确认JSON格式。",
              ko="본문을 읽을 수 없습니다. JSON 형식을 확인해 주세요.", easy="よめません。JSONの かたちを みてください"),
    401: Text(ja="サインインするか、トークンを付けてください", en="Sign in, or send a token.", zh="请登录或附上令牌。", ko="로그인하거나 토큰을 보내 주세요.",
              easy="サインインして ください"),
    403: Text(ja="CSRFトークンが合いません。{cookie}クッキーの値をX-CSRFTokenヘッダーに付けて送ってください",
              en="The CSRF token does not match. Send the value of the cookie {cookie} in the header X-CSRFToken.",
              zh="CSRF令牌不符。请将{cookie} Cookie的值放入X-CSRFToken标头后发送。",
              ko="CSRF 토큰이 맞지 않습니다. {cookie} 쿠키의 값을 X-CSRFToken 헤더에 넣어 보내 주세요.", easy="CSRFトークンが ちがいます"),
    413: Text(ja="送られた本文が長すぎます。2MBまでにしてください", en="The body is too long. Send 2 MB at most.", zh="请求内容过长，请控制在2MB以内。",
              ko="본문이 너무 깁니다. 2MB까지 보내 주세요.", easy="ながすぎます。2MBまで です"),
    415: Text(ja="本文はJSONで、Content-Type: application/json を付けて送ってください", en="Send the body as JSON, with Content-Type: application/json.",
              zh="请以JSON发送内容，并附上 Content-Type: application/json。",
              ko="본문을 JSON으로, Content-Type: application/json을 붙여 보내 주세요.", easy="JSONで おくってください"),
    422: Text(ja="送られた内容を読めません。項目と形を確かめてください", en="The content can't be read. Check the names and types.", zh="无法读取内容，请确认项目与格式。",
              ko="내용을 읽을 수 없습니다. 항목과 형식을 확인해 주세요.", easy="よめません。こうもくと かたちを みてください"),
    429: Text(ja="続けて送りすぎています。{wait}秒たってから送ってください", en="Too many requests. Try again in {wait} seconds.", zh="请求过于频繁，请在{wait}秒后重试。",
              ko="요청이 너무 많습니다. {wait}초 후에 다시 보내 주세요.", easy="おおすぎます。{wait}びょう まってください"),
}


def problem(request: HttpRequest, status: int, code: str, message: Text, fields: dict[str, str] | None = None) -> Any:
    return api.create_response(request, {"code": code, "message": str(message), "fields": fields or {}}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> Any:
    if isinstance(error, NotAllowed) and request.resolver_match:
        actor = getattr(request, "auth", None) or request.actor  # type: ignore[attr-defined]
        record_refusal(actor=actor, permission=error.permission, where=request.resolver_match.route)
    return problem(request, error.status, error.code, error.message, {k: str(v) for k, v in error.fields.items()})


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> Any:
    return problem(request, 422, "unreadable", _WORDS[422], {".".join(str(p) for p in e["loc"]): e["msg"] for e in error.errors})


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> Any:
    response = problem(request, 401, "unknown", _WORDS[401])
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Throttled)
def too_many(request: HttpRequest, error: Throttled) -> Any:
    wait = max(1, int(float(error.wait or 1)) + 1)
    response = problem(request, 429, "too_many", _WORDS[429].format(wait=wait))
    response["Retry-After"] = str(wait)
    return response


@api.exception_handler(HttpError)
def unread(request: HttpRequest, error: HttpError) -> Any:
    """What the framework itself refuses: a body that is no JSON or too long, a failed CSRF check."""
    if isinstance(error.__cause__, WrongMediaType):
        return problem(request, 415, "media_type", _WORDS[415])
    if error.status_code == 403:
        return problem(request, 403, "csrf", _WORDS[403].format(cookie=settings.CSRF_COOKIE_NAME))
    return problem(request, 400, "unreadable", _WORDS[400])


@api.exception_handler(RequestDataTooBig)
def too_long(request: HttpRequest, error: RequestDataTooBig) -> Any:
    return problem(request, 413, "too_long", _WORDS[413])


from machinami.shells.api import cases, drafts, plan, procedures, webhooks  # noqa: E402 - routers are added once the API exists

api.add_router("/procedures", procedures.router, tags=["procedures"])
api.add_router("/drafts", drafts.router, tags=["drafts"])
api.add_router("/cases", cases.router, tags=["cases"])
api.add_router("/webhooks", webhooks.router, tags=["webhooks"])
api.add_router("/plan", plan.router, tags=["plan"])
for _service in services():
    if _service.has("api"):
        api.add_router(f"/{_service.url_prefix}", _service.module("api").router, tags=[_service.code])
