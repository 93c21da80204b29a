"""Without the database people read one page that says so, programs one problem document, and nobody waits in turn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from services.gateway.adapters.outage import PAUSE, Outage
from services.gateway.adapters.records import opening
from services.gateway.app import create_app
from services.gateway.application.ports import RecordsAway
from services.gateway.web.health import Remembered
from shared.contracts.requests import booking
from shared.messaging.kernel.errors import Unavailable
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House

GONE = sa.exc.OperationalError("SELECT", {}, psycopg.OperationalError("connection refused"))
DEADLOCK = sa.exc.OperationalError("UPDATE", {}, psycopg.errors.DeadlockDetected("deadlock"))
WORDS = {
    "fi": "Palvelu ei vastaa juuri nyt",
    "sv": "Tjänsten svarar inte just nu",
    "en": "The service does not answer right now",
}


class Server:
    """A database that is there or not, and counts who tried it."""

    def __init__(self) -> None:
        self.failure: Exception | None = GONE
        self.tries = 0

    @contextmanager
    def begin(self) -> Iterator[Any]:
        self.tries += 1
        if self.failure:
            raise self.failure
        yield self

    connection = None


class Hands:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def browser_without_records(house: House) -> Browser:
    def away() -> Any:
        raise RecordsAway

    parts = replace(house.parts(), open_records=away)
    return Browser(create_app(parts).test_client(), "http://localhost")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("path", ["/today", "/clients", "/calendar", "/password", "/login"])
def test_each_page_of_who_is_signed_in_says_so_in_their_language(house: House, path: str, language: str) -> None:
    browser = browser_without_records(house)
    browser.client.set_cookie("hyke_session", "a-token", domain="localhost")
    answer = browser.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert f"<h1>{WORDS[language]}</h1>" in " ".join(answer.text.split())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_signing_in_says_so_too(house: House, language: str) -> None:
    browser = browser_without_records(house)
    browser.client.set_cookie("hyke_language", language, domain="localhost")
    answer = browser.sign_in("anna.lehtori")
    assert answer.status_code == 503
    assert WORDS[language] in answer.text


def test_a_program_gets_one_problem_document_whichever_database_is_away(house: House) -> None:
    own = browser_without_records(house).client.get("/api/v1/people", headers={"Authorization": "Bearer token"})
    house.ask.answers[booking.FreeTimes] = Unavailable("booking")
    path = "/api/v1/free-times?from_at=2026-11-24T10:00:00Z&until_at=2026-11-25T10:00:00Z"
    others = create_app(house.parts()).test_client().get(path)
    for answer in (own, others):
        assert answer.status_code == 503
        assert answer.content_type == "application/problem+json"
        assert json.loads(answer.data)["code"] == "unanswered"


def test_while_the_database_is_away_one_tries_and_the_others_are_told_at_once() -> None:
    server, hands = Server(), Hands()
    open_records = opening(server.begin, Outage(hands))
    for _ in range(50):
        with pytest.raises(RecordsAway), open_records():
            pass
    assert server.tries == 1
    hands.seconds += PAUSE
    with pytest.raises(RecordsAway), open_records():
        pass
    assert server.tries == 2
    hands.seconds += PAUSE
    server.failure = None
    with open_records():
        pass
    with open_records():
        pass
    assert server.tries == 4


def test_nobody_else_tries_while_somebody_does() -> None:
    server, hands = Server(), Hands()
    open_records = opening(server.begin, Outage(hands))
    with pytest.raises(RecordsAway), open_records():
        pass
    hands.seconds += PAUSE
    server.failure = None
    with open_records(), pytest.raises(RecordsAway), open_records():
        pass
    with open_records():
        pass


def test_what_is_no_outage_is_not_taken_for_one() -> None:
    server = Server()
    server.failure = DEADLOCK
    open_records = opening(server.begin)
    for _ in range(2):
        with pytest.raises(sa.exc.OperationalError), open_records():
            pass
    assert server.tries == 2


@pytest.mark.parametrize(("is_well", "status", "word"), [(True, 200, "ok"), (False, 503, "failing")])
def test_the_public_port_tells_whether_people_can_be_served_and_nothing_more(
    house: House, is_well: bool, status: int, word: str
) -> None:
    client = create_app(replace(house.parts(), is_well=lambda: is_well)).test_client()
    answer = client.get("/health")
    assert answer.status_code == status
    assert json.loads(answer.data) == {"status": word}
    assert "Set-Cookie" not in answer.headers
    assert client.get("/ready").status_code == 404
    assert client.get("/metrics").status_code == 404


def test_asking_for_health_from_outside_looks_once_a_second_at_most() -> None:
    looks, hands = [True, False], Hands()
    health = Remembered(lambda: looks.pop(0), hands)
    assert [health() for _ in range(20)] == [True] * 20
    hands.seconds += 1
    assert [health() for _ in range(20)] == [False] * 20
