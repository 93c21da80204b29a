"""What a private link opens in a running stack: its own conversation, and of the same client no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from deploy.scenario.api import Api, Caller
from shared.contracts.requests import assessment, booking, session
from shared.contracts.vocabulary import Language, TimeUseKind
from tests.e2e.stage import booked_time, free_time
from tests.e2e.worlds import World


@dataclass(frozen=True)
class Client:
    """Somebody with two appointments, who holds the link of the first."""

    link: Caller
    first: UUID
    second: UUID


@pytest.fixture(scope="module")
def client(demo: World) -> Client:
    """Two booked times; session knows of both."""
    api = Api(demo.url)
    coordinator = api.sign_in(demo.username, demo.password)
    link, first = booked_time(api)
    free = free_time(api, after=first.ends_at + timedelta(hours=2))  # a client has one conversation at a time
    second = coordinator(booking.BookAppointment(first.client_id, free.starts_at, free.campus))
    assert api.until(lambda: coordinator(session.Session(second.appointment_id)), 10)
    return Client(link, first.appointment_id, second.appointment_id)


TRIALS: list[Callable[[UUID], object]] = [
    session.Summary,
    lambda other: session.RateStress(other, 5),
    lambda other: session.RecordTimeUse(other, TimeUseKind.CURRENT, 480, 480, 480),
    assessment.AssessmentsOf,
    lambda other: assessment.StartAssessment(other, "everyday", Language.FI),
    booking.Appointment,
    booking.CancelAppointment,
    booking.ConfirmFollowUp,
    booking.DeclineFollowUp,
]


@pytest.mark.parametrize("trial", TRIALS)
def test_the_link_of_one_appointment_is_a_stranger_to_another_of_the_same_client(
    client: Client, trial: Callable[[UUID], object]
) -> None:
    told = client.link.refused(trial(client.second))
    assert told["status"] == 404
    assert told["code"] == client.link.refused(trial(uuid4()))["code"]  # nor does it learn that there is one


def test_it_opens_its_own(client: Client) -> None:
    assert client.link(session.Summary(client.first)).state == "planned"
    assert client.link(assessment.AssessmentsOf(client.first)) == []
    assert client.link(booking.Appointment(client.first)).state == "booked"


def test_a_link_is_told_neither_address_nor_what_else_is_booked(client: Client) -> None:
    appointment = client.link(booking.Appointment(client.first))
    told = client.link(booking.Client(appointment.client_id))
    assert (told.email, told.phone) == ("e***@e2e.example", "")
    around = booking.Appointments(appointment.starts_at, appointment.starts_at.replace(year=2099))
    assert [each.appointment_id for each in client.link(around)] == [client.first]
