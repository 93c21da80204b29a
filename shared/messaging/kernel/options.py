"""Times and sizes of the event core; a process has one set of them, in nameko's configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from nameko import config

TUNING = "HYKE_TUNING"


@dataclass(frozen=True, slots=True)
class MessagingOptions:
    """Times in seconds and sizes that tests shorten and operators leave alone."""

    consumer_batch: int = 200  # events that one consumer's transaction takes at most
    relay_batch: int = 1000
    poll_interval: float = 5.0  # behind every wake-up by NOTIFY
    resubscribe_after: float = 30.0  # of silence; then a consumer subscribes anew
    confirm_timeout: float = 5.0
    heartbeat: int = 15
    reconnect_first: float = 0.2
    reconnect_most: float = 10.0
    retry_first: float = 1.0
    retry_most: float = 600.0
    retries: int = 15
    delivery_limit: int = 20
    stuck_after: float = 60.0
    prune_every: float = 3600.0
    outbox_retention: timedelta = timedelta(days=30)  # after it was published: as long as one may trace or send again
    inbox_retention: timedelta = timedelta(days=90)  # far longer, so that an event sent again is known for certain
    parked_retention: timedelta = timedelta(days=30)  # after it took effect or was discarded; what is open stays
    idempotency_key_retention: timedelta = timedelta(
        days=7
    )  # as long as a page may be open whose form is sent once more

    def __post_init__(self) -> None:
        """ValueError for times under which a promise would not hold."""
        if self.inbox_retention < 2 * self.outbox_retention:
            raise ValueError("an inbox is kept twice as long as an outbox: an event sent again would act twice")


def messaging_options() -> MessagingOptions:
    """The process's tuning."""
    found: MessagingOptions = config.get(TUNING) or MessagingOptions()
    return found
