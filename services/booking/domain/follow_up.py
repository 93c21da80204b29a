"""A second appointment that was asked for: proposed, waiting for a time, booked, or given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.booking.domain.appointment import Appointment
from services.booking.domain.programme import Programme
from services.booking.domain.roster import Roster, Wish
from services.booking.domain.span import Span
from shared.contracts.vocabulary import FollowUpReason, Phase


class FollowUpState(StrEnum):
    """Where a follow-up stands."""

    PROPOSED = "proposed"
    WAITING = "waiting"
    BOOKED = "booked"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The one follow-up of an appointment; `appointment_id` names its time while it is proposed or booked.

    Once acute it stays acute. `is_sought` tells whether booking looks for a time by itself: not after a proposal
    passed unanswered, when a person decides.
    """

    follows_id: UUID
    client_id: UUID
    lecturer_id: UUID
    student_ids: tuple[UUID, ...]
    room_id: UUID
    reason: FollowUpReason
    focus: tuple[Phase, ...]
    requested_at: datetime
    is_acute: bool
    state: FollowUpState = FollowUpState.WAITING
    appointment_id: UUID | None = None
    is_sought: bool = True

    @property
    def is_open(self) -> bool:
        """Whether it is proposed, waiting or booked."""
        return self.state is not FollowUpState.GIVEN_UP

    @property
    def wish(self) -> Wish:
        """The people and the room of the appointment that it follows."""
        return Wish(self.student_ids, self.lecturer_id, self.room_id)

    @property
    def urgency(self) -> tuple[bool, datetime, UUID]:
        """Sorts the list: the acute first, then the longest asked for."""
        return not self.is_acute, self.requested_at, self.follows_id

    def concerns(self, person_id: UUID | None) -> bool:
        """Whether the person was in the conversation that it follows."""
        return person_id is not None and (person_id == self.lecturer_id or person_id in self.student_ids)

    def proposed(self, appointment_id: UUID) -> FollowUp:
        """A time is held for it."""
        return replace(self, state=FollowUpState.PROPOSED, appointment_id=appointment_id)

    def booked(self) -> FollowUp:
        """Its time was confirmed."""
        return replace(self, state=FollowUpState.BOOKED)

    def given_up(self) -> FollowUp:
        """It will not be, unless a person asks again."""
        return replace(self, state=FollowUpState.GIVEN_UP, appointment_id=None)

    def lapsed(self) -> FollowUp:
        """Its time passed unanswered: it waits, and a person looks for the next time."""
        return replace(self, state=FollowUpState.WAITING, appointment_id=None, is_sought=False)

    def about(self, reason: FollowUpReason, focus: tuple[Phase, ...]) -> FollowUp:
        """The same follow-up for another reason; what was acute stays acute."""
        acute = self.is_acute or reason is FollowUpReason.HIGH_STRESS
        return replace(self, reason=reason, focus=focus, is_acute=acute)


def position_of(follow_up: FollowUp, waiting: Iterable[FollowUp]) -> int:
    """Its place in the waiting list; 1 is the head."""
    return 1 + sum(other.urgency < follow_up.urgency for other in waiting)


def window_for(follow_up: FollowUp, follows: Appointment, now: datetime, programme: Programme) -> Span:
    """When the follow-up may start: after a notice and after what it follows, and within its limit from now.

    A conversation that began before its time does not keep the follow-up waiting for that time.
    """
    after = now if follows.is_early(now) else follows.busy.ends_at
    limit = programme.acute_within if follow_up.is_acute else programme.follow_up_within
    return Span(max(now + programme.notice, after), now + limit)


def in_order_of_preference(
    starts: Iterable[datetime], follow_up: FollowUp, now: datetime, programme: Programme
) -> list[datetime]:
    """Acute: the earliest first. Else a week of rest first, then the earliest."""
    rested = now if follow_up.is_acute else now + programme.follow_up_after
    return sorted(starts, key=lambda starts_at: (starts_at < rested, starts_at))


def rosters_for(follow_up: FollowUp, roster: Roster) -> tuple[Roster, Roster]:
    """The rosters to try in turn: the same people; then some of them where acute, else other students too."""
    people = Wish(follow_up.student_ids, follow_up.lecturer_id)
    same = roster.preferring(follow_up.wish).only(people)
    if follow_up.is_acute:
        return same, roster.preferring(follow_up.wish).partly(people)
    return same, roster.preferring(follow_up.wish).only(Wish(lecturer_id=follow_up.lecturer_id))
