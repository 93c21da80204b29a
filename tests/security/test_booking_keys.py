"""Whether a booking was heard can always be found out: the API takes none without an idempotency key."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from shared.contracts.requests import booking
from tests.unit.gateway.api import API, fields, problem
from tests.unit.gateway.client_world import CAMPUS, client_world
from tests.unit.gateway.fakes import House

WISH = {
    "name": "Aino Mäkelä",
    "email": "aino@example.fi",
    "language": "fi",
    "situation": "student",
    "starts_at": "2026-11-26T11:00:00Z",
    "campus": CAMPUS,
    "consent_version": "1",
    "has_consented": True,
}


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}, {"Idempotency-Key": "short"}])
def test_a_booking_without_a_key_is_refused_and_not_passed_on(
    client: FlaskClient, house: House, headers: dict[str, str]
) -> None:
    client_world(house)

    told = problem(client.post(f"{API}/bookings", json=WISH, headers=headers), 422)

    assert fields(told) == {"Idempotency-Key": "idempotency_key_invalid"}
    assert house.ask.of(booking.BookAsNewClient) == []


def test_with_a_key_it_is_booked_under_it(client: FlaskClient, house: House) -> None:
    client_world(house)

    answer = client.post(f"{API}/bookings", json=WISH, headers={"Idempotency-Key": "k" * 8})

    assert answer.status_code == 201
    (asked,) = house.ask.of(booking.BookAsNewClient)
    assert str(asked.key).endswith("k" * 8)


def test_the_description_says_that_it_is_demanded(client: FlaskClient) -> None:
    described = client.get(f"{API}/openapi.json").get_json()["paths"][f"{API}/bookings"]["post"]

    (key,) = [each for each in described["parameters"] if each["in"] == "header"]
    assert (key["name"], key["required"]) == ("Idempotency-Key", True)
