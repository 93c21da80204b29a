"""Every no that session says, each in one place; the words for them are the gateway's.

Params are numbers, codes and instants, never what anybody said or wrote.
"""

from __future__ import annotations

from datetime import datetime

from services.session.domain.stress_scale import StressScale
from services.session.domain.time_use import MINUTES_OF_A_DAY
from shared.refusal import Refusal, conflict, forbidden, invalid, not_found


def session_not_found() -> Refusal:
    """No such session, or not one that the caller may know of."""
    return not_found("session_not_found", "session_id")


def goal_not_found() -> Refusal:
    """No such goal in this session, or it was taken back."""
    return not_found("goal_not_found", "goal_id")


def role_may_not() -> Refusal:
    """The caller may know of the session, but this is for others to do."""
    return forbidden("role_may_not")


def not_under_way(state: str) -> Refusal:
    """The conversation has not begun. Param: state."""
    return conflict("not_under_way", "session_id", state=state)


def start_has_record() -> Refusal:
    """Something of the client's was recorded after the start: the conversation has been held."""
    return conflict("start_has_record", "session_id")


def already_closed() -> Refusal:
    """The conversation has ended: nothing but the debrief may be added."""
    return conflict("already_closed", "session_id")


def not_held(state: str) -> Refusal:
    """The conversation was cancelled, or the client did not come. Param: state."""
    return conflict("not_held", "session_id", state=state)


def not_closed(state: str) -> Refusal:
    """A debrief comes after the close. Param: state."""
    return conflict("not_closed", "session_id", state=state)


def already_debriefed() -> Refusal:
    """The debrief was held; its notes stay as they are."""
    return conflict("already_debriefed", "session_id")


def consent_withdrawn() -> Refusal:
    """The client withdrew the consent: nothing more is recorded of them."""
    return conflict("consent_withdrawn", "session_id")


def consent_unknown() -> Refusal:
    """No consent of the client was heard of, or not yet: nothing is recorded of them, and trying again may help."""
    return conflict("consent_unknown", "session_id")


def client_erased() -> Refusal:
    """The client was forgotten at their own wish: nothing more is recorded of them."""
    return conflict("client_erased", "session_id")


def stress_out_of_range(scale: StressScale) -> Refusal:
    """A level that the scale does not have. Params: lowest, highest."""
    return invalid("stress_out_of_range", "level", lowest=scale.lowest, highest=scale.highest)


def link_unconfirmed() -> Refusal:
    """Before the conversation a client rates by a link that came by mail, so that nobody else rates in their name."""
    return conflict("link_unconfirmed", "session_id")


def rated_just_now(until: datetime, seconds: int) -> Refusal:
    """The client rated less than a minute ago. Params: until, when the next is taken; seconds, how long that is."""
    return conflict("rated_just_now", "level", until=until.isoformat(), seconds=seconds)


def circle_not_24_hours(total: int) -> Refusal:
    """Minutes that do not add up to a day, or are negative. Params: total, expected."""
    return invalid("circle_not_24_hours", "productive_minutes", total=total, expected=MINUTES_OF_A_DAY)


def text_empty(field: str) -> Refusal:
    """A text that must say something says nothing."""
    return invalid("text_empty", field)


def note_changed(version: int) -> Refusal:
    """Somebody else has written this note since; both texts are to be shown. Param: version, the latest one."""
    return conflict("note_changed", "base_version", version=version)


def synthesis_changed(version: int) -> Refusal:
    """Somebody else has written the synthesis since. Param: version, the latest one."""
    return conflict("synthesis_changed", "base_version", version=version)


def synthesis_empty() -> Refusal:
    """There is nothing yet to agree to."""
    return conflict("synthesis_empty", "version")


def synthesis_not_agreed() -> Refusal:
    """Goals rest on a synthesis that the client has agreed to."""
    return conflict("synthesis_not_agreed")


def follow_up_undecided() -> Refusal:
    """An acute conversation ends with a decision on the follow-up; that there is none yet is one of them."""
    return invalid("follow_up_undecided", "follow_up")


def follow_up_both_ways() -> Refusal:
    """A follow-up was asked for, and said not to be."""
    return invalid("follow_up_both_ways", "no_follow_up")


def rating_not_found() -> Refusal:
    """No such rating in this session."""
    return not_found("rating_not_found", "rating_id")
