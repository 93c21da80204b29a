"""All that assessment hears and answers."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from services.assessment.adapters.answers import SqlAnswers
from services.assessment.adapters.instrument_catalogue import ReadInstruments
from services.assessment.adapters.instrument_files import SHIPPED, InvalidInstruments, read_instruments
from services.assessment.adapters.people import SqlConversations, SqlStandings
from services.assessment.application.ports import InstrumentCatalogue
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.application.use_cases.answer_item import answer_item
from services.assessment.application.use_cases.apply_consent import collect, forget_client, stop_collecting
from services.assessment.application.use_cases.choose_change_targets import choose_change_targets
from services.assessment.application.use_cases.complete_assessment import complete_assessment
from services.assessment.application.use_cases.learn_consents import learn_consents
from services.assessment.application.use_cases.list_instruments import list_instruments
from services.assessment.application.use_cases.remember_session import end_session, remember_session
from services.assessment.application.use_cases.show_assessments import show_assessments
from services.assessment.application.use_cases.start_assessment import start_assessment
from shared.contracts.events import booking
from shared.contracts.requests import assessment as requests
from shared.messaging import EventService, ServiceClient, ServiceClientProvider, Transaction, every, handles, serves
from shared.messaging.runtime.topology import settings_of
from shared.settings import Settings, SettingsError


def stock(settings: Settings) -> ReadInstruments:
    """The catalogue with our own instruments and the operator's; SettingsError names every flaw of their files."""
    bought = [settings.instruments_dir] if settings.instruments_dir else []
    try:
        return ReadInstruments(read_instruments(SHIPPED, *bought))
    except InvalidInstruments as invalid:
        raise SettingsError(settings.service, invalid.flaws) from invalid


class InstrumentCatalogueProvider(DependencyProvider):
    """Injects the catalogue, read when the service starts."""

    def setup(self) -> None:
        self.catalogue = stock(settings_of(self.container))

    def get_dependency(self, worker_ctx: Any) -> InstrumentCatalogue:
        return self.catalogue


class AssessmentService(EventService):
    """Gives the client's self-assessment, and keeps the answers for those who belong to the session."""

    name = "assessment"

    ask: ServiceClient = ServiceClientProvider()
    catalogue: InstrumentCatalogue = InstrumentCatalogueProvider()

    @staticmethod
    def check(settings: Settings) -> None:
        """Refuse to start on flawed instrument files; SettingsError names every flaw."""
        stock(settings)

    # ---- hears

    @handles(booking.AppointmentBooked)
    def appointment_booked(self, event: booking.AppointmentBooked, tx: Transaction) -> None:
        remember_session(event, self.uow(tx))

    @handles(booking.AppointmentRescheduled)
    def appointment_rescheduled(self, event: booking.AppointmentRescheduled, tx: Transaction) -> None:
        remember_session(event, self.uow(tx))

    @handles(booking.AppointmentCancelled)
    def appointment_cancelled(self, event: booking.AppointmentCancelled, tx: Transaction) -> None:
        end_session(event, self.uow(tx))

    @handles(booking.ConsentWithdrawn)
    def consent_withdrawn(self, event: booking.ConsentWithdrawn, tx: Transaction) -> None:
        stop_collecting(event, self.uow(tx))

    @handles(booking.ConsentGiven)
    def consent_given(self, event: booking.ConsentGiven, tx: Transaction) -> None:
        collect(event, self.uow(tx))

    @handles(booking.ClientErased)
    def client_erased(self, event: booking.ClientErased, tx: Transaction) -> None:
        forget_client(event, self.uow(tx))

    # ---- works by the clock

    @every(60, leader=True)
    def learn_consents(self, tx: Transaction) -> None:
        learn_consents(self.uow(tx), self.ask)

    # ---- answers

    @serves(requests.Instruments)
    def instruments(self, ask: requests.Instruments, tx: Transaction) -> list[requests.InstrumentView]:
        return list_instruments(ask, self.uow(tx))

    @serves(requests.AssessmentsOf)
    def assessments_of(self, ask: requests.AssessmentsOf, tx: Transaction) -> list[requests.AssessmentView]:
        return show_assessments(ask, self.uow(tx))

    @serves(requests.StartAssessment)
    def start_assessment(self, ask: requests.StartAssessment, tx: Transaction) -> requests.AssessmentView:
        return start_assessment(ask, self.uow(tx))

    @serves(requests.AnswerItem)
    def answer_item(self, ask: requests.AnswerItem, tx: Transaction) -> requests.AssessmentView:
        return answer_item(ask, self.uow(tx))

    @serves(requests.ChooseChangeTargets)
    def choose_change_targets(self, ask: requests.ChooseChangeTargets, tx: Transaction) -> requests.AssessmentView:
        return choose_change_targets(ask, self.uow(tx))

    @serves(requests.CompleteAssessment)
    def complete_assessment(self, ask: requests.CompleteAssessment, tx: Transaction) -> requests.AssessmentView:
        return complete_assessment(ask, self.uow(tx))

    # ---- wiring

    def uow(self, tx: Transaction) -> UnitOfWork:
        """What a use case works with inside this transaction."""
        connection = tx.connection
        return UnitOfWork(
            actor=tx.actor,
            now=tx.now,
            conversations=SqlConversations(connection),
            standings=SqlStandings(connection),
            answers=SqlAnswers(connection),
            catalogue=self.catalogue,
            events=tx,
            receipts=tx,
        )


Service = AssessmentService
