"""What the gateway itself refuses. Everything else is refused by the service that was asked.

| code | params |
|---|---|
| sign_in_failed | |
| sign_in_locked | until |
| signed_out | |
| username_invalid | |
| username_taken | |
| password_short | shortest |
| password_long | longest |
| password_guessable | |
| password_locked | until |
| password_wrong | |
| bookings_from_here | until |
| bookings_for_mailbox | until |
| bookings_in_all | until |
| account_unknown | |
| coordinators_only | |
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shared.refusal import Refusal, conflict, forbidden, invalid, not_found

Later = Callable[[datetime], Refusal]
"""Says no until an instant."""


def sign_in_failed() -> Refusal:
    """The username or the password is wrong; which one is not told."""
    return invalid("sign_in_failed")


def sign_in_locked(until: datetime) -> Refusal:
    """Too many failures: the next try may come at ``until``."""
    return conflict("sign_in_locked", until=until.isoformat())


def signed_out() -> Refusal:
    """Only someone who has signed in may do this."""
    return forbidden("signed_out")


def username_invalid() -> Refusal:
    """A username is 2 to 63 small letters, digits, dots, hyphens and underscores."""
    return invalid("username_invalid", "username")


def username_taken() -> Refusal:
    """Another account has this username."""
    return conflict("username_taken", "username")


def password_short(shortest: int) -> Refusal:
    """The new password has fewer characters than it must."""
    return invalid("password_short", "new_password", shortest=shortest)


def password_long(longest: int) -> Refusal:
    """The new password has more characters than it may."""
    return invalid("password_long", "new_password", longest=longest)


def password_guessable() -> Refusal:
    """The new password is what everybody thinks of, or the username."""
    return invalid("password_guessable", "new_password")


def password_locked(until: datetime) -> Refusal:
    """The present password was wrong too often: the next try may come at ``until``."""
    return conflict("password_locked", "password", until=until.isoformat())


def password_wrong() -> Refusal:
    """The present password, given for a change, is wrong."""
    return invalid("password_wrong", "password")


def bookings_from_here(until: datetime) -> Refusal:
    """Many booked without an account from this address; the next booking may come at ``until``."""
    return conflict("bookings_from_here", until=until.isoformat())


def bookings_for_mailbox(until: datetime) -> Refusal:
    """Several times were booked for this mail address; the next booking may come at ``until``."""
    return conflict("bookings_for_mailbox", "email", until=until.isoformat())


def bookings_in_all(until: datetime) -> Refusal:
    """More are booking without an account than ever do; the next booking may come at ``until``."""
    return conflict("bookings_in_all", until=until.isoformat())


def account_unknown() -> Refusal:
    """The person has no account."""
    return not_found("account_unknown", "person_id")


def coordinators_only() -> Refusal:
    """Accounts of others are the coordinators' to change."""
    return forbidden("coordinators_only")


def follow_up_unanswered(*, is_acute: bool) -> Refusal:
    """The close says nothing of a follow-up; after an acute conversation session itself insists on that."""
    return invalid("follow_up_undecided", "follow_up") if is_acute else invalid("follow_up_unanswered", "follow_up")
