"""A person decides on a follow-up: the client may say no, a mistake is taken back, and nobody falls out unnoticed."""

from __future__ import annotations

import pytest

from deploy.scenario.api import Api, Caller
from shared.contracts.requests import booking, notification, session
from shared.contracts.vocabulary import NoFollowUp
from tests.e2e.fallen import WITHIN, acute, follow_up, is_fallen


def test_an_acute_client_who_declines_stays_in_sight_until_a_person_settled_it(api: Api, coordinator: Caller) -> None:
    talk, held = acute(api)
    talk.client(booking.DeclineFollowUp(held.appointment_id))
    assert api.until(lambda: follow_up(talk, "declined"), WITHIN)
    (told,) = [each for each in coordinator(booking.FallenFollowUps()) if each.follows_id == talk.session_id]
    assert (told.fell_through, told.client_name) == ("declined", talk.booked.client_name)
    assert is_fallen(talk)
    talk.lecturer(booking.SettleFollowUp(talk.session_id, "reached", "Puhuttiin puhelimessa."))
    assert not is_fallen(talk)
    (kept,) = coordinator(booking.FollowUpDecisions(talk.session_id))
    assert (kept.outcome, kept.decided_by, kept.note) == ("reached", talk.booked.lecturer_id, "")
    assert coordinator.refused(booking.SettleFollowUp(talk.session_id, "reached"))["code"] == "follow_up_settled"


def test_the_clients_no_closes_an_acute_conversation_and_frees_the_held_time(api: Api, coordinator: Caller) -> None:
    talk, held = acute(api)
    problem = talk.student.refused(session.CloseSession(talk.session_id))
    assert (problem["status"], problem["code"]) == (422, "follow_up_undecided")
    closed = talk.student(session.CloseSession(talk.session_id, no_follow_up=NoFollowUp.CLIENT_DECLINED))
    assert (closed.state, closed.follow_up.state, closed.follow_up.decided) == (
        "closed",
        "declined",
        NoFollowUp.CLIENT_DECLINED,
    )

    def freed() -> bool:
        return bool(coordinator(booking.Appointment(held.appointment_id)).state == "declined")

    assert api.until(freed, WITHIN)
    assert not is_fallen(talk)
    (kept,) = talk.student(booking.FollowUpDecisions(talk.session_id))
    assert (kept.outcome, kept.decided_by) == ("client_declined", talk.booked.student_ids[0])


def test_a_mistyped_five_is_taken_back_and_its_alert_stops(api: Api, coordinator: Caller) -> None:
    talk, held = acute(api)

    def calls() -> bool:
        return any(each.session_id == talk.session_id for each in talk.lecturer(notification.OpenAlerts()))

    assert api.until(calls, WITHIN)
    mistyped = talk.student(session.Session(talk.session_id)).stress[0]
    talk.student(session.WithdrawRating(talk.session_id, mistyped.rating_id))
    assert api.until(lambda: not calls(), WITHIN)
    shown = talk.student(session.Session(talk.session_id))
    assert (shown.is_acute, shown.stress[0].withdrawn_by) == (False, talk.booked.student_ids[0])
    assert coordinator(booking.Appointment(held.appointment_id)).state == "held"

    def told() -> bool:
        receipts = talk.lecturer(notification.Messages(appointment_id=talk.session_id))
        return any(each.template == "alert_withdrawn" and each.state == "sent" for each in receipts)

    assert api.until(told, WITHIN)
    assert talk.student(session.CloseSession(talk.session_id)).state == "closed"


@pytest.mark.parametrize("late", [False, True], ids=["proposed", "offered"])
def test_no_follow_up_is_on_the_day_of_the_meeting(api: Api, late: bool) -> None:
    talk, held = acute(api)
    day = talk.booked.starts_at.date()
    assert held.starts_at.date() > day
    if late:
        ask = booking.OfferFollowUpTime(talk.session_id, talk.booked.ends_at, talk.booked.room.campus)
        assert talk.lecturer.refused(ask)["code"] == "follow_up_too_early"
