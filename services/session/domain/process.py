"""The eight steps of the conversation, in the order of the source."""

from __future__ import annotations

from collections.abc import Collection

from shared.contracts.vocabulary import Phase

PROCESS: tuple[Phase, ...] = tuple(Phase)

# What a second conversation can make room for; orientation, the rating itself and the closing are not among them.
MADE_UP_LATER = (Phase.WELLBEING, Phase.TIME_USE, Phase.SELF_ASSESSMENT, Phase.SYNTHESIS, Phase.CONCLUSIONS)


def in_order(phases: Collection[Phase]) -> tuple[Phase, ...]:
    """These steps, each once, in the order of the process."""
    return tuple(phase for phase in PROCESS if phase in phases)


def without_room(done: Collection[Phase]) -> tuple[Phase, ...]:
    """The steps that the conversation has had no room for yet, and that another one can take up."""
    return tuple(phase for phase in MADE_UP_LATER if phase not in done)
