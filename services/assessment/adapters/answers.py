"""Self-assessments with their answers, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert, insert

from services.assessment.adapters.tables import answers, assessments, change_targets
from services.assessment.domain.assessment import Answer, Assessment
from shared.contracts.vocabulary import Language


class SqlAnswers:
    """The assessments, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def of_session(self, session_id: UUID) -> Sequence[Assessment]:
        """The session's assessments, oldest first."""
        query = sa.select(assessments).where(assessments.c.session_id == session_id)
        oldest_first = query.order_by(assessments.c.started_at, assessments.c.assessment_id)
        return [self._whole(row) for row in self._connection.execute(oldest_first).mappings().all()]

    def find(self, assessment_id: UUID) -> Assessment | None:
        """One assessment, or None."""
        return self._one(_by_id(assessment_id))

    def get_for_update(self, assessment_id: UUID) -> Assessment | None:
        """The same, locked until the transaction ends."""
        return self._one(_by_id(assessment_id).with_for_update())

    def add(self, assessment: Assessment) -> None:
        """Keep a new assessment; one for each session and instrument."""
        row = {"assessment_id": assessment.assessment_id, **_row(assessment)}
        self._connection.execute(sa.insert(assessments).values(row))
        self._keep_parts(assessment)

    def save(self, assessment: Assessment) -> None:
        """Keep the changes of an assessment that is held."""
        chosen = assessments.c.assessment_id == assessment.assessment_id
        self._connection.execute(sa.update(assessments).where(chosen).values(**_row(assessment)))
        self._keep_parts(assessment)

    def forget(self, client_id: UUID) -> None:
        """Remove every assessment of the client, answers and change targets included."""
        self._connection.execute(sa.delete(assessments).where(assessments.c.client_id == client_id))

    def _keep_parts(self, assessment: Assessment) -> None:
        owner = assessment.assessment_id
        self._connection.execute(sa.delete(change_targets).where(change_targets.c.assessment_id == owner))
        if assessment.change_targets:
            chosen = enumerate(assessment.change_targets, start=1)
            rows = [{"assessment_id": owner, "place": place, "item": item} for place, item in chosen]
            self._connection.execute(sa.insert(change_targets), rows)
        if assessment.answers:
            self._connection.execute(_upsert(owner, assessment.answers.values()))

    def _one(self, query: sa.Select[tuple[object, ...]]) -> Assessment | None:
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else self._whole(row)

    def _whole(self, row: sa.RowMapping) -> Assessment:
        owner = row["assessment_id"]
        return Assessment(
            assessment_id=owner,
            session_id=row["session_id"],
            client_id=row["client_id"],
            instrument=row["instrument"],
            instrument_version=row["instrument_version"],
            language=Language(row["language"]),
            started_at=row["started_at"],
            answers=self._answers_of(owner),
            change_targets=self._targets_of(owner),
            completed_at=row["completed_at"],
            version=row["version"],
        )

    def _answers_of(self, assessment_id: UUID) -> dict[str, Answer]:
        query = sa.select(answers).where(answers.c.assessment_id == assessment_id)
        rows = self._connection.execute(query).mappings().all()
        return {row["item"]: Answer(row["item"], row["competence"], row["importance"]) for row in rows}

    def _targets_of(self, assessment_id: UUID) -> tuple[str, ...]:
        query = sa.select(change_targets.c.item).where(change_targets.c.assessment_id == assessment_id)
        return tuple(self._connection.scalars(query.order_by(change_targets.c.place)))


def _by_id(assessment_id: UUID) -> sa.Select[tuple[object, ...]]:
    return sa.select(assessments).where(assessments.c.assessment_id == assessment_id)


def _row(assessment: Assessment) -> dict[str, object]:
    return {
        "session_id": assessment.session_id,
        "client_id": assessment.client_id,
        "instrument": assessment.instrument,
        "instrument_version": assessment.instrument_version,
        "language": assessment.language.value,
        "version": assessment.version,
        "started_at": assessment.started_at,
        "completed_at": assessment.completed_at,
    }


def _upsert(assessment_id: UUID, given: Iterable[Answer]) -> Insert:
    rows = [
        {
            "assessment_id": assessment_id,
            "item": answer.item,
            "competence": answer.competence,
            "importance": answer.importance,
        }
        for answer in given
    ]
    statement = insert(answers).values(rows)
    halves = {"competence": statement.excluded.competence, "importance": statement.excluded.importance}
    return statement.on_conflict_do_update(index_elements=["assessment_id", "item"], set_=halves)
