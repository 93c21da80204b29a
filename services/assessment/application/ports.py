"""What the use cases need from the world around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.assessment.domain.assessment import Assessment
from services.assessment.domain.conversation import ClientConsent, SessionParticipants
from services.assessment.domain.instrument import Instrument


class Conversations(Protocol):
    """Remembers who belongs to which session."""

    def find(self, session_id: UUID) -> SessionParticipants | None:
        """The session's people; None when no booking of it was heard."""

    def get_for_update(self, session_id: UUID) -> SessionParticipants | None:
        """The same, and nobody else may change or hold it until the transaction ends."""

    def save(self, conversation: SessionParticipants) -> None:
        """Remember the people; a cancellation that is already known stays."""

    def cancel(self, session_id: UUID) -> None:
        """Remember that the session will not take place."""

    def unasked(self, most: int) -> Sequence[UUID]:
        """Some clients of whose sessions there is one that booking was not asked about."""

    def asked(self, client_ids: Sequence[UUID]) -> None:
        """Booking has been asked about these."""

    def hold_all_of(self, client_id: UUID) -> None:
        """Nobody else may change or hold a session of this client until the transaction ends."""


class Standings(Protocol):
    """Remembers what each client's consent allows."""

    def of(self, client_id: UUID) -> ClientConsent:
        """The client's standing; one who has said nothing has consented to nothing."""

    def save(self, standing: ClientConsent) -> None:
        """Remember it, and of each instant the latest: who else tells of the client at the same time is not undone."""


class Answers(Protocol):
    """Keeps the self-assessments with their answers."""

    def of_session(self, session_id: UUID) -> Sequence[Assessment]:
        """The session's assessments, oldest first."""

    def find(self, assessment_id: UUID) -> Assessment | None:
        """One assessment, or None."""

    def get_for_update(self, assessment_id: UUID) -> Assessment | None:
        """The same, and nobody else may change or hold it until the transaction ends."""

    def add(self, assessment: Assessment) -> None:
        """Keep a new assessment; one for each session and instrument."""

    def save(self, assessment: Assessment) -> None:
        """Keep the changes of an assessment that is held."""

    def forget(self, client_id: UUID) -> None:
        """Remove every assessment of the client, answers and change targets included."""


class InstrumentCatalogue(Protocol):
    """Holds the instruments that this stack may use."""

    def offered(self) -> Sequence[Instrument]:
        """The newest version of each instrument, by code."""

    def newest(self, code: str) -> Instrument | None:
        """The newest version of an instrument, or None."""

    def find(self, code: str, version: str) -> Instrument | None:
        """This very version, or None."""


class Events(Protocol):
    """Publishes what happened."""

    def emit(self, event: object) -> None:
        """Publish the event if and only if the transaction commits."""


class Receipts(Protocol):
    """Keeps what was replied to commands, for the same command sent again."""

    def concerns(self, client_id: UUID) -> None:
        """The command in hand is about this client: its receipt goes when the client is erased."""
