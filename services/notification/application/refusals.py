"""Every refusal of notification, by name."""

from __future__ import annotations

from shared.refusal import Refusal, forbidden, invalid, not_found


def alert_unknown() -> Refusal:
    """There is no such alert, or it is not the caller's to know of."""
    return not_found("alert_unknown", "alert_id")


def alert_not_yours() -> Refusal:
    """The caller knows of the alert, but the lecturer or a coordinator must take it on."""
    return forbidden("alert_not_yours")


def appointment_unknown() -> Refusal:
    """There is no such appointment, or it is not the caller's to know of."""
    return not_found("appointment_unknown", "appointment_id")


def receipts_of_whom() -> Refusal:
    """Receipts are those of an appointment or of a recipient: one of the two must be named."""
    return invalid("receipts_of_whom", "appointment_id")


def staff_only() -> Refusal:
    """Only those who work here may ask this."""
    return forbidden("staff_only")
