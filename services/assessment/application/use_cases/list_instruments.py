"""Show which instruments this stack may use."""

from __future__ import annotations

from services.assessment.application import refusals
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.application.views import instrument_view
from shared.contracts.actor import Role
from shared.contracts.requests.assessment import Instruments, InstrumentView


def list_instruments(ask: Instruments, uow: UnitOfWork) -> list[InstrumentView]:
    """The newest version of each instrument, for everyone who is known to the stack."""
    if uow.actor.role is Role.PUBLIC:
        raise refusals.role_may_not()
    return [instrument_view(instrument, ask.language) for instrument in uow.catalogue.offered()]
