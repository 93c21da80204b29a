"""What comes in an address leads nowhere else, and breaks nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.app import create_app
from services.gateway.web.paths import here
from shared.contracts.requests import assessment
from shared.links import LinkPurpose
from shared.refusal import invalid
from tests.unit.gateway.api import API, token_of
from tests.unit.gateway.client_world import ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House

ELSEWHERE = [
    "/%09/evil.example",
    "/%09/evil.example/",
    "/%0A/evil.example",
    "/%0D%0A/evil.example",
    "/%5Cevil.example/",
    "/%5C%5Cevil.example",
    "/%2F/evil.example",
    "///evil.example",
    "/%20/evil.example",
    "/%00/evil.example",
    "/%C3%28/evil.example",
    "/%E2%80%A8/evil.example",
]


def leads_elsewhere(address: str) -> bool:
    """What a browser makes of it: it drops tabs and line ends, and takes a backslash for a slash."""
    seen = re.sub(r"[\t\r\n]", "", address.strip()).replace("\\", "/")
    return not seen.startswith("/") or seen.startswith("//")


@pytest.mark.parametrize("path", ELSEWHERE)
def test_changing_the_language_stays_on_this_host(browser: Browser, path: str) -> None:
    answer = browser.get(f"{path}?lang=sv")

    assert answer.status_code == 303
    assert not leads_elsewhere(answer.headers["Location"])


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_page_that_is_not_there_links_to_nowhere_else(browser: Browser, path: str) -> None:
    answer = browser.get(path)

    assert answer.status_code == 404
    languages = re.findall(r'href="([^"]*lang=[^"]*)"', answer.text)
    assert len(languages) >= 2
    assert not any(leads_elsewhere(link) for link in languages)


@given(st.text(), st.lists(st.tuples(st.text(), st.text())))
def test_no_path_and_no_query_makes_an_address_that_leads_elsewhere(path: str, query: list[tuple[str, str]]) -> None:
    address = here(f"/{path}", query)

    assert not leads_elsewhere(address)
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address


@pytest.mark.parametrize(
    "to", ["//[", "/\t/evil.example", "//evil.example", "/\\evil.example", "https://evil.example", "[", "x"]
)
def test_signing_in_leads_to_no_other_place_and_no_failure(browser: Browser, house: House, to: str) -> None:
    house.add_account("anna.lehtori", "lecturer")

    assert browser.get("/login", query_string={"to": to}).status_code == 200
    answer = browser.post("/login", {"username": "anna.lehtori", "password": "a good long password", "to": to})

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/today"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
@pytest.mark.parametrize("path", ["/book/details", "/book/time"])
def test_a_time_that_nobody_can_reckon_with_is_no_time(browser: Browser, house: House, at: str, path: str) -> None:
    client_world(house)

    answer = browser.get(path, query_string={"campus": "Myllypuro", "starts_at": at})

    assert answer.status_code < 500
    assert browser.post("/book", {"campus": "Myllypuro", "starts_at": at}, on="/login").status_code < 500


@pytest.mark.parametrize(
    "instrument", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-19-39", "9999-12-31"]
)
def test_a_text_that_looks_like_a_date_is_told_as_it_is(house: House, instrument: str) -> None:
    app = create_app(house.parts())
    world: ClientWorld = client_world(house)
    house.ask.answers[assessment.StartAssessment] = invalid("unknown_instrument", "instrument", instrument=instrument)
    talk = world.appointment.appointment_id

    answer = app.test_client().post(
        f"{API}/sessions/{talk}/assessments",
        json={"instrument": instrument, "language": "fi"},
        headers={"X-Hyke-Link": token_of(app, LinkPurpose.APPOINTMENT, world.client.client_id, talk)},
    )

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["params"]["instrument"] == instrument


@pytest.mark.parametrize("path", ["/people//", "/people//x", "//login", "/login/", "/book//time", "/api//v1/rooms"])
def test_no_answer_names_a_host_that_the_request_made_up(browser: Browser, path: str) -> None:
    answer = browser.client.get(path, headers={"Host": "evil.example"})

    assert answer.status_code < 500
    assert "evil.example" not in answer.headers.get("Location", "")
    assert "evil.example" not in answer.text


def test_the_trials_above_know_what_a_browser_does() -> None:
    assert leads_elsewhere("/\t/evil.example")
    assert leads_elsewhere("/\\evil.example")
    assert not leads_elsewhere("/%09/evil.example")
