"""Tells of a follow-up: a time that is held, that none was found, that it was declined."""

from __future__ import annotations

from services.notification.application.known_appointment import known_appointment
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.write_message import write_about, write_message
from services.notification.domain.appointment import KnownAppointment
from services.notification.domain.template import Template
from shared.contracts.events.booking import FollowUpDeclined, FollowUpEnded, FollowUpProposed, FollowUpUnavailable

PROPOSALS = frozenset({Template.FOLLOW_UP_PROPOSED, Template.STAFF_FOLLOW_UP_PROPOSED})
NO_TIME = frozenset(
    {
        Template.FOLLOW_UP_UNAVAILABLE,
        Template.STAFF_FOLLOW_UP_UNAVAILABLE,
        Template.FOLLOW_UP_LAPSED,
        Template.STAFF_FOLLOW_UP_LAPSED,
    }
)


def propose_follow_up(event: FollowUpProposed, uow: UnitOfWork) -> None:
    """The client is asked to confirm the held time, the staff are told of it; an older offer or "no time" is void."""
    held = KnownAppointment(
        appointment_id=event.appointment_id,
        client_id=event.client_id,
        lecturer_id=event.lecturer_id,
        student_ids=event.student_ids,
        starts_at=event.starts_at,
    )
    earlier = uow.appointments.get_for_update(event.appointment_id)
    if earlier is not None:
        held = earlier.moved(event.starts_at, event.lecturer_id, event.student_ids)
    uow.appointments.save(held)
    uow.messages.drop_of_appointment(event.appointment_id, PROPOSALS, "another_time_offered")
    uow.messages.drop_of_appointment(event.follows_id, NO_TIME, "time_found")
    write_about(uow, held, Template.FOLLOW_UP_PROPOSED, [held.client_id])
    write_about(uow, held, Template.STAFF_FOLLOW_UP_PROPOSED, held.staff_ids)


def tell_of_no_time(event: FollowUpUnavailable, uow: UnitOfWork) -> None:
    """The client hears that we will be in touch, the lecturer that the client waits and where in the list.

    Where a proposed time passed unanswered, the lecturer hears that it is for a person to look for the next.
    """
    cause = f"no_time/{event.follows_id}/{event.found_at.isoformat()}"
    to_client, to_lecturer = Template.FOLLOW_UP_UNAVAILABLE, Template.STAFF_FOLLOW_UP_UNAVAILABLE
    if not event.is_sought:
        to_client, to_lecturer = Template.FOLLOW_UP_LAPSED, Template.STAFF_FOLLOW_UP_LAPSED
    recipients = ((to_client, event.client_id), (to_lecturer, event.lecturer_id))
    for template, recipient_id in recipients:
        write_message(uow, template, recipient_id, cause, appointment_id=event.follows_id, position=event.position)


def tell_of_declined_follow_up(event: FollowUpDeclined, uow: UnitOfWork) -> None:
    """The lecturer hears that the held time was given up; the offer is void."""
    held = known_appointment(uow, event.appointment_id)
    uow.messages.drop_of_appointment(event.appointment_id, PROPOSALS, "follow_up_declined")
    write_about(uow, held, Template.STAFF_FOLLOW_UP_DECLINED, [held.lecturer_id])


def hear_that_none_is_wanted(event: FollowUpEnded, uow: UnitOfWork) -> None:
    """What waits to be said about a time that is looked for is void."""
    uow.messages.drop_of_appointment(event.follows_id, NO_TIME, "follow_up_ended")
