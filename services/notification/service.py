"""All that notification hears and answers, and the clocks it works by."""

from __future__ import annotations

import structlog
from nameko.extensions import DependencyProvider

from services.notification.adapters.composition import Adapters, equipment
from services.notification.adapters.directory import BookingDirectory
from services.notification.adapters.unit_of_work import COORDINATORS, unit_of_work, units_of_work
from services.notification.adapters.watch import DeliveryWatch, count
from services.notification.application.ports import TemporaryFailure
from services.notification.application.use_cases.acknowledge_alert import acknowledge_alert, take_over_alert
from services.notification.application.use_cases.alert_lecturer import alert_lecturer
from services.notification.application.use_cases.apply_conversation_progress import conversation_began, start_undone
from services.notification.application.use_cases.deliver_message import claim_message, deliver_message
from services.notification.application.use_cases.forget_client import forget_client, stop_writing
from services.notification.application.use_cases.invite_client import invite_client
from services.notification.application.use_cases.notify_booking import notify_booking
from services.notification.application.use_cases.notify_cancellation import notify_cancellation
from services.notification.application.use_cases.notify_coordinators import notify_coordinators
from services.notification.application.use_cases.notify_follow_up import (
    hear_that_none_is_wanted,
    propose_follow_up,
    tell_of_declined_follow_up,
    tell_of_no_time,
)
from services.notification.application.use_cases.notify_former_address import notify_former_address
from services.notification.application.use_cases.notify_move import notify_move
from services.notification.application.use_cases.notify_no_show import notify_no_show
from services.notification.application.use_cases.notify_session_closed import notify_session_closed
from services.notification.application.use_cases.repeat_alerts import repeat_alerts
from services.notification.application.use_cases.show_messages import show_messages, show_undeliverable
from services.notification.application.use_cases.show_open_alerts import show_open_alerts, show_settled_alerts
from services.notification.application.use_cases.withdraw_alert import withdraw_alert
from services.notification.domain.template import Priority
from shared.clock import SystemClock
from shared.contracts.events import booking, session
from shared.contracts.requests import notification as requests
from shared.messaging import (
    EventService,
    ServiceClient,
    ServiceClientProvider,
    Transaction,
    Transactions,
    every,
    handles,
    on_notify,
    serves,
)
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.topology import settings_of
from shared.messaging.runtime.transaction import Begin
from shared.observability import correlation
from shared.tracing import span_of, within

log = structlog.get_logger("notification")


class Tools(DependencyProvider):
    """Injects what sending takes, set up when the service starts, and has operators told how sending stands."""

    context = ServiceContext()

    def setup(self) -> None:
        self.context.open()
        self.equipment = equipment(settings_of(self.container), SystemClock())
        self.context.watches.append(DeliveryWatch(self.equipment.post.reach, self.equipment.clock))

    def get_dependency(self, worker_ctx: object) -> Adapters:
        return self.equipment


class NotificationService(EventService):
    """Tells people what concerns them, and calls the lecturer until someone comes."""

    name = "notification"

    ask: ServiceClient = ServiceClientProvider()
    transactions: Begin = Transactions()
    tools: Adapters = Tools()

    # ---- hears

    @handles(booking.ClientReferred)
    def client_referred(self, event: booking.ClientReferred, tx: Transaction) -> None:
        invite_client(event, unit_of_work(tx))

    @handles(booking.AppointmentBooked)
    def appointment_booked(self, event: booking.AppointmentBooked, tx: Transaction) -> None:
        notify_booking(event, unit_of_work(tx), self.tools.zone)

    @handles(booking.AppointmentRescheduled)
    def appointment_rescheduled(self, event: booking.AppointmentRescheduled, tx: Transaction) -> None:
        notify_move(event, unit_of_work(tx), self.tools.zone)

    @handles(booking.AppointmentCancelled)
    def appointment_cancelled(self, event: booking.AppointmentCancelled, tx: Transaction) -> None:
        notify_cancellation(event, unit_of_work(tx))

    @handles(booking.AppointmentNoShow)
    def appointment_no_show(self, event: booking.AppointmentNoShow, tx: Transaction) -> None:
        notify_no_show(event, unit_of_work(tx))

    @handles(booking.FollowUpProposed)
    def follow_up_proposed(self, event: booking.FollowUpProposed, tx: Transaction) -> None:
        propose_follow_up(event, unit_of_work(tx))

    @handles(booking.FollowUpUnavailable)
    def follow_up_unavailable(self, event: booking.FollowUpUnavailable, tx: Transaction) -> None:
        tell_of_no_time(event, unit_of_work(tx))

    @handles(booking.FollowUpDeclined)
    def follow_up_declined(self, event: booking.FollowUpDeclined, tx: Transaction) -> None:
        tell_of_declined_follow_up(event, unit_of_work(tx))

    @handles(booking.FollowUpEnded)
    def follow_up_ended(self, event: booking.FollowUpEnded, tx: Transaction) -> None:
        hear_that_none_is_wanted(event, unit_of_work(tx))

    @handles(booking.ClientAddressChanged)
    def client_address_changed(self, event: booking.ClientAddressChanged, tx: Transaction) -> None:
        notify_former_address(event, unit_of_work(tx))

    @handles(booking.ConsentWithdrawn)
    def consent_withdrawn(self, event: booking.ConsentWithdrawn, tx: Transaction) -> None:
        stop_writing(event, unit_of_work(tx))

    @handles(booking.ClientErased)
    def client_erased(self, event: booking.ClientErased, tx: Transaction) -> None:
        forget_client(event, unit_of_work(tx))

    @handles(session.SessionStarted)
    def session_started(self, event: session.SessionStarted, tx: Transaction) -> None:
        conversation_began(event, unit_of_work(tx))

    @handles(session.StartUndone)
    def session_start_undone(self, event: session.StartUndone, tx: Transaction) -> None:
        start_undone(event, unit_of_work(tx))

    @handles(session.SessionClosed)
    def session_closed(self, event: session.SessionClosed, tx: Transaction) -> None:
        notify_session_closed(event, unit_of_work(tx))

    @handles(session.HighStressDetected)
    def high_stress_detected(self, event: session.HighStressDetected, tx: Transaction) -> None:
        alert_lecturer(event, unit_of_work(tx))

    @handles(session.StressRatingWithdrawn)
    def stress_rating_withdrawn(self, event: session.StressRatingWithdrawn, tx: Transaction) -> None:
        withdraw_alert(event, unit_of_work(tx))

    # ---- answers

    @serves(requests.OpenAlerts)
    def open_alerts(self, ask: requests.OpenAlerts, tx: Transaction) -> list[requests.AlertView]:
        return show_open_alerts(tx.actor, unit_of_work(tx))

    @serves(requests.SettledAlerts)
    def settled_alerts(self, ask: requests.SettledAlerts, tx: Transaction) -> list[requests.AlertView]:
        return show_settled_alerts(tx.actor, unit_of_work(tx))

    @serves(requests.Messages)
    def messages(self, ask: requests.Messages, tx: Transaction) -> list[requests.MessageView]:
        return show_messages(ask, tx.actor, unit_of_work(tx))

    @serves(requests.UndeliverableMessages)
    def undeliverable_messages(
        self, ask: requests.UndeliverableMessages, tx: Transaction
    ) -> list[requests.MessageView]:
        return show_undeliverable(ask, tx.actor, unit_of_work(tx))

    @serves(requests.AcknowledgeAlert)
    def acknowledge_alert(self, ask: requests.AcknowledgeAlert, tx: Transaction) -> requests.AlertView:
        return acknowledge_alert(ask, tx.actor, unit_of_work(tx))

    @serves(requests.TakeOverAlert)
    def take_over_alert(self, ask: requests.TakeOverAlert, tx: Transaction) -> requests.AlertView:
        return take_over_alert(ask, tx.actor, unit_of_work(tx))

    # ---- works by the clock

    @every(2, leader=True)
    def repeat_alerts(self, tx: Transaction) -> None:
        repeat_alerts(unit_of_work(tx))

    @every(60)
    def look_for_mail_server(self, tx: Transaction) -> None:
        self.tools.post.look()

    @on_notify(COORDINATORS)
    def tell_coordinators(self, tx: Transaction) -> None:
        try:
            notify_coordinators(units_of_work(self.transactions), BookingDirectory(self.ask))
        except TemporaryFailure as failure:
            log.warning("coordinators_not_told_yet", reason=failure.code)

    @on_notify(Priority.URGENT.value)
    def send_next_alert(self, tx: Transaction) -> bool:
        return self.send_next(Priority.URGENT)

    @on_notify(Priority.ORDINARY.value)
    def send_next_message(self, tx: Transaction) -> bool:
        return self.send_next(Priority.ORDINARY)

    def send_next(self, lane: Priority) -> bool:
        """Delivers the lane's next message; true while there may be another."""
        message = claim_message(lane, units_of_work(self.transactions))
        if message is None:
            return False
        with correlation(message.correlation_id), within(span_of(message.traceparent)):
            tried = deliver_message(message, units_of_work(self.transactions), self.tools.office(self.ask))
            count(tried)
            log.info(
                "message_tried",
                message_id=str(tried.message_id),
                template=tried.template.value,
                state=tried.state.value,
                attempts=tried.attempts,
                reason=tried.last_error,
            )
        return True


Service = NotificationService
