"""The API: every action, asked as the caller, once for each key."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from flask.testing import FlaskClient

from services.gateway.api.routes import ROUTES
from shared.contracts.actor import Role
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import booking, books, session
from shared.contracts.vocabulary import Language
from shared.refusal import conflict
from tests.unit.gateway.api import API, ID, RATING, bearer, fields, problem
from tests.unit.gateway.fakes import House


def test_every_request_of_the_published_language_is_in_the_api_but_contact_data() -> None:
    routed = {route.contract for route in ROUTES} | {booking.AddPerson, booking.BookAsNewClient}
    of_books = {contract for contract in REQUESTS.values() if contract.__module__ == books.__name__}
    for_the_system_alone = {booking.ContactOf, booking.ConsentsOf, *of_books}

    missing = set(REQUESTS.values()) - routed - for_the_system_alone
    assert {contract.__name__ for contract in missing if contract.__module__.startswith("shared.contracts")} == set()


def test_the_description_names_every_path_and_both_ways_in(client: FlaskClient) -> None:
    described = client.get(f"{API}/openapi.json").get_json()

    assert described["openapi"].startswith("3.")
    for route in ROUTES:
        path = API + route.path.replace("<uuid:", "{").replace("<", "{").replace(">", "}")
        assert route.method.lower() in described["paths"][path], path
    body = described["paths"][f"{API}/sessions/{{session_id}}/stress"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["$ref"].endswith("/RateStressBody")
    assert described["components"]["schemas"]["RateStressBody"]["properties"]["level"]["maximum"] == 5
    assert {"bearer", "link", "session"} <= described["components"]["securitySchemes"].keys()


def test_a_command_goes_to_its_service_as_the_caller_and_the_reply_comes_back(
    client: FlaskClient, house: House
) -> None:
    headers = bearer(client, house)
    house.ask.answers[session.RateStress] = RATING

    answer = client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers=headers)

    assert answer.status_code == 201
    assert answer.get_json()["level"] == 4
    [asked] = house.ask.of(session.RateStress)
    assert asked.request == session.RateStress(ID, 4)
    assert asked.actor.role is Role.STUDENT


def test_a_query_becomes_the_question(client: FlaskClient, house: House) -> None:
    path = f"{API}/free-times?from_at=2026-11-24T00:00:00Z&until_at=2026-11-25T00:00:00%2B02:00"
    answer = client.get(path, headers=bearer(client, house))

    assert (answer.status_code, answer.get_json()) == (200, [])
    [asked] = house.ask.of(booking.FreeTimes)
    assert asked.actor.role is Role.STUDENT
    assert asked.request.until_at - asked.request.from_at == timedelta(hours=22)


def test_lists_and_what_they_hold_reach_the_service_frozen(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house)
    house.ask.answers[session.CloseSession] = conflict("already_closed")
    closing = {
        "follow_up": {"reason": "goals", "focus": ["time_use"]},
        "recommendations": [{"service": "debt_advice", "note": "soon"}],
    }

    client.post(f"{API}/sessions/{ID}/close", json=closing, headers=headers)

    [asked] = house.ask.of(session.CloseSession)
    assert hash(asked.request)
    assert asked.request.follow_up.focus == ("time_use",)
    assert asked.request.recommendations[0].service == "debt_advice"


def test_a_command_without_a_reply_answers_204(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house)
    house.ask.answers[session.RemoveGoal] = None

    answer = client.delete(f"{API}/sessions/{ID}/goals/{uuid4()}", headers=headers)

    assert (answer.status_code, answer.data) == (204, b"")


def test_the_idempotency_key_is_the_callers_own(client: FlaskClient, house: House) -> None:
    one, other = bearer(client, house), bearer(client, house, username="otto")
    house.ask.answers[session.RateStress] = RATING

    for headers in (one, one, other):
        client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers={**headers, "Idempotency-Key": "k" * 8})

    first, again, theirs = (asked.key for asked in house.ask.of(session.RateStress))
    assert first == again
    assert first != theirs


def test_without_a_key_each_command_is_its_own(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house)
    house.ask.answers[session.RateStress] = RATING

    for _ in range(2):
        client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers=headers)

    first, second = (asked.key for asked in house.ask.of(session.RateStress))
    assert first != second


def test_a_key_that_cannot_be_one_is_refused(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house)

    answer = client.post(
        f"{API}/sessions/{ID}/stress", json={"level": 4}, headers={**headers, "Idempotency-Key": "short"}
    )

    assert fields(problem(answer, 422)) == {"Idempotency-Key": "idempotency_key_invalid"}


def test_a_person_as_it_was_read_can_be_sent_back(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house, "coordinator")
    person = booking.PersonView(ID, "lecturer", "Liisa Lehtori", "liisa@example.fi", Language.FI, is_active=True)
    house.ask.answers[booking.People] = [person]
    house.ask.answers[booking.ChangePerson] = person

    read = client.get(f"{API}/people", headers=headers).get_json()[0]
    assert read["phone"] == ""
    sent = {name: value for name, value in read.items() if name not in ("person_id", "role")}
    answer = client.put(f"{API}/people/{ID}", json=sent, headers=headers)

    assert answer.status_code == 200, answer.text
    [asked] = house.ask.of(booking.ChangePerson)
    assert asked.request.phone is None
    wrong = client.put(f"{API}/people/{ID}", json={**sent, "phone": "call me"}, headers=headers)
    assert fields(problem(wrong, 422)) == {"phone": "phone"}
