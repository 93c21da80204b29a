"""The system's Chromium, headless and quiet on the network, and what the tests do with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from deploy.demo.sample.data import PASSWORD
from deploy.development.system_packages import path_of

LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESKTOP, PHONE = (1280, 900), (390, 844)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path_of("chromium"), args=LAUNCH)
        yield browser
        browser.close()


def context(
    browser: Browser,
    url: str,
    language: str,
    size: tuple[int, int],
    kept: StorageState | None = None,
    *,
    scripts: bool = True,
) -> BrowserContext:
    """A browser of its own that asks for a language, on a screen of this size; with what another's kept."""
    made = browser.new_context(
        base_url=url,
        storage_state=kept,
        java_script_enabled=scripts,
        viewport={"width": size[0], "height": size[1]},
        locale={"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[language],
        reduced_motion="reduce",
    )
    made.set_default_timeout(15_000)
    return made


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Sign in by the page, as people do."""
    page.goto("/login")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/today")


def speak(made: BrowserContext, url: str, language: str) -> None:
    """Choose the language, which then wins over the account's."""
    made.add_cookies([{"name": "hyke_language", "value": language, "url": url}])
