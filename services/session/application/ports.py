"""What the use cases need from outside, named by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.session.domain.goal import Goal
from services.session.domain.note import Note
from services.session.domain.record import Recommended, Record
from services.session.domain.session import Consent, Session
from services.session.domain.stress_rating import StressRating
from services.session.domain.synthesis import Synthesis
from services.session.domain.time_use import Circle
from shared.contracts.actor import Actor


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions are meant: those of all these people; nobody named means everybody's."""

    student_id: UUID | None = None
    lecturer_id: UUID | None = None
    client_id: UUID | None = None


class SessionRepository(Protocol):
    """Keeps the sessions, and what each client consents to."""

    def add(self, session: Session) -> None:
        """Keep a new session; one that is there already stays as it is."""
        ...

    def find(self, session_id: UUID) -> Session | None:
        """The session as it stands."""
        ...

    def get_for_update(self, session_id: UUID) -> Session | None:
        """The session, for this transaction alone to change."""
        ...

    def save(self, session: Session) -> Session:
        """Keep the changed session, which this transaction has locked; returns it with its next version."""
        ...

    def between(self, from_at: datetime, until_at: datetime, whose: SessionFilter) -> list[Session]:
        """Sessions that start in [from_at, until_at), latest last."""
        ...

    def awaiting_debrief(self, whose: SessionFilter) -> list[Session]:
        """Closed sessions without a debrief, oldest first."""
        ...

    def keep_consent(self, client_id: UUID, consent: Consent) -> None:
        """Remember what the client consents to, who before that has consented to nothing; erasure is final."""
        ...

    def is_erased(self, client_id: UUID) -> bool:
        """Whether the client is forgotten; from here on nobody erases them before this transaction ends."""
        ...

    def forget(self, client_id: UUID) -> None:
        """Blank all that the client's sessions hold about the client, records included; the bare sessions stay."""
        ...


class Records(Protocol):
    """Keeps what was said and written in a session; nothing in it is ever overwritten."""

    def of(self, session_id: UUID) -> Record:
        """All that holds now."""
        ...

    def add_rating(self, session_id: UUID, rating: StressRating) -> None:
        """Keep a rating."""
        ...

    def withdraw_rating(self, session_id: UUID, rating: StressRating) -> None:
        """Keep that the rating was taken back, when and by whom."""
        ...

    def add_circle(self, session_id: UUID, circle: Circle, author: Actor) -> None:
        """Keep a circle, the latest of its kind."""
        ...

    def add_note(self, session_id: UUID, note: Note) -> None:
        """Keep the next version of a note."""
        ...

    def add_synthesis(self, session_id: UUID, synthesis: Synthesis) -> None:
        """Keep the next version of the synthesis."""
        ...

    def agree(self, session_id: UUID, synthesis: Synthesis) -> None:
        """Keep the agreement to this version of the synthesis."""
        ...

    def add_goal(self, session_id: UUID, goal: Goal, author: Actor, now: datetime) -> None:
        """Keep the next revision of a goal."""
        ...

    def add_recommendation(self, session_id: UUID, recommended: Recommended) -> None:
        """Keep a recommendation."""
        ...


class Events(Protocol):
    """Takes what happened to whoever listens, if and only if the change it tells of is kept."""

    def emit(self, event: object) -> None:
        """Publish with the transaction."""
        ...


class Receipts(Protocol):
    """Keeps what was replied to commands, for the same command sent again."""

    def concerns(self, client_id: UUID) -> None:
        """The command in hand is about this client: its receipt goes when the client is erased."""
        ...
