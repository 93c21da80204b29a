"""What a client does on a page."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.stage import Conversation


def door(talk: Conversation) -> str:
    """The path of the client's own page."""
    return f"/c/{talk.client.headers['X-Hyke-Link']}"


def press(page: Page, words: str) -> None:
    """Press the button or link of these words."""
    page.locator("main").get_by_text(words, exact=True).first.click()
