"""Which replica of a service does what one alone may do."""

from __future__ import annotations

from shared.messaging.kernel.signal import Signal


class Leadership:
    """Whether this replica is the one that relays, retries and runs the leader's timers."""

    def __init__(self) -> None:
        self.is_ours = False
        self.relay_due = Signal()  # set once a transaction of this process has committed events
        self._gained = Signal()

    def gain(self) -> None:
        """This replica leads."""
        self.is_ours = True
        self._gained.set()

    def lose(self) -> None:
        """Another may lead."""
        self.is_ours = False

    def stop_waiting(self) -> None:
        """Wake whoever waits for it."""
        self._gained.set()

    def wait(self, seconds: float) -> bool:
        """Whether this replica leads, after waiting a while for it."""
        if not self.is_ours:
            self._gained.wait(seconds)
        return self.is_ours
