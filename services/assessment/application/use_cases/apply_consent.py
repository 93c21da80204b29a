"""Mind what the client allows: collect, stop collecting, forget."""

from __future__ import annotations

from dataclasses import replace

from services.assessment.application.unit_of_work import UnitOfWork
from shared.contracts.events.booking import ClientErased, ConsentGiven, ConsentWithdrawn


def stop_collecting(event: ConsentWithdrawn, uow: UnitOfWork) -> None:
    """From now on no answer of this client is kept."""
    uow.standings.save(uow.standings.of(event.client_id).withdrawing(event.withdrawn_at))


def collect(event: ConsentGiven, uow: UnitOfWork) -> None:
    """Answers are kept from now on; also after a withdrawal that the consent is newer than."""
    uow.standings.save(uow.standings.of(event.client_id).consenting(event.given_at))


def forget_client(event: ClientErased, uow: UnitOfWork) -> None:
    """Every answer of the client goes, and none is kept any more."""
    uow.conversations.hold_all_of(event.client_id)  # an assessment that is just being started is waited for
    standing = uow.standings.of(event.client_id)
    uow.standings.save(replace(standing, erased_at=event.erased_at))
    uow.answers.forget(event.client_id)
