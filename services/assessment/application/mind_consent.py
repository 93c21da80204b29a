"""Mind what the client allows: collect, stop collecting, forget."""

from __future__ import annotations

from dataclasses import replace

from services.assessment.application.ports import Desk
from shared.contracts.events.booking import ClientErased, ConsentGiven, ConsentWithdrawn


def stop_collecting(event: ConsentWithdrawn, desk: Desk) -> None:
    """From now on no answer of this client is kept."""
    desk.standings.keep(desk.standings.of(event.client_id).withdrawing(event.withdrawn_at))


def collect(event: ConsentGiven, desk: Desk) -> None:
    """Answers are kept from now on; also after a withdrawal that the consent is newer than."""
    desk.standings.keep(desk.standings.of(event.client_id).consenting(event.given_at))


def forget_client(event: ClientErased, desk: Desk) -> None:
    """Every answer of the client goes, and none is kept any more."""
    desk.conversations.hold_all_of(event.client_id)  # an assessment that is just being started is waited for
    standing = desk.standings.of(event.client_id)
    desk.standings.keep(replace(standing, erased_at=event.erased_at))
    desk.answers.forget(event.client_id)
