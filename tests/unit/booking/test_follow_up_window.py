"""No follow-up is on the day of the meeting that it follows, or before: by the clock on the wall, whoever chose it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.booking.application.use_cases.apply_session_progress import complete_appointment
from services.booking.application.use_cases.offer_follow_up_time import offer_follow_up_time
from services.booking.application.use_cases.reschedule_appointment import reschedule_appointment
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.calendar import starts_within
from services.booking.domain.follow_up import FollowUp
from services.booking.domain.follow_up_window import window_for
from services.booking.domain.programme import Programme
from services.booking.domain.roster import Team
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import FollowUpReason
from shared.refusal import Refusal
from tests.unit.booking.follow_up_stage import begin, high_stress, proposed, requested, under_way
from tests.unit.booking.university import CAMPUS, University, at, uuid

HELSINKI = ZoneInfo("Europe/Helsinki")
ZONES = [HELSINKI, ZoneInfo("America/Havana"), ZoneInfo("Asia/Beirut"), ZoneInfo("Pacific/Apia"), UTC]
CHANGES = [  # around which clocks change: Helsinki spring and autumn, Havana and Beirut at midnight
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 5, tzinfo=UTC),
    datetime(2026, 11, 1, 5, tzinfo=UTC),
    datetime(2026, 3, 28, 22, tzinfo=UTC),
]
PROGRAMME = Programme()
QUARTERS = st.integers(-4 * 24 * 4, 4 * 24 * 4).map(lambda number: timedelta(minutes=15 * number))
INSTANTS = st.builds(lambda change, away: change + away, st.sampled_from(CHANGES), QUARTERS)
# How long after its booked start a conversation was rated in: days early, in time, late in the evening, a day late.
SINCE = st.integers(-6 * 24 * 60, 30 * 60).map(lambda number: timedelta(minutes=number))


def appointment(starts_at: datetime, state: State) -> Appointment:
    return Appointment(
        id=uuid(1),
        client_id=uuid(2),
        state=state,
        conversation=PROGRAMME.conversation_at(starts_at),
        busy=PROGRAMME.busy_at(starts_at),
        team=Team((uuid(3),), uuid(4), uuid(5)),
    )


def follow_up(requested_at: datetime, *, acute: bool) -> FollowUp:
    return FollowUp(
        follows_id=uuid(1),
        client_id=uuid(2),
        lecturer_id=uuid(4),
        student_ids=(uuid(3),),
        room_id=uuid(5),
        reason=FollowUpReason.HIGH_STRESS if acute else FollowUpReason.GOALS,
        focus=(),
        requested_at=requested_at,
        is_acute=acute,
    )


@given(
    starts_at=INSTANTS,
    since=SINCE,
    later=st.integers(0, 72 * 4),
    zone=st.sampled_from(ZONES),
    acute=st.booleans(),
    state=st.sampled_from([State.UNDER_WAY, State.COMPLETED]),
)
def test_what_booking_proposes_is_after_the_day_of_the_meeting_by_the_wall_clock(
    starts_at: datetime, since: timedelta, later: int, zone: ZoneInfo, acute: bool, state: State
) -> None:
    asked_at = starts_at + since
    now = asked_at + timedelta(minutes=15 * later)
    window = window_for(follow_up(asked_at, acute=acute), appointment(starts_at, state), now, PROGRAMME, zone)
    first = next(starts_within(window, PROGRAMME.offered_every, zone), None)
    assume(first is not None)
    assert first is not None
    meeting_days = {each.astimezone(zone).date() for each in (starts_at, asked_at)}
    assert first.astimezone(zone).date() > max(meeting_days)
    assert first >= now + PROGRAMME.notice


@given(starts_at=INSTANTS, since=SINCE, zone=st.sampled_from(ZONES), acute=st.booleans())
def test_there_is_a_window_whenever_the_conversation_is_held(
    starts_at: datetime, since: timedelta, zone: ZoneInfo, acute: bool
) -> None:
    now = starts_at + since
    follows = appointment(starts_at, State.UNDER_WAY)
    window = window_for(follow_up(now, acute=acute), follows, now, PROGRAMME, zone)
    assert window.ends_at - window.starts_at > timedelta(days=4)


def test_the_day_after_begins_at_midnight_and_not_an_instant_later(university: University) -> None:
    for working in (university.lecturer, *university.students):
        university.works(working, time(0), time(0))
    view = university.booked(at(1, 21, 30))
    university.now = at(1, 21, 45)
    begin(university, view)
    high_stress(university, view)
    assert proposed(university).starts_at == at(2, 0)


def test_a_conversation_begun_days_early_is_not_followed_before_or_on_its_own_day(university: University) -> None:
    view = university.booked(at(3, 9, 30))
    university.now = at(1, 9, 40)
    begin(university, view)
    high_stress(university, view)
    assert proposed(university).starts_at == at(4, 9, 30)


def test_a_request_at_an_early_close_is_not_followed_before_or_on_its_own_day(university: University) -> None:
    view = university.booked(at(3, 9, 30))
    university.now = at(1, 9, 40)
    begin(university, view)
    requested(university, view)
    assert proposed(university).starts_at > at(4, 0)


def test_nobody_offers_or_moves_a_follow_up_onto_the_day_of_the_meeting(university: University) -> None:
    view = under_way(university)
    high_stress(university, view)
    held = proposed(university).appointment_id
    client, lecturer = university.as_client(view.client_id, held), university.as_lecturer(view.lecturer_id)
    too_early = at(1, 13)
    with pytest.raises(Refusal, match="follow_up_too_early") as refused:
        offer_follow_up_time(asks.OfferFollowUpTime(view.appointment_id, too_early, CAMPUS), lecturer)
    assert (refused.value.field, refused.value.params["earliest"]) == ("starts_at", at(2, 0).isoformat())
    with pytest.raises(Refusal, match="follow_up_too_early"):
        reschedule_appointment(asks.RescheduleAppointment(held, too_early), client)
    assert university.diary.appointments[held].starts_at == at(2, 9, 30)


def test_after_a_conversation_that_was_closed_early_a_person_may_choose_the_next_day(university: University) -> None:
    view = university.booked(at(4, 9, 30))
    university.now = at(0, 13, 10)
    begin(university, view)
    complete_appointment(university.uow(), view.appointment_id)
    requested(university, view)
    lecturer = university.as_lecturer(view.lecturer_id)
    offered = offer_follow_up_time(asks.OfferFollowUpTime(view.appointment_id, at(1, 10), CAMPUS), lecturer)
    assert offered.starts_at == at(1, 10)
