"""Lets one sample client live through the service, by the same requests that people use."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from deploy.demo.sample.data import instant
from shared.contracts.actor import SYSTEM, Actor, Role
from shared.contracts.requests import assessment, booking, notification, session
from shared.contracts.vocabulary import CONSENT_VERSION, FollowUpReason, Language, Phase, Service, TimeUseKind
from shared.messaging import ServiceClient
from shared.refusal import Refusal

PATIENCE = 20.0
KEYS = uuid5(NAMESPACE_URL, "https://hyke.example/sample")


class SampleError(Exception):
    """The sample could not be filled; says what was waited for in vain."""


@dataclass(frozen=True)
class Places:
    """The ids that the people and rooms of the sample got."""

    people: Mapping[str, UUID]
    rooms: Mapping[str, booking.RoomView]
    zone: ZoneInfo
    now: datetime


class SampleClient:
    """One client's way through the stages."""

    def __init__(self, ask: ServiceClient, places: Places, told: Mapping[str, Any]) -> None:
        self.ask, self.places, self.told = ask, places, told
        self.key: str = told["key"]
        self.steps = 0

    def live(self) -> None:
        """Go as far as the client's stage."""
        client_id = self.come()
        if self.told["stage"] == "referred":
            return
        appointment_id = self.book(client_id)
        if self.told["stage"] == "cancelled":
            self.do(booking.CancelAppointment(appointment_id), Actor(Role.CLIENT, client_id, appointment_id))
        elif self.told["stage"] == "no_show":
            self.do(booking.MarkNoShow(appointment_id), self.student)
        elif self.told["stage"] != "booked":
            self.converse(appointment_id, client_id)

    def come(self) -> UUID:
        """Be referred and, but for those who have only been invited, consent."""
        told = self.told["client"]
        known = self.do(booking.ReferClient(**{**told, "language": Language(told["language"])}), SYSTEM)
        if self.told["stage"] != "referred":
            self.do(booking.GiveConsent(known.client_id, CONSENT_VERSION), Actor(Role.CLIENT, known.client_id))
        client_id: UUID = known.client_id
        return client_id

    def book(self, client_id: UUID) -> UUID:
        """Book the told time with the told people, be it past."""
        told = self.told["appointment"]
        room = self.places.rooms[told["room"]]
        booked = self.do(
            booking.BookAppointment(
                client_id=client_id,
                starts_at=instant(told["day"], told["at"], self.places.now, self.places.zone),
                campus=room.campus,
                student_ids=tuple(self.places.people[key] for key in told["students"]),
                lecturer_id=self.places.people[told["lecturer"]],
                room_id=room.room_id,
            ),
            SYSTEM,
        )
        self.until(lambda: self.ask(session.Session(booked.appointment_id), actor=self.student))
        appointment_id: UUID = booked.appointment_id
        return appointment_id

    def converse(self, session_id: UUID, client_id: UUID) -> None:
        """Hold the conversation as far as it is told."""
        self.do(session.StartSession(session_id), self.student)
        self.say(session_id)
        self.rate(session_id)
        if self.told.get("assessment"):
            self.assess(session_id, client_id)
        self.conclude(session_id)
        if self.told["stage"] == "under_way":
            return
        self.close(session_id, client_id)
        if self.told["stage"] == "debriefed":
            self.do(session.CompleteDebrief(session_id, self.told["debrief"]), self.lecturer)

    def say(self, session_id: UUID) -> None:
        """Write the told notes, and mark their steps done."""
        for phase, text in self.told.get("notes", {}).items():
            self.do(session.WriteNote(session_id, Phase(phase), text, base_version=0), self.student)
            if Phase(phase) is not Phase.CLOSING:
                self.do(session.MarkPhase(session_id, Phase(phase), is_done=True), self.student)

    def rate(self, session_id: UUID) -> None:
        """Rate the stress and draw the circles; an alert is acknowledged where that is told."""
        for level in self.told.get("stress", ()):
            self.do(session.RateStress(session_id, level), self.student)
        for kind, minutes in self.told.get("circles", {}).items():
            self.do(session.RecordTimeUse(session_id, TimeUseKind(kind), *minutes), self.student)
        if self.told.get("acknowledges"):
            self.until(lambda: self.alerts_of(session_id))
            self.do(notification.AcknowledgeAlert(self.alerts_of(session_id)[0].alert_id), self.lecturer)

    def alerts_of(self, session_id: UUID) -> list[notification.AlertView]:
        """The open alerts of the session."""
        open_ones = self.ask(notification.OpenAlerts(), actor=self.lecturer)
        return [alert for alert in open_ones if alert.session_id == session_id]

    def assess(self, session_id: UUID, client_id: UUID) -> None:
        """Fill in the self-assessment that ships with Hyke, with answers that differ enough to talk about."""
        client = Actor(Role.CLIENT, client_id, session_id)
        language = Language(self.told["assessment"]["language"])
        instrument = self.ask(assessment.Instruments(language), actor=client)[0].instrument
        opened = self.until(lambda: self.do(assessment.StartAssessment(session_id, instrument, language), client))
        items = [item.item for section in opened.form.sections for item in section.items]
        for place, item in enumerate(items):
            competence, importance = 1 + (place * 3 + 2) % 4, 2 + (place * 2 + 1) % 3
            self.do(assessment.AnswerItem(opened.assessment_id, item, competence, importance), client)
        done = self.do(assessment.CompleteAssessment(opened.assessment_id), client)
        targets = tuple(gap.item for gap in done.gaps[:2])
        self.do(assessment.ChooseChangeTargets(opened.assessment_id, targets), client)

    def conclude(self, session_id: UUID) -> None:
        """Gather the synthesis, agree on it, and set the goals."""
        if "synthesis" not in self.told:
            return
        gathered = {part: tuple(lines) for part, lines in self.told["synthesis"].items()}
        written = self.do(session.WriteSynthesis(session_id, **gathered, base_version=0), self.student)
        self.do(session.AgreeSynthesis(session_id, written.version), self.student)
        for goal in self.told.get("goals", ()):
            self.do(session.SetGoal(session_id, goal["text"], tuple(goal["actions"])), self.student)

    def close(self, session_id: UUID, client_id: UUID) -> None:
        """Close, with the told follow-up and recommendations."""
        wish = self.told.get("follow_up")
        follow_up = wish and session.FollowUpWish(
            FollowUpReason(wish["reason"]), tuple(Phase(phase) for phase in wish["focus"])
        )
        recommended = tuple(
            session.Recommendation(Service(entry["service"]), entry.get("note", ""))
            for entry in self.told.get("recommendations", ())
        )
        self.do(session.CloseSession(session_id, follow_up, recommended), self.student)
        if self.told.get("confirms_follow_up"):
            held = self.until(lambda: self.proposal_of(session_id))
            self.do(booking.ConfirmFollowUp(held), Actor(Role.CLIENT, client_id, session_id))

    def proposal_of(self, session_id: UUID) -> UUID | None:
        """The held follow-up of the session, once there is one."""
        waiting = self.ask(booking.WaitingFollowUps(), actor=SYSTEM)
        return next((entry.appointment_id for entry in waiting if entry.follows_id == session_id), None)

    @property
    def student(self) -> Actor:
        """The first of the conversation's students."""
        return Actor(Role.STUDENT, self.places.people[self.told["appointment"]["students"][0]])

    @property
    def lecturer(self) -> Actor:
        """The conversation's supervising lecturer."""
        return Actor(Role.LECTURER, self.places.people[self.told["appointment"]["lecturer"]])

    def do(self, request: object, actor: Actor) -> Any:
        """Ask for the command under a key of its own, so that a fill that was broken off goes on."""
        self.steps += 1
        return self.ask(request, actor=actor, timeout=10, idempotency_key=str(uuid5(KEYS, f"{self.key}/{self.steps}")))

    def until(self, look: Callable[[], Any]) -> Any:
        """What `look` finds once events have arrived; SampleError when they do not."""
        steps, deadline = self.steps, time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.steps = steps
            try:
                found = look()
            except Refusal:
                found = None
            if found:
                return found
            time.sleep(0.05)
        raise SampleError(f"the sample client {self.key} waited {PATIENCE:g} s in vain")
