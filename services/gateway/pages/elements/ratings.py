"""Which of a conversation's stress ratings count."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.requests.session import SessionView, StressView


def standing(session: SessionView) -> Sequence[StressView]:
    """All but those that were taken back, oldest first."""
    return [rating for rating in session.stress if rating.withdrawn_at is None]
