"""All of notification's surroundings in memory, at an instant that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.use_cases.deliver_message import DeliveryServices
from services.notification.domain.message import Message
from services.notification.domain.template import Template
from shared.clock import FixedClock
from tests.unit.notification.fakes import (
    NOW,
    FakeAlerts,
    FakeAppointments,
    FakeDirectory,
    FakeEvents,
    FakeLetters,
    FakeMessages,
    FakePost,
)

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@dataclass
class World:
    """All of notification's surroundings, at an instant that the test moves."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    messages: FakeMessages = field(default_factory=FakeMessages)
    appointments: FakeAppointments = field(default_factory=FakeAppointments)
    alerts: FakeAlerts = field(default_factory=FakeAlerts)
    events: FakeEvents = field(default_factory=FakeEvents)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    letters: FakeLetters = field(default_factory=FakeLetters)
    post: FakePost = field(default_factory=FakePost)
    coordinators_called: int = 0

    @property
    def uow(self) -> UnitOfWork:
        """A transaction's work place, now."""
        return self.desk_of("from-a-click", TRACEPARENT)

    def desk_of(self, correlation_id: str, traceparent: str | None) -> UnitOfWork:
        """A work place that is part of some work."""
        return UnitOfWork(
            messages=self.messages,
            appointments=self.appointments,
            alerts=self.alerts,
            events=self.events,
            now=self.clock.now(),
            correlation_id=correlation_id,
            traceparent=traceparent,
            going_on=self.desk_of,
            call_coordinators=self._call,
        )

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A transaction."""
        yield self.uow

    @property
    def office(self) -> DeliveryServices:
        """The post office with its stand-ins."""
        return DeliveryServices(self.directory, self.letters, self.post, self.clock)

    def pass_time(self, **by: float) -> datetime:
        """Moves the clock."""
        return self.clock.advance(timedelta(**by))

    def told(self, *templates: Template) -> list[tuple[Template, UUID]]:
        """Who is being told what, of these templates or of all."""
        chosen = templates or tuple(Template)
        return [(each.template, each.recipient_id) for each in self.messages.kept.values() if each.template in chosen]

    def waiting(self) -> set[Template]:
        """The templates of what still waits."""
        return {each.template for each in self.messages.kept.values() if each.is_waiting}

    def only(self, template: Template) -> Message:
        """The one message of a template."""
        (found,) = [each for each in self.messages.kept.values() if each.template is template]
        return found

    def _call(self) -> None:
        self.coordinators_called += 1
