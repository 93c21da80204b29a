"""Acute conversations whose follow-up came to nothing, for those who look at what staff do about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deploy.demo.sample.data import PASSWORD
from deploy.scenario.api import Api
from shared.contracts.requests import booking, session
from tests.e2e.stage import COORDINATOR, USERNAMES, Conversation, conversation

WITHIN = 15.0


def acute(api: Api, level: int = 5) -> tuple[Conversation, booking.AppointmentView]:
    """A conversation in which the client rated high, and the held time of its follow-up."""
    talk = conversation(api)
    talk.student(session.RateStress(talk.session_id, level))
    proposed = api.until(lambda: follow_up(talk, "proposed"), WITHIN)
    assert proposed
    coordinator = api.sign_in(COORDINATOR, PASSWORD)  # for it may be with other students, where these are not free
    held: booking.AppointmentView = coordinator(booking.Appointment(proposed.appointment_id))
    return talk, held


def follow_up(talk: Conversation, state: str) -> Any:
    """The session's follow-up once it is in this state."""
    shown = talk.student(session.Session(talk.session_id)).follow_up
    return shown if shown and shown.state == state else None


def is_fallen(talk: Conversation) -> bool:
    """Whether its lecturer is to settle its follow-up."""
    return any(each.follows_id == talk.session_id for each in talk.lecturer(booking.FallenFollowUps()))


def pages(api: Api) -> Iterator[tuple[str, str, str]]:
    """Name, path and who signs in: what is urgent, and the questions before something is taken back or ended."""
    talk, held = acute(api)
    talk.client(booking.DeclineFollowUp(held.appointment_id))
    assert api.until(lambda: is_fallen(talk), WITHIN)
    lecturer, student = USERNAMES[talk.booked.lecturer_name], USERNAMES[talk.booked.student_names[0]]
    rating = talk.student(session.Session(talk.session_id)).stress[0]
    yield "today-urgent", "/today", lecturer
    yield "follow-up-settle", f"/follow-ups/{talk.session_id}/settle", lecturer
    yield "guide-withdraw", f"/sessions/{talk.session_id}/stress/ratings/{rating.rating_id}/withdraw", student
    yield "guide-closing-acute", f"/sessions/{talk.session_id}/closing", student
    mistaken, _ = acute(api)
    student = USERNAMES[mistaken.booked.student_names[0]]
    rating = mistaken.student(session.Session(mistaken.session_id)).stress[0]
    mistaken.student(session.WithdrawRating(mistaken.session_id, rating.rating_id))
    yield "guide-withdrawn", f"/sessions/{mistaken.session_id}/stress", student
    yield "follow-up-end", f"/follow-ups/{mistaken.session_id}/end", student
