"""Whom the scenario signs in as, and what it trusts: never by the command line, and by what the system trusts."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deploy.demo.sample.data import PASSWORD
from deploy.scenario.credentials import MissingPassword, credentials

REAL = "https://hyke.example.fi"


def nobody_is_asked(_: str) -> str:
    raise AssertionError("asked")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8800", "http://localhost:8800", "http://[::1]:8800"])
def test_a_demo_on_this_machine_needs_no_credentials(url: str) -> None:
    assert credentials(url, None, {}, nobody_is_asked) == ("maarit.ojala", PASSWORD)


def test_the_demos_password_is_never_sent_to_another_machine() -> None:
    with pytest.raises(MissingPassword, match="HYKE_PASSWORD"):
        credentials(REAL, None, {}, nobody_is_asked)


def test_a_password_comes_from_the_environment() -> None:
    env = {"HYKE_PASSWORD": "from the environment"}
    assert credentials(REAL, "kaisa", env, nobody_is_asked) == ("kaisa", "from the environment")


def test_a_password_that_is_not_given_is_asked_for_where_somebody_can_answer() -> None:
    assert credentials(REAL, "kaisa", {}, lambda question: "typed") == ("kaisa", "typed")
    with pytest.raises(MissingPassword, match="HYKE_USERNAME"):
        credentials(REAL, "kaisa", {}, None)


def hyke(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy", *arguments]
    given = {name: value for name, value in os.environ.items() if not name.startswith(("HYKE_", "SSL_"))} | env
    return subprocess.run(command, env=given, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def test_no_password_can_be_given_on_the_command_line() -> None:
    assert hyke("scenario", f"--url={REAL}", "--password=secret").returncode == 2


def test_without_credentials_the_command_says_where_to_put_them() -> None:
    done = hyke("scenario", f"--url={REAL}")
    assert done.returncode == 2
    assert "HYKE_USERNAME" in done.stderr
    assert "HYKE_PASSWORD" in done.stderr


class NoHyke(BaseHTTPRequestHandler):
    """Answers that there is nothing."""

    def do_POST(self) -> None:
        self.send_response(404)
        self.end_headers()
        self.wfile.write(b"reached over TLS")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server whose certificate is of an authority that only its own file names."""
    key, certificate = tmp_path / "key.pem", tmp_path / "ca.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *subject]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), NoHyke) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}", certificate
        server.shutdown()


def test_the_certificate_authority_of_the_system_is_trusted_and_no_other(tls: tuple[str, Path]) -> None:
    url, certificate = tls
    assert "reached over TLS" in hyke("scenario", f"--url={url}", SSL_CERT_FILE=str(certificate)).stdout
    refused = hyke("scenario", f"--url={url}")
    assert refused.returncode == 1
    assert "certificate verify failed" in refused.stdout
