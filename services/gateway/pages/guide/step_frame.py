"""A conversation as the pages of the guide show it: who, where, which step, how far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for
from werkzeug.wrappers import Response

from services.gateway.pages.guide.acute import acute_band
from services.gateway.pages.guide.conflict import Theirs, version_in
from services.gateway.web.app_context import app_context
from services.gateway.web.forms import FormState
from services.gateway.web.language import t
from services.gateway.web.rendering import directory, render
from services.gateway.web.service_client import ask_many
from shared.contracts.requests.booking import Appointment, AppointmentView
from shared.contracts.requests.session import PhaseView, Session, SessionView
from shared.contracts.vocabulary import CONSENT_VERSION, Phase

STEPS = tuple(Phase)
PHASE = f"<any({', '.join(STEPS)}):phase>"
MINUTES = 90


@dataclass(frozen=True, slots=True)
class Talk:
    """One session with its appointment, at one of the eight steps."""

    session: SessionView
    appointment: AppointmentView
    phase: Phase

    @property
    def session_id(self) -> UUID:
        """Its id, which is its appointment's too."""
        return self.session.session_id

    @property
    def is_open(self) -> bool:
        """Whether it is going on, so that things may be recorded."""
        return self.session.state == "under_way"

    @property
    def may_record(self) -> bool:
        """Whether the client lets be recorded what they tell."""
        return self.appointment.consent == "given"

    @property
    def here(self) -> PhaseView:
        """The present step with its note."""
        return next(each for each in self.session.phases if each.phase == self.phase)

    @property
    def place(self) -> int:
        """The present step's number, from 1."""
        return STEPS.index(self.phase) + 1

    @property
    def previous(self) -> Phase | None:
        """The step before."""
        return STEPS[self.place - 2] if self.place > 1 else None

    @property
    def following(self) -> Phase | None:
        """The step after."""
        return STEPS[self.place] if self.place < len(STEPS) else None


@dataclass(frozen=True, slots=True)
class NoteShown:
    """The note as its form shows it; ``theirs`` is what somebody else saved meanwhile."""

    text: str
    base_version: int
    theirs: Theirs | None = None


def talk(session_id: UUID, phase: Phase) -> Talk:
    """The session at this step, as the caller may see it."""
    found, appointment = ask_many(Session(session_id), Appointment(session_id))
    return Talk(found, appointment, phase)


def first_open(session: SessionView) -> Phase:
    """The first step that is not done; the last one where all are."""
    return next((each.phase for each in session.phases if not each.is_done), STEPS[-1])


def step_page(
    template: str, shown: Talk, sent: FormState | None = None, *, note: NoteShown | None = None, **context: Any
) -> Response:
    """The page of a step: its own template in the frame that all steps share."""
    written = shown.here
    return render(
        template,
        sent,
        talk=shown,
        session=shown.session,
        note=note or NoteShown(written.note, written.note_version),
        steps=_steps(shown),
        asks=_asks(shown.phase),
        band=acute_band(shown.session),
        lecturer_phone="" if shown.may_record or not shown.is_open else directory().phone(shown.session.lecturer_id),
        consent_version=CONSENT_VERSION,
        minutes=_minutes_gone(shown.session),
        of_minutes=MINUTES,
        following_name=t(f"phase.{shown.following}") if shown.following else "",
        **context,
    )


def step_url(session_id: UUID, phase: Phase) -> str:
    """The address of a step."""
    return url_for("guide.step", session_id=session_id, phase=phase.value)


def base_version() -> int:
    """The version that the posted form was written over; 0 when it does not say."""
    return version_in("base_version")


def _steps(shown: Talk) -> Sequence[Mapping[str, str]]:
    left = shown.session.follow_up.focus if shown.session.state == "closed" and shown.session.follow_up else ()

    def state(each: PhaseView) -> str:
        if each.phase == shown.phase:
            return "now"
        if each.is_done:
            return "done"
        return "skipped" if each.phase in left else "later"

    return [
        {"name": t(f"phase.{each.phase}"), "url": step_url(shown.session_id, each.phase), "state": state(each)}
        for each in shown.session.phases
    ]


def _asks(phase: Phase) -> list[str]:
    def keys() -> Iterator[str]:
        number = 1
        while f"guide.{phase}.ask_{number}" in app_context().texts:
            yield f"guide.{phase}.ask_{number}"
            number += 1

    return [t(key) for key in keys()]


def _minutes_gone(session: SessionView) -> int:
    if session.started_at is None:
        return 0
    until = session.closed_at or app_context().clock.now()
    return max(0, (until - session.started_at) // timedelta(minutes=1))
