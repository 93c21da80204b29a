"""The API's problem documents: one for each way of being wrong, naming field and expectation."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from shared.contracts.requests import session
from shared.contracts.vocabulary import Language
from tests.unit.gateway.api import API, ID, bearer, fields, problem
from tests.unit.gateway.conftest import PASSWORD
from tests.unit.gateway.fakes import House


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"level": 0}, "range"),
        ({"level": 6}, "range"),
        ({"level": "4"}, "integer"),
        ({"level": 4.5}, "integer"),
        ({"level": None}, "required"),
        ({}, "required"),
    ],
)
def test_a_wrong_rating_names_the_field_and_nothing_is_asked(
    client: FlaskClient, house: House, body: dict[str, object], code: str
) -> None:
    headers = bearer(client, house)

    told = problem(client.post(f"{API}/sessions/{ID}/stress", json=body, headers=headers), 422)

    assert fields(told) == {"level": code}
    assert house.ask.of(session.RateStress) == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", "Stressitaso: valitse väliltä 1–5"),
        ("sv", "Stressnivå: välj mellan 1 och 5"),
        ("en", "Stress level: choose from 1 to 5"),
    ],
)
def test_what_is_expected_is_said_in_the_language_asked_for(client: FlaskClient, language: str, expected: str) -> None:
    headers = {"Accept-Language": f"{language}, de;q=0.5"}

    answer = client.post(f"{API}/sessions/{ID}/stress", json={"level": 9}, headers=headers)

    [error] = problem(answer, 422)["errors"]
    assert error["expected"] == expected
    assert error["params"] == {"min": 1, "max": 5}
    assert answer.headers["Content-Language"] == language


def test_an_accounts_language_wins_over_the_programs(client: FlaskClient, house: House) -> None:
    house.add_account("stina", "student", language=Language.SV)
    token = client.post(f"{API}/login", json={"username": "stina", "password": PASSWORD}).get_json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    answer = client.post(f"{API}/sessions/{ID}/stress", json={}, headers=headers)

    assert problem(answer, 422)["title"] == "Kontrollera uppgifterna"


def test_every_wrong_field_is_named_the_unknown_and_the_nested_too(client: FlaskClient, house: House) -> None:
    body = {
        "weekly": [{"weekday": 8, "starts": "nine", "ends": "15:00", "lunch": True}, "monday"],
        "colour": "red",
    }

    told = problem(client.put(f"{API}/people/{ID}/weekly-hours", json=body), 422)

    assert fields(told) == {
        "weekly.0.weekday": "range",
        "weekly.0.starts": "time",
        "weekly.0.lunch": "unknown",
        "weekly.1": "object",
        "colour": "unknown",
    }


def test_a_wrong_query_names_its_fields(client: FlaskClient) -> None:
    told = problem(client.get(f"{API}/free-times?from_at=tomorrow&until_at=2026-11-24T12:00:00&colour=red"), 422)

    assert fields(told) == {"from_at": "instant", "until_at": "instant", "colour": "unknown"}


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_that_cannot_be_reckoned_with_is_refused(client: FlaskClient, instant: str) -> None:
    query = {"from_at": instant, "until_at": "2026-11-25T00:00:00Z"}

    assert fields(problem(client.get(f"{API}/free-times", query_string=query), 422)) == {"from_at": "instant"}


@pytest.mark.parametrize("text", ["a\0b", "half a \ud800 character"])
def test_a_text_that_no_database_can_keep_is_refused(client: FlaskClient, text: str) -> None:
    body = {"name": text, "email": "a@b.fi", "language": "fi", "situation": "other"}

    answer = client.post(f"{API}/clients", data=json.dumps(body), content_type="application/json")

    assert fields(problem(answer, 422)) == {"name": "character"}


def test_a_wrong_word_in_the_path_is_named_too(client: FlaskClient) -> None:
    told = problem(client.put(f"{API}/sessions/{ID}/phases/dancing", json={"is_done": True}), 422)

    assert fields(told) == {"phase": "choice"}


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        ('{"level": ', "application/json", 400),
        ("\xff", "application/json", 400),
        ("[4]", "application/json", 422),
        ("null", "application/json", 422),
        ("[" * 100_000, "application/json", 400),
        ('{"level": 1' + "0" * 5000 + "}", "application/json", 400),
        ('{"level": 1e999}', "application/json", 422),
        ('{"\\ud800": 1}', "application/json", 422),
        ("level=4", "application/x-www-form-urlencoded", 415),
        ("4", "text/plain", 415),
        ('{"level": "' + "9" * 300_000 + '"}', "application/json", 413),
    ],
)
def test_a_body_that_is_no_json_object_is_a_problem_of_its_own(
    client: FlaskClient, data: str, content_type: str, status: int
) -> None:
    answer = client.post(f"{API}/sessions/{ID}/stress", data=data.encode("latin-1"), content_type=content_type)

    problem(answer, status)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing-here", 404),
        ("GET", "/appointments/not-an-id", 404),
        ("PATCH", "/rooms", 405),
        ("DELETE", "/free-times", 405),
    ],
)
def test_a_wrong_address_or_method_is_a_problem_document(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(f"{API}{path}", method=method)

    problem(answer, status)
    assert (status != 405) or answer.headers["Allow"]
