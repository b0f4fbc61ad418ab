"""What deploy/ starts is what ``machinami serve`` starts, and every setting it names is one that the doctor explains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from machinami.project.management.commands.doctor import VARIABLES
from machinami.project.serve import processes

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = {"pages": "machinami-pages.service", "events": "machinami-events.service", "worker": "machinami-worker@.service"}


def _words(command: str) -> set[str]:
    """What matters of a command: program, application, switches; not where it listens or how loudly it logs."""
    text = re.sub(r"--(host|port|log-level|workers) \S+", "", command)
    return set(text.split()) - {"-m", "django", "machinami", "python"}


@pytest.mark.parametrize("name", UNITS)
def test_units_and_containers_run_what_serve_runs(name):
    ours = {p.name: p.command[1:] for p in processes("127.0.0.1", 8000, 2, demo=False)}
    unit = re.search(r"^ExecStart=(\S+) (.*)$", (DEPLOY / "systemd" / UNITS[name]).read_text(), re.MULTILINE).group(2)
    container = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"][name]["command"]
    assert _words(unit) == _words(container) == _words(" ".join(ours[name]))


def test_every_setting_is_explained():
    known = {name for name, _, _ in VARIABLES}
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    named = set(compose["x-machinami"]["environment"])
    for unit in (DEPLOY / "systemd").glob("*.service"):
        for line in re.findall(r"^Environment=(.*)$", unit.read_text(), re.MULTILINE):
            named |= {pair.split("=")[0] for pair in line.split()}
    assert named - {"DJANGO_SETTINGS_MODULE"} <= known


def test_the_event_stream_is_not_kept_back_and_the_figures_are_not_public():
    proxy = (DEPLOY / "proxy" / "nginx.conf").read_text()
    stream = proxy.split("location = /events")[1].split("}")[0]
    assert "proxy_buffering off" in stream and "gzip off" in stream
    assert "deny all" in proxy.split("location = /metrics")[1].split("}")[0]


def test_programs_are_not_led_from_plain_http_to_tls_and_only_new_protocols_are_spoken():
    """A partner's script with http:// in its settings would send its token in the clear for years."""
    tls, plain = (DEPLOY / "proxy" / "nginx.conf").read_text().split("listen 80;")
    assert "return 403" in plain.split("location /api/")[1].split("}")[0]
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in tls and "X-Forwarded-For $remote_addr" in tls


def test_what_a_visitor_says_of_itself_ends_at_the_proxy():
    """Its address, and its trace: else it could choose not to be recorded. nginx inherits headers into a location only where that
    location sets none of its own (ngx_http_proxy_module, proxy_set_header)."""
    proxy = (DEPLOY / "proxy" / "nginx.conf").read_text()
    for header in ('traceparent "";', "X-Forwarded-For $remote_addr;", "X-Forwarded-Proto https;", "Host $host;"):
        assert f"proxy_set_header {header}" in proxy
    for location in re.findall(r"location [^{]*{([^}]*)}", proxy):
        assert "proxy_set_header" not in location


def test_neither_secrets_nor_history_get_into_the_image():
    """deploy/README.md puts the settings at deploy/.env.machinami, inside what is copied."""
    left_out = set((DEPLOY.parent / ".dockerignore").read_text().splitlines())
    assert "COPY . ." in (DEPLOY / "Dockerfile").read_text() and {".git", "**/.env*", "var"} <= left_out
