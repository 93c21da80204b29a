"""A client with an appointment, as the services would tell of them; what the pages send changes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.requests import assessment, booking, session
from shared.contracts.vocabulary import Language, TimeUseKind
from shared.links import LinkPurpose, Links, PrivateLink
from shared.refusal import not_found
from tests.unit.gateway.fakes import NOW, House

CAMPUS = "Myllypuro"


def room(name: str = "B2041", campus: str = CAMPUS) -> booking.RoomView:
    """A room with directions in three languages."""
    return booking.RoomView(
        room_id=uuid4(),
        name=name,
        campus=campus,
        address="Myllypurontie 1, Helsinki",
        is_active=True,
        directions_fi="Pääovesta toiseen kerrokseen, huone on portaiden vieressä.",
        directions_sv="Från huvudingången till andra våningen, rummet ligger intill trappan.",
        directions_en="From the main door to the second floor; the room is next to the stairs.",
    )


def form(language: Language = Language.FI) -> assessment.InstrumentView:
    """An instrument of two sections with two statements each."""
    steps = tuple(assessment.ScaleStep(value, f"sujuu {value}") for value in range(1, 5))
    weights = tuple(assessment.ScaleStep(value, f"merkitsee {value}") for value in range(1, 5))
    sections = (
        assessment.SectionView(
            "doing",
            "Tekeminen",
            (assessment.ItemView("errands", "Hoidan asiani."), assessment.ItemView("money", "Tiedän rahani.")),
        ),
        assessment.SectionView(
            "days", "Päivät", (assessment.ItemView("up", "Nousen ylös."), assessment.ItemView("rest", "Lepään."))
        ),
    )
    return assessment.InstrumentView(
        instrument="everyday",
        version="1",
        language=language,
        languages=tuple(Language),
        title="Arjen kulku",
        introduction="Tässä on neljä lausetta.",
        competence_question="Miten tämä sujuu?",
        importance_question="Kuinka paljon tämä merkitsee?",
        competence_scale=steps,
        importance_scale=weights,
        sections=sections,
        attribution="Hyken omat lauseet.",
    )


@dataclass
class ClientWorld:
    """One client; set the fields to the state that a test is about."""

    house: House
    client: booking.ClientView
    appointment: booking.AppointmentView
    summary: session.SummaryView | None
    rooms: list[booking.RoomView] = field(default_factory=lambda: [room()])
    free: list[datetime] = field(default_factory=list)
    assessments: list[assessment.AssessmentView] = field(default_factory=list)

    def token(
        self, purpose: LinkPurpose = LinkPurpose.APPOINTMENT, days: int = 30, *, is_confirmed: bool = True
    ) -> str:
        """A private link of this client, by mail unless told otherwise."""
        of = None if purpose is LinkPurpose.INVITATION else self.appointment.appointment_id
        link = PrivateLink(
            purpose, self.client.client_id, self.house.clock.now() + timedelta(days=days), of, is_confirmed
        )
        return Links(self.house.settings.link_secret).sign(link)

    def change(self, **appointment: Any) -> None:
        """Another state of the appointment."""
        self.appointment = replace(self.appointment, **appointment)

    def told(self, **summary: Any) -> None:
        """Another state of the conversation."""
        assert self.summary
        self.summary = replace(self.summary, **summary)

    def begun(self, **changes: Any) -> assessment.AssessmentView:
        """A self-assessment that is open, with no answers unless told."""
        items = tuple(item.item for section in form().sections for item in section.items)
        values: dict[str, Any] = {
            "assessment_id": uuid4(),
            "session_id": self.appointment.appointment_id,
            "client_id": self.client.client_id,
            "state": "open",
            "form": form(),
            "answers": (),
            "gaps": (),
            "change_targets": (),
            "missing": items,
            "version": 1,
            "started_at": NOW,
        }
        self.assessments = [assessment.AssessmentView(**{**values, **changes})]
        return self.assessments[0]

    def sent(self, contract: type) -> list[Any]:
        """The commands of one kind that the pages have sent."""
        return [asked.request for asked in self.house.ask.of(contract)]

    def times(self, ask: booking.FreeTimes) -> list[booking.FreeTime]:
        """The free times of the asked campus."""
        where = ask.campus or self.rooms[0].campus
        return [booking.FreeTime(at, at + timedelta(minutes=90), where) for at in self.free]

    def tell_summary(self, _: session.Summary) -> session.SummaryView:
        """The summary, unless session has not heard of the appointment."""
        if self.summary is None:
            raise not_found("session_not_found", "session_id")
        return self.summary

    def rate(self, ask: session.RateStress) -> session.StressView:
        """The rating, kept."""
        self.told(stress_level=ask.level, stress_is_high=ask.level >= 4)
        return session.StressView(uuid4(), ask.level, ask.level >= 4, NOW, "client", "1", 4)

    def draw(self, ask: session.RecordTimeUse) -> session.CircleView:
        """The circle, kept."""
        drawn = circle(ask.kind, ask.productive_minutes, ask.leisure_minutes, ask.self_care_minutes)
        assert self.summary
        self.told(circles=(*self.summary.circles, drawn))
        return drawn


def circle(kind: TimeUseKind, productive: int, leisure: int, self_care: int) -> session.CircleView:
    """A circle."""
    return session.CircleView(kind, productive, leisure, self_care, NOW)


def client_world(house: House, starts_at: datetime | None = None) -> ClientWorld:
    """A client who speaks Finnish and has booked a time for the day after tomorrow."""
    client_id, appointment_id = uuid4(), uuid4()
    starts_at = starts_at or NOW + timedelta(days=2)
    client = booking.ClientView(
        client_id, "Aino Mäkelä", "aino@example.fi", "", Language.FI, "student", "self", NOW, "1", NOW
    )
    summary = session.SummaryView(appointment_id, "planned", starts_at, None, (), (), ())
    world = ClientWorld(house, client, _appointment(client_id, appointment_id, starts_at), summary)
    world.free = [NOW + timedelta(days=day, hours=hour) for day in (1, 2, 9) for hour in (0, 3)]
    house.ask.answers.update(_answers(world))
    return world


def _appointment(client_id: UUID, appointment_id: UUID, starts_at: datetime) -> booking.AppointmentView:
    ends_at = starts_at + timedelta(minutes=90)
    return booking.AppointmentView(
        appointment_id=appointment_id,
        client_id=client_id,
        client_name="Aino Mäkelä",
        state="booked",
        kind="first",
        starts_at=starts_at,
        ends_at=ends_at,
        busy_from=starts_at,
        busy_until=ends_at,
        student_ids=(uuid4(), uuid4()),
        student_names=("Eero Niemi", "Siiri Laine"),
        lecturer_id=uuid4(),
        lecturer_name="Leena Salo",
        room=room(),
        version=1,
        consent="given",
    )


def _answers(world: ClientWorld) -> dict[type, Any]:
    def appointment(_: object) -> booking.AppointmentView:
        return world.appointment

    def client(_: object) -> booking.ClientView:
        return world.client

    def assessed(_: object) -> assessment.AssessmentView:
        return world.assessments[0]

    changes = (
        booking.Appointment,
        booking.BookAsNewClient,
        booking.BookAppointment,
        booking.RescheduleAppointment,
        booking.CancelAppointment,
        booking.ConfirmFollowUp,
        booking.DeclineFollowUp,
    )
    return {
        **dict.fromkeys(changes, appointment),
        **dict.fromkeys((booking.Client, booking.GiveConsent, booking.WithdrawConsent), client),
        **dict.fromkeys(
            (assessment.AnswerItem, assessment.CompleteAssessment, assessment.ChooseChangeTargets), assessed
        ),
        booking.Rooms: lambda _: world.rooms,
        booking.FreeTimes: world.times,
        session.Summary: world.tell_summary,
        session.RateStress: world.rate,
        session.RecordTimeUse: world.draw,
        assessment.AssessmentsOf: lambda _: world.assessments,
        assessment.Instruments: lambda _: [form()],
        assessment.StartAssessment: lambda _: world.begun(),
    }
