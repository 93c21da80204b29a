"""The records in PostgreSQL: rows are appended, the latest hold."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from services.session.adapters.record_mappers import circle_of, goal_of, note_of, rating_of, synthesis_of
from services.session.adapters.tables import (
    circles,
    goal_revisions,
    note_revisions,
    rating_withdrawals,
    recommendations,
    stress_ratings,
    synthesis_revisions,
)
from services.session.domain.goal import Goal
from services.session.domain.note import Note
from services.session.domain.record import Recommended, Record
from services.session.domain.stress_rating import StressRating
from services.session.domain.synthesis import Synthesis
from services.session.domain.time_use import Circle
from shared.contracts.actor import Actor
from shared.contracts.vocabulary import Phase, Service, TimeUseKind


class SqlRecords:
    """Keeps what was said as rows of one database, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, session_id: UUID) -> Record:
        """All that holds now."""
        return Record(
            ratings=self._ratings(session_id),
            circles=self._circles(session_id),
            notes=self._notes(session_id),
            synthesis=self._synthesis(session_id),
            goals=self._goals(session_id),
            recommendations=self._recommendations(session_id),
        )

    def add_rating(self, session_id: UUID, rating: StressRating) -> None:
        """Keep a rating."""
        self._insert(
            stress_ratings,
            session_id,
            rating_id=rating.rating_id,
            level=rating.level,
            rated_at=rating.rated_at,
            rated_by=rating.rated_by,
            scale_version=rating.scale_version,
            threshold=rating.threshold,
        )

    def withdraw_rating(self, session_id: UUID, rating: StressRating) -> None:
        """Keep that the rating was taken back."""
        self._insert(
            rating_withdrawals,
            session_id,
            rating_id=rating.rating_id,
            withdrawn_at=rating.withdrawn_at,
            withdrawn_by=rating.withdrawn_by,
        )

    def add_circle(self, session_id: UUID, circle: Circle, author: Actor) -> None:
        """Keep a circle, the latest of its kind."""
        self._insert(
            circles,
            session_id,
            kind=circle.kind,
            productive_minutes=circle.parts.productive,
            leisure_minutes=circle.parts.leisure,
            self_care_minutes=circle.parts.self_care,
            recorded_at=circle.recorded_at,
            recorded_by=author.id,
        )

    def add_note(self, session_id: UUID, note: Note) -> None:
        """Keep the next version of a note."""
        self._insert(
            note_revisions,
            session_id,
            phase=note.phase,
            version=note.version,
            text=note.text,
            noted_at=note.noted_at,
            noted_by=note.noted_by,
        )

    def add_synthesis(self, session_id: UUID, synthesis: Synthesis) -> None:
        """Keep the next version of the synthesis."""
        gathered = synthesis.gathered
        self._insert(
            synthesis_revisions,
            session_id,
            version=synthesis.version,
            strengths=list(gathered.strengths),
            resources=list(gathered.resources),
            challenges=list(gathered.challenges),
            change_targets=list(gathered.change_targets),
            written_at=synthesis.written_at,
            written_by=synthesis.written_by,
        )

    def agree(self, session_id: UUID, synthesis: Synthesis) -> None:
        """Keep the agreement to this version of the synthesis."""
        table = synthesis_revisions
        of_version = (table.c.session_id == session_id) & (table.c.version == synthesis.version)
        self._connection.execute(sa.update(table).where(of_version).values(agreed_at=synthesis.agreed_at))

    def add_goal(self, session_id: UUID, goal: Goal, author: Actor, now: datetime) -> None:
        """Keep the next revision of a goal."""
        self._insert(
            goal_revisions,
            session_id,
            goal_id=goal.goal_id,
            revision=goal.revision,
            text=goal.text,
            actions=list(goal.actions),
            is_removed=goal.is_removed,
            set_at=now,
            set_by=author.id,
        )

    def add_recommendation(self, session_id: UUID, recommended: Recommended) -> None:
        """Keep a recommendation."""
        self._insert(recommendations, session_id, service=recommended.service, note=recommended.note)

    def _insert(self, table: sa.Table, session_id: UUID, **values: object) -> None:
        self._connection.execute(sa.insert(table).values(session_id=session_id, **values))

    def _ratings(self, session_id: UUID) -> tuple[StressRating, ...]:
        table, back = stress_ratings, rating_withdrawals
        given = sa.select(table, back.c.withdrawn_at, back.c.withdrawn_by).outerjoin(
            back, table.c.rating_id == back.c.rating_id
        )
        chosen = given.where(table.c.session_id == session_id).order_by(table.c.place)
        return tuple(rating_of(row) for row in self._connection.execute(chosen).mappings())

    def _circles(self, session_id: UUID) -> tuple[Circle, ...]:
        table = circles
        latest = sa.select(table).where(table.c.session_id == session_id).ext(distinct_on(table.c.kind))
        rows = self._connection.execute(latest.order_by(table.c.kind, table.c.place.desc())).mappings()
        found = {row["kind"]: circle_of(row) for row in rows}
        return tuple(found[kind] for kind in TimeUseKind if kind in found)

    def _notes(self, session_id: UUID) -> dict[Phase, Note]:
        table = note_revisions
        latest = sa.select(table).where(table.c.session_id == session_id).ext(distinct_on(table.c.phase))
        rows = self._connection.execute(latest.order_by(table.c.phase, table.c.version.desc())).mappings()
        return {note.phase: note for note in map(note_of, rows)}

    def _synthesis(self, session_id: UUID) -> Synthesis:
        table = synthesis_revisions
        written = sa.select(table).where(table.c.session_id == session_id).order_by(table.c.version.desc())
        row = self._connection.execute(written.limit(1)).mappings().one_or_none()
        return Synthesis() if row is None else synthesis_of(row)

    def _goals(self, session_id: UUID) -> tuple[Goal, ...]:
        table = goal_revisions
        revised = sa.select(table).where(table.c.session_id == session_id).order_by(table.c.place)
        rows = self._connection.execute(revised).mappings()
        latest = {goal.goal_id: goal for goal in map(goal_of, rows)}  # a dict keeps the place of the first
        return tuple(goal for goal in latest.values() if not goal.is_removed)

    def _recommendations(self, session_id: UUID) -> tuple[Recommended, ...]:
        table = recommendations
        chosen = sa.select(table).where(table.c.session_id == session_id).order_by(table.c.place)
        rows = self._connection.execute(chosen).mappings()
        return tuple(Recommended(Service(row["service"]), row["note"]) for row in rows)
