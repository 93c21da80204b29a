"""How the tests of the API call it, and read its problems."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.gateway.web.app_context import AppContext
from shared.contracts.requests import session
from shared.links import LinkPurpose, Links, PrivateLink
from tests.unit.gateway.conftest import PASSWORD
from tests.unit.gateway.fakes import NOW, House

API = "/api/v1"
ID = UUID(int=1)


def bearer(client: FlaskClient, house: House, role: str = "student", username: str = "oskari") -> dict[str, str]:
    """The header of someone who has signed in."""
    house.add_account(username, role)
    answer = client.post(f"{API}/login", json={"username": username, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of an answer that must have this status."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = answer.get_json(force=True)
    assert {"type", "title", "status", "detail", "instance"} <= told.keys()
    assert told["status"] == status
    assert told["instance"].endswith(answer.headers["X-Request-ID"])
    return told


def fields(told: dict[str, Any]) -> dict[str, str]:
    """The code of each field that a problem names."""
    return {error["field"]: error["code"] for error in told["errors"]}


RATING = session.StressView(ID, 4, True, NOW, "student", "1", 4)


def token_of(
    app: Flask,
    purpose: LinkPurpose,
    client_id: UUID,
    appointment_id: UUID | None = None,
    valid_for: timedelta = timedelta(days=1),
) -> str:
    """The token of a private link that this stack has made."""
    parts: AppContext = app.extensions["hyke"]
    link = PrivateLink(purpose, client_id, parts.clock.now() + valid_for, appointment_id)
    return Links(parts.settings.link_secret).sign(link)
