"""What Prometheus is told of each service's messaging."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

PUBLISHED = Counter("hyke_events_published", "Events confirmed by the broker", ["service"])
PUBLISH_FAILURES = Counter("hyke_publish_failures", "Events that the broker did not take; they stay due", ["service"])
HANDLER_SECONDS = Histogram("hyke_handler_seconds", "Time in an event's handler", ["service", "handler"], buckets=_FAST)
HANDLER_FAILURES = Counter("hyke_handler_failures", "Handler runs that raised", ["service", "handler"])
INBOX_DUPLICATES = Counter("hyke_inbox_duplicates", "Events heard again, without effect", ["service"])
PARKED = Counter("hyke_events_parked", "Events put aside", ["service", "reason"])
REQUEST_SECONDS = Histogram("hyke_request_seconds", "Time to answer", ["service", "request"], buckets=_FAST)
REQUEST_OUTCOMES = Counter("hyke_requests", "Requests by outcome", ["service", "request", "outcome"])
TIMER_FAILURES = Counter("hyke_timer_failures", "Timed runs that raised", ["service", "timer"])
LAST_DELIVERY = Gauge("hyke_consumer_last_delivery_timestamp_seconds", "When events last arrived", ["service"])
LAST_SETTLED = Gauge("hyke_consumer_last_settled_timestamp_seconds", "When a batch was last settled", ["service"])
PRUNED = Counter("hyke_rows_pruned", "Rows that were old enough to go", ["service", "table"])
PARTNER_COPIES = Counter("hyke_partner_copies", "Events of which partners' queues were given a copy")
PARTNER_COPIES_REFUSED = Counter("hyke_partner_copies_refused", "Copies that a partner's queue refused")
PARTNER_COPIES_MISSED = Counter("hyke_partner_copies_missed", "Events that partners got no copy of")
_ACCOUNT = ["type", "service", "handler"]
IN_FLIGHT = Gauge("hyke_events_in_flight", "Events on their way to a handler, at the last reconciliation", _ACCOUNT)
MISSING = Gauge("hyke_events_missing", "Events that left their outbox and that a handler never settled", _ACCOUNT)
SURPLUS = Gauge("hyke_events_surplus", "Effects of events that are in no outbox", _ACCOUNT)
RECONCILED_AGE = Gauge("hyke_reconciliation_age_seconds", "Age of the last reconciliation", ["service"])
NOT_RECONCILED = Gauge("hyke_reconciliation_silent", "1 for a service whose books could not be read", ["service"])
