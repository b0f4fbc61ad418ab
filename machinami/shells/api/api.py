"""``/api/v1``: OpenAPI 3.1 at ``openapi.json``. Signed in by the portal's or the desk's session (with CSRF)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import APIKeyCookie

from machinami import __version__
from machinami.foundation.errors import Refused
from machinami.foundation.registry import services


class Session(APIKeyCookie):
    """Somebody signed in: a resident or staff. What they may do is asked by each action."""

    param_name = "machinami_session"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.kind != "anonymous" else None


api = NinjaAPI(title="machinami", version=__version__, description="デジタル区役所の公開API", urls_namespace="api-v1",
               auth=Session(csrf=True), openapi_extra={"info": {"license": {"name": "Apache-2.0"}}})


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> Any:
    body = {"code": error.code, "message": str(error.message), "fields": {k: str(v) for k, v in error.fields.items()}}
    return api.create_response(request, body, status=error.status)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> Any:
    fields = {".".join(str(p) for p in e["loc"]): e["msg"] for e in error.errors}
    body = {"code": "unreadable", "message": "送られた内容を読めません。項目と形を確かめてください", "fields": fields}
    return api.create_response(request, body, status=422)



from machinami.shells.api import cases, drafts, plan, procedures  # noqa: E402 - routers are added once the API exists

api.add_router("/procedures", procedures.router, tags=["procedures"])
api.add_router("/drafts", drafts.router, tags=["drafts"])
api.add_router("/cases", cases.router, tags=["cases"])
api.add_router("/plan", plan.router, tags=["plan"])
for _service in services():
    if _service.has("api"):
        api.add_router(f"/{_service.url_prefix}", _service.module("api").router, tags=[_service.code])
