"""What each caller may see and do; what is not theirs is not there."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.booking.application import refusals
from services.booking.application.desk import Desk
from services.booking.domain.appointment import Appointment
from services.booking.domain.client import Client
from services.booking.domain.follow_up import FollowUp
from services.booking.domain.span import Span
from services.booking.domain.staff import Person
from shared.contracts.actor import Role


def coordinators_only(desk: Desk) -> None:
    """Refuse everybody but coordinators and the system."""
    if not desk.is_coordinating:
        raise refusals.not_allowed()


def staff_only(desk: Desk) -> None:
    """Refuse clients and the public."""
    if not desk.is_for_staff:
        raise refusals.not_allowed()


def supervisors_only(desk: Desk) -> None:
    """Refuse all but lecturers, coordinators and the system."""
    if not desk.is_coordinating and desk.actor.role is not Role.LECTURER:
        raise refusals.not_allowed()


def known_only(desk: Desk) -> None:
    """Refuse the public."""
    if desk.actor.role is Role.PUBLIC:
        raise refusals.not_allowed()


def appointment(desk: Desk, appointment_id: UUID) -> Appointment:
    """The appointment, where it is the caller's; a client's is the one of the link that they came by."""
    return _theirs(desk, desk.diary.appointment(appointment_id))


def appointment_to_change(desk: Desk, appointment_id: UUID) -> Appointment:
    """The same, kept from other writers."""
    found = appointment(desk, appointment_id)
    desk.receipts.concerns(found.client_id)
    return _theirs(desk, locked(desk, found))


def appointment_to_see(desk: Desk, appointment_id: UUID) -> Appointment:
    """The caller's appointment; for a client also the follow-up of the link's appointment, until they meet."""
    return _answerable(desk, desk.diary.appointment(appointment_id))


def follow_up_to_answer(desk: Desk, appointment_id: UUID) -> Appointment:
    """The same, kept from other writers: to be confirmed or declined, and nothing else."""
    found = appointment_to_see(desk, appointment_id)
    desk.receipts.concerns(found.client_id)
    return _answerable(desk, locked(desk, found))


def client(desk: Desk, client_id: UUID) -> Client:
    """The client, where the caller may know of them."""
    return _their_client(desk, client_id, desk.clients.client(client_id))


def client_to_change(desk: Desk, client_id: UUID) -> Client:
    """The same, kept from other writers."""
    desk.receipts.concerns(client_id)
    return _their_client(desk, client_id, desk.clients.locked(client_id))


def may_change_address(desk: Desk, client_id: UUID) -> bool:
    """Whether the caller may say where the client's mails go: coordinators, and who meets the client now or soon."""
    if desk.is_coordinating or desk.person_id is None:
        return desk.is_coordinating
    around = Span(desk.now - timedelta(days=1), desk.now + timedelta(days=400))
    return any(each.is_ahead(desk.now) for each in desk.diary.between(around, client_id, [desk.person_id]))


def person_to_schedule(desk: Desk, person_id: UUID) -> Person:
    """The member of staff whose hours the caller may see and set: any for coordinators, else oneself."""
    staff_only(desk)
    if not desk.is_coordinating and desk.person_id != person_id:
        raise refusals.not_allowed()
    person = desk.staff.person(person_id)
    if person is None:
        raise refusals.person_unknown()
    return person


def follow_up_to_change(desk: Desk, follows_id: UUID) -> FollowUp:
    """The follow-up, where it is the caller's, its client and what it follows kept from other writers."""
    staff_only(desk)
    return _follow_up(desk, follows_id)


def follow_up_to_end(desk: Desk, follows_id: UUID) -> FollowUp:
    """The same, also for its client."""
    known_only(desk)
    return _follow_up(desk, follows_id)


def _follow_up(desk: Desk, follows_id: UUID) -> FollowUp:
    known = desk.follow_ups.of(follows_id)
    if known:
        desk.clients.locked(known.client_id)
        desk.diary.locked(follows_id)
    found = desk.follow_ups.of(follows_id)
    if found is None or not may_see(desk, found):
        raise refusals.follow_up_unknown()
    desk.receipts.concerns(found.client_id)
    return found


def may_see(desk: Desk, follow_up: FollowUp) -> bool:
    """Whether the caller has to do with the follow-up: coordinators with all, clients by that appointment's link."""
    if desk.actor.role is Role.CLIENT:
        return desk.actor.id == follow_up.client_id and desk.actor.appointment_id == follow_up.follows_id
    return desk.is_coordinating or follow_up.concerns(desk.person_id)


def locked(desk: Desk, found: Appointment) -> Appointment | None:
    """It as it stands, kept from other writers; what it follows is kept first, so that writers never wait in a ring."""
    if found.follows_id:
        desk.diary.locked(found.follows_id)
    return desk.diary.locked(found.id)


def _theirs(desk: Desk, found: Appointment | None) -> Appointment:
    _check_remembered(desk)
    if found is not None and (desk.is_coordinating or found.team.has(desk.person_id) or is_own(desk, found)):
        return found
    raise refusals.appointment_unknown()


def _answerable(desk: Desk, found: Appointment | None) -> Appointment:
    if found is not None and _may_answer(desk, found):
        return found
    return _theirs(desk, found)


def is_own(desk: Desk, found: Appointment) -> bool:
    """Whether the caller is its client, who came by its link."""
    return desk.actor.appointment_id == found.id and _is_clients(desk, found)


def _may_answer(desk: Desk, found: Appointment) -> bool:
    # What a later team records of the follow-up is opened by the link in the mail about it, not by this one.
    follows = found.follows_id is not None and desk.actor.appointment_id == found.follows_id
    return follows and not found.has_met and _is_clients(desk, found)


def _is_clients(desk: Desk, found: Appointment) -> bool:
    asks = desk.actor.role is Role.CLIENT and desk.actor.id == found.client_id
    return asks and desk.clients.client(found.client_id) is not None  # an erased client's links open nothing


def _check_remembered(desk: Desk) -> None:
    """A client whose link outlives their data is told that it is gone, and no more."""
    if desk.actor.role is Role.CLIENT and desk.actor.id and desk.clients.is_erased(desk.actor.id):
        raise refusals.data_erased()


def _their_client(desk: Desk, client_id: UUID, found: Client | None) -> Client:
    _check_remembered(desk)
    if found is not None and _knows(desk, client_id):
        return found
    raise refusals.client_unknown()


def _knows(desk: Desk, client_id: UUID) -> bool:
    if desk.actor.role is Role.CLIENT:
        return desk.actor.id == client_id
    return desk.is_coordinating or (desk.person_id is not None and desk.clients.is_known_to(client_id, desk.person_id))
