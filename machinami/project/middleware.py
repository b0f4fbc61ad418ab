"""Request ids, and refusals turned into pages or problem documents."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from machinami.capabilities.audit.actions import record_refusal
from machinami.capabilities.identity import oidc
from machinami.capabilities.payments import ports as payments
from machinami.foundation.errors import NotAllowed, Refused
from machinami.foundation.tracing import Span, recording, request_id, span, traced
from machinami.project.errors import for_program, refusal_page, wrong_method

logger = logging.getLogger("machinami.request")
GetResponse = Callable[[HttpRequest], HttpResponse]


#: Asked for by machines every few seconds, or fetched by the dozen: no spans.
UNWATCHED = ("/static/", "/health/live", "/metrics")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class RequestLog:
    """Gives every request an id, says it in ``X-Request-ID`` and logs failures with it; its span, where spans are recorded."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with traced(parent=request.headers.get("traceparent", "")):
            request.request_id = request_id.get()  # type: ignore[attr-defined]
            request.started = int(time.time() * 1000)  # type: ignore[attr-defined]
            response = self._answer(request)
            response.headers["X-Request-ID"] = request_id.get()
            if response.status_code >= 500:
                logger.error("%s %s → %s", request.method, request.path, response.status_code)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if not recording() or request.path.startswith(UNWATCHED):
            return self.get_response(request)
        method = request.method if request.method in METHODS else "_OTHER"  # a visitor may send any word
        with span(method, kind="server", attributes={"http.request.method": method, "machinami.request_id": request_id.get()}) as step:
            response = self.get_response(request)
            _note(step, method, request, response)
        return response


def _note(step: Span, method: str, request: HttpRequest, response: HttpResponse) -> None:
    """By the route's pattern: the path itself may name a person's case."""
    route = f"/{request.resolver_match.route}" if request.resolver_match else ""
    failed = response.status_code >= 500
    step.note({"http.response.status_code": response.status_code, "http.route": route,
               "error.type": getattr(request, "raised", str(response.status_code)) if failed else ""},
              name=f"{method} {route}".strip(), failed=failed)


class Refusals:
    """A ``Refused`` that no view handled becomes an error page in the reader's language; below /api/, so does a wrong method."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return wrong_method(response) if response.status_code == 405 and for_program(request) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        request.raised = f"{type(exception).__module__}.{type(exception).__qualname__}"  # type: ignore[attr-defined]
        if isinstance(exception, NotAllowed) and request.resolver_match:
            record_refusal(actor=request.actor, permission=exception.permission,  # type: ignore[attr-defined]
                           where=request.resolver_match.route)
        return refusal_page(request, exception) if isinstance(exception, Refused) else None


class ContentSecurity(CSPMiddleware):
    """The policy of the settings; forms may also lead to the configured identity and payment providers, nowhere else.

    Browsers ask the policy about the redirect that answers a form, too.
    """

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.origins = [*oidc.origins(), *payments.origins()]

    def get_policy_parts(self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        parts.update = {**(parts.update or {}), "form-action": self.origins}
        return parts
