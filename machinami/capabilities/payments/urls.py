"""Where providers call back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from machinami.capabilities.payments import actions
from machinami.foundation.errors import Refused


@csrf_exempt
@require_POST
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    """Public, and believed only with a fitting signature."""
    try:
        actions.provider_callback(provider=provider, body=request.body, headers=request.headers)
    except Refused as refused:
        return JsonResponse({"code": refused.code, "message": str(refused.message)}, status=403)
    return JsonResponse({"ok": True})


callback.access = "public"  # type: ignore[attr-defined]

urlpatterns = [path("api/payments/<slug:provider>/callback", callback, name="payment-callback")]
