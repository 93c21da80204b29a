"""Booking's records as their readers see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from services.booking.application import authorization, staff_views
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment
from services.booking.domain.client import Client
from services.booking.domain.follow_up import FollowUp, FollowUpState, position_of
from services.booking.domain.former_address import FormerAddress
from services.booking.domain.staff import Person, Room
from shared.contracts.actor import Role
from shared.contracts.requests import booking as published
from shared.contracts.vocabulary import FollowUpReason, ShownReason


def of_appointment(uow: UnitOfWork, appointment: Appointment) -> published.AppointmentView:
    """One appointment with its names; those of an erased client are empty."""
    return of_appointments(uow, [appointment])[0]


def of_appointments(uow: UnitOfWork, appointments: Sequence[Appointment]) -> list[published.AppointmentView]:
    """Appointments with their names, read in one go."""
    people = uow.staff.by_ids(
        {each for appointment in appointments for each in (*appointment.team.student_ids, appointment.team.lecturer_id)}
    )
    clients = uow.clients.by_ids({appointment.client_id for appointment in appointments})
    rooms = {room.id: room for room in uow.rooms.everywhere()}
    shown = [_appointment(appointment, people, clients, rooms) for appointment in appointments]
    return [replace(each, reason=None, focus=()) for each in shown] if _is_not_told_why(uow) else shown


def _is_not_told_why(uow: UnitOfWork) -> bool:
    """Why and on what a follow-up is: the client and those who meet them know, not who coordinates."""
    return uow.actor.role is Role.COORDINATOR


def _appointment(
    appointment: Appointment,
    people: Mapping[UUID, Person],
    clients: Mapping[UUID, Client],
    rooms: Mapping[UUID, Room],
) -> published.AppointmentView:
    team, client = appointment.team, clients.get(appointment.client_id)
    return published.AppointmentView(
        appointment_id=appointment.id,
        client_id=appointment.client_id,
        client_name=client.name if client else "",
        state=appointment.state.value,
        kind=appointment.kind,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        busy_from=appointment.busy.starts_at,
        busy_until=appointment.busy.ends_at,
        student_ids=team.student_ids,
        student_names=tuple(people[student_id].name for student_id in team.student_ids),
        lecturer_id=team.lecturer_id,
        lecturer_name=people[team.lecturer_id].name,
        room=staff_views.of_room(rooms[team.room_id]),
        version=appointment.version,
        follows_id=appointment.follows_id,
        reason=appointment.reason,
        focus=appointment.focus,
        consent=_consent(client),
        is_urgent=appointment.reason is FollowUpReason.HIGH_STRESS,
    )


def _consent(client: Client | None) -> published.ConsentState:
    if client is None:
        return "erased"
    if client.has_consented:
        return "given"
    return "withdrawn" if client.has_withdrawn else "unknown"


def of_client(uow: UnitOfWork, client: Client) -> published.ClientView:
    """One client with their next appointment, and whether who asks may say where the mails go."""
    (shown,) = of_clients(uow, [client])
    return replace(shown, may_change_email=authorization.may_change_address(uow, client.id))


def of_clients(uow: UnitOfWork, clients: Sequence[Client]) -> list[published.ClientView]:
    """Clients with their next appointments; a possible duplicate is told to coordinators alone.

    A private link tells little of its client: whoever holds it may have found it.
    """
    coming = uow.diary.next_of([client.id for client in clients], uow.now)
    referring = uow.staff.by_ids({client.referred_by for client in clients if client.referred_by})
    shown = [_client(each, coming.get(each.id), _duplicate(uow, each), referring) for each in clients]
    if uow.actor.role is Role.CLIENT:
        return [_by_link(uow, each) for each in shown]
    former = uow.former_addresses.latest_of([client.id for client in clients])
    return [_with_change(each, former.get(each.client_id)) for each in shown]


def _with_change(client: published.ClientView, former: FormerAddress | None) -> published.ClientView:
    if former is None:
        return client
    return replace(client, email_changed_at=former.changed_at, email_changed_by=former.changed_by)


def _by_link(uow: UnitOfWork, client: published.ClientView) -> published.ClientView:
    bare = replace(client, email=masked(client.email), phone="")
    if client.next_appointment_id == uow.actor.appointment_id:
        return bare
    return replace(bare, next_appointment_id=None, next_starts_at=None)


def masked(email: str) -> str:
    """An address that its owner knows again, and nobody else can write to."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"


def _duplicate(uow: UnitOfWork, client: Client) -> UUID | None:
    return client.possible_duplicate_of if uow.is_coordinating else None


def _client(
    client: Client, coming: Appointment | None, duplicate: UUID | None, referring: Mapping[UUID, Person]
) -> published.ClientView:
    referrer = referring.get(client.referred_by) if client.referred_by else None
    return published.ClientView(
        client_id=client.id,
        name=client.name,
        email=client.email,
        phone=client.phone,
        language=client.language,
        situation=client.situation,
        came_by=client.came_by,
        created_at=client.created_at,
        consent_version=client.consent_version,
        consent_given_at=client.consent_given_at,
        next_appointment_id=coming.id if coming else None,
        next_starts_at=coming.starts_at if coming else None,
        possible_duplicate_of=duplicate,
        has_coming=coming is not None,
        consent_how=client.consent_how,
        consent_recorded_by=client.consent_recorded_by,
        consent_withdrawn_at=client.consent_withdrawn_at if client.has_withdrawn else None,
        referred_by_role=referrer.role if referrer else None,
    )


def of_follow_ups(
    uow: UnitOfWork, follow_ups: Sequence[FollowUp], everyone: Sequence[FollowUp]
) -> list[published.FollowUpView]:
    """Unsettled follow-ups with names, times and their places among everyone's."""
    waiting = [each for each in everyone if each.state is FollowUpState.WAITING]
    clients = uow.clients.by_ids({each.client_id for each in follow_ups})
    lecturers = uow.staff.by_ids({each.lecturer_id for each in follow_ups})
    shown = [_follow_up(uow, each, clients, lecturers, waiting) for each in follow_ups]
    if _is_not_told_why(uow):
        return [replace(each, reason=ShownReason.NOT_TOLD, focus=()) for each in shown]
    return shown


def _follow_up(
    uow: UnitOfWork,
    follow_up: FollowUp,
    clients: Mapping[UUID, Client],
    lecturers: Mapping[UUID, Person],
    waiting: Sequence[FollowUp],
) -> published.FollowUpView:
    client = clients.get(follow_up.client_id)
    is_waiting = follow_up.state is FollowUpState.WAITING
    held = uow.diary.appointment(follow_up.appointment_id) if follow_up.appointment_id else None
    return published.FollowUpView(
        follows_id=follow_up.follows_id,
        client_id=follow_up.client_id,
        client_name=client.name if client else "",
        lecturer_id=follow_up.lecturer_id,
        lecturer_name=lecturers[follow_up.lecturer_id].name,
        state="waiting" if is_waiting else "proposed",
        reason=ShownReason(follow_up.reason),
        focus=follow_up.focus,
        requested_at=follow_up.requested_at,
        appointment_id=held.id if held else None,
        starts_at=held.starts_at if held else None,
        ends_at=held.ends_at if held else None,
        position=position_of(follow_up, waiting) if is_waiting else None,
        is_urgent=follow_up.is_acute,
    )
