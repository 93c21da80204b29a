"""Every refusal of booking, one function each: its kind, its code, the field it is about, and its params."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.booking.domain.appointment import State
from shared.refusal import Refusal, RefusalKind, conflict, forbidden, invalid, not_found


def not_allowed() -> Refusal:
    """The caller's role may not do this."""
    return forbidden("not_allowed")


def appointment_unknown() -> Refusal:
    """No such appointment for this caller."""
    return not_found("appointment_unknown", "appointment_id")


def address_not_yours() -> Refusal:
    """The client's mails are redirected by coordinators, and by the team that meets the client now or soon."""
    return forbidden("address_not_yours", "email")


def client_unknown() -> Refusal:
    """No such client for this caller."""
    return not_found("client_unknown", "client_id")


def person_unknown() -> Refusal:
    """No such member of staff."""
    return not_found("person_unknown", "person_id")


def room_unknown() -> Refusal:
    """No such room, or not on that campus."""
    return not_found("room_unknown", "room_id")


def follow_up_unknown() -> Refusal:
    """No follow-up of that appointment for this caller."""
    return not_found("follow_up_unknown", "follows_id")


def recipient_unknown() -> Refusal:
    """There never was such a recipient."""
    return not_found("recipient_unknown", "recipient_id")


def recipient_gone() -> Refusal:
    """The recipient was erased."""
    return not_found("recipient_gone", "recipient_id")


def wrong_state(state: State) -> Refusal:
    """The appointment's state forbids what was asked."""
    match state:
        case State.HELD:
            return conflict("appointment_held", "appointment_id")
        case State.BOOKED:
            return conflict("appointment_booked", "appointment_id")
        case State.UNDER_WAY:
            return conflict("appointment_under_way", "appointment_id")
        case State.COMPLETED:
            return conflict("appointment_completed", "appointment_id")
        case State.CANCELLED:
            return conflict("appointment_cancelled", "appointment_id")
        case State.NO_SHOW:
            return conflict("appointment_no_show", "appointment_id")
        case State.DECLINED:
            return conflict("appointment_declined", "appointment_id")


def appointment_begun() -> Refusal:
    """Its time has come."""
    return conflict("appointment_begun", "appointment_id")


def no_show_too_early(starts_at: datetime) -> Refusal:
    """Nobody can be missing before the start."""
    return conflict("no_show_too_early", "appointment_id", starts_at=starts_at.isoformat())


def not_a_follow_up() -> Refusal:
    """Only a follow-up is confirmed or declined."""
    return conflict("not_a_follow_up", "appointment_id")


def follow_up_booked() -> Refusal:
    """The follow-up has a confirmed time."""
    return conflict("follow_up_booked", "follows_id")


def follow_up_settled() -> Refusal:
    """Nothing waits for a decision: somebody has settled it, or a new time was confirmed."""
    return conflict("follow_up_settled", "follows_id")


def follow_up_too_early(earliest: datetime) -> Refusal:
    """A follow-up is on a later day than the meeting that it follows."""
    return invalid("follow_up_too_early", "starts_at", earliest=earliest.isoformat())


def time_past() -> Refusal:
    """The start is over."""
    return invalid("time_past", "starts_at")


def time_taken() -> Refusal:
    """Somebody who is needed, or every room, is taken or away."""
    return conflict("time_taken", "starts_at")


def time_too_soon(notice: timedelta) -> Refusal:
    """Clients book with some hours' notice."""
    return invalid("time_too_soon", "starts_at", hours=int(notice / timedelta(hours=1)))


def time_too_far(horizon: timedelta) -> Refusal:
    """Clients book only some days ahead."""
    return invalid("time_too_far", "starts_at", days=horizon.days)


def start_not_on_quarter(every: timedelta) -> Refusal:
    """Conversations start on the quarters of the wall clock."""
    return invalid("start_not_on_quarter", "starts_at", minutes=int(every / timedelta(minutes=1)))


def until_before_from() -> Refusal:
    """The stretch of time ends before it begins."""
    return invalid("until_before_from", "until_at")


def campus_unknown() -> Refusal:
    """No room that may be booked is on that campus."""
    return invalid("campus_unknown", "campus")


def students_too_many(most: int) -> Refusal:
    """A conversation has one or two students."""
    return invalid("students_too_many", "student_ids", most=most)


def student_repeated() -> Refusal:
    """The same student was named twice."""
    return invalid("student_repeated", "student_ids")


def student_unknown() -> Refusal:
    """No such active student."""
    return invalid("student_unknown", "student_ids")


def lecturer_unknown() -> Refusal:
    """No such active lecturer."""
    return invalid("lecturer_unknown", "lecturer_id")


def consent_missing(field: str) -> Refusal:
    """The client has not consented to the collection of data."""
    return invalid("consent_missing", field)


def consent_version_unknown() -> Refusal:
    """This stack has no text of consent of that version."""
    return invalid("consent_version_unknown", "consent_version")


def data_erased() -> Refusal:
    """The client who asks by a private link was forgotten, as they wished."""
    return Refusal(RefusalKind.EXPIRED, "data_erased", "client_id")


def already_booked() -> Refusal:
    """The client has a time already; which one is in the mail about it, and not for every link to know."""
    return conflict("already_booked", "starts_at")


def text_blank(field: str) -> Refusal:
    """There are only spaces where a text is needed."""
    return invalid("text_blank", field)


def email_taken() -> Refusal:
    """Another member of staff has that e-mail."""
    return conflict("email_taken", "email")


def room_name_taken() -> Refusal:
    """Another room on the campus has that name."""
    return conflict("room_name_taken", "name")


def hours_end_before_start(field: str) -> Refusal:
    """Hours end after they start."""
    return invalid("hours_end_before_start", field)


def exception_hours_incomplete(on: date) -> Refusal:
    """An exception has both a start and an end, or neither."""
    return invalid("exception_hours_incomplete", "exceptions", on=on.isoformat())


def exception_hours_missing(on: date) -> Refusal:
    """Extra time has a start and an end."""
    return invalid("exception_hours_missing", "exceptions", on=on.isoformat())


def exception_in_past(on: date) -> Refusal:
    """Exceptions are for today and later."""
    return invalid("exception_in_past", "exceptions", on=on.isoformat())
