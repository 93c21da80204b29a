"""All that session hears and answers."""

from __future__ import annotations

from uuid import uuid4

from services.session.adapters.records import SqlRecords
from services.session.adapters.session_repository import SqlSessionRepository
from services.session.application.unit_of_work import UnitOfWork
from services.session.application.use_cases import (
    apply_alert,
    apply_appointment,
    apply_assessment,
    apply_consent,
    apply_follow_up,
    show_sessions,
)
from services.session.application.use_cases.agree_synthesis import agree_synthesis
from services.session.application.use_cases.call_lecturer import call_lecturer
from services.session.application.use_cases.close_session import close_session
from services.session.application.use_cases.complete_debrief import complete_debrief
from services.session.application.use_cases.mark_phase import mark_phase
from services.session.application.use_cases.rate_stress import rate_stress
from services.session.application.use_cases.record_time_use import record_time_use
from services.session.application.use_cases.set_goal import remove_goal, set_goal
from services.session.application.use_cases.start_session import start_session
from services.session.application.use_cases.undo_start import undo_start
from services.session.application.use_cases.withdraw_rating import withdraw_rating
from services.session.application.use_cases.write_note import write_note
from services.session.application.use_cases.write_synthesis import write_synthesis
from shared.contracts.events import assessment, booking, notification
from shared.contracts.requests import session as requests
from shared.messaging import EventService, Transaction, handles, serves


class SessionService(EventService):
    """The well-being conversation: its steps, its records, its closing and its debrief."""

    name = "session"

    @handles(booking.AppointmentBooked)
    def appointment_booked(self, event: booking.AppointmentBooked, tx: Transaction) -> None:
        apply_appointment.open_session(event, uow(tx))

    @handles(booking.AppointmentRescheduled)
    def appointment_rescheduled(self, event: booking.AppointmentRescheduled, tx: Transaction) -> None:
        apply_appointment.move_session(event, uow(tx))

    @handles(booking.AppointmentCancelled)
    def appointment_cancelled(self, event: booking.AppointmentCancelled, tx: Transaction) -> None:
        apply_appointment.cancel_session(event, uow(tx))

    @handles(booking.AppointmentNoShow)
    def appointment_no_show(self, event: booking.AppointmentNoShow, tx: Transaction) -> None:
        apply_appointment.note_no_show(event, uow(tx))

    @handles(booking.FollowUpProposed)
    def follow_up_proposed(self, event: booking.FollowUpProposed, tx: Transaction) -> None:
        apply_follow_up.follow_up_proposed(event, uow(tx))

    @handles(booking.FollowUpUnavailable)
    def follow_up_unavailable(self, event: booking.FollowUpUnavailable, tx: Transaction) -> None:
        apply_follow_up.follow_up_unavailable(event, uow(tx))

    @handles(booking.FollowUpDeclined)
    def follow_up_declined(self, event: booking.FollowUpDeclined, tx: Transaction) -> None:
        apply_follow_up.follow_up_declined(event, uow(tx))

    @handles(booking.FollowUpEnded)
    def follow_up_ended(self, event: booking.FollowUpEnded, tx: Transaction) -> None:
        apply_follow_up.follow_up_ended(event, uow(tx))

    @handles(assessment.AssessmentCompleted)
    def assessment_completed(self, event: assessment.AssessmentCompleted, tx: Transaction) -> None:
        apply_assessment.assessment_completed(event, uow(tx))

    @handles(notification.LecturerAlerted)
    def lecturer_alerted(self, event: notification.LecturerAlerted, tx: Transaction) -> None:
        apply_alert.lecturer_alerted(event, uow(tx))

    @handles(notification.AlertUnanswered)
    def alert_unanswered(self, event: notification.AlertUnanswered, tx: Transaction) -> None:
        apply_alert.alert_unanswered(event, uow(tx))

    @handles(notification.AlertAcknowledged)
    def alert_acknowledged(self, event: notification.AlertAcknowledged, tx: Transaction) -> None:
        apply_alert.alert_acknowledged(event, uow(tx))

    @handles(notification.CoordinatorAcknowledged)
    def coordinator_acknowledged(self, event: notification.CoordinatorAcknowledged, tx: Transaction) -> None:
        apply_alert.coordinator_acknowledged(event, uow(tx))

    @handles(booking.ConsentGiven)
    def consent_given(self, event: booking.ConsentGiven, tx: Transaction) -> None:
        apply_consent.consent_given(event, uow(tx))

    @handles(booking.ConsentWithdrawn)
    def consent_withdrawn(self, event: booking.ConsentWithdrawn, tx: Transaction) -> None:
        apply_consent.consent_withdrawn(event, uow(tx))

    @handles(booking.ClientErased)
    def client_erased(self, event: booking.ClientErased, tx: Transaction) -> None:
        apply_consent.client_erased(event, uow(tx))

    @serves(requests.Session)
    def session(self, ask: requests.Session, tx: Transaction) -> requests.SessionView:
        return show_sessions.show_session(ask, uow(tx))

    @serves(requests.Sessions)
    def sessions(self, ask: requests.Sessions, tx: Transaction) -> list[requests.SessionLine]:
        return show_sessions.list_sessions(ask, uow(tx))

    @serves(requests.AwaitingDebrief)
    def awaiting_debrief(self, ask: requests.AwaitingDebrief, tx: Transaction) -> list[requests.SessionLine]:
        return show_sessions.list_awaiting_debrief(ask, uow(tx))

    @serves(requests.Summary)
    def summary(self, ask: requests.Summary, tx: Transaction) -> requests.SummaryView:
        return show_sessions.show_summary(ask, uow(tx))

    @serves(requests.StartSession)
    def start_session(self, ask: requests.StartSession, tx: Transaction) -> requests.SessionView:
        return start_session(ask, uow(tx))

    @serves(requests.UndoStart)
    def undo_start(self, ask: requests.UndoStart, tx: Transaction) -> requests.SessionView:
        return undo_start(ask, uow(tx))

    @serves(requests.MarkPhase)
    def mark_phase(self, ask: requests.MarkPhase, tx: Transaction) -> requests.SessionView:
        return mark_phase(ask, uow(tx))

    @serves(requests.WriteNote)
    def write_note(self, ask: requests.WriteNote, tx: Transaction) -> requests.PhaseView:
        return write_note(ask, uow(tx))

    @serves(requests.RateStress)
    def rate_stress(self, ask: requests.RateStress, tx: Transaction) -> requests.StressView:
        return rate_stress(ask, uow(tx))

    @serves(requests.CallLecturer)
    def call_lecturer(self, ask: requests.CallLecturer, tx: Transaction) -> requests.SessionView:
        return call_lecturer(ask, uow(tx))

    @serves(requests.WithdrawRating)
    def withdraw_rating(self, ask: requests.WithdrawRating, tx: Transaction) -> requests.StressView:
        return withdraw_rating(ask, uow(tx))

    @serves(requests.RecordTimeUse)
    def record_time_use(self, ask: requests.RecordTimeUse, tx: Transaction) -> requests.CircleView:
        return record_time_use(ask, uow(tx))

    @serves(requests.WriteSynthesis)
    def write_synthesis(self, ask: requests.WriteSynthesis, tx: Transaction) -> requests.SynthesisView:
        return write_synthesis(ask, uow(tx))

    @serves(requests.AgreeSynthesis)
    def agree_synthesis(self, ask: requests.AgreeSynthesis, tx: Transaction) -> requests.SynthesisView:
        return agree_synthesis(ask, uow(tx))

    @serves(requests.SetGoal)
    def set_goal(self, ask: requests.SetGoal, tx: Transaction) -> requests.GoalView:
        return set_goal(ask, uow(tx))

    @serves(requests.RemoveGoal)
    def remove_goal(self, ask: requests.RemoveGoal, tx: Transaction) -> None:
        remove_goal(ask, uow(tx))

    @serves(requests.CloseSession)
    def close_session(self, ask: requests.CloseSession, tx: Transaction) -> requests.SessionView:
        return close_session(ask, uow(tx))

    @serves(requests.CompleteDebrief)
    def complete_debrief(self, ask: requests.CompleteDebrief, tx: Transaction) -> requests.DebriefView:
        return complete_debrief(ask, uow(tx))


Service = SessionService


def uow(tx: Transaction) -> UnitOfWork:
    """What a use case works with, within one transaction."""
    return UnitOfWork(tx.actor, tx.now, SqlSessionRepository(tx.connection), SqlRecords(tx.connection), tx, tx, uuid4)
