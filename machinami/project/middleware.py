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
from machinami.foundation.tracing import request_id, traced
from machinami.project.errors import for_program, refusal_page, wrong_method

logger = logging.getLogger("machinami.request")
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """Gives every request an id, says it in ``X-Request-ID`` and logs failures with it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with traced(parent=request.headers.get("traceparent", "")):
            request.request_id = request_id.get()  # type: ignore[attr-defined]
            request.started = int(time.time() * 1000)  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            if response.status_code >= 500:
                logger.error("%s %s → %s", request.method, request.path, response.status_code)
        return response


class Refusals:
    """A ``Refused`` that no view handled becomes an error page in the reader's language; below /api/, so does a wrong method."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return wrong_method(response) if response.status_code == 405 and for_program(request) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
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
