"""Keeps a database that is away from making everybody wait: one tries, and the others are told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from services.gateway.application.ports import RecordsAway
from shared.db import is_away

PAUSE = 1.0  # seconds between two tries while it is away


class Outage:
    """Whether the last try failed, when, and whether somebody is trying again."""

    def __init__(self, clock: Callable[[], float] = monotonic, is_there: Callable[[], bool] = lambda: True) -> None:
        self._clock = clock
        self._is_there = is_there  # what who listens to the database all the time knows; it may know late that it went
        self._failed_at: float | None = None
        self._is_being_tried = False

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """Raises RecordsAway for what the database raises when it is away, without asking it where that is known."""
        is_trial = self._failed_at is not None
        if self._failed_at is not None and self._is_hopeless(self._failed_at):
            raise RecordsAway
        self._is_being_tried |= is_trial
        try:
            yield
        except Exception as error:
            if not is_away(error):
                self._failed_at = None
                raise
            self._failed_at = self._clock()
            raise RecordsAway from error
        else:
            self._failed_at = None
        finally:
            if is_trial:
                self._is_being_tried = False

    def _is_hopeless(self, failed_at: float) -> bool:
        return self._is_being_tried or not self._is_there() or self._clock() - failed_at < PAUSE
