"""Private links: whom they make, and what they do not open."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from services.gateway.app import create_app
from services.gateway.web.guards import by_link
from services.gateway.web.rendering import render
from services.gateway.web.service_client import ask
from shared.contracts.actor import Actor, Role
from shared.contracts.requests import booking
from shared.links import LinkPurpose
from tests.unit.gateway.api import token_of
from tests.unit.gateway.conftest import Browser, token_in
from tests.unit.gateway.fakes import House


@pytest.fixture(scope="module")
def with_trial() -> Flask:
    """An app with one page more."""
    app = create_app(House().parts())

    @app.get("/trial/<token>")
    @by_link(LinkPurpose.APPOINTMENT)
    def trial(token: str) -> Response:
        ask(booking.Rooms())
        return render("error.html", problem={"title": "Hei", "detail": token[:1], "status": 200, "code": ""})

    return app


@pytest.fixture
def linked(with_trial: Flask, house: House) -> Flask:
    """The app with a page that a client's link opens."""
    with_trial.extensions["hyke"] = house.parts()
    return with_trial


def _token(app: Flask, purpose: LinkPurpose, valid_for: timedelta = timedelta(days=1)) -> str:
    return token_of(app, purpose, uuid4(), uuid4(), valid_for)


def test_a_private_link_makes_its_holder_the_client(linked: Flask, house: House) -> None:
    client_id, appointment_id = uuid4(), uuid4()
    token = token_of(linked, LinkPurpose.APPOINTMENT, client_id, appointment_id)

    assert linked.test_client().get(f"/trial/{token}").status_code == 200
    assert house.ask.of(booking.Rooms)[0].actor == Actor(Role.CLIENT, client_id, appointment_id)


def test_a_forged_link_is_not_found_and_an_expired_one_gone(linked: Flask, house: House) -> None:
    browser = linked.test_client()
    token = _token(linked, LinkPurpose.APPOINTMENT)

    assert browser.get(f"/trial/{token[:-2]}xx").status_code == 404
    house.clock.advance(timedelta(days=1))
    gone = browser.get(f"/trial/{token}")
    assert gone.status_code == 410
    assert "vanhentunut" in gone.text


def test_a_link_for_something_else_does_not_open_the_page(linked: Flask) -> None:
    token = _token(linked, LinkPurpose.SELF_FILL)

    assert linked.test_client().get(f"/trial/{token}").status_code == 404


def test_someone_signed_in_who_opens_a_clients_link_acts_as_the_client_and_keeps_their_own_forms(
    linked: Flask, house: House
) -> None:
    house.add_account("anna.lehtori", "lecturer")
    browser = Browser(linked.test_client(), "http://localhost")
    browser.sign_in("anna.lehtori")
    of_account = token_in(browser.get("/password").text)

    page = browser.get(f"/trial/{_token(linked, LinkPurpose.APPOINTMENT)}").text

    assert of_account in page
    assert house.ask.of(booking.Rooms)[-1].actor.role is Role.CLIENT


def test_logs_name_the_path_without_what_was_in_it(linked: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    token = _token(linked, LinkPurpose.APPOINTMENT)

    linked.test_client().get(f"/trial/{token}?secret=1", headers={"X-Request-ID": "click-12345678"})

    written = "".join(capsys.readouterr())
    assert "/trial/<token>" in written
    assert token not in written
    assert "secret" not in written
