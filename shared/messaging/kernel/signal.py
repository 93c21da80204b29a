"""One waits, another says that it may go on."""

from __future__ import annotations

from eventlet.event import Event


class Signal:
    """Wakes whoever waits for it; set while nobody waits, it wakes the next at once."""

    def __init__(self) -> None:
        self._event = Event()

    def set(self) -> None:
        """Wake."""
        if not self._event.ready():
            self._event.send()

    def wait(self, seconds: float | None) -> bool:
        """Wait until set, then be unset again; false after the time-out."""
        if not self._event.ready() and self._event.wait(timeout=seconds) is None and not self._event.ready():
            return False
        self._event = Event()
        return True
