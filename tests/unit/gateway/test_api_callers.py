"""Who asks by the API: tokens, cookies, private links; people and their accounts."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.contracts.actor import Actor, Role
from shared.contracts.requests import booking, notification, session
from shared.contracts.vocabulary import Language
from shared.links import LinkPurpose
from shared.refusal import conflict, forbidden
from tests.unit.gateway.api import API, ID, RATING, bearer, fields, problem, token_of
from tests.unit.gateway.conftest import PASSWORD, Browser
from tests.unit.gateway.fakes import NOW, FakeAsk, House


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

    statuses = [client.post(f"{API}/login", json=attempt).status_code for _ in range(11)]

    assert statuses == [401] * 10 + [429]


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


def link(app: Flask, purpose: LinkPurpose, client_id: UUID = ID, appointment_id: UUID | None = ID) -> dict[str, str]:
    """The header of a client who holds a private link."""
    return {"X-Hyke-Link": token_of(app, purpose, client_id, appointment_id)}


@pytest.mark.parametrize("as_bearer", [True, False])
def test_a_private_link_makes_the_client(app: Flask, client: FlaskClient, house: House, as_bearer: bool) -> None:
    headers = link(app, LinkPurpose.APPOINTMENT)
    if as_bearer:
        headers = {"Authorization": f"Bearer link:{headers['X-Hyke-Link']}"}
    house.ask.answers[session.RateStress] = RATING

    assert client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers=headers).status_code == 201
    assert house.ask.of(session.RateStress)[0].actor == Actor(Role.CLIENT, ID, ID)
    assert client.get(f"{API}/me", headers=headers).get_json()["client_id"] == str(ID)


def test_a_forged_link_is_404_and_an_expired_one_410(app: Flask, client: FlaskClient, house: House) -> None:
    headers = link(app, LinkPurpose.APPOINTMENT)

    problem(client.get(f"{API}/rooms", headers={"X-Hyke-Link": headers["X-Hyke-Link"] + "x"}), 404)
    house.clock.advance(timedelta(days=1))
    problem(client.get(f"{API}/rooms", headers=headers), 410)
    assert house.ask.asked == []


def test_a_self_fill_link_opens_forms_alone_and_tells_the_services_of_which_session(
    app: Flask, client: FlaskClient, house: House
) -> None:
    headers = link(app, LinkPurpose.SELF_FILL)
    house.ask.answers[session.RateStress] = RATING

    assert client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers=headers).status_code == 201
    problem(client.get(f"{API}/rooms", headers=headers), 403)
    problem(client.post(f"{API}/appointments/{ID}/cancel", headers=headers), 403)
    problem(client.get(f"{API}/clients/{ID}", headers=headers), 403)
    assert [asked.actor.appointment_id for asked in house.ask.of(session.RateStress)] == [ID]


def test_an_invitation_books_and_consents_and_no_more(app: Flask, client: FlaskClient, house: House) -> None:
    headers = link(app, LinkPurpose.INVITATION, appointment_id=None)
    house.ask.answers[booking.BookAppointment] = conflict("time_taken", "starts_at")
    wish = {"client_id": str(ID), "starts_at": "2026-11-25T09:00:00Z", "campus": "Myllypuro"}

    problem(client.post(f"{API}/appointments", json=wish, headers=headers), 409)
    problem(client.get(f"{API}/sessions/{ID}/summary", headers=headers), 403)


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
