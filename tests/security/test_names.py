"""Names that wrote mail headers, greeted with a link or hid, tried again: each is refused at its field, in words."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from shared.contracts.requests import booking
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House

ATTACKS = {
    "=?utf-8?q?=0d=0aSubject:_You_won!=0d=0a=0d=0aClaim:_https://evil.example?=": "name_encoded",
    "é: =?utf-8?b?=0a": "name_encoded",
    "https://evil.example/x": "name_link",
    "evil.com": "name_link",
    "\u200b\u200b": "name_unseen",
    "\u202egnp.ittaM": "name_unseen",
    "Matti\u001b[31m": "name_unseen",
    "Matti\r\nBcc: all@example.fi": "name_unseen",
    "...": "name_letter",
}
WORDS = {
    "name_encoded": ("peräkkäin", "efter varandra", "stand together"),
    "name_link": ("verkko- tai sähköpostiosoitetta", "webbadress eller e-postadress", "web or e-mail address"),
    "name_unseen": ("näkymätön merkki", "osynligt tecken", "invisible character"),
    "name_letter": ("vähintään yksi kirjain", "minst en bokstav", "at least one letter"),
}
BOOKING = {
    "email": "victim@example.fi",
    "language": "fi",
    "situation": "other",
    "starts_at": "2026-12-01T09:00:00Z",
    "campus": "Myllypuro",
    "consent_version": "1",
    "has_consented": True,
}


@pytest.mark.parametrize(("name", "code"), ATTACKS.items())
def test_the_public_api_refuses_it_and_asks_booking_for_nothing(
    client: FlaskClient, house: House, name: str, code: str
) -> None:
    for place, language in enumerate(("fi", "sv", "en")):
        headers = {"Accept-Language": language, "Idempotency-Key": f"a-key-of-{language}"}
        answer = client.post("/api/v1/bookings", json={**BOOKING, "name": name}, headers=headers)
        assert answer.status_code == 422
        (fault,) = (answer.json or {})["errors"]
        assert (fault["field"], fault["code"]) == ("name", code)
        assert WORDS[code][place] in fault["expected"]
    assert house.ask.of(booking.BookAsNewClient) == []


@pytest.mark.parametrize("name", ["https://evil.example/x", "\u202egnp.ittaM"])
def test_a_form_says_so_at_its_field_and_keeps_what_else_was_typed(browser: Browser, house: House, name: str) -> None:
    house.add_account("anna.lehtori", "lecturer")
    browser.sign_in("anna.lehtori")
    form = {"name": name, "email": "aino@example.fi", "language": "fi", "situation": "other"}
    page = browser.post("/refer", form, on="/refer")
    assert page.status_code == 422
    assert 'id="name-error"' in page.text
    assert 'value="aino@example.fi"' in page.text
    assert house.ask.of(booking.ReferClient) == []
