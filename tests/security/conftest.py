"""The gateway on fakes, as its own tests have it."""

from __future__ import annotations

from tests.unit.gateway.conftest import app, browser, built, client, house, lecturer

__all__ = ["app", "browser", "built", "client", "house", "lecturer"]
