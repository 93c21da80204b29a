"""Whether people can be served, for whoever watches from outside: a word, and nothing of how it stands inside."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from flask import json
from werkzeug.wrappers import Response

from services.gateway.web.app_context import app_context

KEPT_SECONDS = 1.0


def health() -> Response:
    """200 or 503."""
    is_well = app_context().is_well()
    word = "ok" if is_well else "failing"
    return Response(json.dumps({"status": word}) + "\n", 200 if is_well else 503, content_type="application/json")


class Remembered:
    """Looks at most once a second, and by one at a time, however many ask from outside."""

    def __init__(self, look: Callable[[], bool], clock: Callable[[], float] = monotonic) -> None:
        self._look = look
        self._clock = clock
        self._known = False
        self._due = 0.0
        self._is_looking = False

    def __call__(self) -> bool:
        """What the last look saw."""
        if not self._is_looking and self._clock() >= self._due:
            self._is_looking = True
            try:
                self._known = self._look()
            finally:
                self._is_looking = False
                self._due = self._clock() + KEPT_SECONDS
        return self._known
