"""What each caller may see and do; what is not theirs is not there."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.booking.application import refusals
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment
from services.booking.domain.client import Client
from services.booking.domain.follow_up import FollowUp
from services.booking.domain.staff import Person
from services.booking.domain.time_range import TimeRange
from shared.contracts.actor import Role


def coordinators_only(uow: UnitOfWork) -> None:
    """Refuse everybody but coordinators and the system."""
    if not uow.is_coordinating:
        raise refusals.not_allowed()


def staff_only(uow: UnitOfWork) -> None:
    """Refuse clients and the public."""
    if not uow.is_for_staff:
        raise refusals.not_allowed()


def supervisors_only(uow: UnitOfWork) -> None:
    """Refuse all but lecturers, coordinators and the system."""
    if not uow.is_coordinating and uow.actor.role is not Role.LECTURER:
        raise refusals.not_allowed()


def known_only(uow: UnitOfWork) -> None:
    """Refuse the public."""
    if uow.actor.role is Role.PUBLIC:
        raise refusals.not_allowed()


def appointment(uow: UnitOfWork, appointment_id: UUID) -> Appointment:
    """The appointment, where it is the caller's; a client's is the one of the link that they came by."""
    return _theirs(uow, uow.diary.appointment(appointment_id))


def appointment_to_change(uow: UnitOfWork, appointment_id: UUID) -> Appointment:
    """The same, kept from other writers."""
    found = appointment(uow, appointment_id)
    uow.receipts.concerns(found.client_id)
    return _theirs(uow, get_for_update(uow, found))


def appointment_to_see(uow: UnitOfWork, appointment_id: UUID) -> Appointment:
    """The caller's appointment; for a client also the follow-up of the link's appointment, until they meet."""
    return _answerable(uow, uow.diary.appointment(appointment_id))


def follow_up_to_answer(uow: UnitOfWork, appointment_id: UUID) -> Appointment:
    """The same, kept from other writers: to be confirmed or declined, and nothing else."""
    found = appointment_to_see(uow, appointment_id)
    uow.receipts.concerns(found.client_id)
    return _answerable(uow, get_for_update(uow, found))


def client(uow: UnitOfWork, client_id: UUID) -> Client:
    """The client, where the caller may know of them."""
    return _their_client(uow, client_id, uow.clients.client(client_id))


def client_to_change(uow: UnitOfWork, client_id: UUID) -> Client:
    """The same, kept from other writers."""
    uow.receipts.concerns(client_id)
    return _their_client(uow, client_id, uow.clients.get_for_update(client_id))


def may_change_address(uow: UnitOfWork, client_id: UUID) -> bool:
    """Whether the caller may say where the client's mails go: coordinators, and who meets the client now or soon."""
    if uow.is_coordinating or uow.person_id is None:
        return uow.is_coordinating
    around = TimeRange(uow.now - timedelta(days=1), uow.now + timedelta(days=400))
    return any(each.is_ahead(uow.now) for each in uow.diary.between(around, client_id, [uow.person_id]))


def person_to_schedule(uow: UnitOfWork, person_id: UUID) -> Person:
    """The member of staff whose hours the caller may see and set: any for coordinators, else oneself."""
    staff_only(uow)
    if not uow.is_coordinating and uow.person_id != person_id:
        raise refusals.not_allowed()
    person = uow.staff.person(person_id)
    if person is None:
        raise refusals.person_unknown()
    return person


def follow_up_to_change(uow: UnitOfWork, follows_id: UUID) -> FollowUp:
    """The follow-up, where it is the caller's, its client and what it follows kept from other writers."""
    staff_only(uow)
    return _follow_up(uow, follows_id)


def follow_up_to_end(uow: UnitOfWork, follows_id: UUID) -> FollowUp:
    """The same, also for its client."""
    known_only(uow)
    return _follow_up(uow, follows_id)


def _follow_up(uow: UnitOfWork, follows_id: UUID) -> FollowUp:
    known = uow.follow_ups.of(follows_id)
    if known:
        uow.clients.get_for_update(known.client_id)
        uow.diary.get_for_update(follows_id)
    found = uow.follow_ups.of(follows_id)
    if found is None or not may_see(uow, found):
        raise refusals.follow_up_unknown()
    uow.receipts.concerns(found.client_id)
    return found


def may_see(uow: UnitOfWork, follow_up: FollowUp) -> bool:
    """Whether the caller has to do with the follow-up: coordinators with all, clients by that appointment's link."""
    if uow.actor.role is Role.CLIENT:
        return uow.actor.id == follow_up.client_id and uow.actor.appointment_id == follow_up.follows_id
    return uow.is_coordinating or follow_up.concerns(uow.person_id)


def get_for_update(uow: UnitOfWork, found: Appointment) -> Appointment | None:
    """It as it stands, kept from other writers; what it follows is kept first, so that writers never wait in a ring."""
    if found.follows_id:
        uow.diary.get_for_update(found.follows_id)
    return uow.diary.get_for_update(found.id)


def _theirs(uow: UnitOfWork, found: Appointment | None) -> Appointment:
    _check_remembered(uow)
    if found is not None and (uow.is_coordinating or found.team.has(uow.person_id) or is_own(uow, found)):
        return found
    raise refusals.appointment_unknown()


def _answerable(uow: UnitOfWork, found: Appointment | None) -> Appointment:
    if found is not None and _may_answer(uow, found):
        return found
    return _theirs(uow, found)


def is_own(uow: UnitOfWork, found: Appointment) -> bool:
    """Whether the caller is its client, who came by its link."""
    return uow.actor.appointment_id == found.id and _is_clients(uow, found)


def _may_answer(uow: UnitOfWork, found: Appointment) -> bool:
    # What a later team records of the follow-up is opened by the link in the mail about it, not by this one.
    follows = found.follows_id is not None and uow.actor.appointment_id == found.follows_id
    return follows and not found.has_met and _is_clients(uow, found)


def _is_clients(uow: UnitOfWork, found: Appointment) -> bool:
    asks = uow.actor.role is Role.CLIENT and uow.actor.id == found.client_id
    return asks and uow.clients.client(found.client_id) is not None  # an erased client's links open nothing


def _check_remembered(uow: UnitOfWork) -> None:
    """A client whose link outlives their data is told that it is gone, and no more."""
    if uow.actor.role is Role.CLIENT and uow.actor.id and uow.clients.is_erased(uow.actor.id):
        raise refusals.data_erased()


def _their_client(uow: UnitOfWork, client_id: UUID, found: Client | None) -> Client:
    _check_remembered(uow)
    if found is not None and _knows(uow, client_id):
        return found
    raise refusals.client_unknown()


def _knows(uow: UnitOfWork, client_id: UUID) -> bool:
    if uow.actor.role is Role.CLIENT:
        return uow.actor.id == client_id
    return uow.is_coordinating or (uow.person_id is not None and uow.clients.is_known_to(client_id, uow.person_id))
