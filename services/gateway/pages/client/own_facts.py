"""What a client's private link opens: the appointment, and what its conversation holds so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.language import language, speak
from services.gateway.web.service_client import ask, ask_many
from shared.contracts.requests.assessment import AssessmentsOf, AssessmentView
from shared.contracts.requests.booking import Appointment, AppointmentView, Client, ClientView, RoomView
from shared.contracts.requests.session import CircleView, Summary, SummaryView
from shared.contracts.vocabulary import TimeUseKind
from shared.links import LinkPurpose, PrivateLink
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.refusal import Refusal, not_found

OFF = ("cancelled", "declined", "no_show")


@dataclass(frozen=True, slots=True)
class Own:
    """A client's appointment with all that its pages tell of.

    ``summary`` and ``assessments`` are None while their services do not answer or have not heard of the appointment.
    """

    token: str
    link: PrivateLink
    now: datetime
    client: ClientView
    appointment: AppointmentView
    summary: SummaryView | None
    assessments: Sequence[AssessmentView] | None

    @property
    def id(self) -> UUID:
        """The appointment's id, which is its conversation's as well."""
        return self.appointment.appointment_id

    @property
    def door(self) -> str:
        """The first part of the paths that this link opens."""
        return "f" if self.link.purpose is LinkPurpose.SELF_FILL else "c"

    @property
    def has_begun(self) -> bool:
        """Whether its time has come."""
        return self.appointment.starts_at <= self.now

    @property
    def is_today(self) -> bool:
        """Whether the conversation is held on this calendar day."""
        dates = app_context().dates
        return dates.local_date(self.now) == dates.local_date(self.appointment.starts_at)

    @property
    def is_over(self) -> bool:
        """Whether the conversation was held and closed."""
        return self.appointment.state == "completed" or (self.summary is not None and self.summary.state == "closed")

    @property
    def may_change(self) -> bool:
        """Whether the time may be moved or given up."""
        return self.appointment.state in ("held", "booked") and not self.has_begun

    @property
    def may_fill(self) -> bool:
        """Whether the forms are open: the answers may be kept, and the conversation is to come or going on."""
        return self.has_consented and self.is_open

    @property
    def is_open(self) -> bool:
        """Whether the conversation is to come or going on, and its time was not given up."""
        return not self.is_off and self.summary is not None and self.summary.state in ("planned", "under_way")

    @property
    def has_consented(self) -> bool:
        """Whether the client lets be kept what they tell."""
        return self.client.consent_version is not None

    @property
    def asks_consent(self) -> bool:
        """Whether the client is to be asked before anything else: there is a conversation to come or going on."""
        return not self.has_consented and self.appointment.state in ("held", "booked", "under_way")

    @property
    def is_off(self) -> bool:
        """Whether the conversation will not be held."""
        return self.appointment.state in OFF or (self.summary is not None and self.summary.state in OFF)

    @property
    def is_under_way(self) -> bool:
        """Whether the client sits with the students, as far as anybody has said so."""
        return "under_way" in (self.appointment.state, self.summary.state if self.summary else None)

    @property
    def may_rate(self) -> bool:
        """Whether stress may be rated: before the conversation only by a link that came by mail or from staff."""
        return self.may_fill and (self.is_under_way or self.link.is_confirmed)

    def shows_form(self, *, is_sent: bool) -> bool:
        """Whether a page shows its form: where it is open, and also where one that was sent cannot be kept just now."""
        return self.may_fill or (is_sent and self.summary is None)

    @property
    def circles(self) -> Mapping[TimeUseKind, CircleView]:
        """The circles drawn so far; the latest of each kind."""
        return {circle.kind: circle for circle in self.summary.circles} if self.summary else {}

    @property
    def assessment(self) -> AssessmentView | None:
        """The self-assessment to go on with: an open one before a finished one."""
        return in_hand(self.assessments or ())

    @property
    def directions(self) -> str:
        """How to find the room, in the language of the page where it was written in it."""
        return directions(self.appointment.room)


def own_facts(token: str) -> Own:
    """The facts behind the link that opened the page; speaks the client's language from here on."""
    link = caller().link
    if link is None or link.appointment_id is None:
        raise not_found("link_forged")
    client, appointment = ask_many(Client(link.client_id), Appointment(link.appointment_id))
    speak(client.language)
    return Own(
        token=token,
        link=link,
        now=app_context().clock.now(),
        client=client,
        appointment=appointment,
        summary=_where_there_is(Summary(link.appointment_id)),
        assessments=_where_there_is(AssessmentsOf(link.appointment_id)),
    )


def in_hand(assessments: Sequence[AssessmentView]) -> AssessmentView | None:
    """The self-assessment to go on with: an open one before a finished one."""
    return min(assessments, key=lambda each: each.state != "open", default=None)


def directions(room: RoomView) -> str:
    """How to find a room, in the language of the page, else in any that was written."""
    written = {"fi": room.directions_fi, "sv": room.directions_sv, "en": room.directions_en}
    return written[language().value] or next((text for text in written.values() if text), "")


def _where_there_is(question: object) -> Any:
    """The answer, or None while a service has not heard of the appointment or does not answer: time and place do."""
    try:
        return ask(question)
    except (Refusal, RequestTimeout, ServiceFailed):
        return None
