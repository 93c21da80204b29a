"""Everybody who has signed in finds the way to a password of their own."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House


@pytest.mark.parametrize("role", ["coordinator", "lecturer", "student"])
@pytest.mark.parametrize(("language", "words"), [("fi", "Vaihda salasana"), ("sv", "Byt lösenord")])
def test_every_page_of_who_is_signed_in_leads_to_their_password(
    app: Flask, house: House, role: str, language: str, words: str
) -> None:
    house.add_account("liisa", role)
    browser = Browser(app.test_client(), "http://localhost")
    browser.sign_in("liisa")
    browser.client.set_cookie("hyke_language", language, domain="localhost")
    for path in ("/today", "/calendar", "/password"):
        assert f'<a href="/password">{words}</a>' in browser.get(path).text
    assert browser.get("/password").status_code == 200


def test_who_has_not_signed_in_is_shown_no_way_to_a_password(browser: Browser) -> None:
    assert 'href="/password"' not in browser.get("/login").text
