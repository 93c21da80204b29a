"""The people and the rooms of a university."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shared.contracts.vocabulary import Language

PersonRole = Literal["coordinator", "lecturer", "student"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff; an inactive one gets no new appointments."""

    id: UUID
    role: PersonRole
    name: str
    email: str
    phone: str
    language: Language
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room on a campus; an inactive one gets no new appointments."""

    id: UUID
    name: str
    campus: str
    address: str
    directions_fi: str = ""
    directions_sv: str = ""
    directions_en: str = ""
    is_active: bool = True
