"""Ports of assessment that live in memory, and a small form to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.assessment.adapters.instrument_catalogue import ReadInstruments
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.domain.assessment import Assessment
from services.assessment.domain.conversation import ClientConsent, SessionParticipants
from services.assessment.domain.instrument import Instrument, Item, Rating, Section, Words
from shared.contracts.actor import Actor, Role
from shared.contracts.vocabulary import Language
from tests.fake_receipts import FakeReceipts

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SESSION_ID = uuid4()
CLIENT, STUDENT, SECOND_STUDENT, LECTURER = (
    Actor(Role.CLIENT, uuid4(), SESSION_ID, is_confirmed=True),
    Actor(Role.STUDENT, uuid4()),
    Actor(Role.STUDENT, uuid4()),
    Actor(Role.LECTURER, uuid4()),
)


def id_of(actor: Actor) -> UUID:
    """The id of an actor that has one."""
    assert actor.id is not None
    return actor.id


@dataclass
class FakeConversations:
    """Sessions in a dictionary."""

    known: dict[UUID, SessionParticipants] = field(default_factory=dict)
    were_asked: set[UUID] = field(default_factory=set)

    def find(self, session_id: UUID) -> SessionParticipants | None:
        return self.known.get(session_id)

    def get_for_update(self, session_id: UUID) -> SessionParticipants | None:
        return self.find(session_id)

    def save(self, conversation: SessionParticipants) -> None:
        earlier = self.find(conversation.session_id)
        is_cancelled = conversation.is_cancelled or (earlier is not None and earlier.is_cancelled)
        self.known[conversation.session_id] = replace(conversation, is_cancelled=is_cancelled)

    def cancel(self, session_id: UUID) -> None:
        if session_id in self.known:
            self.known[session_id] = replace(self.known[session_id], is_cancelled=True)

    def unasked(self, most: int) -> list[UUID]:
        return sorted({each.client_id for each in self.known.values()} - self.were_asked)[:most]

    def asked(self, client_ids: Sequence[UUID]) -> None:
        self.were_asked.update(client_ids)

    def hold_all_of(self, client_id: UUID) -> None:
        """Nobody else is here."""


@dataclass
class FakeStandings:
    """Standings in a dictionary."""

    said: dict[UUID, ClientConsent] = field(default_factory=dict)

    def of(self, client_id: UUID) -> ClientConsent:
        return self.said.get(client_id, ClientConsent(client_id))

    def save(self, standing: ClientConsent) -> None:
        known = self.of(standing.client_id)
        self.said[standing.client_id] = ClientConsent(
            standing.client_id,
            _latest(known.withdrawn_at, standing.withdrawn_at),
            _latest(known.erased_at, standing.erased_at),
            _latest(known.given_at, standing.given_at),
        )


def _latest(*instants: datetime | None) -> datetime | None:
    return max(filter(None, instants), default=None)


@dataclass
class FakeAnswers:
    """Assessments in a dictionary."""

    kept: dict[UUID, Assessment] = field(default_factory=dict)

    def of_session(self, session_id: UUID) -> list[Assessment]:
        found = [each for each in self.kept.values() if each.session_id == session_id]
        return sorted(found, key=lambda each: (each.started_at, each.assessment_id))

    def find(self, assessment_id: UUID) -> Assessment | None:
        return self.kept.get(assessment_id)

    def get_for_update(self, assessment_id: UUID) -> Assessment | None:
        return self.find(assessment_id)

    def add(self, assessment: Assessment) -> None:
        if any(each.instrument == assessment.instrument for each in self.of_session(assessment.session_id)):
            raise ValueError("one assessment for each session and instrument")
        self.kept[assessment.assessment_id] = assessment

    def save(self, assessment: Assessment) -> None:
        self.kept[assessment.assessment_id] = assessment

    def forget(self, client_id: UUID) -> None:
        self.kept = {key: each for key, each in self.kept.items() if each.client_id != client_id}


@dataclass
class FakeEvents:
    """Events in a list."""

    emitted: list[object] = field(default_factory=list)

    def emit(self, event: object) -> None:
        self.emitted.append(event)


def instrument(
    *items: str,
    code: str = "short",
    version: str = "1",
    languages: tuple[Language, ...] = (Language.FI, Language.EN),
) -> Instrument:
    """A form of one section whose texts name what they are and in which language."""

    def words(text: str) -> Words:
        return {language: f"{text} ({language})" for language in languages}

    rating = Rating(words("question"), tuple(words(f"step {step}") for step in range(1, 5)))
    section = Section("all", words("all"), tuple(Item(item, words(item)) for item in items or ("a", "b", "c")))
    return Instrument(
        code, version, languages, words(code), words("introduction"), rating, rating, (section,), words("by us")
    )


@dataclass
class World:
    """A session with its people, and a catalogue with one short form."""

    session_id: UUID = SESSION_ID
    conversations: FakeConversations = field(default_factory=FakeConversations)
    standings: FakeStandings = field(default_factory=FakeStandings)
    answers: FakeAnswers = field(default_factory=FakeAnswers)
    events: FakeEvents = field(default_factory=FakeEvents)
    catalogue: ReadInstruments = field(default_factory=lambda: ReadInstruments([instrument()]))
    now: datetime = NOON
    receipts: FakeReceipts = field(default_factory=FakeReceipts)

    def __post_init__(self) -> None:
        people = SessionParticipants(self.session_id, id_of(CLIENT), (id_of(STUDENT),), id_of(LECTURER))
        self.conversations.save(people)
        self.standings.save(ClientConsent(id_of(CLIENT), given_at=NOON - timedelta(days=1)))

    def uow(self, actor: Actor = CLIENT) -> UnitOfWork:
        """The unit of work in which this actor asks."""
        return UnitOfWork(
            actor,
            self.now,
            self.conversations,
            self.standings,
            self.answers,
            self.catalogue,
            self.events,
            self.receipts,
        )
