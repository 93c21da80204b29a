"""Every wrong request gets a problem that names the field and what is expected, and changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.scenario.api import Api, ApiError, Caller
from shared.contracts.requests import booking, session
from shared.contracts.schema import dump
from shared.contracts.vocabulary import FollowUpReason, Phase, TimeUseKind
from tests.e2e.stage import USERNAMES, Conversation, booked_time, conversation, free_time, new_client
from tests.e2e.worlds import World


@pytest.fixture(scope="module")
def talk(demo: World) -> Conversation:
    """One conversation under way for all tests of this file that leave it as it is."""
    return conversation(Api(demo.url))


def fields(problem: dict[str, Any]) -> list[str]:
    """The fields that a problem names."""
    return [error["field"] for error in problem["errors"]]


@pytest.mark.parametrize("level", [0, 6, -1, 100])
def test_a_stress_rating_outside_one_to_five_is_refused(talk: Conversation, level: int) -> None:
    before = talk.student(session.Session(talk.session_id)).stress
    problem = talk.client.refused(session.RateStress(talk.session_id, level))
    assert (problem["status"], fields(problem)) == (422, ["level"])
    assert "5" in problem["errors"][0]["expected"]
    assert talk.student(session.Session(talk.session_id)).stress == before


@pytest.mark.parametrize("minutes", [(0, 0, 1439), (500, 500, 500), (1440, 1440, 1440)])
def test_a_circle_that_does_not_add_up_to_24_hours_is_refused(
    talk: Conversation, minutes: tuple[int, int, int]
) -> None:
    problem = talk.client.refused(session.RecordTimeUse(talk.session_id, TimeUseKind.CURRENT, *minutes))
    assert problem["status"] == 422
    assert problem["code"] == "circle_not_24_hours"
    assert talk.student(session.Session(talk.session_id)).circles == ()


def test_a_booking_in_the_past_is_refused(api: Api) -> None:
    time = free_time(api)
    past = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
    problem = api.anonymous().refused(new_client(time.campus, past))
    assert (problem["status"], problem["code"], fields(problem)) == (422, "time_past", ["starts_at"])


def test_a_booking_on_a_taken_time_is_refused(api: Api, coordinator: Caller) -> None:
    _, booked = booked_time(api)
    again = booking.BookAppointment(
        booked.client_id,
        booked.starts_at,
        booked.room.campus,
        student_ids=booked.student_ids,
        lecturer_id=booked.lecturer_id,
        room_id=booked.room.room_id,
    )
    problem = coordinator.refused(again)
    assert (problem["status"], fields(problem)) == (409, ["starts_at"])


def test_a_move_of_a_cancelled_appointment_is_refused(api: Api) -> None:
    client, booked = booked_time(api)
    client(booking.CancelAppointment(booked.appointment_id))
    problem = client.refused(booking.RescheduleAppointment(booked.appointment_id, free_time(api).starts_at))
    assert problem["status"] == 409
    assert client(booking.Appointment(booked.appointment_id)).state == "cancelled"


def test_a_second_close_is_refused_and_changes_nothing(api: Api, coordinator: Caller) -> None:
    talk = conversation(api)
    closing = session.CloseSession(talk.session_id, session.FollowUpWish(FollowUpReason.GOALS))
    closed_at = talk.student(closing).closed_at
    problem = talk.student.refused(closing)
    assert (problem["status"], problem["code"]) == (409, "already_closed")
    assert talk.student(session.Session(talk.session_id)).closed_at == closed_at

    def follow_ups() -> list[booking.FollowUpView]:
        waiting = coordinator(booking.WaitingFollowUps())
        return [entry for entry in waiting if entry.follows_id == talk.session_id]

    assert len(api.until(follow_ups, 10)) == 1


def test_an_id_of_somebody_elses_is_as_good_as_none(api: Api, talk: Conversation) -> None:
    stranger, _ = booked_time(api)
    for request in (
        booking.Appointment(talk.session_id),
        booking.CancelAppointment(talk.session_id),
        session.Summary(talk.session_id),
        session.RateStress(talk.session_id, 3),
    ):
        assert stranger.refused(request)["status"] == 404
    assert talk.client.refused(booking.Appointment(uuid4()))["status"] == 404


def test_a_student_sees_only_their_own_sessions(api: Api, demo: World, talk: Conversation) -> None:
    others = [name for name in ("emil.sundstrom", "saga.holmberg", "iida.rautio") if name not in names_of(talk)]
    outsider = api.sign_in(others[0], demo.password)
    assert outsider.refused(session.Session(talk.session_id))["status"] == 404
    assert outsider.refused(session.WriteNote(talk.session_id, Phase.WELLBEING, "…", 0))["status"] == 404
    assert outsider.refused(booking.Client(talk.booked.client_id))["status"] == 404


def names_of(talk: Conversation) -> set[str]:
    """The usernames of the conversation's students."""
    return {USERNAMES[name] for name in talk.booked.student_names}


def test_a_forged_link_opens_nothing(demo: World, talk: Conversation) -> None:
    token = talk.client.headers["X-Hyke-Link"]
    forged = Caller(f"{demo.url}/api/v1", {"X-Hyke-Link": token[:-4] + "AAAA"})
    assert forged.refused(booking.Appointment(talk.session_id))["status"] == 404
    page = httpx.get(f"{demo.url}/c/{token[:-4]}AAAA", trust_env=False)
    assert page.status_code == 404


def test_a_form_sent_twice_books_once(demo: World, api: Api, coordinator: Caller) -> None:
    time = free_time(api)
    wish = new_client(time.campus, time.starts_at)
    key = {"Idempotency-Key": str(uuid4())}
    answers = [
        httpx.post(f"{demo.url}/api/v1/bookings", json=given(wish), headers=key, trust_env=False) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    ids = {answer.json()["appointment"]["appointment_id"] for answer in answers}
    assert len(ids) == 1
    assert len(coordinator(booking.Clients(search=wish.email))) == 1


def given(request: object) -> dict[str, Any]:
    """The JSON of a request without the fields that hold nothing."""
    return {name: value for name, value in dump(request).items() if value is not None}


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"\xff\xfe", "application/json", 400),
        (b'{"name": "' + b"x" * 300_000 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_as_a_problem(
    demo: World, body: bytes, content_type: str, status: int
) -> None:
    answer = httpx.post(
        f"{demo.url}/api/v1/bookings", content=body, headers={"Content-Type": content_type}, trust_env=False
    )
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["title"]


def test_every_missing_and_unknown_field_is_named(demo: World) -> None:
    answer = httpx.post(f"{demo.url}/api/v1/bookings", json={"surname": "?"}, trust_env=False)
    named = {error["field"] for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert {"surname", "name", "email", "starts_at", "consent_version"} <= named


@pytest.mark.parametrize(("language", "word"), [("fi", "puuttuu"), ("sv", "saknas"), ("en", "needed")])
def test_what_is_expected_is_said_in_the_callers_language(demo: World, language: str, word: str) -> None:
    answer = httpx.post(f"{demo.url}/api/v1/bookings", json={}, headers={"Accept-Language": language}, trust_env=False)
    texts = " ".join(error["expected"] for error in answer.json()["errors"])
    assert word in texts, texts


def test_without_consent_nobody_is_booked(api: Api, coordinator: Caller) -> None:
    time = free_time(api)
    wish = new_client(time.campus, time.starts_at)
    without = booking.BookAsNewClient(**{**{name: getattr(wish, name) for name in WISH}, "has_consented": False})
    problem = api.anonymous().refused(without)
    assert (problem["status"], fields(problem)) == (422, ["has_consented"])
    assert coordinator(booking.Clients(search=wish.email)) == []


WISH = tuple(booking.BookAsNewClient.__dataclass_fields__)


def test_nobody_without_an_account_reads_clients(api: Api) -> None:
    assert api.anonymous().refused(booking.Clients())["status"] in (401, 403)
    with pytest.raises(ApiError):
        api.sign_in("maarit.ojala", "not the password")
