"""A conversation under way, made through the API for a test that begins there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from deploy.demo.sample.data import PASSWORD, university
from deploy.scenario.api import Api, Caller
from shared.contracts.requests import booking, session
from shared.contracts.vocabulary import CONSENT_VERSION, Language

NUMBERS = count(1)
COORDINATOR = "maarit.ojala"
USERNAMES = {person["name"]: person["username"] for person in university()["people"]}


@dataclass(frozen=True)
class Conversation:
    """A session, and those who may do something with it."""

    session_id: UUID
    booked: booking.AppointmentView
    client: Caller
    student: Caller
    lecturer: Caller


def new_client(campus: str, starts_at: datetime) -> booking.BookAsNewClient:
    """A booking by somebody new."""
    return booking.BookAsNewClient(
        name="Eeva Esimerkki",
        email=f"eeva.{uuid4().hex[:10]}@e2e.example",
        language=Language.FI,
        situation="student",
        starts_at=starts_at,
        campus=campus,
        consent_version=CONSENT_VERSION,
        has_consented=True,
    )


def free_time(api: Api, after: datetime | None = None) -> booking.FreeTime:
    """A free time, where wished for one that begins after an instant."""
    now = datetime.now(UTC)
    free = api.anonymous()(booking.FreeTimes(now, now + timedelta(days=40)))
    first = max(after or now, now + timedelta(days=2))
    times: list[booking.FreeTime] = [time for time in free if time.starts_at > first]
    return times[0]


def booked_time(api: Api) -> tuple[Caller, booking.AppointmentView]:
    """A client with a booked time, once session has heard of it: only then are the forms open."""
    time = free_time(api)
    client, booked = api.anonymous().book(new_client(time.campus, time.starts_at))
    assert api.until(lambda: client(session.Summary(booked.appointment_id)), 10)
    return client, booked


def conversation(api: Api) -> Conversation:
    """A conversation that has just begun."""
    client, booked = booked_time(api)
    student = api.sign_in(USERNAMES[booked.student_names[0]], PASSWORD)
    lecturer = api.sign_in(USERNAMES[booked.lecturer_name], PASSWORD)
    api.until(lambda: student(session.Session(booked.appointment_id)), 10)
    student(session.StartSession(booked.appointment_id))
    return Conversation(booked.appointment_id, booked, client, student, lecturer)


def unasked_conversation(api: Api) -> tuple[UUID, str]:
    """A conversation that has just begun with a client who was never asked for consent, and its student's username."""
    coordinator, time = api.sign_in(COORDINATOR, PASSWORD), free_time(api)
    email = f"unni.{uuid4().hex[:10]}@e2e.example"
    client = coordinator(booking.ReferClient("Unni Uusi", email, Language.FI, "student"))
    booked = coordinator(booking.BookAppointment(client.client_id, time.starts_at, time.campus))
    student = api.sign_in(USERNAMES[booked.student_names[0]], PASSWORD)
    assert api.until(lambda: student(session.Session(booked.appointment_id)), 10)
    student(session.StartSession(booked.appointment_id))
    return booked.appointment_id, USERNAMES[booked.student_names[0]]
