"""Show which instruments this stack may use."""

from __future__ import annotations

from services.assessment.application import refusals
from services.assessment.application.ports import Desk
from services.assessment.application.views import instrument_view
from shared.contracts.actor import Role
from shared.contracts.requests.assessment import Instruments, InstrumentView


def list_instruments(ask: Instruments, desk: Desk) -> list[InstrumentView]:
    """The newest version of each instrument, for everyone who is known to the stack."""
    if desk.actor.role is Role.PUBLIC:
        raise refusals.role_may_not()
    return [instrument_view(instrument, ask.language) for instrument in desk.shelf.offered()]
