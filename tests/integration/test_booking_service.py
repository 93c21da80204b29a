"""Booking's real service on a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from threading import Barrier, Thread
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.booking.adapters import tables
from services.booking.adapters.unit_of_work import unit_of_work
from services.booking.service import BookingService
from shared.contracts.actor import PUBLIC, SYSTEM, Actor, Role
from shared.contracts.events.session import (
    FollowUpRequested,
    HighStressDetected,
    SessionClosed,
    SessionStarted,
    StartUndone,
)
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import FollowUpReason, Language, Phase
from shared.messaging import Transaction
from shared.messaging.storage import outbox
from shared.refusal import Refusal
from tests.conftest import FreshDatabase
from tests.unit.booking.university import CAMPUS, MONDAY, ZONE, at

T = TypeVar("T")
COORDINATOR = Actor(Role.COORDINATOR, UUID(int=1))


@dataclass
class Stand:
    """The service on its database, without a broker, at a university of two lecturers, four students, two rooms."""

    engine: sa.Engine
    service: BookingService
    now: datetime = MONDAY
    students: list[UUID] = field(default_factory=list)
    lecturers: list[UUID] = field(default_factory=list)
    count: int = 0

    def run(self, act: Callable[[BookingService, Transaction], T], actor: Actor = SYSTEM) -> T:
        """What the act returns, in a transaction of its own whose events go to the outbox."""
        with self.engine.begin() as connection:
            tx = Transaction(connection, self.now, actor, service="booking", stack="test")
            result = act(self.service, tx)
            outbox.write(connection, tx.leaving)
            return result

    def staff(self) -> None:
        """Fill the university."""
        weekly = tuple(asks.WeeklyHours(day, time(9), time(16)) for day in range(1, 6))
        for role, ids, count in (("lecturer", self.lecturers, 2), ("student", self.students, 4)):
            for number in range(count):
                person = asks.AddPerson(role, f"{role} {number}", f"{role}{number}@uni.example", Language.FI)  # type: ignore[arg-type]
                ids.append(self.run(lambda service, tx, ask=person: service.add_person(ask, tx)).person_id)  # type: ignore[misc]
                hours = asks.SetWeeklyHours(ids[-1], weekly)
                self.run(lambda service, tx, ask=hours: service.set_weekly_hours(ask, tx))  # type: ignore[misc]
        for name in ("A1", "A2"):
            room = asks.AddRoom(name, CAMPUS, "Street 1")
            self.run(lambda service, tx, ask=room: service.add_room(ask, tx))  # type: ignore[misc]

    def self_refer(self, starts_at: datetime) -> asks.AppointmentView:
        self.count += 1
        ask = asks.BookAsNewClient(
            "Aino Virta",
            f"aino{self.count}@mail.example",
            Language.FI,
            "other",
            starts_at,
            CAMPUS,
            "1",
            True,
            "+358 40 1",
        )
        return self.run(lambda service, tx: service.book_as_new_client(ask, tx), PUBLIC)

    def start(self, view: asks.AppointmentView) -> None:
        self.now = view.starts_at
        event = SessionStarted(view.appointment_id, view.client_id, self.now)
        self.run(lambda service, tx: service.session_started(event, tx))

    def rate_high(self, view: asks.AppointmentView) -> None:
        event = HighStressDetected(
            session_id=view.appointment_id,
            client_id=view.client_id,
            rating_id=uuid4(),
            detected_at=self.now,
            lecturer_id=view.lecturer_id,
            student_ids=view.student_ids,
            room_id=view.room.room_id,
            open_phases=(Phase.TIME_USE,),
        )
        self.run(lambda service, tx: service.high_stress_detected(event, tx))

    def appointment(self, appointment_id: UUID) -> asks.AppointmentView:
        return self.run(lambda service, tx: service.appointment(asks.Appointment(appointment_id), tx))

    def published(self, name: str) -> list[dict[str, object]]:
        """The data of the events of this name in the outbox, in order."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.text("SELECT payload FROM outbox WHERE type = :name ORDER BY id"), {"name": f"booking.{name}.v1"}
            )
            return [json.loads(row.payload)["data"] for row in rows]

    def count_of(self, table: sa.Table) -> int:
        with self.engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


@pytest.fixture
def stand(fresh_database: FreshDatabase) -> Iterator[Stand]:
    """A filled university."""
    engine = sa.create_engine(fresh_database("booking"))
    service = BookingService()
    service.uow = lambda tx: unit_of_work(tx.connection, tx, tx, tx.now, tx.actor, ZONE)  # type: ignore[assignment]  # injected
    stand = Stand(engine, service)
    stand.staff()
    yield stand
    engine.dispose()


def test_a_client_comes_books_and_is_proposed_one_follow_up_after_two_high_ratings(stand: Stand) -> None:
    free = stand.run(lambda service, tx: service.free_times(asks.FreeTimes(at(1, 0), at(2, 0), CAMPUS), tx), PUBLIC)
    view = stand.self_refer(free[0].starts_at)
    stand.start(view)
    stand.rate_high(view)
    stand.rate_high(view)
    (proposal,) = stand.published("follow_up_proposed")
    assert proposal["student_ids"] == [str(each) for each in view.student_ids]
    assert proposal["lecturer_id"] == str(view.lecturer_id)
    held = UUID(str(proposal["appointment_id"]))
    client = Actor(Role.CLIENT, view.client_id, view.appointment_id)
    stand.run(lambda service, tx: service.confirm_follow_up(asks.ConfirmFollowUp(held), tx), client)
    closed = SessionClosed(view.appointment_id, view.client_id, stand.now, stand.now + timedelta(hours=1))
    stand.run(lambda service, tx: service.session_closed(closed, tx))
    assert stand.appointment(view.appointment_id).state == "completed"
    follow_up = stand.appointment(held)
    assert (follow_up.state, follow_up.kind, follow_up.focus) == ("booked", "follow_up", (Phase.TIME_USE,))


def test_of_many_who_want_the_same_time_at_once_only_as_many_as_fit_are_booked(stand: Stand) -> None:
    barrier, booked, refused = Barrier(6), [], []

    def want() -> None:
        barrier.wait()
        try:
            booked.append(stand.self_refer(at(1, 11, 30)))
        except Refusal as refusal:
            refused.append(refusal.code)

    threads = [Thread(target=want) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(booked) == 2  # two lecturers, two rooms
    assert refused == ["time_taken"] * 4
    assert {view.lecturer_id for view in booked} == set(stand.lecturers)
    assert len({student for view in booked for student in view.student_ids}) == 4
    assert stand.count_of(tables.client) == 2  # nothing is left of those who were refused


def test_two_deliveries_of_a_high_rating_at_once_propose_once(stand: Stand) -> None:
    view = stand.self_refer(at(1, 9, 30))
    stand.start(view)
    threads = [Thread(target=stand.rate_high, args=(view,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stand.published("follow_up_proposed")) == 1
    assert stand.count_of(tables.follow_up) == 1


def test_the_database_itself_refuses_an_overlap(stand: Stand) -> None:
    stand.self_refer(at(1, 9, 30))
    second = stand.self_refer(at(1, 9, 30))
    overlap = sa.text(
        "INSERT INTO engagement SELECT :id, e.resource_id, e.busy, true FROM engagement e WHERE e.appointment_id <> :id"
    )
    with pytest.raises(sa.exc.IntegrityError, match="engagement_never_overlaps"), stand.engine.begin() as connection:
        connection.execute(overlap.bindparams(id=second.appointment_id))


def test_the_database_itself_refuses_a_second_open_follow_up(stand: Stand) -> None:
    view = stand.self_refer(at(1, 9, 30))
    stand.start(view)
    stand.rate_high(view)
    copy = sa.text(
        "INSERT INTO appointment SELECT gen_random_uuid(), client_id, state, starts_at, ends_at, busy_from, busy_until,"
        " student_ids, lecturer_id, room_id, follows_id, reason, focus, version FROM appointment WHERE state = 'held'"
    )
    with pytest.raises(sa.exc.IntegrityError, match="appointment_one_follow_up"), stand.engine.begin() as connection:
        connection.execute(copy)


def test_moving_cancelling_and_declining_free_the_time(stand: Stand) -> None:
    view = stand.self_refer(at(1, 9, 30))
    client = Actor(Role.CLIENT, view.client_id, view.appointment_id)
    ask = asks.RescheduleAppointment(view.appointment_id, at(2, 9, 30))
    assert stand.run(lambda service, tx: service.reschedule_appointment(ask, tx), client).starts_at == at(2, 9, 30)
    cancel = asks.CancelAppointment(view.appointment_id)
    stand.run(lambda service, tx: service.cancel_appointment(cancel, tx), client)
    with pytest.raises(Refusal, match="appointment_cancelled"):
        stand.run(lambda service, tx: service.reschedule_appointment(ask, tx), client)
    for day in (1, 2):
        for _ in range(2):
            stand.self_refer(at(day, 9, 30))


def test_an_unanswered_hold_lapses_and_a_waiting_one_is_tried_each_minute(stand: Stand) -> None:
    view = stand.self_refer(at(1, 9, 30))
    stand.start(view)
    stand.rate_high(view)
    (proposal,) = stand.published("follow_up_proposed")
    stand.now = datetime.fromisoformat(str(proposal["starts_at"]))
    for _ in range(2):
        stand.run(lambda service, tx: service.every_minute(tx))
    (lapsed,) = stand.published("follow_up_unavailable")
    assert lapsed["position"] == 1
    offer = asks.OfferFollowUpTime(view.appointment_id, at(4, 11, 30), CAMPUS)
    offered = stand.run(lambda service, tx: service.offer_follow_up_time(offer, tx), COORDINATOR)
    assert offered.state == "held"
    (waiting,) = stand.run(lambda service, tx: service.waiting_follow_ups(asks.WaitingFollowUps(), tx), COORDINATOR)
    assert (waiting.appointment_id, waiting.state) == (offered.appointment_id, "proposed")


def test_a_requested_follow_up_is_proposed_and_declined(stand: Stand) -> None:
    view = stand.self_refer(at(1, 9, 30))
    stand.start(view)
    event = FollowUpRequested(
        view.appointment_id,
        view.client_id,
        FollowUpReason.GOALS,
        (Phase.CONCLUSIONS,),
        view.lecturer_id,
        view.student_ids,
        stand.now,
    )
    stand.run(lambda service, tx: service.follow_up_requested(event, tx))
    (proposal,) = stand.published("follow_up_proposed")
    ask = asks.DeclineFollowUp(UUID(str(proposal["appointment_id"])))
    declined = stand.run(lambda service, tx: service.decline_follow_up(ask, tx), Actor(Role.LECTURER, view.lecturer_id))
    assert declined.state == "declined"
    assert len(stand.published("follow_up_declined")) == 1


def test_erasing_blanks_every_column_that_holds_a_clients_data(stand: Stand) -> None:
    view = stand.self_refer(at(1, 9, 30))
    stand.self_refer(at(1, 11, 30))
    stand.start(view)
    stand.rate_high(view)
    stand.run(lambda service, tx: service.erase_client(asks.EraseClient(view.client_id), tx), COORDINATOR)
    with stand.engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            personal = [column for column in table.c if column.info["personal"] == "client"]
            owner = table.c.get("client_id", table.c.id if table is tables.client else None)
            if not personal:
                continue
            assert owner is not None, f"{table.name} holds a client's data, but not whose"
            for row in connection.execute(sa.select(*personal).where(owner == view.client_id)):
                assert set(row) == {None}, f"{table.name} keeps {row}"
    assert stand.count_of(tables.follow_up) == 0
    assert stand.published("client_erased")[0]["client_id"] == str(view.client_id)
    assert "Aino" not in json.dumps(stand.published("client_erased"))


def test_every_command_about_a_client_says_whose_it_is_so_that_its_receipt_goes_with_them(stand: Stand) -> None:
    told: list[tuple[str, UUID | None]] = []

    def run(name: str, ask: object, actor: Actor) -> Any:
        def noted(service: BookingService, tx: Transaction) -> Any:
            reply = getattr(service, name)(ask, tx)
            told.append((name, tx.client_id))
            return reply

        return stand.run(noted, actor)

    refer = asks.ReferClient("Aino Virta", "aino@mail.example", Language.FI, "other")
    client_id = run("refer_client", refer, COORDINATOR).client_id
    client = Actor(Role.CLIENT, client_id)
    run("give_consent", asks.GiveConsent(client_id, "1"), client)
    first = run("book_appointment", asks.BookAppointment(client_id, at(1, 9, 30), CAMPUS), client)
    own = Actor(Role.CLIENT, client_id, first.appointment_id)
    run("reschedule_appointment", asks.RescheduleAppointment(first.appointment_id, at(2, 9, 30)), own)
    stand.start(stand.appointment(first.appointment_id))
    stand.rate_high(first)
    held = UUID(str(stand.published("follow_up_proposed")[0]["appointment_id"]))
    run("decline_follow_up", asks.DeclineFollowUp(held), own)
    offered = run(
        "offer_follow_up_time", asks.OfferFollowUpTime(first.appointment_id, at(4, 11, 30), CAMPUS), COORDINATOR
    )
    run("confirm_follow_up", asks.ConfirmFollowUp(offered.appointment_id), own)
    run("cancel_appointment", asks.CancelAppointment(offered.appointment_id), COORDINATOR)
    run("change_client", asks.ChangeClient(client_id, "Aino Aalto", "aino@mail.example", Language.FI), COORDINATOR)
    run("withdraw_consent", asks.WithdrawConsent(client_id), own)
    assert {name for name, whose in told if whose != client_id} == set()
    new = asks.BookAsNewClient("Olli", "o@mail.example", Language.FI, "other", at(8, 9, 30), CAMPUS, "1", True)
    assert run("book_as_new_client", new, PUBLIC).client_id == told[-1][1]


def test_a_start_that_is_undone_leaves_the_appointment_to_be_moved_and_cancelled(stand: Stand) -> None:
    free = stand.run(lambda service, tx: service.free_times(asks.FreeTimes(at(1, 0), at(9, 0), CAMPUS), tx), PUBLIC)
    view = stand.self_refer(free[0].starts_at)
    client = Actor(Role.CLIENT, view.client_id, view.appointment_id)
    started = SessionStarted(view.appointment_id, view.client_id, stand.now)
    undone = StartUndone(view.appointment_id, view.client_id, stand.now, stand.now)
    stand.run(lambda service, tx: service.session_started(started, tx))
    assert stand.appointment(view.appointment_id).state == "under_way"
    for _ in range(2):
        stand.run(lambda service, tx: service.start_undone(undone, tx))
        assert stand.appointment(view.appointment_id).state == "booked"
    later = asks.RescheduleAppointment(view.appointment_id, free[-1].starts_at)
    stand.run(lambda service, tx: service.reschedule_appointment(later, tx), client)
    stand.run(lambda service, tx: service.cancel_appointment(asks.CancelAppointment(view.appointment_id), tx), client)
    assert stand.appointment(view.appointment_id).state == "cancelled"


def test_the_tables_in_the_code_are_those_of_the_migrations(stand: Stand) -> None:
    inspector = sa.inspect(stand.engine)
    for table in tables.metadata.sorted_tables:
        found = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
        assert found == {column.name: column.nullable for column in table.c}, table.name


def test_two_weeks_of_free_times_take_a_few_statements_however_many_people_there_are(stand: Stand) -> None:
    statements: list[str] = []
    sa.event.listen(stand.engine, "before_cursor_execute", lambda _c, _cur, sql, *_: statements.append(sql))
    ask = asks.FreeTimes(at(0, 0), at(14, 0))
    found = stand.run(lambda service, tx: service.free_times(ask, tx), PUBLIC)
    assert len(found) > 50
    assert len(statements) <= 8


def test_an_absence_shows_what_it_hits_until_others_hold_it_at_the_same_time(stand: Stand) -> None:
    view = stand.self_refer(at(1, 9, 30))
    gone = view.student_ids[0]
    away = asks.AvailabilityException(at(1, 9, 30).date(), is_available=False)
    stand.run(lambda service, tx: service.set_exceptions(asks.SetExceptions(gone, (away,)), tx), COORDINATOR)
    (clash,) = stand.run(lambda service, tx: service.clashes(asks.Clashes(), tx), COORDINATOR)
    assert (clash.appointment, clash.person_id, clash.cause) == (view, gone, "away")
    ask = asks.RescheduleAppointment(view.appointment_id, view.starts_at)
    moved = stand.run(lambda service, tx: service.reschedule_appointment(ask, tx), COORDINATOR)
    assert gone not in moved.student_ids
    assert stand.run(lambda service, tx: service.clashes(asks.Clashes(), tx), COORDINATOR) == []
    with pytest.raises(Refusal, match="nothing_to_move"):
        stand.run(lambda service, tx: service.reschedule_appointment(ask, tx), COORDINATOR)


def test_an_accepted_clash_is_settled_and_who_accepted_is_kept(stand: Stand) -> None:
    view = stand.self_refer(at(1, 9, 30))
    hours = asks.SetWeeklyHours(view.lecturer_id, (asks.WeeklyHours(2, time(12), time(16)),))
    lecturer = Actor(Role.LECTURER, view.lecturer_id)
    stand.run(lambda service, tx: service.set_weekly_hours(hours, tx), lecturer)
    ask = asks.AcceptClash(view.appointment_id, view.lecturer_id, view.version, "outside_hours")
    told = stand.run(lambda service, tx: service.accept_clash(ask, tx), lecturer)
    assert (told.accepted_by, told.accepted_at) == (view.lecturer_id, stand.now)
    assert stand.run(lambda service, tx: service.clashes(asks.Clashes(), tx), COORDINATOR) == []
    everything = asks.Clashes(include_accepted=True)
    assert stand.run(lambda service, tx: service.clashes(everything, tx), COORDINATOR) == [told]
