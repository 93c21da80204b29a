"""Booking without an account within limits, and free times that anybody may look for at no great cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.gateway.domain.mailbox import mailbox_of
from services.gateway.web.free_times import FRESH, TRIED_AGAIN, PublicTimes
from shared.contracts.requests import booking
from shared.contracts.requests.booking import FreeTime, FreeTimes
from shared.contracts.vocabulary import CONSENT_VERSION
from shared.messaging.kernel.errors import RequestTimeout
from shared.networks import Networks
from shared.refusal import conflict, invalid
from tests.unit.gateway.api import API, bearer, problem
from tests.unit.gateway.client_world import CAMPUS, ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House, settings

FORM = {
    "name": "Aino Mäkelä",
    "language": "fi",
    "situation": "student",
    "has_consented": "yes",
    "consent_version": CONSENT_VERSION,
    "campus": CAMPUS,
    "starts_at": "2026-11-25T11:00:00+00:00",
}
BODY = {**FORM, "has_consented": True, "consent_version": CONSENT_VERSION}
HOME, CAMPUS_WIFI = "198.51.100.1", "192.0.2.7"


@pytest.fixture
def house() -> House:
    """A stack with small limits, so that a test reaches them."""
    return House(
        settings=settings(
            bookings_per_address=3,
            bookings_per_campus=6,
            bookings_per_mailbox=2,
            bookings_in_all=8,
            campus_networks=Networks.read("192.0.2.0/24"),
        )
    )


@pytest.fixture
def world(house: House) -> ClientWorld:
    """A client, and times that are free."""
    return client_world(house)


def book(client: FlaskClient, email: str = "", address: str = HOME, **headers: str) -> TestResponse:
    """A booking by the API."""
    body = {**BODY, "email": email or f"{uuid4().hex}@example.fi"}
    sent = {"Idempotency-Key": str(uuid4()), **headers}
    return client.post(f"{API}/bookings", json=body, headers=sent, environ_overrides={"REMOTE_ADDR": address})


@pytest.mark.usefixtures("world")
def test_one_address_books_so_often_in_an_hour_and_is_told_when_again(client: FlaskClient, house: House) -> None:
    assert [book(client).status_code for _ in range(3)] == [201] * 3

    refused = book(client)

    told = problem(refused, 429)
    assert told["code"] == "bookings_from_here"
    assert refused.headers["Retry-After"] == str(20 * 60)
    assert told["errors"][0]["params"]["until"] == (NOW + timedelta(minutes=20)).isoformat()
    assert book(client, address="203.0.113.5").status_code == 201
    house.clock.advance(timedelta(minutes=20))
    assert book(client).status_code == 201


@pytest.mark.usefixtures("world")
def test_a_campus_books_more_from_its_one_address_than_a_home_does(client: FlaskClient) -> None:
    assert [book(client, address=CAMPUS_WIFI).status_code for _ in range(7)] == [201] * 6 + [429]


@pytest.mark.usefixtures("world")
def test_a_mailbox_gets_so_many_bookings_in_a_day_however_it_is_spelt(client: FlaskClient, house: House) -> None:
    assert book(client, "Aino.Makela@example.fi").status_code == 201
    assert book(client, "aino.makela+hyke@EXAMPLE.fi", "203.0.113.5").status_code == 201

    told = problem(book(client, "aino.makela@example.fi", "203.0.113.6"), 429)

    assert told["code"] == "bookings_for_mailbox"
    assert told["errors"][0]["field"] == "email"
    assert "aino" not in repr(house.records.allowances.kept)


@pytest.mark.usefixtures("world")
def test_all_together_book_so_often_in_an_hour(client: FlaskClient) -> None:
    statuses = [book(client, address=f"203.0.113.{number}") for number in range(9)]

    assert [answer.status_code for answer in statuses] == [201] * 8 + [429]
    assert statuses[-1].get_json(force=True)["code"] == "bookings_in_all"


@pytest.mark.parametrize(
    "failure", [conflict("time_taken", "starts_at"), invalid("x"), RequestTimeout("booking.book", 2)]
)
def test_what_came_to_nothing_is_not_counted(
    client: FlaskClient, house: House, world: ClientWorld, failure: Exception
) -> None:
    answer = house.ask.answers[booking.BookAsNewClient]
    house.ask.answers[booking.BookAsNewClient] = failure
    for _ in range(20):
        assert book(client).status_code not in (201, 429)
    house.ask.answers[booking.BookAsNewClient] = answer

    assert [book(client).status_code for _ in range(4)] == [201] * 3 + [429]


@pytest.mark.usefixtures("world")
def test_who_has_signed_in_is_not_limited(client: FlaskClient, house: House) -> None:
    mine = bearer(client, house)

    assert [book(client, **mine).status_code for _ in range(5)] == [201] * 5


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Tästä verkosta on varattu paljon aikoja"),
        ("sv", "Många tider har bokats"),
        ("en", "Many times have been"),
    ],
)
@pytest.mark.usefixtures("world")
def test_on_the_page_what_was_typed_stays_beside_the_reason(browser: Browser, language: str, words: str) -> None:
    on = f"/book/details?campus={CAMPUS}&starts_at=2026-11-25T11:00:00%2B00:00"
    for number in range(3):
        assert browser.post("/book", {**FORM, "email": f"a{number}@example.fi"}, on=on).status_code == 303
    browser.client.set_cookie("hyke_language", language)

    answer = browser.post("/book", {**FORM, "email": "aino@example.fi"}, on=on)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(20 * 60)
    assert words in answer.text
    assert 'value="aino@example.fi"' in answer.text
    assert 'value="Aino Mäkelä"' in answer.text


def test_the_document_of_the_api_tells_of_429(client: FlaskClient) -> None:
    paths = client.get(f"{API}/openapi.json").get_json()["paths"]

    for path, method in (("/bookings", "post"), ("/login", "post"), ("/me/password", "put")):
        told = paths[f"{API}{path}"][method]["responses"]["429"]
        assert "application/problem+json" in told["content"]
        assert "Retry-After" in told["headers"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna@Example.FI", "anna@example.fi"),
        ("anna+hyke@example.fi", "anna@example.fi"),
        ("a.n.n.a@googlemail.com", "anna@gmail.com"),
    ],
)
def test_spellings_of_one_mailbox_are_one(one: str, other: str) -> None:
    assert mailbox_of(one) == mailbox_of(other)


@pytest.mark.parametrize(("one", "other"), [("a.b@example.fi", "ab@example.fi"), ("+a@example.fi", "+b@example.fi")])
def test_two_mailboxes_are_two(one: str, other: str) -> None:
    assert mailbox_of(one) != mailbox_of(other)


def free(days: int, campus: str = CAMPUS) -> FreeTime:
    """A free time some days on."""
    at = NOW + timedelta(days=days)
    return FreeTime(at, at + timedelta(minutes=90), campus)


class Searching:
    """Booking's search, which counts how often it was asked, and may fail."""

    def __init__(self, *times: FreeTime) -> None:
        self.times: Sequence[FreeTime] = times
        self.asked: list[FreeTimes] = []
        self.failure: Exception | None = None
        self.now = 0.0

    def __call__(self, question: FreeTimes) -> Sequence[FreeTime]:
        self.asked.append(question)
        if self.failure:
            raise self.failure
        return self.times


def ask(days: int = 60, campus: str | None = None, from_at: datetime = NOW) -> FreeTimes:
    """A question for the times of some days."""
    return FreeTimes(from_at, NOW + timedelta(days=days), campus)


def test_however_many_ask_for_whatever_span_there_is_one_search_in_some_seconds() -> None:
    search = Searching(free(1), free(5), free(9, "Arabia"))
    public = PublicTimes(lambda: search.now)

    told = [public.among(ask(days), search, NOW) for days in range(2, 60)]

    assert len(search.asked) == 1
    assert told[0] == [free(1)]
    assert told[-1] == [free(1), free(5), free(9, "Arabia")]
    assert public.among(ask(60, "Arabia"), search, NOW) == [free(9, "Arabia")]
    assert public.among(ask(60, None, NOW + timedelta(days=2)), search, NOW) == [free(5), free(9, "Arabia")]
    search.now = FRESH
    public.among(ask(), search, NOW)
    assert len(search.asked) == 2


def test_what_was_booked_is_searched_for_anew() -> None:
    search = Searching(free(1))
    public = PublicTimes(lambda: search.now)
    public.among(ask(), search, NOW)
    search.times = ()

    public.forget()

    assert public.among(ask(), search, NOW) == []


def test_a_campus_that_is_not_there_is_for_booking_to_say_after_a_short_search() -> None:
    search = Searching()
    PublicTimes(lambda: search.now).among(ask(60, "Nowhere"), search, NOW)

    assert search.asked[-1].campus == "Nowhere"
    assert search.asked[-1].until_at - search.asked[-1].from_at <= timedelta(minutes=1)


def test_while_nobody_answers_one_in_a_second_waits_for_it_and_the_others_are_told_at_once() -> None:
    search = Searching()
    search.failure = RequestTimeout("booking.free_times", 2)
    public = PublicTimes(lambda: search.now)

    for _ in range(40):
        with pytest.raises(RequestTimeout):
            public.among(ask(), search, NOW)
    assert len(search.asked) == 1
    search.now, search.failure = TRIED_AGAIN, None
    assert public.among(ask(), search, NOW) == []


def test_a_booking_through_the_gateway_is_seen_at_the_next_look(client: FlaskClient, house: House) -> None:
    world = client_world(house)
    path = f"{API}/free-times?from_at=2026-11-24T00:00:00Z&until_at=2027-01-01T00:00:00Z"
    first = client.get(path).get_json()
    assert first
    world.free = world.free[:1]
    assert client.get(path).get_json() == first

    assert book(client).status_code == 201

    assert len(client.get(path).get_json()) == 1
