"""A second appointment that was asked for: proposed, waiting for a time, booked, or given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.booking.domain.roster import Preference, Roster
from shared.contracts.vocabulary import FollowUpReason, Phase


class FollowUpState(StrEnum):
    """Where a follow-up stands."""

    PROPOSED = "proposed"
    WAITING = "waiting"
    BOOKED = "booked"
    GIVEN_UP = "given_up"


class FellThrough(StrEnum):
    """How an acute follow-up came to nothing."""

    CANCELLED = "cancelled"
    MISSED = "missed"
    DECLINED = "declined"
    LAPSED = "lapsed"  # nobody answered before the proposed time
    UNDECIDED = "undecided"  # the conversation closed without a word on it
    NOT_HELD = "not_held"  # rated beforehand, and the conversation itself was cancelled or missed


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The one follow-up of an appointment; `appointment_id` names its time while it is proposed or booked.

    Acute stays acute until the rating is withdrawn. `is_sought` tells whether booking looks for a time by itself: not
    after a proposal passed unanswered, when a person decides. `awaits_conversation` is set by a rating given
    beforehand: nothing is looked for before people have met. `fell_through` stays until a person has settled it.
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
    awaits_conversation: bool = False
    given_up_at: datetime | None = None
    fell_through: FellThrough | None = None
    fell_through_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is proposed, waiting or booked."""
        return self.state is not FollowUpState.GIVEN_UP

    @property
    def is_arranged(self) -> bool:
        """Whether a time is held or booked, or booking looks for one by itself."""
        if self.state is FollowUpState.WAITING:
            return self.is_sought and not self.awaits_conversation
        return self.is_open

    @property
    def wish(self) -> Preference:
        """The people and the room of the appointment that it follows."""
        return Preference(self.student_ids, self.lecturer_id, self.room_id)

    @property
    def urgency(self) -> tuple[bool, datetime, UUID]:
        """Sorts the list: the acute first, then the longest asked for."""
        return not self.is_acute, self.requested_at, self.follows_id

    def concerns(self, person_id: UUID | None) -> bool:
        """Whether the person was in the conversation that it follows."""
        return person_id is not None and (person_id == self.lecturer_id or person_id in self.student_ids)

    def was_given_up_after(self, instant: datetime) -> bool:
        """Whether it was given up after the instant: what was asked for then is out of date."""
        return self.given_up_at is not None and self.given_up_at > instant

    def proposed(self, appointment_id: UUID) -> FollowUp:
        """A time is held for it."""
        return replace(
            self,
            state=FollowUpState.PROPOSED,
            appointment_id=appointment_id,
            awaits_conversation=False,
            given_up_at=None,
        )

    def booked(self) -> FollowUp:
        """Its time was confirmed, and thereby settled what had fallen through."""
        return replace(self.settled(), state=FollowUpState.BOOKED)

    def given_up(self, at: datetime) -> FollowUp:
        """It will not be, unless a person asks again."""
        return replace(
            self, state=FollowUpState.GIVEN_UP, appointment_id=None, awaits_conversation=False, given_up_at=at
        )

    def lapsed(self, at: datetime) -> FollowUp:
        """Its time passed unanswered: it waits, and a person looks for the next time."""
        waiting = replace(self, state=FollowUpState.WAITING, appointment_id=None, is_sought=False)
        return waiting.fallen(FellThrough.LAPSED, at)

    def fallen(self, how: FellThrough, at: datetime) -> FollowUp:
        """It came to nothing; an acute one is urgent until a person settles it, the others are not."""
        return replace(self, fell_through=how, fell_through_at=at) if self.is_acute else self

    def settled(self) -> FollowUp:
        """A person has decided what is to be done."""
        return replace(self, fell_through=None, fell_through_at=None)

    def calmed(self) -> FollowUp:
        """No high rating stands: not acute any more. A held time stays until a person decides; none is looked for."""
        is_sought = self.is_sought and self.state is not FollowUpState.WAITING
        return replace(self.settled(), is_acute=False, is_sought=is_sought)

    def sought(self) -> FollowUp:
        """Asked for after people have met, or anew: booking looks for a time."""
        return replace(self, state=FollowUpState.WAITING, is_sought=True, awaits_conversation=False, given_up_at=None)

    def awaiting_conversation(self) -> FollowUp:
        """A rating given beforehand asks for it: nothing is looked for before people have met."""
        return replace(self, state=FollowUpState.WAITING, is_sought=False, awaits_conversation=True, given_up_at=None)

    def about(self, reason: FollowUpReason, focus: tuple[Phase, ...]) -> FollowUp:
        """The same follow-up for another reason; what was acute stays acute."""
        acute = self.is_acute or reason is FollowUpReason.HIGH_STRESS
        return replace(self, reason=reason, focus=focus, is_acute=acute)


def position_of(follow_up: FollowUp, waiting: Iterable[FollowUp]) -> int:
    """Its place in the waiting list; 1 is the head."""
    return 1 + sum(other.urgency < follow_up.urgency for other in waiting)


def rosters_for(follow_up: FollowUp, roster: Roster) -> tuple[Roster, Roster]:
    """The rosters to try in turn: the same people; then some of them where acute, else other students too."""
    people = Preference(follow_up.student_ids, follow_up.lecturer_id)
    same = roster.preferring(follow_up.wish).only(people)
    if follow_up.is_acute:
        return same, roster.preferring(follow_up.wish).partly(people)
    return same, roster.preferring(follow_up.wish).only(Preference(lecturer_id=follow_up.lecturer_id))
