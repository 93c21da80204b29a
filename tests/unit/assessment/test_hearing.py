"""What booking tells changes who may see and whether answers are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from services.assessment.application.use_cases.apply_consent import collect, forget_client, stop_collecting
from services.assessment.application.use_cases.learn_consents import learn_consents
from services.assessment.application.use_cases.remember_session import end_session, remember_session
from shared.contracts.actor import SYSTEM, Actor
from shared.contracts.events.booking import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentRescheduled,
    ClientErased,
    ConsentGiven,
    ConsentWithdrawn,
)
from shared.contracts.requests.booking import ConsentsOf, ConsentView
from shared.contracts.vocabulary import Language
from tests.unit.assessment.asking import answer, answer_all, changes, complete, refusal_of, show, start
from tests.unit.assessment.fakes import CLIENT, LECTURER, NOON, SECOND_STUDENT, STUDENT, World, id_of

HOUR = timedelta(hours=1)


def booked(session_id: UUID, *students: Actor) -> AppointmentBooked:
    return AppointmentBooked(
        appointment_id=session_id,
        client_id=id_of(CLIENT),
        kind="first",
        starts_at=NOON,
        ends_at=NOON + 1.5 * HOUR,
        student_ids=tuple(map(id_of, students)),
        lecturer_id=id_of(LECTURER),
        room_id=uuid4(),
        booked_at=NOON,
    )


def moved(session_id: UUID, *students: Actor) -> AppointmentRescheduled:
    return AppointmentRescheduled(
        appointment_id=session_id,
        client_id=id_of(CLIENT),
        previous_starts_at=NOON,
        starts_at=NOON + HOUR,
        ends_at=NOON + 2.5 * HOUR,
        student_ids=tuple(map(id_of, students)),
        lecturer_id=id_of(LECTURER),
        room_id=uuid4(),
    )


def test_a_booking_lets_its_client_students_and_lecturer_in() -> None:
    world = World()
    world.conversations.known.clear()
    remember_session(booked(world.session_id, STUDENT, SECOND_STUDENT), world.uow(SYSTEM))
    for actor in (CLIENT, STUDENT, SECOND_STUDENT, LECTURER):
        assert show(world, actor) == []


def test_moving_the_appointment_lets_the_new_student_in_and_the_former_one_out() -> None:
    world = World()
    opened = start(world, STUDENT)
    remember_session(moved(world.session_id, SECOND_STUDENT), world.uow(SYSTEM))
    assert show(world, SECOND_STUDENT) == [opened]
    assert refusal_of(lambda: show(world, STUDENT)).code == "session_not_found"


def test_a_cancelled_session_takes_no_more_answers_and_shows_those_it_has() -> None:
    world = World()
    opened = start(world)
    answered = answer(world, opened.assessment_id, "a", 1, 2)
    cancelled = AppointmentCancelled(world.session_id, id_of(CLIENT), "client", NOON)
    end_session(cancelled, world.uow(SYSTEM))
    for act in changes(world, opened.assessment_id, CLIENT):
        refusal = refusal_of(act)
        assert (refusal.code, refusal.params) == ("not_held", {"state": "cancelled"})
    assert show(world) == [answered] == [start(world)]


def test_a_cancelled_session_opens_no_form() -> None:
    world = World()
    end_session(AppointmentCancelled(world.session_id, id_of(CLIENT), "staff", NOON), world.uow(SYSTEM))
    assert refusal_of(lambda: start(world)).code == "not_held"
    assert show(world) == []


def test_a_withdrawn_consent_keeps_no_more_answers() -> None:
    world = World()
    opened = start(world)
    answer_all(world, opened.assessment_id)
    stop_collecting(ConsentWithdrawn(id_of(CLIENT), NOON), world.uow(SYSTEM))
    for act in changes(world, opened.assessment_id, STUDENT):
        assert refusal_of(act).code == "consent_withdrawn"
    assert len(show(world)[0].answers) == 3


def test_a_withdrawn_consent_opens_no_form_in_any_session_of_the_client() -> None:
    world = World()
    stop_collecting(ConsentWithdrawn(id_of(CLIENT), NOON), world.uow(SYSTEM))
    later = uuid4()
    remember_session(booked(later, STUDENT), world.uow(SYSTEM))
    world.session_id = later
    assert refusal_of(lambda: start(world, replace(CLIENT, appointment_id=later))).code == "consent_withdrawn"


def test_opening_again_after_a_withdrawal_or_a_cancellation_changes_nothing() -> None:
    withdrawn, cancelled = World(), World()
    opened = [start(withdrawn), start(cancelled)]
    stop_collecting(ConsentWithdrawn(id_of(CLIENT), NOON), withdrawn.uow(SYSTEM))
    end_session(AppointmentCancelled(cancelled.session_id, id_of(CLIENT), "staff", NOON), cancelled.uow(SYSTEM))
    assert [start(withdrawn, language=Language.EN), start(cancelled, language=Language.EN)] == opened


def test_before_a_consent_was_heard_no_answer_is_kept_and_no_form_opened() -> None:
    world = World()
    opened = start(world)
    world.standings.said.clear()
    for act in changes(world, opened.assessment_id, CLIENT):
        assert refusal_of(act).code == "consent_unknown"
    world.answers.kept.clear()
    assert refusal_of(lambda: start(world)).code == "consent_unknown"
    collect(ConsentGiven(id_of(CLIENT), "2", NOON), world.uow(SYSTEM))
    assert start(world).answers == ()


def test_a_withdrawal_that_was_heard_first_wins_over_an_earlier_consent() -> None:
    world = World()
    opened = start(world)
    world.standings.said.clear()
    stop_collecting(ConsentWithdrawn(id_of(CLIENT), NOON), world.uow(SYSTEM))
    collect(ConsentGiven(id_of(CLIENT), "2", NOON - HOUR), world.uow(SYSTEM))
    assert refusal_of(lambda: answer(world, opened.assessment_id, "a", 1)).code == "consent_withdrawn"


def test_a_consent_that_was_never_heard_is_learnt_from_booking_once_for_each_session() -> None:
    world = World()
    opened = start(world)
    world.standings.said.clear()
    asked: list[ConsentsOf] = []

    def booking(ask: ConsentsOf) -> list[ConsentView]:
        asked.append(ask)
        return [ConsentView(id_of(CLIENT), NOON)]

    for _ in range(2):
        learn_consents(world.uow(SYSTEM), booking)
    assert asked == [ConsentsOf((id_of(CLIENT),))]
    assert answer(world, opened.assessment_id, "a", 1, 2).answers


def test_who_has_not_consented_by_bookings_word_is_refused_as_before() -> None:
    world = World()
    world.standings.said.clear()
    learn_consents(world.uow(SYSTEM), lambda ask: [])
    assert refusal_of(lambda: start(world)).code == "consent_unknown"


def test_a_new_consent_allows_answers_again() -> None:
    world = World()
    opened = start(world)
    stop_collecting(ConsentWithdrawn(id_of(CLIENT), NOON), world.uow(SYSTEM))
    collect(ConsentGiven(id_of(CLIENT), "2", NOON), world.uow(SYSTEM))
    assert answer(world, opened.assessment_id, "a", 1, 2).answers


def test_a_consent_from_before_the_withdrawal_does_not_undo_it() -> None:
    world = World()
    opened = start(world)
    stop_collecting(ConsentWithdrawn(id_of(CLIENT), NOON), world.uow(SYSTEM))
    collect(ConsentGiven(id_of(CLIENT), "1", NOON - HOUR), world.uow(SYSTEM))
    assert refusal_of(lambda: answer(world, opened.assessment_id, "a", 1)).code == "consent_withdrawn"


def test_an_erased_client_has_no_answers_left_and_gives_no_new_ones() -> None:
    world = World()
    opened = start(world)
    answer_all(world, opened.assessment_id)
    complete(world, opened.assessment_id)
    forget_client(ClientErased(id_of(CLIENT), NOON), world.uow(SYSTEM))
    assert show(world, LECTURER) == []
    assert world.answers.kept == {}
    assert refusal_of(lambda: start(world, LECTURER)).code == "client_erased"
    collect(ConsentGiven(id_of(CLIENT), "2", NOON + HOUR), world.uow(SYSTEM))
    assert refusal_of(lambda: start(world, LECTURER)).code == "client_erased"


def test_an_erased_clients_link_opens_nothing() -> None:
    world = World()
    opened = start(world)
    forget_client(ClientErased(id_of(CLIENT), NOON), world.uow(SYSTEM))
    assert refusal_of(lambda: show(world)).code == "session_not_found"
    for act in changes(world, opened.assessment_id, CLIENT):
        assert refusal_of(act).code == "assessment_not_found"


def test_erasing_one_client_leaves_the_answers_of_others() -> None:
    world = World()
    opened = start(world)
    forget_client(ClientErased(uuid4(), NOON), world.uow(SYSTEM))
    assert show(world) == [opened]
