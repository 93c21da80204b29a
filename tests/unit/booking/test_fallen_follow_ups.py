"""An acute follow-up that comes to nothing is urgent until a person settles it, and what was decided is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.confirm_follow_up import confirm_follow_up
from services.booking.application.use_cases.decline_follow_up import decline_follow_up
from services.booking.application.use_cases.end_follow_up import end_follow_up
from services.booking.application.use_cases.erase_client import erase_client
from services.booking.application.use_cases.mark_no_show import mark_no_show
from services.booking.application.use_cases.offer_follow_up_time import offer_follow_up_time
from services.booking.application.use_cases.process_follow_up_queue import process_follow_up_queue
from services.booking.application.use_cases.settle_follow_up import settle_follow_up
from services.booking.application.use_cases.show_follow_ups import (
    show_fallen_follow_ups,
    show_follow_up_decisions,
    show_waiting_follow_ups,
)
from services.booking.application.use_cases.withdraw_consent import withdraw_consent
from shared.contracts.events import booking as events
from shared.contracts.requests import booking as asks
from shared.refusal import Refusal
from tests.unit.booking.follow_up_stage import fallen, high_stress, proposed, requested, under_way
from tests.unit.booking.university import CAMPUS, University, at

Fall = Callable[[University, asks.AppointmentView], None]


def is_cancelled(university: University, view: asks.AppointmentView) -> None:
    held = proposed(university).appointment_id
    confirm_follow_up(asks.ConfirmFollowUp(held), university.by_link(view))
    cancel_appointment(asks.CancelAppointment(held), university.as_client(view.client_id, held))


def is_missed(university: University, view: asks.AppointmentView) -> None:
    held = proposed(university)
    confirm_follow_up(asks.ConfirmFollowUp(held.appointment_id), university.by_link(view))
    university.now = held.starts_at + timedelta(minutes=20)
    mark_no_show(asks.MarkNoShow(held.appointment_id), university.as_student(held.student_ids[0]))


def is_declined(university: University, view: asks.AppointmentView) -> None:
    ask = asks.DeclineFollowUp(proposed(university).appointment_id)
    decline_follow_up(ask, university.by_link(view))


def lapses(university: University, view: asks.AppointmentView) -> None:
    university.now = proposed(university).starts_at
    process_follow_up_queue(university.uow())


WAYS = [(is_cancelled, "cancelled"), (is_missed, "missed"), (is_declined, "declined"), (lapses, "lapsed")]
ways = pytest.mark.parametrize(("fall", "how"), WAYS, ids=[how for _, how in WAYS])


def fell(university: University, fall: Fall = is_declined) -> asks.AppointmentView:
    """An acute conversation whose follow-up came to nothing."""
    view = under_way(university)
    high_stress(university, view)
    fall(university, view)
    return view


def settle(university: University, view: asks.AppointmentView, outcome: str = "reached", note: str = "") -> None:
    ask = asks.SettleFollowUp(view.appointment_id, outcome, note)  # type: ignore[arg-type]
    settle_follow_up(ask, university.as_lecturer(view.lecturer_id))


@ways
def test_it_is_urgent_to_its_lecturer_and_to_coordinators_until_settled(
    university: University, fall: Fall, how: str
) -> None:
    view = fell(university, fall)
    for uow in (university.as_lecturer(view.lecturer_id), university.coordinator):
        (shown,) = show_fallen_follow_ups(uow)
        assert (shown.follows_id, shown.fell_through, shown.fell_through_at) == (
            view.appointment_id,
            how,
            university.now,
        )
        assert (shown.client_name, shown.lecturer_name) == (view.client_name, view.lecturer_name)
    process_follow_up_queue(university.uow())
    assert fallen(university) == [(view.appointment_id, how)]
    settle(university, view)
    assert fallen(university) == []
    assert len(university.heard(events.FollowUpProposed)) == 1


@ways
def test_an_ordinary_follow_up_that_comes_to_nothing_is_not_urgent(
    university: University, fall: Fall, how: str
) -> None:
    view = under_way(university)
    requested(university, view)
    fall(university, view)
    assert fallen(university) == []


def test_other_lecturers_students_clients_and_strangers_see_none(university: University) -> None:
    view = fell(university)
    assert show_fallen_follow_ups(university.as_lecturer(university.person("lecturer"))) == []
    for uow in (university.as_student(), university.by_link(view), university.public):
        with pytest.raises(Refusal, match="not_allowed"):
            show_fallen_follow_ups(uow)


def test_a_decision_is_kept_with_who_when_and_what(university: University) -> None:
    view = fell(university)
    university.now = at(1, 14)
    settle(university, view, "handed_over", "  Kriisityöntekijä soittaa tänään.  ")
    (kept,) = show_follow_up_decisions(asks.FollowUpDecisions(view.appointment_id), university.as_student())
    assert (kept.outcome, kept.fell_through, kept.decided_by) == ("handed_over", "declined", view.lecturer_id)
    assert (kept.decided_at, kept.note) == (at(1, 14), "Kriisityöntekijä soittaa tänään.")


def test_a_coordinator_reads_the_decision_and_not_the_note(university: University) -> None:
    view = fell(university)
    settle(university, view, note="Puhuttiin pitkään.")
    ask = asks.FollowUpDecisions(view.appointment_id)
    assert [each.note for each in show_follow_up_decisions(ask, university.coordinator)] == [""]
    with pytest.raises(Refusal, match="appointment_unknown"):
        show_follow_up_decisions(ask, university.as_lecturer(university.person("lecturer")))


def test_whoever_comes_second_is_told_that_it_is_settled(university: University) -> None:
    view = fell(university)
    settle(university, view)
    with pytest.raises(Refusal, match="follow_up_settled"):
        settle(university, view, "handed_over")


def test_students_and_strangers_do_not_settle(university: University) -> None:
    view = fell(university)
    ask = asks.SettleFollowUp(view.appointment_id, "reached")
    for uow in (university.as_student(), university.by_link(view), university.public):
        with pytest.raises(Refusal, match="not_allowed"):
            settle_follow_up(ask, uow)
    with pytest.raises(Refusal, match="follow_up_unknown"):
        settle_follow_up(ask, university.as_lecturer(university.person("lecturer")))


def test_a_new_time_that_is_confirmed_settles_it_and_one_that_is_only_held_does_not(university: University) -> None:
    view = fell(university)
    lecturer = university.as_lecturer(view.lecturer_id)
    held = offer_follow_up_time(asks.OfferFollowUpTime(view.appointment_id, at(3, 10), CAMPUS), lecturer)
    (shown,) = show_fallen_follow_ups(lecturer)
    assert (shown.appointment_id, shown.starts_at) == (held.appointment_id, at(3, 10))
    confirm_follow_up(asks.ConfirmFollowUp(held.appointment_id), university.by_link(view))
    assert fallen(university) == []
    (kept,) = show_follow_up_decisions(asks.FollowUpDecisions(view.appointment_id), lecturer)
    assert (kept.outcome, kept.decided_by) == ("time_confirmed", None)


def test_the_client_who_wants_no_more_is_left_in_peace(university: University) -> None:
    view = fell(university, lapses)
    settle(university, view, "client_declined")
    high_stress(university, view)
    process_follow_up_queue(university.uow())
    assert show_waiting_follow_ups(university.coordinator) == []
    assert fallen(university) == []
    assert len(university.heard(events.FollowUpProposed)) == 1
    assert len(university.heard(events.FollowUpEnded)) == 1


def test_a_lapsed_time_says_that_nothing_looks_for_the_next(university: University) -> None:
    fell(university, lapses)
    (told,) = university.heard(events.FollowUpUnavailable)
    assert told.is_sought is False


def test_where_none_fits_booking_looks_on_and_it_is_not_urgent_yet(university: University) -> None:
    view = under_way(university)
    university.never_works(university.lecturer)
    high_stress(university, view)
    (told,) = university.heard(events.FollowUpUnavailable)
    assert told.is_sought is True
    assert fallen(university) == []


@pytest.mark.parametrize("by", ["client", "staff"])
def test_a_follow_up_that_waits_can_be_ended(university: University, by: str) -> None:
    view = under_way(university)
    university.never_works(university.lecturer)
    high_stress(university, view)
    uow = university.by_link(view) if by == "client" else university.as_student()
    for _ in range(2):
        end_follow_up(asks.EndFollowUp(view.appointment_id), uow)
    university.works(university.lecturer)
    process_follow_up_queue(university.uow())
    assert university.heard(events.FollowUpProposed) == []
    assert len(university.heard(events.FollowUpEnded)) == 1
    # what an acute client ends alone, a person is to know of; what staff record is decided
    assert fallen(university) == ([(view.appointment_id, "declined")] if by == "client" else [])
    kept = show_follow_up_decisions(asks.FollowUpDecisions(view.appointment_id), university.as_student())
    assert [each.outcome for each in kept] == ([] if by == "client" else ["client_declined"])


def test_another_client_cannot_end_it_and_a_booked_one_is_cancelled_instead(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    with pytest.raises(Refusal, match="follow_up_unknown"):
        end_follow_up(asks.EndFollowUp(view.appointment_id), university.as_client(university.client()))
    with pytest.raises(Refusal, match="not_allowed"):
        end_follow_up(asks.EndFollowUp(view.appointment_id), university.public)
    confirm_follow_up(asks.ConfirmFollowUp(proposed(university).appointment_id), university.coordinator)
    with pytest.raises(Refusal, match="follow_up_booked"):
        end_follow_up(asks.EndFollowUp(view.appointment_id), university.by_link(view))


def test_after_the_consent_is_withdrawn_a_person_still_settles_it_but_writes_no_note(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    withdraw_consent(asks.WithdrawConsent(view.client_id), university.by_link(view))
    assert fallen(university) == [(view.appointment_id, "declined")]
    with pytest.raises(Refusal, match="consent_missing"):
        settle(university, view, note="Soitin.")
    settle(university, view)
    assert fallen(university) == []


def test_an_erased_clients_follow_ups_and_decisions_are_gone(university: University) -> None:
    view = fell(university)
    settle(university, view, note="Soitin.")
    decided = university.follow_ups.decisions(view.appointment_id)
    erase_client(asks.EraseClient(view.client_id), university.coordinator)
    assert [each.note for each in decided] == ["Soitin."]
    assert university.follow_ups.decisions(view.appointment_id) == []
    assert fallen(university) == []
