"""The session service's ports in memory; they pass the same suite as the SQL ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.session.application.ports import SessionFilter
from services.session.domain.goal import Goal
from services.session.domain.note import Note
from services.session.domain.record import Recommended, Record
from services.session.domain.session import Consent, Origin, Session
from services.session.domain.stress_rating import StressRating
from services.session.domain.synthesis import Synthesis
from services.session.domain.time_use import Circle
from shared.contracts.actor import Actor
from shared.contracts.vocabulary import Phase, TimeUseKind


class FakeEvents:
    """Remembers what was emitted, in order."""

    def __init__(self) -> None:
        self.emitted: list[object] = []

    def emit(self, event: object) -> None:
        self.emitted.append(event)


class FakeRecords:
    """Keeps every version; the latest hold."""

    def __init__(self) -> None:
        self.ratings: dict[UUID, list[StressRating]] = defaultdict(list)
        self.circles: dict[UUID, list[Circle]] = defaultdict(list)
        self.notes: dict[UUID, list[Note]] = defaultdict(list)
        self.syntheses: dict[UUID, list[Synthesis]] = defaultdict(list)
        self.goals: dict[UUID, list[Goal]] = defaultdict(list)
        self.recommendations: dict[UUID, list[Recommended]] = defaultdict(list)

    def of(self, session_id: UUID) -> Record:
        circles = {circle.kind: circle for circle in self.circles[session_id]}
        notes: dict[Phase, Note] = {note.phase: note for note in self.notes[session_id]}
        goals = {goal.goal_id: goal for goal in self.goals[session_id]}
        return Record(
            ratings=tuple(self.ratings[session_id]),
            circles=tuple(circles[kind] for kind in TimeUseKind if kind in circles),
            notes=notes,
            synthesis=(self.syntheses[session_id] or [Synthesis()])[-1],
            goals=tuple(goal for goal in goals.values() if not goal.is_removed),
            recommendations=tuple(self.recommendations[session_id]),
        )

    def add_rating(self, session_id: UUID, rating: StressRating) -> None:
        self.ratings[session_id].append(rating)

    def withdraw_rating(self, session_id: UUID, rating: StressRating) -> None:
        kept = self.ratings[session_id]
        self.ratings[session_id] = [rating if each.rating_id == rating.rating_id else each for each in kept]

    def add_circle(self, session_id: UUID, circle: Circle, author: Actor) -> None:
        self.circles[session_id].append(circle)

    def add_note(self, session_id: UUID, note: Note) -> None:
        self.notes[session_id].append(note)

    def add_synthesis(self, session_id: UUID, synthesis: Synthesis) -> None:
        self.syntheses[session_id].append(synthesis)

    def agree(self, session_id: UUID, synthesis: Synthesis) -> None:
        self.syntheses[session_id][synthesis.version - 1] = synthesis

    def add_goal(self, session_id: UUID, goal: Goal, author: Actor, now: datetime) -> None:
        self.goals[session_id].append(goal)

    def add_recommendation(self, session_id: UUID, recommended: Recommended) -> None:
        self.recommendations[session_id].append(recommended)

    def forget(self, session_id: UUID) -> None:
        for kept in (self.ratings, self.circles, self.notes, self.syntheses, self.goals, self.recommendations):
            kept.pop(session_id, None)


class FakeSessionRepository:
    """Keeps the sessions of one stack."""

    def __init__(self, records: FakeRecords) -> None:
        self._records = records
        self._sessions: dict[UUID, Session] = {}
        self._consents: dict[UUID, Consent] = {}

    def add(self, session: Session) -> None:
        self._sessions.setdefault(session.session_id, session)

    def find(self, session_id: UUID) -> Session | None:
        session = self._sessions.get(session_id)
        return session and replace(session, consent=self._consents.get(session.client_id, "unknown"))

    def get_for_update(self, session_id: UUID) -> Session | None:
        return self.find(session_id)

    def save(self, session: Session) -> Session:
        if self._sessions[session.session_id].version != session.version:
            raise RuntimeError(f"session {session.session_id} was changed without its lock")
        self._sessions[session.session_id] = replace(session, version=session.version + 1)
        return self._sessions[session.session_id]

    def between(self, from_at: datetime, until_at: datetime, whose: SessionFilter) -> list[Session]:
        found = [one for one in self._chosen(whose) if from_at <= one.meeting.starts_at < until_at]
        return sorted(found, key=lambda one: one.meeting.starts_at)

    def awaiting_debrief(self, whose: SessionFilter) -> list[Session]:
        waiting = [one for one in self._chosen(whose) if one.closed_at and one.debrief is None]
        return sorted(waiting, key=lambda one: (one.closed_at, one.session_id))

    def keep_consent(self, client_id: UUID, consent: Consent) -> None:
        if self._consents.get(client_id) != "erased":
            self._consents[client_id] = consent

    def is_erased(self, client_id: UUID) -> bool:
        return self._consents.get(client_id) == "erased"

    def forget(self, client_id: UUID) -> None:
        for session in self._chosen(SessionFilter(client_id=client_id)):
            self._records.forget(session.session_id)
            self._sessions[session.session_id] = _forgotten(session)

    def _chosen(self, whose: SessionFilter) -> list[Session]:
        return [
            session
            for session in self._sessions.values()
            if whose.student_id in (None, *session.meeting.student_ids)
            and whose.lecturer_id in (None, session.meeting.lecturer_id)
            and whose.client_id in (None, session.client_id)
        ]


def _forgotten(session: Session) -> Session:
    return replace(
        session,
        origin=Origin(session.origin.follows_id),
        done=frozenset(),
        is_acute=False,
        assessment_completed_at=None,
        alert=None,
        follow_up=None,
        debrief=session.debrief and replace(session.debrief, notes=""),
        version=session.version + 1,
    )
