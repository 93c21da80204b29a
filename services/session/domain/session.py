"""A session: one well-being conversation, from the appointment that plans it to the debrief."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.session.domain.alert import Alert
from services.session.domain.follow_up import Decision, FollowUp
from services.session.domain.process import in_order, without_room
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase

State = Literal["planned", "under_way", "closed", "cancelled", "no_show"]
Kind = Literal["first", "follow_up"]
Consent = Literal["unknown", "given", "withdrawn", "erased"]
CalledOff = Literal["cancelled", "no_show"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """When, where and with whom the conversation is held."""

    starts_at: datetime
    ends_at: datetime
    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    room_id: UUID


@dataclass(frozen=True, slots=True)
class Origin:
    """For a second conversation: which one it follows, why, and what it is to dwell on."""

    follows_id: UUID | None = None
    reason: FollowUpReason | None = None
    focus: tuple[Phase, ...] = ()


@dataclass(frozen=True, slots=True)
class Debrief:
    """The lecturer's debrief with the students, held once."""

    notes: str
    completed_at: datetime
    lecturer_id: UUID


@dataclass(frozen=True, slots=True)
class Session:
    """How a conversation stands; what was said in it is in its record. Its id is its appointment's."""

    session_id: UUID
    client_id: UUID
    kind: Kind
    meeting: Meeting
    origin: Origin = Origin()
    state: State = "planned"
    done: frozenset[Phase] = frozenset()
    is_acute: bool = False
    version: int = 1
    started_at: datetime | None = None
    closed_at: datetime | None = None
    assessment_completed_at: datetime | None = None
    alert: Alert | None = None
    follow_up: FollowUp | None = None
    debrief: Debrief | None = None
    consent: Consent = "unknown"
    called_off_as: CalledOff | None = None  # its appointment was, while people sat in the conversation
    called_at: datetime | None = None  # when the lecturer was last called without a rating

    @property
    def is_open(self) -> bool:
        """Whether the conversation is still to come or going on."""
        return self.state in ("planned", "under_way")

    @property
    def has_room_left_for(self) -> tuple[Phase, ...]:
        """The steps that a second conversation would take up."""
        return without_room(self.done)

    def moved(self, meeting: Meeting) -> Session:
        """The same conversation at another time or with other people; one that has ended stays as it was held."""
        return replace(self, meeting=meeting) if self.is_open else self

    def called_off(self, state: CalledOff) -> Session:
        """A planned conversation that will not be held; one that has begun goes on, for people sit in it."""
        if self.state == "under_way":
            return replace(self, called_off_as=state)
        return replace(self, state=state) if self.state == "planned" else self

    def started(self, now: datetime) -> Session:
        """The conversation begins; beginning again changes nothing."""
        return replace(self, state="under_way", started_at=now) if self.state == "planned" else self

    def not_started(self, done: frozenset[Phase]) -> Session:
        """It had not begun after all; only these steps, done before the start, stay so."""
        return replace(self, state=self.called_off_as or "planned", called_off_as=None, started_at=None, done=done)

    def with_done(self, phase: Phase) -> Session:
        """The step is done."""
        return replace(self, done=self.done | {phase})

    def with_open(self, phase: Phase) -> Session:
        """The step is open again."""
        return replace(self, done=self.done - {phase})

    def assessed(self, now: datetime) -> Session:
        """The client completed the self-assessment; the first time stays."""
        at = self.assessment_completed_at or now
        return replace(self.with_done(Phase.SELF_ASSESSMENT), assessment_completed_at=at)

    def acute(self, now: datetime) -> Session:
        """Something weighs heavily on the client now; no later rating takes that back, only a person does."""
        alert = Alert("raised", now) if self.alert is None else self.alert.raised_again(now, self.started_at)
        acute = replace(self, is_acute=True, alert=alert)
        if self.follow_up is None or not self.follow_up.is_arranged:
            return acute
        reason = FollowUpReason.HIGH_STRESS
        return replace(acute, follow_up=self.follow_up.about(reason, self.has_room_left_for))

    def less_rating(self, *, is_rated: bool, is_acute: bool) -> Session:
        """A rating was taken back: whether another one stands, and whether one of those is high."""
        left = self if is_rated else self.with_open(Phase.STRESS)
        return replace(left, is_acute=is_acute, alert=self.alert if is_acute else None)

    def called(self, now: datetime) -> Session:
        """The lecturer was called without a rating: no rating that is withdrawn takes that back."""
        return replace(self.acute(now), called_at=now)

    def closed(self, now: datetime) -> Session:
        """The conversation ends."""
        return replace(self.with_done(Phase.CLOSING), state="closed", closed_at=now)

    def requesting(self, reason: FollowUpReason, focus: tuple[Phase, ...]) -> Session:
        """A second appointment is wished for; one that booking already arranges only gets this reason and focus."""
        known = self.follow_up
        if known is not None and known.is_arranged:
            return replace(self, follow_up=known.about(reason, focus))
        told_at = known.told_at if known else None
        return replace(self, follow_up=FollowUp("requested", reason, focus, told_at=told_at))

    def going_without(self, decision: Decision) -> Session:
        """It closes without a follow-up; where nobody decided, what booking arranges goes on."""
        known = self.follow_up
        if known is None:
            if not self.is_acute and decision.because is not NoFollowUp.CLIENT_DECLINED:
                return self
            known = FollowUp("declined", FollowUpReason.HIGH_STRESS if self.is_acute else FollowUpReason.GOALS, ())
        return replace(self, follow_up=known.decided(decision))

    def focus_of(self, reason: FollowUpReason, wished: tuple[Phase, ...]) -> tuple[Phase, ...]:
        """What the second conversation dwells on: as wished, or for high stress what had no room in this one."""
        if not wished and reason is FollowUpReason.HIGH_STRESS:
            return self.has_room_left_for
        return in_order(wished)

    def debriefed(self, debrief: Debrief) -> Session:
        """The lecturer has debriefed with the students."""
        return replace(self, debrief=debrief)
