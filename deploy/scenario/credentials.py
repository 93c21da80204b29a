"""Whom the scenario signs in as: never from the command line, which everybody on the machine can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from deploy.demo.sample.data import PASSWORD

DEMO = "maarit.ojala"


class MissingPassword(Exception):
    """There is no password and nobody to ask; the message says where to put it."""


def credentials(
    url: str, username: str | None, env: Mapping[str, str], ask: Callable[[str], str] | None
) -> tuple[str, str]:
    """Username and password: those given, the demo's own for a demo on this machine, or what is typed when asked."""
    given = env.get("HYKE_PASSWORD")
    if given:
        return username or DEMO, given
    if username is None and is_here(url):
        return DEMO, PASSWORD
    if username is None or ask is None:
        raise MissingPassword("Name a coordinator of that stack in HYKE_USERNAME, and their password in HYKE_PASSWORD.")
    return username, ask(f"Password of {username} at {url}")


def is_here(url: str) -> bool:
    """Whether an address is this machine's own."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
