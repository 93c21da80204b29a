"""The API: every action, by whom it is asked, and a problem document for each way of being wrong."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.gateway.api.routes import ROUTES
from services.gateway.web.links import link_token
from shared.contracts.actor import PUBLIC, Actor, Role
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import assessment, booking, notification, session
from shared.contracts.vocabulary import Language
from shared.links import LinkPurpose
from shared.messaging.errors import ServiceFailed, Unanswered
from shared.refusal import Refusal, RefusalKind, conflict, forbidden, invalid, not_found
from tests.unit.gateway.conftest import PASSWORD, Browser
from tests.unit.gateway.fakes import NOW, FakeAsk, House

API = "/api/v1"
ID = UUID(int=1)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program without credentials."""
    return app.test_client()


def bearer(client: FlaskClient, house: House, role: str = "student", username: str = "oskari") -> dict[str, str]:
    """The header of someone who has signed in."""
    house.add_account(username, role)
    answer = client.post(f"{API}/login", json={"username": username, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of an answer that must have this status."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = answer.get_json(force=True)
    assert {"type", "title", "status", "detail", "instance"} <= told.keys()
    assert told["status"] == status
    assert told["instance"].endswith(answer.headers["X-Request-ID"])
    return told


def fields(told: dict[str, Any]) -> dict[str, str]:
    """The code of each field that a problem names."""
    return {error["field"]: error["code"] for error in told["errors"]}


RATING = session.StressView(ID, 4, True, NOW, "student", "1", 4)


# ---- what there is -----------------------------------------------------------------------------


def test_every_request_of_the_published_language_is_in_the_api_but_contact_data() -> None:
    routed = {route.contract for route in ROUTES} | {booking.AddPerson, booking.BookAsNewClient}
    for_the_system_alone = {booking.ContactOf}

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


# ---- asking ------------------------------------------------------------------------------------


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
    answer = client.get(f"{API}/free-times?from_at=2026-11-24T00:00:00Z&until_at=2026-11-25T00:00:00%2B02:00")

    assert (answer.status_code, answer.get_json()) == (200, [])
    [asked] = house.ask.of(booking.FreeTimes)
    assert asked.actor == PUBLIC
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


# ---- wrong input -------------------------------------------------------------------------------


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


# ---- what services answer ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (invalid("stress_out_of_range", "level", lowest=1, highest=5), 422, "stress_out_of_range"),
        (conflict("already_closed", "session_id"), 409, "already_closed"),
        (not_found("session_not_found", "session_id"), 404, "session_not_found"),
        (forbidden("role_may_not"), 403, "role_may_not"),
        (Refusal(RefusalKind.EXPIRED, "link_expired"), 410, "link_expired"),
        (Unanswered("session.rate_stress", 2), 503, "unanswered"),
        (ServiceFailed("session.rate_stress", "abc"), 502, "service_failed"),
        (ZeroDivisionError("secret"), 500, "failed"),
    ],
)
def test_what_a_service_says_has_one_status(
    client: FlaskClient, house: House, failure: Exception, status: int, code: str
) -> None:
    headers = bearer(client, house)
    house.ask.answers[session.RateStress] = failure

    answer = client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers=headers)

    told = problem(answer, status)
    assert told["code"] == code
    assert "secret" not in answer.text
    assert (answer.headers.get("Retry-After") is not None) == (status == 503)


def test_a_refusal_tells_its_params_in_words(client: FlaskClient, house: House) -> None:
    house.ask.answers[booking.FreeTimes] = conflict("already_booked", "starts_at", starts_at=NOW.isoformat())

    told = problem(client.get(f"{API}/free-times?from_at=2026-11-24T00:00:00Z&until_at=2026-11-25T00:00:00Z"), 409)

    assert told["detail"] == "Sinulla on jo aika: ti 24.11. klo 13.00. Voit siirtää sitä."


def test_an_unknown_refusal_is_told_all_the_same(client: FlaskClient, house: House) -> None:
    house.ask.answers[booking.Rooms] = conflict("brand_new_rule")

    told = problem(client.get(f"{API}/rooms"), 409)

    assert told["code"] == "brand_new_rule"
    assert told["detail"]


def test_nobody_in_particular_is_asked_to_sign_in_where_others_are_forbidden(client: FlaskClient, house: House) -> None:
    house.ask.answers[booking.People] = forbidden("not_allowed")

    answer = client.get(f"{API}/people")

    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


# ---- who asks ----------------------------------------------------------------------------------


def test_a_token_tells_who_one_is_until_it_is_given_back(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house, "lecturer")

    me = client.get(f"{API}/me", headers=headers).get_json()
    assert (me["role"], me["username"], me["csrf_token"]) == ("lecturer", "oskari", None)
    assert client.post(f"{API}/logout", headers=headers).status_code == 204
    problem(client.get(f"{API}/me", headers=headers), 401)


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic b3NrYXJpOng=", "Bearer " + "x" * 5000, "nonsense"])
def test_bad_credentials_are_never_taken_for_none(client: FlaskClient, house: House, header: str) -> None:
    answer = client.get(f"{API}/rooms", headers={"Authorization": header})

    problem(answer, 401)
    assert house.ask.asked == []


def test_a_wrong_password_is_401_and_too_many_429(client: FlaskClient, house: House) -> None:
    attempt = {"username": "oskari", "password": "wrong"}

    statuses = [client.post(f"{API}/login", json=attempt).status_code for _ in range(6)]

    assert statuses == [401] * 5 + [429]


def test_a_session_cookie_needs_the_csrf_token_to_change_anything(lecturer: Browser, house: House) -> None:
    house.ask.answers[session.RateStress] = RATING
    path = f"{API}/sessions/{ID}/stress"

    problem(lecturer.client.post(path, json={"level": 4}), 403)
    token = lecturer.client.get(f"{API}/me").get_json()["csrf_token"]

    assert lecturer.client.post(path, json={"level": 4}, headers={"X-CSRF-Token": token}).status_code == 201
    assert len(house.ask.of(session.RateStress)) == 1


def test_a_cookies_token_is_no_bearer_token(lecturer: Browser) -> None:
    token = lecturer.cookie("hyke_session").value
    lecturer.client.delete_cookie("hyke_session")

    problem(lecturer.client.get(f"{API}/me", headers={"Authorization": f"Bearer {token}"}), 401)


# ---- private links -----------------------------------------------------------------------------


def link(app: Flask, purpose: LinkPurpose, client_id: UUID = ID, appointment_id: UUID | None = ID) -> dict[str, str]:
    """The header of a client who holds a private link."""
    with app.app_context():
        return {"X-Hyke-Link": link_token(purpose, client_id, appointment_id, timedelta(days=1))}


@pytest.mark.parametrize("as_bearer", [True, False])
def test_a_private_link_makes_the_client(app: Flask, client: FlaskClient, house: House, as_bearer: bool) -> None:
    headers = link(app, LinkPurpose.APPOINTMENT)
    if as_bearer:
        headers = {"Authorization": f"Bearer link:{headers['X-Hyke-Link']}"}
    house.ask.answers[session.RateStress] = RATING

    assert client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers=headers).status_code == 201
    assert house.ask.of(session.RateStress)[0].actor == Actor(Role.CLIENT, ID)
    assert client.get(f"{API}/me", headers=headers).get_json()["client_id"] == str(ID)


def test_a_forged_link_is_404_and_an_expired_one_410(app: Flask, client: FlaskClient, house: House) -> None:
    headers = link(app, LinkPurpose.APPOINTMENT)

    problem(client.get(f"{API}/rooms", headers={"X-Hyke-Link": headers["X-Hyke-Link"] + "x"}), 404)
    house.clock.advance(timedelta(days=1))
    problem(client.get(f"{API}/rooms", headers=headers), 410)
    assert house.ask.asked == []


def test_a_self_fill_link_opens_its_own_session_alone(app: Flask, client: FlaskClient, house: House) -> None:
    headers = link(app, LinkPurpose.SELF_FILL)
    house.ask.answers[session.RateStress] = RATING

    assert client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers=headers).status_code == 201
    problem(client.post(f"{API}/sessions/{uuid4()}/stress", json={"level": 4}, headers=headers), 404)
    problem(client.post(f"{API}/appointments/{ID}/cancel", headers=headers), 403)
    problem(client.get(f"{API}/clients/{ID}", headers=headers), 403)
    assert len(house.ask.of(session.RateStress)) == 1


def test_a_self_fill_link_opens_no_other_sessions_assessment(app: Flask, client: FlaskClient, house: House) -> None:
    headers = link(app, LinkPurpose.SELF_FILL)
    house.ask.answers[assessment.AssessmentsOf] = []

    problem(client.post(f"{API}/assessments/{uuid4()}/complete", headers=headers), 404)
    assert house.ask.of(assessment.CompleteAssessment) == []


def test_an_invitation_books_and_consents_and_no_more(app: Flask, client: FlaskClient, house: House) -> None:
    headers = link(app, LinkPurpose.INVITATION, appointment_id=None)
    house.ask.answers[booking.BookAppointment] = conflict("time_taken", "starts_at")
    wish = {"client_id": str(ID), "starts_at": "2026-11-25T09:00:00Z", "campus": "Myllypuro"}

    problem(client.post(f"{API}/appointments", json=wish, headers=headers), 409)
    problem(client.get(f"{API}/sessions/{ID}/summary", headers=headers), 403)


# ---- people and accounts -----------------------------------------------------------------------

PERSON = booking.PersonView(ID, "student", "Oskari Ääri-Virta", "o@kaarna.example", Language.SV, True)
NEW = {"role": "student", "name": PERSON.name, "email": PERSON.email, "language": "sv"}


def answered(ask: FakeAsk) -> None:
    """Booking adds and changes the person."""
    ask.answers[booking.AddPerson] = PERSON


def test_adding_a_person_makes_an_account_whose_password_is_told_once(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house, "coordinator", "maarit")
    answered(house.ask)

    made = client.post(f"{API}/people", json=NEW, headers={**headers, "Idempotency-Key": "k" * 8}).get_json()
    again = client.post(f"{API}/people", json=NEW, headers={**headers, "Idempotency-Key": "k" * 8}).get_json()

    assert made["username"] == again["username"] == "oskari.virta"
    assert again["initial_password"] is None
    login = {"username": made["username"], "password": made["initial_password"]}
    assert client.post(f"{API}/login", json=login).status_code == 200


def test_a_taken_username_is_refused_before_anyone_is_added(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house, "coordinator", "maarit")
    answered(house.ask)

    told = problem(client.post(f"{API}/people", json={**NEW, "username": "Maarit"}, headers=headers), 409)

    assert fields(told) == {"username": "username_taken"}
    assert house.ask.of(booking.AddPerson) == []


def test_a_refused_person_gets_no_account(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house, "lecturer")
    house.ask.answers[booking.AddPerson] = forbidden("not_allowed")

    problem(client.post(f"{API}/people", json=NEW, headers=headers), 403)
    assert len(house.records.accounts.kept) == 1


def test_a_person_who_leaves_is_signed_out_at_once(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house, "coordinator", "maarit")
    leaver = house.add_account("otto", "student", person_id=ID)
    theirs = client.post(f"{API}/login", json={"username": leaver.username, "password": PASSWORD}).get_json()["token"]
    house.ask.answers[booking.ChangePerson] = booking.PersonView(
        ID, "student", "Otto", "o@kaarna.example", Language.FI, is_active=False
    )
    change = {"name": "Otto", "email": "o@kaarna.example", "language": "fi", "is_active": False}

    assert client.put(f"{API}/people/{ID}", json=change, headers=headers).status_code == 200

    problem(client.get(f"{API}/me", headers={"Authorization": f"Bearer {theirs}"}), 401)
    problem(client.post(f"{API}/login", json={"username": "otto", "password": PASSWORD}), 401)


@pytest.mark.parametrize(("role", "status"), [("lecturer", 403), ("coordinator", 201)])
def test_coordinators_alone_give_new_passwords(client: FlaskClient, house: House, role: str, status: int) -> None:
    headers = bearer(client, house, role, "maarit")
    house.add_account("otto", "student", person_id=ID)

    answer = client.post(f"{API}/people/{ID}/password", headers=headers)

    assert answer.status_code == status
    if status == 201:
        login = {"username": "otto", "password": json.loads(answer.text)["initial_password"]}
        assert client.post(f"{API}/login", json=login).status_code == 200


def test_the_alert_is_acknowledged_by_the_api_too(client: FlaskClient, house: House) -> None:
    headers = bearer(client, house, "lecturer")
    house.ask.answers[notification.AcknowledgeAlert] = notification.AlertView(
        ID, ID, ID, ID, NOW, NOW, 1, False, NOW, ID
    )

    answer = client.post(f"{API}/alerts/{ID}/acknowledge", headers=headers)

    assert answer.get_json()["acknowledged_by"] == str(ID)
