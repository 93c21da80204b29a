"""A world for each test."""

from __future__ import annotations

import pytest

from services.notification.application.use_cases.alert_lecturer import alert_lecturer
from tests.unit.notification.samples import APPOINTMENT, CLIENT, COORDINATOR, DISTRESS, LECTURER, LIISA, MAIJA, VIEW
from tests.unit.notification.world import World


@pytest.fixture
def world() -> World:
    """Booking knows the client, the lecturer, one coordinator and the appointment."""
    made = World()
    made.directory.contacts = {CLIENT: MAIJA, LECTURER: LIISA}
    made.directory.appointments = {APPOINTMENT: VIEW}
    made.directory.coordinating = [COORDINATOR]
    return made


@pytest.fixture
def alerted(world: World) -> World:
    """A world in which a high rating was just recorded."""
    alert_lecturer(DISTRESS, world.uow)
    return world
