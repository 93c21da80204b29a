"""A world for each test."""

from __future__ import annotations

import pytest

from tests.unit.notification.fakes import World
from tests.unit.notification.samples import APPOINTMENT, CLIENT, COORDINATOR, LECTURER, LIISA, MAIJA, VIEW


@pytest.fixture
def world() -> World:
    """Booking knows the client, the lecturer, one coordinator and the appointment."""
    made = World()
    made.directory.contacts = {CLIENT: MAIJA, LECTURER: LIISA}
    made.directory.appointments = {APPOINTMENT: VIEW}
    made.directory.coordinating = [COORDINATOR]
    return made
