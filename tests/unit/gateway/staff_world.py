"""A conversation and its people, as the services would tell members of staff of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.requests import assessment, booking, notification, session
from shared.contracts.vocabulary import Language, Phase, ShownReason
from tests.unit.gateway.client_world import form, room
from tests.unit.gateway.conftest import PASSWORD, Browser
from tests.unit.gateway.fakes import NOW, House

LECTURER, STUDENT, COORDINATOR = UUID(int=101), UUID(int=102), UUID(int=103)  # the same in each worker of the tests
NOTHING = session.SynthesisView((), (), (), (), 0)


@dataclass
class StaffWorld:
    """One conversation; set the fields to the state that a test is about."""

    house: House
    appointment: booking.AppointmentView
    session: session.SessionView
    client: booking.ClientView
    rooms: list[booking.RoomView]
    people: list[booking.PersonView]
    follow_ups: list[booking.FollowUpView] = field(default_factory=list)
    assessments: list[assessment.AssessmentView] = field(default_factory=list)
    messages: list[notification.MessageView] = field(default_factory=list)
    clashes: list[booking.ClashView] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The conversation's address."""
        return f"/sessions/{self.session.session_id}"

    def told(self, **changes: Any) -> None:
        """Another state of the conversation."""
        self.session = replace(self.session, **changes)

    def noted(self, phase: Phase, text: str, version: int) -> None:
        """Somebody has noted this."""
        changed = [
            replace(each, note=text, note_version=version) for each in self.session.phases if each.phase == phase
        ]
        self.told(phases=tuple(changed[0] if each.phase == phase else each for each in self.session.phases))

    def sent(self, contract: type) -> list[Any]:
        """The commands of one kind that the pages have sent."""
        return [asked.request for asked in self.house.ask.of(contract)]


def staff_world(house: House) -> StaffWorld:
    """A first conversation that began ten minutes ago, with two steps done."""
    client_id, session_id, where = uuid4(), uuid4(), room()
    starts, ends = NOW - timedelta(minutes=10), NOW + timedelta(minutes=80)
    appointment = booking.AppointmentView(
        session_id, client_id, "Aino Mäkelä", "under_way", "first", starts, ends, starts, ends,
        (STUDENT,), ("Eero Niemi",), LECTURER, "Leena Salo", where, 1, consent="given",
    )  # fmt: skip
    done = (Phase.ORIENTATION, Phase.WELLBEING)
    phases = tuple(session.PhaseView(phase, phase in done, "", 0) for phase in Phase)
    held = session.SessionView(
        session_id, client_id, "under_way", "first", starts, ends, (STUDENT,), LECTURER, where.room_id,
        phases, (), (), NOTHING, (), (), is_acute=False, version=1, started_at=starts,
    )  # fmt: skip
    client = booking.ClientView(
        client_id, "Aino Mäkelä", "aino@example.fi", "", Language.FI, "student", "self", NOW, "1", NOW
    )
    people = [
        _person(LECTURER, "lecturer", "Leena Salo"),
        _person(STUDENT, "student", "Eero Niemi"),
        _person(COORDINATOR, "coordinator", "Maija Aho"),
    ]
    world = StaffWorld(house, appointment, held, client, [where], people)
    house.ask.answers.update(_answers(world))
    return world


def signed_in(browser: Browser, house: House, role: str) -> Browser:
    """The world's lecturer, student or coordinator, signed in."""
    person = {"lecturer": LECTURER, "student": STUDENT, "coordinator": COORDINATOR}[role]
    house.add_account(f"the.{role}", role, PASSWORD, person_id=person)
    assert browser.sign_in(f"the.{role}").status_code == 303
    return browser


def acute(world: StaffWorld, state: str = "alerted", **alert: Any) -> None:
    """The client has rated five, and the alert stands so; the lecturer acknowledged it unless told otherwise."""
    answered = NOW if state == "acknowledged" else None
    rating = session.StressView(uuid4(), 5, True, NOW, "client", "1", 4)
    world.told(
        is_acute=True,
        stress=(rating,),
        alert=replace(
            session.AlertState(state, NOW, NOW, answered, LECTURER if answered else None),  # type: ignore[arg-type]
            **({"acknowledged_as": "lecturer"} if answered else {}) | alert,
        ),
        follow_up=session.FollowUpState(
            "proposed", ShownReason.HIGH_STRESS, (Phase.TIME_USE,), uuid4(), NOW + timedelta(days=2)
        ),
    )


def completed(world: StaffWorld) -> assessment.AssessmentView:
    """A self-assessment with one gap and one change target."""
    answers = (assessment.AnswerView("errands", 1, 4, 3), assessment.AnswerView("money", 4, 4, 0))
    found = assessment.AssessmentView(
        uuid4(), world.session.session_id, world.client.client_id, "completed", form(), answers, answers[:1],
        ("errands",), (), 3, NOW, NOW,
    )  # fmt: skip
    world.assessments = [found]
    return found


def follow_up(world: StaffWorld, **changes: Any) -> booking.FollowUpView:
    """A follow-up that waits for a time."""
    values: dict[str, Any] = {
        "follows_id": world.session.session_id,
        "client_id": world.client.client_id,
        "client_name": world.client.name,
        "lecturer_id": LECTURER,
        "lecturer_name": "Leena Salo",
        "state": "waiting",
        "reason": ShownReason.HIGH_STRESS,
        "focus": (Phase.TIME_USE,),
        "requested_at": NOW,
        "position": 1,
        "is_urgent": True,
    }
    world.follow_ups = [booking.FollowUpView(**{**values, **changes})]
    return world.follow_ups[0]


def clash(world: StaffWorld, cause: booking.ClashCause = "away", state: booking.AppointmentState = "booked") -> None:
    """The student cannot make the appointment, which is now in a week."""
    coming = NOW + timedelta(days=7)
    world.appointment = replace(
        world.appointment, state=state, starts_at=coming, ends_at=coming + timedelta(minutes=90), version=3
    )
    world.clashes = [booking.ClashView(world.appointment, STUDENT, "Eero Niemi", cause)]


def _person(person_id: UUID, role: booking.PersonRole, name: str) -> booking.PersonView:
    email = f"{role}@example.fi"
    return booking.PersonView(person_id, role, name, email, Language.FI, is_active=True, phone="+358 40 555 0101")


def _answers(world: StaffWorld) -> dict[type, Any]:
    def found(ask: session.Session) -> session.SessionView:
        return world.session

    def appointment(_: object) -> booking.AppointmentView:
        return world.appointment

    def summary(_: object) -> session.SummaryView:
        held = world.session
        shared = held.synthesis if held.synthesis.agreed_at else None
        return session.SummaryView(
            held.session_id, held.state, held.starts_at, shared, held.goals, held.recommendations, held.circles
        )

    changes = (
        booking.Appointment,
        booking.BookAppointment,
        booking.RescheduleAppointment,
        booking.CancelAppointment,
        booking.MarkNoShow,
        booking.ConfirmFollowUp,
        booking.DeclineFollowUp,
        booking.OfferFollowUpTime,
    )
    steps = (session.StartSession, session.UndoStart, session.MarkPhase, session.CloseSession)
    return {
        **dict.fromkeys(changes, appointment),
        **dict.fromkeys(steps, lambda _: world.session),
        **dict.fromkeys((booking.ReferClient, booking.ChangeClient, booking.WithdrawConsent), lambda _: world.client),
        session.Session: found,
        session.Summary: summary,
        booking.Client: lambda _: world.client,
        booking.Clients: lambda ask: [world.client] if ask.search in world.client.name else [],
        booking.Appointments: lambda _: [world.appointment],
        booking.Rooms: lambda _: world.rooms,
        booking.People: lambda _: world.people,
        booking.FreeTimes: lambda ask: [booking.FreeTime(NOW + timedelta(days=1), NOW + timedelta(days=1), ask.campus)],
        booking.Clashes: lambda ask: [
            each for each in world.clashes if ask.include_accepted or each.accepted_at is None
        ],
        booking.AcceptClash: lambda _: world.clashes[0],
        booking.WaitingFollowUps: lambda _: world.follow_ups,
        booking.Availability: lambda ask: booking.AvailabilityView(ask.person_id, (), ()),
        notification.Messages: lambda _: world.messages,
        notification.UndeliverableMessages: lambda _: [
            each for each in world.messages if each.state == "undeliverable"
        ],
        assessment.AssessmentsOf: lambda _: world.assessments,
        assessment.Instruments: lambda _: [form()],
        session.SetGoal: lambda ask: session.GoalView(uuid4(), ask.text, ask.actions),
    }
