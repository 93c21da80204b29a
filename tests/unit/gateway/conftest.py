"""An app on fakes, and people who use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.gateway.app import create_app
from services.gateway.web.directory import Directory
from services.gateway.web.forms import FormState, submit
from tests.unit.gateway.fakes import House

PASSWORD = "a good long password"


@dataclass
class Browser:
    """Someone at a browser: keeps cookies, and sends forms with the tokens of the page that they are on."""

    client: FlaskClient
    base: str

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=self.base, **options)

    def post(
        self, path: str, form: dict[str, Any] | None = None, *, on: str = "/login", **options: Any
    ) -> TestResponse:
        """Send a form from the page ``on``."""
        page = self.get(on).get_data(as_text=True)
        return self.client.post(
            path, data={"csrf_token": token_in(page), **(form or {})}, base_url=self.base, **options
        )

    def sign_in(self, username: str, password: str = PASSWORD) -> TestResponse:
        """Sign in by the form."""
        return self.post("/login", {"username": username, "password": password})

    def cookie(self, name: str) -> Any:
        """A cookie that the browser holds."""
        return self.client.get_cookie(name, "localhost")


def token_in(page: str) -> str:
    """The CSRF token of a page's first form."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
    assert found, "the page has no form"
    return found[1]


@pytest.fixture
def house() -> House:
    """The fakes of the app."""
    return House()


Post = Callable[..., FormState]


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """Posts a form to nowhere, and submits it as a command."""

    def posted(
        contract: type, form: Mapping[str, Any], *, headers: Mapping[str, str] | None = None, **fields: Any
    ) -> FormState:
        contexts.close()
        contexts.enter_context(app.test_request_context("/", method="POST", data=form, headers=dict(headers or {})))
        return submit(contract, **fields)

    with ExitStack() as contexts:
        yield posted


@pytest.fixture(scope="session")
def built() -> Flask:
    """The app, made once: describing the API takes long."""
    return create_app(House().parts())


@pytest.fixture
def app(built: Flask, house: House) -> Flask:
    """The app on the house's fakes."""
    built.extensions["hyke"] = house.parts()
    built.extensions["hyke.directory"] = Directory(house.parts())
    return built


@pytest.fixture
def browser(app: Flask, house: House) -> Browser:
    """Someone who has not signed in."""
    return Browser(app.test_client(), house.settings.public_url)


@pytest.fixture
def lecturer(browser: Browser, house: House) -> Browser:
    """A lecturer who has signed in."""
    house.add_account("anna.lehtori", "lecturer")
    assert browser.sign_in("anna.lehtori").status_code == 303
    return browser


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program without credentials."""
    return app.test_client()
