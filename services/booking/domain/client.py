"""A client: who they are, how they came, and what they consented to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.vocabulary import ConsentHow, Language

Situation = Literal["job_seeker", "student", "employed", "other"]
CameBy = Literal["self", "referral"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client with contact data; `possible_duplicate_of` names an earlier client with the same e-mail."""

    id: UUID
    name: str
    email: str
    phone: str
    language: Language
    situation: Situation
    came_by: CameBy
    created_at: datetime
    consent_version: str | None = None
    consent_given_at: datetime | None = None
    consent_how: ConsentHow | None = None
    consent_recorded_by: UUID | None = None
    consent_withdrawn_at: datetime | None = None
    referred_by: UUID | None = None
    possible_duplicate_of: UUID | None = None

    @property
    def has_consented(self) -> bool:
        """Whether a consent stands."""
        return self.consent_version is not None

    @property
    def has_withdrawn(self) -> bool:
        """Whether a consent was given and taken back."""
        return not self.has_consented and self.consent_withdrawn_at is not None

    def consenting(
        self, version: str, at: datetime, how: ConsentHow = ConsentHow.SELF, recorded_by: UUID | None = None
    ) -> Client:
        """The client once they consented to this version: by their own hand, or as somebody of the staff recorded."""
        return replace(
            self, consent_version=version, consent_given_at=at, consent_how=how, consent_recorded_by=recorded_by
        )

    def withdrawing(self, at: datetime) -> Client:
        """The client once they took the consent back."""
        blank = replace(self, consent_version=None, consent_given_at=None, consent_how=None, consent_recorded_by=None)
        return replace(blank, consent_withdrawn_at=at)
