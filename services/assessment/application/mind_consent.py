"""Mind what the client allows: stop collecting, collect again, forget."""

from __future__ import annotations

from dataclasses import replace

from services.assessment.application.ports import Desk
from shared.contracts.events.booking import ClientErased, ConsentGiven, ConsentWithdrawn


def stop_collecting(event: ConsentWithdrawn, desk: Desk) -> None:
    """From now on no answer of this client is kept."""
    standing = desk.standings.of(event.client_id)
    desk.standings.keep(replace(standing, withdrawn_at=event.withdrawn_at))


def collect_again(event: ConsentGiven, desk: Desk) -> None:
    """A consent that is newer than its withdrawal allows answers again."""
    standing = desk.standings.of(event.client_id)
    if standing.withdrawn_at is not None and event.given_at >= standing.withdrawn_at:
        desk.standings.keep(replace(standing, withdrawn_at=None))


def forget_client(event: ClientErased, desk: Desk) -> None:
    """Every answer of the client goes, and none is kept any more."""
    desk.conversations.hold_all_of(event.client_id)  # an assessment that is just being started is waited for
    standing = desk.standings.of(event.client_id)
    desk.standings.keep(replace(standing, erased_at=event.erased_at))
    desk.answers.forget(event.client_id)
