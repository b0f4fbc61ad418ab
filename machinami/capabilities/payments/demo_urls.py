from __future__ import annotations

from django.urls import path

from machinami.capabilities.payments.demo_views import pay

urlpatterns = [path("demo/pay/<slug:reference>/", pay, name="demo-pay")]
