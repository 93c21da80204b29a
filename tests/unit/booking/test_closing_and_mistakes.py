"""What a person says about the follow-up holds: at the close, before the conversation, and of a mistyped rating."""

from __future__ import annotations

import pytest

from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.confirm_follow_up import confirm_follow_up
from services.booking.application.use_cases.decline_follow_up import decline_follow_up
from services.booking.application.use_cases.mark_no_show import mark_no_show
from services.booking.application.use_cases.offer_follow_up_time import offer_follow_up_time
from services.booking.application.use_cases.process_follow_up_queue import process_follow_up_queue
from services.booking.application.use_cases.show_follow_ups import show_follow_up_decisions, show_waiting_follow_ups
from services.booking.domain.appointment import State
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import NoFollowUp
from tests.unit.booking.follow_up_stage import (
    begin,
    closed_without,
    fallen,
    high_stress,
    proposed,
    rating_withdrawn,
    requested,
    under_way,
)
from tests.unit.booking.university import CAMPUS, University, at

DECLINED, NOT_NEEDED, UNDECIDED = NoFollowUp.CLIENT_DECLINED, NoFollowUp.NOT_NEEDED, NoFollowUp.UNDECIDED


def test_a_client_who_declines_at_the_close_is_proposed_nothing_any_more(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university)
    said = closed_without(university, view, DECLINED)
    high_stress(university, view)
    process_follow_up_queue(university.uow())
    assert proposed(university) == held
    assert university.diary.appointments[held.appointment_id].state is State.DECLINED
    assert len(university.heard(events.FollowUpDeclined)) == 1
    assert fallen(university) == []
    (kept,) = show_follow_up_decisions(asks.FollowUpDecisions(view.appointment_id), university.coordinator)
    assert (kept.outcome, kept.decided_by, kept.decided_at) == ("client_declined", said.recorded_by, said.recorded_at)


def test_a_high_rating_that_is_heard_after_the_clients_no_proposes_nothing(university: University) -> None:
    view = under_way(university)
    closed_without(university, view, DECLINED)
    high_stress(university, view)
    process_follow_up_queue(university.uow())
    assert university.heard(events.FollowUpProposed) == []


def test_a_request_that_is_heard_after_the_clients_no_proposes_nothing(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    asked_at = university.now
    university.now = at(1, 11)
    decline_follow_up(asks.DeclineFollowUp(proposed(university).appointment_id), university.by_link(view))
    requested(university, view, at=asked_at)
    assert len(university.heard(events.FollowUpProposed)) == 1


def test_a_time_that_was_booked_meanwhile_is_cancelled_at_the_clients_word(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university).appointment_id
    confirm_follow_up(asks.ConfirmFollowUp(held), university.by_link(view))
    closed_without(university, view, DECLINED)
    (told,) = university.heard(events.AppointmentCancelled)
    assert (told.appointment_id, told.cancelled_by) == (held, "client")
    assert fallen(university) == []


def test_a_person_may_offer_a_time_after_the_clients_no(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    closed_without(university, view, DECLINED)
    lecturer = university.as_lecturer(view.lecturer_id)
    assert (
        offer_follow_up_time(asks.OfferFollowUpTime(view.appointment_id, at(3, 10), CAMPUS), lecturer).state == "held"
    )


def test_what_is_left_undecided_is_urgent_where_nothing_is_arranged(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    decline_follow_up(asks.DeclineFollowUp(proposed(university).appointment_id), university.coordinator)
    closed_without(university, view, UNDECIDED)
    assert fallen(university) == [(view.appointment_id, "declined")]


def test_what_was_rated_beforehand_and_left_undecided_is_urgent(university: University) -> None:
    view = university.booked(at(4, 9, 30))
    high_stress(university, view)
    university.now = at(4, 9, 30)
    begin(university, view)
    closed_without(university, view, UNDECIDED)
    assert fallen(university) == [(view.appointment_id, "undecided")]


def test_what_is_left_undecided_keeps_a_proposal_that_is_held(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    closed_without(university, view, UNDECIDED)
    assert university.diary.appointments[proposed(university).appointment_id].state is State.HELD
    assert fallen(university) == []


def test_what_is_not_needed_ends_and_is_nobodys_to_settle(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    rating_withdrawn(university, view)
    closed_without(university, view, NOT_NEEDED, acute=False)
    assert university.diary.appointments[proposed(university).appointment_id].state is State.DECLINED
    assert fallen(university) == []


def test_a_rating_given_beforehand_proposes_nothing_until_people_have_met(university: University) -> None:
    view = university.booked(at(4, 9, 30))
    high_stress(university, view)
    process_follow_up_queue(university.uow())
    assert university.heard(events.FollowUpProposed) == []
    assert university.heard(events.FollowUpUnavailable) == []
    assert show_waiting_follow_ups(university.coordinator) == []
    university.now = at(4, 9, 30)
    begin(university, view)
    process_follow_up_queue(university.uow())
    assert university.heard(events.FollowUpProposed) == []
    university.now = at(4, 10, 50)
    requested(university, view)
    assert proposed(university).starts_at > at(5, 0)


def test_a_rating_beforehand_and_another_in_the_conversation_propose_once(university: University) -> None:
    view = university.booked(at(3, 9, 30))
    high_stress(university, view)
    university.now = at(3, 9, 40)
    begin(university, view)
    high_stress(university, view)
    high_stress(university, view)
    assert proposed(university).starts_at == at(4, 9, 30)


@pytest.mark.parametrize("how", ["cancelled", "missed"])
def test_who_rated_beforehand_and_then_does_not_come_is_urgent(university: University, how: str) -> None:
    view = university.booked(at(1, 9, 30))
    high_stress(university, view)
    if how == "cancelled":
        cancel_appointment(asks.CancelAppointment(view.appointment_id), university.by_link(view))
    else:
        university.now = at(1, 9, 50)
        mark_no_show(asks.MarkNoShow(view.appointment_id), university.coordinator)
    assert fallen(university) == [(view.appointment_id, "not_held")]
    lecturer = university.as_lecturer(view.lecturer_id)
    university.now = at(1, 10)
    offered = offer_follow_up_time(asks.OfferFollowUpTime(view.appointment_id, at(1, 13), CAMPUS), lecturer)
    assert offered.state == "held"


def test_a_rating_that_is_heard_after_its_appointment_was_cancelled_is_urgent_too(university: University) -> None:
    view = university.booked(at(1, 9, 30))
    cancel_appointment(asks.CancelAppointment(view.appointment_id), university.by_link(view))
    high_stress(university, view)
    assert fallen(university) == [(view.appointment_id, "not_held")]


def test_a_mistyped_rating_leaves_the_held_time_to_a_person_and_is_not_acute_any_more(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    rating_withdrawn(university, view)
    held = proposed(university)
    assert university.diary.appointments[held.appointment_id].state is State.HELD
    decline_follow_up(asks.DeclineFollowUp(held.appointment_id), university.by_link(view))
    assert fallen(university) == []


def test_a_rating_withdrawn_while_another_stands_changes_nothing(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    rating_withdrawn(university, view, ends_acute=False)
    decline_follow_up(asks.DeclineFollowUp(proposed(university).appointment_id), university.coordinator)
    assert fallen(university) == [(view.appointment_id, "declined")]


def test_after_a_mistake_no_time_is_looked_for_until_there_is_a_true_rating(university: University) -> None:
    view = under_way(university)
    university.never_works(university.lecturer)
    high_stress(university, view)
    rating_withdrawn(university, view)
    university.works(university.lecturer)
    process_follow_up_queue(university.uow())
    assert university.heard(events.FollowUpProposed) == []
    high_stress(university, view)
    assert proposed(university).starts_at == at(2, 9, 30)


def test_a_mistake_made_beforehand_is_forgotten_and_a_true_rating_is_not(university: University) -> None:
    mistaken, true = university.booked(at(3, 9, 30)), university.booked(at(4, 9, 30))
    for view in (mistaken, true):
        high_stress(university, view)
    for view in (mistaken, true):
        rating_withdrawn(university, view)
    high_stress(university, true)
    for view in (mistaken, true):
        cancel_appointment(asks.CancelAppointment(view.appointment_id), university.by_link(view))
    assert fallen(university) == [(true.appointment_id, "not_held")]


def test_a_withdrawn_rating_of_an_erased_client_or_without_a_follow_up_is_nothing(university: University) -> None:
    view = under_way(university)
    rating_withdrawn(university, view)
    assert university.follow_ups.known == {}
