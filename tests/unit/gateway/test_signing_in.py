"""Signing in and out by pages."""

from __future__ import annotations

from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House


def test_the_right_password_opens_the_day(browser: Browser, house: House) -> None:
    house.add_account("anna.lehtori", "lecturer")

    answer = browser.sign_in(" Anna.Lehtori ")

    assert answer.status_code == 303
    assert answer.location == "/today"
    assert browser.get("/today").status_code == 200
