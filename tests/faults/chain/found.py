"""What is known of one chain in the end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found of a chain; instants are seconds since the epoch, 0 where there is none."""

    ratings: int = 0
    detected: int = 0  # events of the high rating
    follow_up: str = ""  # its state
    proposed: int = 0  # events of the proposal
    held: int = 0  # appointments that follow the session's
    alerts: int = 0
    rounds: int = 0  # of the alert: one, and one more for each minute that nobody came
    again: int = 0  # rounds that another hearing of the rating began, and not the clock
    alerted: int = 0  # events of the lecturer's being alerted
    mails: tuple[str, ...] = ()  # the Message-ID of each urgent mail at the mailbox
    alert_shown: str = ""  # how the alert stands in the session
    follow_up_shown: str = ""
    parked: int = 0  # events of the chain that wait or are dead
    unpublished: int = 0
    kept_at: float = 0.0
    proposed_at: float = 0.0
    alerted_at: float = 0.0
    sent_at: float = 0.0

    @property
    def repeats(self) -> int:
        """How often an urgent mail came once more under its own Message-ID."""
        return len(self.mails) - len(set(self.mails))

    @property
    def acted_at(self) -> float:
        """When both follow-up and alert were there."""
        return max(self.proposed_at, self.alerted_at)

    @property
    def ended_at(self) -> float:
        """When the mail was gone too."""
        return max(self.acted_at, self.sent_at)

    def stage_at(self, instant: float) -> str:
        """How far the chain had come at an instant."""
        ends = {
            "before the rating was kept": self.kept_at,
            "before follow-up and alert": self.acted_at,
            "before the mail": self.sent_at,
        }
        return next((stage for stage, at in ends.items() if instant < at), "after the mail")
