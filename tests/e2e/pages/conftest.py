"""A phone in a real browser, and a conversation to fill in on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from deploy.scenario.api import Api
from tests.e2e.browser import PHONE, chromium, context
from tests.e2e.pages.staff import Desks
from tests.e2e.stage import Conversation, conversation
from tests.e2e.worlds import World


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as running:
        yield running


@pytest.fixture
def phone(demo: World, browser: Browser) -> Iterator[BrowserContext]:
    """A phone that asks for Finnish."""
    made = context(browser, demo.url, "fi", PHONE)
    yield made
    made.close()


@pytest.fixture
def desks(demo: World, browser: Browser) -> Iterator[Desks]:
    """Browsers for as many members of staff as a test needs."""
    made = Desks(browser, demo.url)
    yield made
    made.close()


@pytest.fixture
def talk(demo: World) -> Conversation:
    """A conversation that has just begun."""
    return conversation(Api(demo.url))
