"""What is refused of moves within an appointment's own time and of clashes; the others are in ``refusals.py``."""

from __future__ import annotations

from shared.refusal import Refusal, conflict


def nothing_to_move() -> Refusal:
    """It is at that time already, with the same people in the same room."""
    return conflict("nothing_to_move", "starts_at")


def nobody_instead() -> Refusal:
    """Who cannot make its own time has nobody free in their place then."""
    return conflict("nobody_instead", "starts_at")


def clash_over() -> Refusal:
    """The person can make it by now, or the appointment is no longer to come."""
    return conflict("clash_over", "appointment_id")


def clash_changed() -> Refusal:
    """The appointment or the person's hours were changed since the caller saw them."""
    return conflict("clash_changed", "version")


def clash_of_one_who_left() -> Refusal:
    """Nobody holds a conversation who is no longer active."""
    return conflict("clash_of_one_who_left", "person_id")
