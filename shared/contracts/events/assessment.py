"""What assessment publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.registry import event
from shared.contracts.vocabulary import Language


@event("assessment.started.v1", subject="assessment_id")
@dataclass(frozen=True, slots=True)
class AssessmentStarted:
    """A self-assessment was opened for the client to fill in."""

    assessment_id: UUID
    session_id: UUID
    client_id: UUID
    instrument: str
    instrument_version: str
    language: Language
    started_at: datetime


@event("assessment.completed.v1", subject="assessment_id")
@dataclass(frozen=True, slots=True)
class AssessmentCompleted:
    """The client completed the self-assessment; the answers stay in assessment."""

    assessment_id: UUID
    session_id: UUID
    client_id: UUID
    instrument: str
    instrument_version: str
    language: Language
    completed_at: datetime
