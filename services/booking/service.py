"""All that booking hears and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nameko.extensions import DependencyProvider

from services.booking.adapters.unit_of_work import unit_of_work
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.accept_clash import accept_clash
from services.booking.application.use_cases.apply_session_progress import (
    begin_appointment,
    complete_appointment,
    unbegin_appointment,
)
from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.book_as_new_client import book_as_new_client
from services.booking.application.use_cases.cancel_appointment import cancel_appointment
from services.booking.application.use_cases.change_client import change_client
from services.booking.application.use_cases.close_without_follow_up import close_without_follow_up
from services.booking.application.use_cases.confirm_follow_up import confirm_follow_up
from services.booking.application.use_cases.decline_follow_up import decline_follow_up
from services.booking.application.use_cases.end_follow_up import end_follow_up
from services.booking.application.use_cases.erase_client import erase_client
from services.booking.application.use_cases.find_free_times import find_free_times
from services.booking.application.use_cases.give_consent import give_consent, record_consent
from services.booking.application.use_cases.heed_withdrawn_rating import heed_withdrawn_rating
from services.booking.application.use_cases.keep_people import add_person, change_person
from services.booking.application.use_cases.keep_rooms import add_room, change_room
from services.booking.application.use_cases.mark_no_show import mark_no_show
from services.booking.application.use_cases.offer_follow_up_time import offer_follow_up_time
from services.booking.application.use_cases.process_follow_up_queue import process_follow_up_queue
from services.booking.application.use_cases.propose_follow_up import (
    propose_acute_follow_up,
    propose_requested_follow_up,
)
from services.booking.application.use_cases.refer_client import refer_client
from services.booking.application.use_cases.reschedule_appointment import reschedule_appointment
from services.booking.application.use_cases.set_hours import set_exceptions, set_weekly_hours
from services.booking.application.use_cases.settle_follow_up import settle_follow_up
from services.booking.application.use_cases.show_appointments import show_appointment, show_appointments
from services.booking.application.use_cases.show_availability import show_availability
from services.booking.application.use_cases.show_clashes import show_clashes
from services.booking.application.use_cases.show_clients import show_client, show_clients, show_consents, show_contact
from services.booking.application.use_cases.show_follow_ups import (
    show_fallen_follow_ups,
    show_follow_up_decisions,
    show_waiting_follow_ups,
)
from services.booking.application.use_cases.show_staff import show_people, show_rooms
from services.booking.application.use_cases.withdraw_consent import withdraw_consent
from shared.contracts.events import session
from shared.contracts.requests import booking as asks
from shared.messaging import EventService, Transaction, every, handles, serves
from shared.messaging.runtime.topology import settings_of


class UnitOfWorkProvider(DependencyProvider):
    """Injects what makes the unit of work of a transaction."""

    def get_dependency(self, worker_ctx: Any) -> Callable[[Transaction], UnitOfWork]:
        """``self.uow(tx)``: the unit of work in the stack's time zone."""
        zone = settings_of(self.container).time_zone
        return lambda tx: unit_of_work(tx.connection, tx, tx, tx.now, tx.actor, zone)


class BookingService(EventService):
    """Clients, people, rooms and hours; appointments that cannot overlap; follow-ups."""

    name = "booking"

    uow = UnitOfWorkProvider()

    @handles(session.SessionStarted)
    def session_started(self, event: session.SessionStarted, tx: Transaction) -> None:
        begin_appointment(self.uow(tx), event.session_id, event.started_at)

    @handles(session.StartUndone)
    def start_undone(self, event: session.StartUndone, tx: Transaction) -> None:
        unbegin_appointment(self.uow(tx), event.session_id, event.started_at)

    @handles(session.SessionClosed)
    def session_closed(self, event: session.SessionClosed, tx: Transaction) -> None:
        complete_appointment(self.uow(tx), event.session_id)

    @handles(session.HighStressDetected)
    def high_stress_detected(self, event: session.HighStressDetected, tx: Transaction) -> None:
        propose_acute_follow_up(event, self.uow(tx))

    @handles(session.FollowUpRequested)
    def follow_up_requested(self, event: session.FollowUpRequested, tx: Transaction) -> None:
        propose_requested_follow_up(event, self.uow(tx))

    @handles(session.ClosedWithoutFollowUp)
    def closed_without_follow_up(self, event: session.ClosedWithoutFollowUp, tx: Transaction) -> None:
        close_without_follow_up(event, self.uow(tx))

    @handles(session.StressRatingWithdrawn)
    def stress_rating_withdrawn(self, event: session.StressRatingWithdrawn, tx: Transaction) -> None:
        heed_withdrawn_rating(event, self.uow(tx))

    @every(60, leader=True)
    def every_minute(self, tx: Transaction) -> None:
        process_follow_up_queue(self.uow(tx))

    @serves(asks.FreeTimes)
    def free_times(self, ask: asks.FreeTimes, tx: Transaction) -> list[asks.FreeTime]:
        return find_free_times(ask, self.uow(tx))

    @serves(asks.Rooms)
    def rooms(self, ask: asks.Rooms, tx: Transaction) -> list[asks.RoomView]:
        return show_rooms(ask, self.uow(tx))

    @serves(asks.Appointment)
    def appointment(self, ask: asks.Appointment, tx: Transaction) -> asks.AppointmentView:
        return show_appointment(ask, self.uow(tx))

    @serves(asks.Appointments)
    def appointments(self, ask: asks.Appointments, tx: Transaction) -> list[asks.AppointmentView]:
        return show_appointments(ask, self.uow(tx))

    @serves(asks.Clashes)
    def clashes(self, ask: asks.Clashes, tx: Transaction) -> list[asks.ClashView]:
        return show_clashes(ask, self.uow(tx))

    @serves(asks.Clients)
    def clients(self, ask: asks.Clients, tx: Transaction) -> list[asks.ClientView]:
        return show_clients(ask, self.uow(tx))

    @serves(asks.Client)
    def client(self, ask: asks.Client, tx: Transaction) -> asks.ClientView:
        return show_client(ask, self.uow(tx))

    @serves(asks.People)
    def people(self, ask: asks.People, tx: Transaction) -> list[asks.PersonView]:
        return show_people(ask, self.uow(tx))

    @serves(asks.Availability)
    def availability(self, ask: asks.Availability, tx: Transaction) -> asks.AvailabilityView:
        return show_availability(ask, self.uow(tx))

    @serves(asks.WaitingFollowUps)
    def waiting_follow_ups(self, ask: asks.WaitingFollowUps, tx: Transaction) -> list[asks.FollowUpView]:
        return show_waiting_follow_ups(self.uow(tx))

    @serves(asks.ConsentsOf)
    def consents_of(self, ask: asks.ConsentsOf, tx: Transaction) -> list[asks.ConsentView]:
        return show_consents(ask, self.uow(tx))

    @serves(asks.FallenFollowUps)
    def fallen_follow_ups(self, ask: asks.FallenFollowUps, tx: Transaction) -> list[asks.FallenFollowUp]:
        return show_fallen_follow_ups(self.uow(tx))

    @serves(asks.FollowUpDecisions)
    def follow_up_decisions(self, ask: asks.FollowUpDecisions, tx: Transaction) -> list[asks.FollowUpDecision]:
        return show_follow_up_decisions(ask, self.uow(tx))

    @serves(asks.ContactOf)
    def contact_of(self, ask: asks.ContactOf, tx: Transaction) -> asks.Contact:
        return show_contact(ask, self.uow(tx))

    @serves(asks.ReferClient)
    def refer_client(self, ask: asks.ReferClient, tx: Transaction) -> asks.ClientView:
        return refer_client(ask, self.uow(tx))

    @serves(asks.ChangeClient)
    def change_client(self, ask: asks.ChangeClient, tx: Transaction) -> asks.ClientView:
        return change_client(ask, self.uow(tx))

    @serves(asks.GiveConsent)
    def give_consent(self, ask: asks.GiveConsent, tx: Transaction) -> asks.ClientView:
        return give_consent(ask, self.uow(tx))

    @serves(asks.RecordConsent)
    def record_consent(self, ask: asks.RecordConsent, tx: Transaction) -> asks.ClientView:
        return record_consent(ask, self.uow(tx))

    @serves(asks.WithdrawConsent)
    def withdraw_consent(self, ask: asks.WithdrawConsent, tx: Transaction) -> asks.ClientView:
        return withdraw_consent(ask, self.uow(tx))

    @serves(asks.EraseClient)
    def erase_client(self, ask: asks.EraseClient, tx: Transaction) -> None:
        erase_client(ask, self.uow(tx))

    @serves(asks.BookAsNewClient)
    def book_as_new_client(self, ask: asks.BookAsNewClient, tx: Transaction) -> asks.AppointmentView:
        return book_as_new_client(ask, self.uow(tx))

    @serves(asks.BookAppointment)
    def book_appointment(self, ask: asks.BookAppointment, tx: Transaction) -> asks.AppointmentView:
        return book_appointment(ask, self.uow(tx))

    @serves(asks.RescheduleAppointment)
    def reschedule_appointment(self, ask: asks.RescheduleAppointment, tx: Transaction) -> asks.AppointmentView:
        return reschedule_appointment(ask, self.uow(tx))

    @serves(asks.AcceptClash)
    def accept_clash(self, ask: asks.AcceptClash, tx: Transaction) -> asks.ClashView:
        return accept_clash(ask, self.uow(tx))

    @serves(asks.CancelAppointment)
    def cancel_appointment(self, ask: asks.CancelAppointment, tx: Transaction) -> asks.AppointmentView:
        return cancel_appointment(ask, self.uow(tx))

    @serves(asks.MarkNoShow)
    def mark_no_show(self, ask: asks.MarkNoShow, tx: Transaction) -> asks.AppointmentView:
        return mark_no_show(ask, self.uow(tx))

    @serves(asks.ConfirmFollowUp)
    def confirm_follow_up(self, ask: asks.ConfirmFollowUp, tx: Transaction) -> asks.AppointmentView:
        return confirm_follow_up(ask, self.uow(tx))

    @serves(asks.DeclineFollowUp)
    def decline_follow_up(self, ask: asks.DeclineFollowUp, tx: Transaction) -> asks.AppointmentView:
        return decline_follow_up(ask, self.uow(tx))

    @serves(asks.EndFollowUp)
    def end_follow_up(self, ask: asks.EndFollowUp, tx: Transaction) -> None:
        end_follow_up(ask, self.uow(tx))

    @serves(asks.SettleFollowUp)
    def settle_follow_up(self, ask: asks.SettleFollowUp, tx: Transaction) -> None:
        settle_follow_up(ask, self.uow(tx))

    @serves(asks.OfferFollowUpTime)
    def offer_follow_up_time(self, ask: asks.OfferFollowUpTime, tx: Transaction) -> asks.AppointmentView:
        return offer_follow_up_time(ask, self.uow(tx))

    @serves(asks.AddPerson)
    def add_person(self, ask: asks.AddPerson, tx: Transaction) -> asks.PersonView:
        return add_person(ask, self.uow(tx))

    @serves(asks.ChangePerson)
    def change_person(self, ask: asks.ChangePerson, tx: Transaction) -> asks.PersonView:
        return change_person(ask, self.uow(tx))

    @serves(asks.AddRoom)
    def add_room(self, ask: asks.AddRoom, tx: Transaction) -> asks.RoomView:
        return add_room(ask, self.uow(tx))

    @serves(asks.ChangeRoom)
    def change_room(self, ask: asks.ChangeRoom, tx: Transaction) -> asks.RoomView:
        return change_room(ask, self.uow(tx))

    @serves(asks.SetWeeklyHours)
    def set_weekly_hours(self, ask: asks.SetWeeklyHours, tx: Transaction) -> asks.AvailabilityView:
        return set_weekly_hours(ask, self.uow(tx))

    @serves(asks.SetExceptions)
    def set_exceptions(self, ask: asks.SetExceptions, tx: Transaction) -> asks.AvailabilityView:
        return set_exceptions(ask, self.uow(tx))


Service = BookingService
