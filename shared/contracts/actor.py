"""Who asks: carried with every request, judged by the service that answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a caller is to the service."""

    COORDINATOR = "coordinator"
    LECTURER = "lecturer"
    STUDENT = "student"
    CLIENT = "client"  # known by a private link
    PUBLIC = "public"  # nobody in particular: the public booking page
    SYSTEM = "system"  # another service of this stack, or the operator's command line


STAFF = frozenset({Role.COORDINATOR, Role.LECTURER, Role.STUDENT})


@dataclass(frozen=True, slots=True)
class Actor:
    """A role and, for people and clients, the id that booking knows them by.

    A client who came by a private link reaches the appointment of that link (`appointment_id`) and its session alone.
    `is_confirmed` tells whether the link reached them by mail or from the hands of staff: who booked without an account
    and has not opened the mail yet is somebody who says that an address is theirs.
    """

    role: Role
    id: UUID | None = None
    appointment_id: UUID | None = None
    is_confirmed: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether the caller signed in with a staff account."""
        return self.role in STAFF


SYSTEM = Actor(Role.SYSTEM)
PUBLIC = Actor(Role.PUBLIC)
