"""Whether a loop of a service lives, does its work, and has what it needs, in words for /health."""

from __future__ import annotations

from time import monotonic

from shared.messaging.kernel.options import messaging_options

OK = "ok"


class LoopStatus:
    """What a loop says of itself, and for how long it has said nothing."""

    def __init__(self) -> None:
        self.is_up = False  # what it needs is there
        self.is_ended = False
        self._doing = self._why = ""
        self._beaten_at = self._up_at = self._worked_at = monotonic()
        self._owed: dict[str, float] = {}

    def report(self, is_up: bool, doing: str = "", why: str = "") -> None:
        """Say that the loop goes round, what it is about to do, or why it cannot do anything."""
        self.is_up, self._doing, self._why = is_up, doing, why
        self._beaten_at = monotonic()
        if is_up:
            self._up_at = self._beaten_at

    def work(self) -> None:
        """Say that something was brought to its end."""
        self._worked_at = monotonic()

    def mark_overdue(self, what: str) -> None:
        """Say that something ought to be done and cannot be, until ``settle``."""
        self._owed.setdefault(what, monotonic())

    def clear_overdue(self, what: str) -> None:
        """Say that it is done, or that nobody wants it any more."""
        self._owed.pop(what, None)

    @property
    def idle_seconds(self) -> float:
        """Since when nothing was brought to its end."""
        return monotonic() - self._worked_at

    @property
    def is_good(self) -> bool:
        """Whether the loop goes round and can do its work."""
        return self.is_up and self.in_words() == OK

    def in_words(self) -> str:
        """``ok``, or what is wrong and for how long; what has lasted for less than ``stuck_after`` is no illness."""
        if self.is_ended:
            return "dead"
        now, most = monotonic(), messaging_options().stuck_after
        if now - self._beaten_at > most:
            return f"stuck: {self._doing or 'nothing done'} for {now - self._beaten_at:.0f} s"
        if not self.is_up and now - self._up_at > most:
            return f"down for {now - self._up_at:.0f} s: {self._why or 'not started'}"
        late = sorted((since, what) for what, since in self._owed.items() if now - since > most)
        return "; ".join(f"stuck: {what} for {now - since:.0f} s" for since, what in late) or OK
