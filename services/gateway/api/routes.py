"""Every request of the published language that the outside may send, and the address that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shared.contracts.requests import assessment, booking, desk, notification, session
from shared.links import LinkPurpose

Method = Literal["GET", "POST", "PUT", "DELETE"]
PAGE = frozenset({LinkPurpose.APPOINTMENT})
FORMS = frozenset({LinkPurpose.APPOINTMENT, LinkPurpose.SELF_FILL})
BOOKING = frozenset({LinkPurpose.APPOINTMENT, LinkPurpose.INVITATION})


@dataclass(frozen=True, slots=True)
class Route:
    """An address: fields of the contract that stand in the path come from there, the rest from query or body.

    ``links`` are the kinds of private link that open it; who else may use it is for the service to say.
    """

    method: Method
    path: str
    contract: type
    links: frozenset[LinkPurpose] = PAGE
    status: int = 200


APPOINTMENT = "/appointments/<uuid:appointment_id>"
CLIENT = "/clients/<uuid:client_id>"
PERSON = "/people/<uuid:person_id>"
SESSION = "/sessions/<uuid:session_id>"
FAILED = "/failed-events/<service>"
ASSESSMENT = "/assessments/<uuid:assessment_id>"

ROUTES: Sequence[Route] = (
    # booking: times and appointments
    Route("GET", "/free-times", booking.FreeTimes, BOOKING),
    Route("GET", "/appointments", booking.Appointments),
    Route("POST", "/appointments", booking.BookAppointment, BOOKING, 201),
    Route("GET", APPOINTMENT, booking.Appointment),
    Route("POST", f"{APPOINTMENT}/move", booking.RescheduleAppointment),
    Route("POST", f"{APPOINTMENT}/cancel", booking.CancelAppointment),
    Route("POST", f"{APPOINTMENT}/no-show", booking.MarkNoShow),
    Route("POST", f"{APPOINTMENT}/confirm", booking.ConfirmFollowUp),
    Route("POST", f"{APPOINTMENT}/decline", booking.DeclineFollowUp),
    Route("GET", "/clashes", booking.Clashes),
    Route("POST", f"{APPOINTMENT}/clashes/<uuid:person_id>/accept", booking.AcceptClash),
    Route("GET", "/follow-ups", booking.WaitingFollowUps),
    Route("GET", "/follow-ups/fallen", booking.FallenFollowUps),
    Route("GET", "/follow-ups/<uuid:follows_id>/decisions", booking.FollowUpDecisions),
    Route("POST", "/follow-ups/<uuid:follows_id>/offer", booking.OfferFollowUpTime),
    Route("POST", "/follow-ups/<uuid:follows_id>/end", booking.EndFollowUp),
    Route("POST", "/follow-ups/<uuid:follows_id>/settle", booking.SettleFollowUp),
    # booking: clients
    Route("GET", "/clients", booking.Clients),
    Route("POST", "/clients", booking.ReferClient, status=201),
    Route("GET", CLIENT, booking.Client, BOOKING),
    Route("PUT", CLIENT, booking.ChangeClient),
    Route("DELETE", CLIENT, booking.EraseClient),
    Route("POST", f"{CLIENT}/consent", booking.GiveConsent, BOOKING),
    Route("POST", f"{CLIENT}/consent/recorded", booking.RecordConsent),
    Route("DELETE", f"{CLIENT}/consent", booking.WithdrawConsent, BOOKING),
    # booking: people, rooms, availability
    Route("GET", "/people", booking.People),
    Route("PUT", PERSON, booking.ChangePerson),
    Route("GET", f"{PERSON}/availability", booking.Availability),
    Route("PUT", f"{PERSON}/weekly-hours", booking.SetWeeklyHours),
    Route("PUT", f"{PERSON}/exceptions", booking.SetExceptions),
    Route("GET", "/rooms", booking.Rooms, BOOKING),
    Route("POST", "/rooms", booking.AddRoom, status=201),
    Route("PUT", "/rooms/<uuid:room_id>", booking.ChangeRoom),
    # session
    Route("GET", "/sessions", session.Sessions),
    Route("GET", "/sessions/awaiting-debrief", session.AwaitingDebrief),
    Route("GET", SESSION, session.Session),
    Route("GET", f"{SESSION}/summary", session.Summary, FORMS),
    Route("POST", f"{SESSION}/start", session.StartSession),
    Route("POST", f"{SESSION}/undo-start", session.UndoStart),
    Route("PUT", f"{SESSION}/phases/<phase>", session.MarkPhase),
    Route("PUT", f"{SESSION}/phases/<phase>/note", session.WriteNote),
    Route("POST", f"{SESSION}/stress", session.RateStress, FORMS, 201),
    Route("POST", f"{SESSION}/call-lecturer", session.CallLecturer),
    Route("POST", f"{SESSION}/stress/<uuid:rating_id>/withdraw", session.WithdrawRating),
    Route("PUT", f"{SESSION}/time-use/<kind>", session.RecordTimeUse, FORMS),
    Route("PUT", f"{SESSION}/synthesis", session.WriteSynthesis),
    Route("POST", f"{SESSION}/synthesis/agree", session.AgreeSynthesis),
    Route("POST", f"{SESSION}/goals", session.SetGoal, status=201),
    Route("DELETE", f"{SESSION}/goals/<uuid:goal_id>", session.RemoveGoal),
    Route("POST", f"{SESSION}/close", session.CloseSession),
    Route("POST", f"{SESSION}/debrief", session.CompleteDebrief),
    # assessment
    Route("GET", "/instruments", assessment.Instruments, FORMS),
    Route("GET", f"{SESSION}/assessments", assessment.AssessmentsOf, FORMS),
    Route("POST", f"{SESSION}/assessments", assessment.StartAssessment, FORMS, 201),
    Route("PUT", f"{ASSESSMENT}/answers/<item>", assessment.AnswerItem, FORMS),
    Route("PUT", f"{ASSESSMENT}/change-targets", assessment.ChooseChangeTargets, FORMS),
    Route("POST", f"{ASSESSMENT}/complete", assessment.CompleteAssessment, FORMS),
    # notification
    Route("GET", "/alerts", notification.OpenAlerts),
    Route("POST", "/alerts/<uuid:alert_id>/acknowledge", notification.AcknowledgeAlert),
    Route("POST", "/alerts/<uuid:alert_id>/take-over", notification.TakeOverAlert),
    Route("GET", "/alerts/settled", notification.SettledAlerts),
    Route("GET", "/messages", notification.Messages),
    Route("GET", "/messages/undeliverable", notification.UndeliverableMessages),
    # every service: what it could not act on
    Route("GET", FAILED, desk.FailedEvents),
    Route("GET", f"{FAILED}/count", desk.FailedCount),
    Route("POST", f"{FAILED}/replay", desk.ReplayEvents),
    Route("POST", f"{FAILED}/replay-all", desk.ReplayAllEvents),
    Route("POST", f"{FAILED}/discard", desk.DiscardEvents),
)
