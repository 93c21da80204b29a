"""The privacy notice: on every page's foot, in three languages, with who answers for the data."""

from __future__ import annotations

import pytest

from tests.unit.gateway.client_world import client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House
from tests.unit.gateway.staff_world import signed_in, staff_world


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fi", ["Kaarnan amk Oy", "Suostumus", "tietosuojavaltuutetulle", "https://tietosuoja.fi/"]),
        ("sv", ["Yh Kaarna Ab", "Samtycke", "dataombudsmannen", "https://tietosuoja.fi/sv/"]),
        ("en", ["Kaarna Ltd", "Consent", "Data Protection Ombudsman", "https://tietosuoja.fi/en/"]),
    ],
)
def test_the_notice_names_controller_contact_officer_basis_rights_and_whom_to_complain_to(
    browser: Browser, lang: str, words: list[str]
) -> None:
    browser.get(f"/privacy?lang={lang}")
    page = browser.get("/privacy").text

    for each in [*words, "tietosuoja@kaarna.example", "Tuija Turva, dpo@kaarna.example"]:
        assert each in page


def test_the_notice_promises_no_deletion_that_does_not_exist(browser: Browser) -> None:
    page = browser.get("/privacy").text

    assert "Tietoja ei poisteta itsestään" in page
    assert "kuukau" not in page


@pytest.mark.parametrize("path", ["/", "/book", "/login", "/no-such-page", "/privacy"])
def test_every_public_page_leads_to_the_notice(browser: Browser, path: str) -> None:
    assert 'href="/privacy?lang=fi"' in browser.get(path, follow_redirects=True).text


def test_the_clients_and_the_staffs_pages_lead_to_the_notice(browser: Browser, house: House) -> None:
    client = client_world(house)
    assert 'href="/privacy?lang=fi"' in browser.get(f"/c/{client.token()}").text
    staff_world(house)
    signed_in(browser, house, "student")
    assert 'href="/privacy?lang=fi"' in browser.get("/today").text


def test_the_consent_step_of_a_booking_names_the_controller_and_opens_the_notice_beside_the_form(
    browser: Browser, house: House
) -> None:
    client_world(house)
    page = browser.get("/book/details?campus=Myllypuro&starts_at=2026-11-26T11:00:00%2B00:00").text

    assert "Kaarnan amk Oy" in page
    assert 'href="/privacy?lang=fi" target="_blank"' in page
