"""Why events are parked, in words for the operator's command line; pages have their own in three languages."""

from __future__ import annotations

from collections.abc import Mapping

from shared.messaging.dead_letters.listing import ParkedEvent

REASONS: Mapping[str, str] = {
    "handler_failed": "the service could not act on it",
    "behind": "waits for an earlier event of the same subject",
    "delivery_limit": "the service ended each time it had it in hand",
    "handed_on": "can be read now, and waits for its first attempt",
    "unheard": "no part of the service acts on it",
    "unknown_type": "the service does not know this type of event",
    "unknown_version": "the service does not know this version of the event",
    "invalid_data": "its data is not what its contract says",
    "not_json": "it is not JSON",
    "not_cloudevent": "it is JSON, but no CloudEvent",
    "foreign_source": "it does not come from the service of this stack that publishes its type",
    "foreign_id": "its id is none that this stack gives to an event",
    "content_type": "it does not say that it is a CloudEvent in JSON",
}


def reason_words(entry: ParkedEvent) -> str:
    """Why it is parked, in a sentence's half; a reason that this version does not know is told as it is."""
    return REASONS.get(entry.reason, entry.reason)
