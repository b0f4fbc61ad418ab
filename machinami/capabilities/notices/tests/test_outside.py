"""Somebody registers an address that leads inside the city hall. It is not called, whichever way it is written."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from machinami.capabilities.notices import outside
from machinami.capabilities.notices.tests.receiving import receiver

INSIDE = ["127.0.0.1", "127.9.9.9", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
          "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
          "64:ff9b::7f00:1", "2002:7f00:1::", "64:ff9b:1::a00:1"]


def _answers(monkeypatch, *addresses):
    """The name server says so."""
    found = [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: found)


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_called(monkeypatch, address):
    _answers(monkeypatch, address)
    with pytest.raises(outside.Forbidden, match="内側"):
        outside.post("https://partner.example/hook", b"{}", {})
    _answers(monkeypatch, "203.0.114.1", address)
    with pytest.raises(outside.Forbidden, match="内側"):
        outside.post("https://partner.example/hook", b"{}", {})


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://2130706433:{port}/",
                                 "http://0x7f.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/"])
def test_no_spelling_of_this_machine_reaches_it(url):
    with receiver() as kept:
        with pytest.raises((outside.Forbidden, outside.Unreachable)):
            outside.post(url.format(port=kept.url.rsplit(":", 1)[1]), b"x", {})
        assert not kept.taken


@pytest.mark.parametrize("url", ["", "x", "ftp://a.example/", "file:///etc/passwd", "https://", "https://u:p@a.example/", "https://a.example:0/",
                                 "https://a.example:99999/", "https://a.example/#x", "https://あ.example/", "https://a.example/\r\nX: y",
                                 "https://a.example\\@b.example/", "https://[::1", "https://a.example/" + "x" * 2000])
def test_what_is_no_address_is_refused_before_anything_is_looked_up(monkeypatch, url):
    monkeypatch.setattr(outside.socket, "getaddrinfo", None)
    with pytest.raises(outside.Forbidden):
        outside.post(url, b"", {})


@given(st.ip_addresses())
def test_what_the_house_calls_public_is_never_private(ip):
    if outside._public(str(ip)):
        assert not (ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved)


def test_networks_of_its_own_are_called_only_when_listed_and_never_without_tls_in_production(settings):
    with receiver() as kept:
        settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
        assert outside.post(kept.url, b"x", {}).status == 201
        settings.OUTBOUND_NETWORKS = ["10.0.0.0/8"]
        with pytest.raises(outside.Forbidden, match="内側"):
            outside.post(kept.url, b"x", {})
        settings.OUTBOUND_NETWORKS, settings.PRODUCTION = ["127.0.0.0/8"], True
        with pytest.raises(outside.Forbidden, match="https"):
            outside.post(kept.url, b"x", {})
        assert len(kept.taken) == 1


def test_a_public_name_without_tls_is_not_called_either(monkeypatch):
    _answers(monkeypatch, "203.0.114.1")
    with pytest.raises(outside.Forbidden, match="https"):
        outside.post("http://partner.example/", b"", {})


def test_no_redirect_is_followed_and_little_of_the_answer_is_read(settings):
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    with receiver() as kept, receiver() as other:
        kept.answers = [(302, {"Location": other.url, "Retry-After": "60"}, b"moved\x00\x1b[31m" + "語".encode() * 90_000)]
        answer = outside.post(kept.url, b"x", {})
        assert answer.status == 302 and not other.taken and answer.retry_after == 60
        assert len(answer.excerpt) == outside.EXCERPT and answer.excerpt.startswith("moved  [31m")


def _certificate(name: str) -> tuple[bytes, bytes]:
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    return made.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def test_the_address_that_was_looked_at_is_called_under_its_name_and_must_prove_it(settings, monkeypatch, tmp_path):
    """The name server answers once with the partner's address, and with another the second time: it is asked once."""
    certificate, key = _certificate("partner.example")
    (tmp_path / "both.pem").write_bytes(certificate + key)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(tmp_path / "both.pem")
    trusted = ssl.create_default_context(cadata=certificate.decode())
    monkeypatch.setattr(outside, "_trust", lambda: trusted)
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    with receiver(served) as kept:
        port, asked = int(kept.url.rsplit(":", 1)[1]), []

        def look_up(host, *_, **__):
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(outside.socket, "getaddrinfo", look_up)
        assert outside.post(f"https://partner.example:{port}/hook?a=1", b"x", {"X-Own": "1"}).status == 201
        ((path, headers, _),) = kept.taken
        assert path == "/hook?a=1" and headers["host"] == f"partner.example:{port}" and headers["x-own"] == "1"
        assert "partner.example" in asked and asked.count("partner.example") == 1
        with pytest.raises(outside.Unreachable):
            outside.post(f"https://another.example:{port}/hook", b"x", {})
        assert len(kept.taken) == 1


def test_nobody_there_is_said_so(settings):
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(outside.Unreachable, match="つながりません"):
            outside.post(f"http://127.0.0.1:{closed.getsockname()[1]}/", b"", {})


def test_networks_are_read_strictly():
    assert outside._networks(("10.20.0.0/16", "fd00::/8"))[0] == ipaddress.ip_network("10.20.0.0/16")
