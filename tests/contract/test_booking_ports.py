"""Booking's ports in memory and in PostgreSQL keep the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.booking.adapters.unit_of_work import unit_of_work
from services.booking.application.ports import NameTaken, SlotTaken
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.calendar import DatedException, Hours, WeeklyHours
from services.booking.domain.clash import Acceptance, Clash, ClashCause, Duty
from services.booking.domain.client import Client
from services.booking.domain.decision import Decision, Outcome
from services.booking.domain.follow_up import FellThrough, FollowUp
from services.booking.domain.former_address import FormerAddress
from services.booking.domain.programme import Programme
from services.booking.domain.roster import Team
from services.booking.domain.staff import Person, PersonRole, Room
from services.booking.domain.time_range import TimeRange
from shared.contracts.actor import SYSTEM
from shared.contracts.vocabulary import FollowUpReason, Language, Phase
from tests.conftest import FreshDatabase
from tests.fake_receipts import FakeReceipts
from tests.unit.booking.fakes import FakeEvents
from tests.unit.booking.university import ZONE, University

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "postgres"])
def uow(request: pytest.FixtureRequest) -> Iterator[UnitOfWork]:
    """A desk on empty ports of each kind."""
    if request.param == "memory":
        university = University()
        university.staff.people.clear()
        university.rooms.rooms.clear()
        yield university.uow()
        return
    fresh: FreshDatabase = request.getfixturevalue("fresh_database")
    engine = sa.create_engine(fresh("booking"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield unit_of_work(connection, FakeEvents(), FakeReceipts(), NOON, SYSTEM, ZONE)


def person(uow: UnitOfWork, role: PersonRole = "student", name: str = "Anna") -> UUID:
    new = Person(id=uuid4(), role=role, name=name, email=f"{uuid4()}@uni.example", phone="", language=Language.SV)
    uow.staff.add(new)
    return new.id


def room(uow: UnitOfWork, name: str = "A1") -> UUID:
    new = Room(id=uuid4(), name=name, campus="North", address="Street 1", directions_fi="Ovesta")
    uow.rooms.add(new)
    return new.id


def client(uow: UnitOfWork, name: str = "Aino", email: str = "aino@mail.example") -> Client:
    new = Client(
        id=uuid4(),
        name=name,
        email=email,
        phone="+358 40",
        language=Language.FI,
        situation="student",
        came_by="self",
        created_at=NOON,
    )
    uow.clients.add(new)
    return new


def appointment(uow: UnitOfWork, starts_at: datetime = NOON, state: State = State.BOOKED) -> Appointment:
    programme = Programme()
    return Appointment(
        id=uuid4(),
        client_id=client(uow).id,
        state=state,
        conversation=programme.conversation_at(starts_at),
        busy=programme.busy_at(starts_at),
        team=Team((person(uow), person(uow)), person(uow, "lecturer"), room(uow, str(uuid4()))),
    )


def again(first: Appointment, uow: UnitOfWork, starts_at: datetime, **shared: object) -> Appointment:
    """Another appointment that shares some of the first one's people."""
    other = appointment(uow, starts_at)
    team = replace(other.team, **{key: value for key, value in shared.items() if key != "client_id"})  # type: ignore[arg-type]
    return replace(other, team=team, client_id=shared.get("client_id", other.client_id))  # type: ignore[arg-type]


def follow_up(of: Appointment, **changes: object) -> FollowUp:
    values = {
        "follows_id": of.id,
        "client_id": of.client_id,
        "lecturer_id": of.team.lecturer_id,
        "student_ids": of.team.student_ids,
        "room_id": of.team.room_id,
        "reason": FollowUpReason.GOALS,
        "focus": (Phase.SYNTHESIS, Phase.CLOSING),
        "requested_at": NOON,
        "is_acute": False,
    }
    return FollowUp(**{**values, **changes})  # type: ignore[arg-type]


def test_an_appointment_is_read_as_it_was_written(uow: UnitOfWork) -> None:
    first = appointment(uow)
    uow.diary.add(first)
    second = replace(appointment(uow), follows_id=first.id, reason=FollowUpReason.HIGH_STRESS, focus=(Phase.STRESS,))
    uow.diary.add(second)
    assert uow.diary.appointment(first.id) == uow.diary.get_for_update(first.id) == first
    assert uow.diary.appointment(second.id) == second
    assert uow.diary.appointment(uuid4()) is uow.diary.get_for_update(uuid4()) is None


@pytest.mark.parametrize("who", ["student", "lecturer", "room", "client"])
def test_nobody_is_taken_twice_and_nothing_of_the_second_is_written(uow: UnitOfWork, who: str) -> None:
    first = appointment(uow)
    uow.diary.add(first)
    shared: dict[str, object] = {
        "student": {"student_ids": (first.team.student_ids[0],)},
        "lecturer": {"lecturer_id": first.team.lecturer_id},
        "room": {"room_id": first.team.room_id},
        "client": {"client_id": first.client_id},
    }[who]  # type: ignore[assignment]
    second = again(first, uow, NOON + HOUR, **shared)
    with pytest.raises(SlotTaken):
        uow.diary.add(second)
    assert uow.diary.appointment(second.id) is None
    uow.diary.add(again(first, uow, NOON + 2 * HOUR, **shared))  # back to back, and the transaction lives on


def test_a_move_that_fails_leaves_the_appointment_where_it_was(uow: UnitOfWork) -> None:
    first = appointment(uow)
    uow.diary.add(first)
    second = again(first, uow, NOON + 3 * HOUR, lecturer_id=first.team.lecturer_id)
    uow.diary.add(second)
    programme = Programme()
    moved = second.moved(programme.conversation_at(NOON), programme.busy_at(NOON), second.team)
    with pytest.raises(SlotTaken):
        uow.diary.move(moved)
    assert uow.diary.appointment(second.id) == second
    assert uow.diary.busy(TimeRange(NOON + 3 * HOUR, NOON + 4 * HOUR))[first.team.lecturer_id] == [second.busy]


def test_a_move_frees_the_old_time_and_may_overlap_it(uow: UnitOfWork) -> None:
    first = appointment(uow)
    uow.diary.add(first)
    programme, later = Programme(), NOON + HOUR
    moved = first.moved(programme.conversation_at(later), programme.busy_at(later), first.team)
    uow.diary.move(moved)
    assert uow.diary.appointment(first.id) == moved
    assert uow.diary.busy(TimeRange(NOON - HOUR, NOON + HOUR / 2)) == {}


@pytest.mark.parametrize("state", [State.CANCELLED, State.NO_SHOW, State.DECLINED])
def test_what_no_longer_takes_place_frees_its_people(uow: UnitOfWork, state: State) -> None:
    first = appointment(uow, state=State.HELD if state is State.DECLINED else State.BOOKED)
    uow.diary.add(first)
    uow.diary.save(first.turned(state))
    assert uow.diary.busy(TimeRange(NOON - HOUR, NOON + HOUR)) == {}
    uow.diary.add(again(first, uow, NOON, lecturer_id=first.team.lecturer_id, client_id=first.client_id))


def test_people_are_busy_with_preparation_and_debrief_and_the_client_without(uow: UnitOfWork) -> None:
    first = appointment(uow)
    uow.diary.add(first)
    busy = uow.diary.busy(TimeRange(NOON, NOON + HOUR))
    assert busy[first.team.room_id] == busy[first.team.student_ids[1]] == [first.busy]
    assert busy[first.client_id] == [first.conversation]
    assert uow.diary.busy(TimeRange(NOON, NOON + HOUR), first.id) == {}
    assert uow.diary.loads(TimeRange(NOON, NOON + HOUR))[first.team.lecturer_id] == 1


def test_appointments_are_listed_by_start_client_and_people(uow: UnitOfWork) -> None:
    later, first = appointment(uow, NOON + 3 * HOUR), appointment(uow)
    uow.diary.add(later)
    uow.diary.add(first)
    assert uow.diary.between(TimeRange(NOON, NOON + 4 * HOUR)) == [first, later]
    assert uow.diary.between(TimeRange(NOON, NOON + 3 * HOUR)) == [first]
    assert uow.diary.between(TimeRange(NOON, NOON + 4 * HOUR), later.client_id) == [later]
    both = [first.team.lecturer_id, first.team.student_ids[1]]
    assert uow.diary.between(TimeRange(NOON, NOON + 4 * HOUR), people=both) == [first]
    assert uow.diary.between(TimeRange(NOON, NOON + 4 * HOUR), people=[*both, later.team.lecturer_id]) == []


def test_a_clients_coming_appointments_are_found(uow: UnitOfWork) -> None:
    first = appointment(uow)
    second = again(first, uow, NOON + 3 * HOUR, client_id=first.client_id)
    for each in (second, first):
        uow.diary.add(each)
    assert uow.diary.open_of(first.client_id, NOON - HOUR) == [first, second]
    assert uow.diary.open_of(first.client_id, NOON) == [second]
    assert uow.diary.next_of([first.client_id], NOON + HOUR) == {first.client_id: first}
    assert uow.diary.next_of([first.client_id], NOON + 2 * HOUR) == {first.client_id: second}
    assert uow.diary.next_of([], NOON) == {}


def test_held_times_that_have_passed_are_found(uow: UnitOfWork) -> None:
    held = appointment(uow, state=State.HELD)
    uow.diary.add(held)
    uow.diary.add(appointment(uow))
    assert uow.diary.passed_holds(NOON - HOUR) == []
    assert uow.diary.passed_holds(NOON) == [held]


def test_forgetting_blanks_reason_and_focus(uow: UnitOfWork) -> None:
    first = appointment(uow)
    uow.diary.add(first)
    second = replace(again(first, uow, NOON + 4 * HOUR, client_id=first.client_id), follows_id=first.id)
    uow.diary.add(second.about(FollowUpReason.GOALS, (Phase.STRESS,)))
    uow.diary.forget(first.client_id)
    found = uow.diary.appointment(second.id)
    assert found is not None
    assert (found.reason, found.focus) == (None, ())


def test_clients_are_written_searched_and_known_to_their_people(uow: UnitOfWork) -> None:
    first = appointment(uow)
    uow.diary.add(first)
    referred = replace(client(uow, "Bo 100%", "bo@mail.example"), referred_by=first.team.lecturer_id)
    uow.clients.save(referred)
    known = uow.clients.client(first.client_id)
    assert known is not None
    assert uow.clients.search("AINO") == [known]
    assert uow.clients.search("%") == uow.clients.search("BO@") == [referred]
    assert uow.clients.search("", first.team.student_ids[0]) == [known]
    assert uow.clients.search("", first.team.lecturer_id) == [known, referred]
    assert uow.clients.is_known_to(known.id, first.team.student_ids[1])
    assert not uow.clients.is_known_to(referred.id, first.team.student_ids[1])
    assert uow.clients.by_ids([known.id, uuid4()]) == {known.id: known}


def test_the_earliest_client_with_an_address_is_found_in_any_case(uow: UnitOfWork) -> None:
    first = client(uow)
    uow.clients.add(replace(first, id=uuid4(), created_at=NOON + HOUR))
    assert uow.clients.first_with("AINO@Mail.example") == first
    assert uow.clients.first_with("nobody@mail.example") is None


def test_an_erased_client_is_gone_but_known_to_be_gone(uow: UnitOfWork) -> None:
    gone = client(uow)
    uow.clients.erase(gone.id, NOON)
    assert uow.clients.client(gone.id) is uow.clients.get_for_update(gone.id) is None
    assert uow.clients.search("") == []
    assert uow.clients.by_ids([gone.id]) == {}
    assert uow.clients.is_erased(gone.id)
    assert not uow.clients.is_erased(uuid4())


def test_former_addresses_are_found_the_latest_of_each_client_and_none_of_a_forgotten_one(uow: UnitOfWork) -> None:
    aino, olli = client(uow), client(uow, "Olli", "olli@mail.example")
    by = uuid4()
    kept = [
        FormerAddress(id=uuid4(), client_id=aino.id, email="a@x.example", changed_at=NOON, changed_by=by),
        FormerAddress(id=uuid4(), client_id=aino.id, email="b@x.example", changed_at=NOON + HOUR, changed_by=None),
        FormerAddress(id=uuid4(), client_id=olli.id, email="o@x.example", changed_at=NOON, changed_by=by),
    ]
    for each in (kept[1], kept[0], kept[2]):
        uow.former_addresses.add(each)
    assert [uow.former_addresses.find(each.id) for each in kept] == kept
    assert uow.former_addresses.latest_of([aino.id, olli.id, uuid4()]) == {aino.id: kept[1], olli.id: kept[2]}
    uow.former_addresses.forget(aino.id)
    assert [uow.former_addresses.find(each.id) for each in kept] == [None, None, kept[2]]
    assert uow.former_addresses.latest_of([aino.id]) == {}


def test_people_are_kept_by_address_and_role(uow: UnitOfWork) -> None:
    ids = [person(uow, "lecturer", "bea"), person(uow, "student", "Anna"), person(uow, "student", "Cia")]
    assert [each.name for each in uow.staff.everyone()] == ["Anna", "bea", "Cia"]
    cia = uow.staff.person(ids[2])
    anna = uow.staff.person(ids[1])
    assert cia is not None
    assert anna is not None
    uow.staff.save(replace(cia, is_active=False))
    assert uow.staff.of(("student",)) == [anna]
    with pytest.raises(NameTaken):
        uow.staff.save(replace(cia, email=anna.email.upper()))
    with pytest.raises(NameTaken):
        uow.staff.add(replace(anna, id=uuid4()))
    assert uow.staff.person(ids[2]) == replace(cia, is_active=False)


def test_a_rooms_name_is_its_own_on_its_campus(uow: UnitOfWork) -> None:
    first = uow.rooms.room(room(uow))
    assert first is not None
    with pytest.raises(NameTaken):
        uow.rooms.add(replace(first, id=uuid4(), name=first.name.lower()))
    elsewhere = replace(first, id=uuid4(), campus="South", is_active=False)
    uow.rooms.add(elsewhere)
    assert uow.rooms.everywhere() == [first, elsewhere]
    assert uow.rooms.room(uuid4()) is None


def test_hours_are_replaced_and_past_exceptions_kept(uow: UnitOfWork) -> None:
    who, other = person(uow), person(uow)
    morning, late = WeeklyHours(1, time(9), time(12)), WeeklyHours(3, time(18), time())
    yesterday, tomorrow = (
        DatedException(date(2026, 3, 2), False),
        DatedException(date(2026, 3, 4), True, time(9), time(11)),
    )
    uow.timetable.set_weekly(who, [late])
    uow.timetable.set_weekly(who, [late, morning])
    uow.timetable.set_exceptions(who, date(2026, 3, 1), [tomorrow, yesterday])
    uow.timetable.set_exceptions(who, date(2026, 3, 3), [tomorrow])
    weekly = (morning, late)
    assert uow.timetable.hours([who, other], date(2026, 3, 1)) == {
        who: Hours(weekly, (yesterday, tomorrow)),
        other: Hours(),
    }
    assert uow.timetable.hours([who], date(2026, 3, 3))[who] == Hours(weekly, (tomorrow,))
    uow.timetable.set_weekly(who, [])
    assert uow.timetable.hours([who], date(2026, 3, 5))[who] == Hours()


def test_follow_ups_are_kept_one_for_each_appointment_and_listed_by_urgency(uow: UnitOfWork) -> None:
    calm, acute, settled = appointment(uow), appointment(uow), appointment(uow)
    for each in (calm, acute, settled):
        uow.diary.add(each)
    waiting, urgent = follow_up(calm), follow_up(acute, is_acute=True, requested_at=NOON + HOUR)
    for each_one in (waiting, urgent, follow_up(settled)):
        uow.follow_ups.save(each_one)
    uow.follow_ups.save(follow_up(settled).given_up(NOON))
    proposed = waiting.proposed(settled.id)
    uow.follow_ups.save(proposed)
    assert uow.follow_ups.unsettled() == [urgent, proposed]
    assert uow.follow_ups.of(calm.id) == proposed
    assert uow.follow_ups.of(uuid4()) is None
    uow.follow_ups.forget(calm.client_id)
    assert uow.follow_ups.unsettled() == [urgent]


def duties(uow: UnitOfWork, now: datetime = NOON - HOUR, **which: UUID) -> dict[tuple[UUID, UUID], Duty]:
    """All that are coming, by appointment and person."""
    found = uow.duties.coming(now, date(2026, 3, 2), **which)
    assert [each.appointment.starts_at for each in found] == sorted(each.appointment.starts_at for each in found)
    return {(each.appointment.id, each.person.id): each for each in found}


def test_each_persons_part_in_what_is_coming_is_told_with_their_hours(uow: UnitOfWork) -> None:
    first, held = appointment(uow), appointment(uow, NOON + 4 * HOUR, State.HELD)
    over = [appointment(uow, NOON + 9 * HOUR, state) for state in (State.CANCELLED, State.NO_SHOW, State.COMPLETED)]
    for each in (held, first, *over):
        uow.diary.add(each)
    lecturer, (one, other) = first.team.lecturer_id, first.team.student_ids
    late = WeeklyHours(2, time(18), time())
    away = [
        DatedException(date(2026, 3, 3), False),
        DatedException(date(2026, 3, 3), True, time(9), time(11, 30)),
        DatedException(date(2026, 3, 4), False, time(9), time()),
    ]
    uow.timetable.set_weekly(lecturer, [late, WeeklyHours(1, time(9), time(12))])
    uow.timetable.set_exceptions(lecturer, date(2026, 3, 1), [DatedException(date(2026, 3, 1), False), *away])
    found = duties(uow)
    assert {appointment_id for appointment_id, _ in found} == {first.id, held.id}
    assert {person_id for appointment_id, person_id in found if appointment_id == first.id} == {lecturer, one, other}
    told = found[first.id, lecturer]
    assert (told.appointment, told.person) == (first, uow.staff.person(lecturer))
    assert told.hours == Hours((WeeklyHours(1, time(9), time(12)), late), tuple(away))
    assert found[first.id, one].hours == Hours()
    assert found[first.id, one].acceptance is None


def test_duties_are_told_of_one_person_and_of_one_appointment_and_not_once_begun(uow: UnitOfWork) -> None:
    first = appointment(uow)
    later = again(first, uow, NOON + 4 * HOUR, lecturer_id=first.team.lecturer_id)
    for each in (later, first):
        uow.diary.add(each)
    lecturer, student = first.team.lecturer_id, later.team.student_ids[1]
    assert duties(uow, person_id=lecturer).keys() == {(first.id, lecturer), (later.id, lecturer)}
    assert duties(uow, person_id=student).keys() == {(later.id, student)}
    assert len(duties(uow, appointment_id=first.id)) == 3
    assert duties(uow, appointment_id=first.id, person_id=lecturer).keys() == {(first.id, lecturer)}
    assert {appointment_id for appointment_id, _ in duties(uow, NOON)} == {later.id}
    gone = uow.staff.person(lecturer)
    assert gone is not None
    uow.staff.save(replace(gone, is_active=False))
    assert not duties(uow)[first.id, lecturer].person.is_active


def test_the_last_decision_about_a_persons_part_is_told_as_it_was_made(uow: UnitOfWork) -> None:
    first = appointment(uow)
    uow.diary.add(first)
    lecturer, (one, _) = first.team.lecturer_id, first.team.student_ids
    open_ = (TimeRange(NOON - 4 * HOUR, NOON - 2 * HOUR), TimeRange(NOON + 4 * HOUR, NOON + 5 * HOUR))
    decision = Acceptance(
        appointment_id=first.id,
        person_id=lecturer,
        appointment_version=1,
        cause=ClashCause.OUTSIDE_HOURS,
        available=open_,
        accepted_by=lecturer,
        accepted_at=NOON - HOUR,
    )
    later = replace(
        decision, appointment_version=2, cause=ClashCause.AWAY, available=(), accepted_by=None, accepted_at=NOON
    )
    uow.duties.accept(decision)
    assert duties(uow)[first.id, lecturer].acceptance == decision
    uow.duties.accept(later)
    assert duties(uow)[first.id, lecturer].acceptance == later
    assert duties(uow)[first.id, one].acceptance is None


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_clash_on_the_day_that_the_clocks_change_is_found_and_its_acceptance_stands(
    uow: UnitOfWork, change: date
) -> None:
    def on_the_wall(hour: int, minute: int = 0) -> datetime:
        return datetime.combine(change, time(hour, minute), ZONE).astimezone(UTC)

    first = appointment(uow, on_the_wall(3, 15))
    uow.diary.add(first)
    for who in (first.team.lecturer_id, *first.team.student_ids):
        uow.timetable.set_weekly(who, [WeeklyHours(7, time(2), time(9))])
    lecturer = first.team.lecturer_id

    def clash() -> Clash | None:
        return duties(uow, on_the_wall(0))[first.id, lecturer].clash(ZONE)

    assert clash() is None
    uow.timetable.set_weekly(lecturer, [WeeklyHours(7, time(5), time(9))])
    found = clash()
    assert found is not None
    assert found.cause == "outside_hours"
    uow.duties.accept(found.accepted(lecturer, NOON))
    again_ = clash()
    assert again_ is not None
    assert again_.acceptance is not None
    uow.timetable.set_exceptions(lecturer, change, [DatedException(change, False, time(3), time(5))])
    away = clash()
    assert away is not None
    assert (away.cause, away.acceptance) == ("away", None)


def test_follow_ups_that_fell_through_are_listed_until_settled_the_longest_first(uow: UnitOfWork) -> None:
    first, second, calm = appointment(uow), appointment(uow), appointment(uow)
    for each in (first, second, calm):
        uow.diary.add(each)
    later = follow_up(second, is_acute=True).given_up(NOON).fallen(FellThrough.MISSED, NOON + HOUR)
    earlier = follow_up(first, is_acute=True).lapsed(NOON)
    for each_one in (later, earlier, follow_up(calm).lapsed(NOON)):
        uow.follow_ups.save(each_one)
    assert uow.follow_ups.fallen() == [earlier, later]
    uow.follow_ups.save(later.settled())
    assert uow.follow_ups.fallen() == [earlier]


def test_a_follow_up_that_awaits_its_conversation_is_in_no_list(uow: UnitOfWork) -> None:
    rated = appointment(uow)
    uow.diary.add(rated)
    awaiting = follow_up(rated, is_acute=True).awaiting_conversation()
    uow.follow_ups.save(awaiting)
    assert uow.follow_ups.of(rated.id) == awaiting
    assert awaiting not in uow.follow_ups.unsettled()


def test_decisions_are_kept_in_their_order_until_the_client_is_forgotten(uow: UnitOfWork) -> None:
    held = appointment(uow)
    uow.diary.add(held)
    uow.follow_ups.save(follow_up(held, is_acute=True).lapsed(NOON))
    decisions = [
        Decision(
            follows_id=held.id,
            client_id=held.client_id,
            fell_through=fell,
            outcome=outcome,
            decided_at=NOON,
            decided_by=by,
            note=note,
        )
        for fell, outcome, by, note in (
            (FellThrough.LAPSED, Outcome.REACHED, held.team.lecturer_id, "Soitin."),
            (None, Outcome.TIME_CONFIRMED, None, ""),
        )
    ]
    for decision in decisions:
        uow.follow_ups.decide(decision)
    assert uow.follow_ups.decisions(held.id) == decisions
    uow.follow_ups.forget(held.client_id)
    assert uow.follow_ups.decisions(held.id) == []
    assert uow.follow_ups.of(held.id) is None
