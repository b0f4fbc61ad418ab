"""Are traces to be sent, by OpenTelemetry's own variables? What is asked for and can't be done stops the start, with what to do."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

#: Of the extra: what records and what sends.
NEEDED = ("opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http.trace_exporter")
ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


def wanted(environment: Mapping[str, str]) -> bool:
    """:raises ImproperlyConfigured: for what we don't speak, an address that is none, or the extra missing."""
    said = {name: environment.get(name, "").strip() for name in (*ENDPOINTS, *PROTOCOLS, "OTEL_TRACES_EXPORTER", "OTEL_SDK_DISABLED")}
    endpoint = next((name for name in ENDPOINTS if said[name]), "")
    exporter = said["OTEL_TRACES_EXPORTER"]
    if not endpoint or exporter == "none" or said["OTEL_SDK_DISABLED"].lower() == "true":
        return False
    if exporter not in ("", "otlp"):
        raise ImproperlyConfigured(f"OTEL_TRACES_EXPORTER={exporter}: 使えるのは otlp か none です")
    if not said[endpoint].startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"{endpoint}: http://ホスト:4318 か https://… を設定してください")
    protocol = next((said[name] for name in PROTOCOLS if said[name]), "http/protobuf")
    if protocol != "http/protobuf":
        raise ImproperlyConfigured(f"OTLP の {protocol} は使えません。http/protobuf（収集側の4318番）で受けるようにしてください")
    if not all(map(present, NEEDED)):
        raise ImproperlyConfigured(
            f"{endpoint} が設定されていますが、追加機能 traces が入っていません。"
            "pip install --no-deps -r requirements-traces.txt（script/server --full でも入ります）か、この設定を消してください")
    return True


def present(module: str) -> bool:
    """Is it installed, with the packages above it?"""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # a package above it
        return False
