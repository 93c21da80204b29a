"""Rows of booking's tables as domain objects, and back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import Range

from services.booking.domain.appointment import Appointment, State
from services.booking.domain.client import Client
from services.booking.domain.decision import Decision, Outcome
from services.booking.domain.follow_up import FellThrough, FollowUp, FollowUpState
from services.booking.domain.roster import Team
from services.booking.domain.staff import Person, Room
from services.booking.domain.time_range import TimeRange
from shared.contracts.vocabulary import ConsentHow, FollowUpReason, Language, Phase

Values = Mapping[str, object]


def appointment_of(row: Row[tuple[object, ...]]) -> Appointment:
    """The appointment that a row tells of."""
    return Appointment(
        id=row.id,
        client_id=row.client_id,
        state=State(row.state),
        conversation=TimeRange(row.starts_at, row.ends_at),
        busy=TimeRange(row.busy_from, row.busy_until),
        team=Team(tuple(row.student_ids), row.lecturer_id, row.room_id),
        follows_id=row.follows_id,
        reason=FollowUpReason(row.reason) if row.reason else None,
        focus=tuple(Phase(phase) for phase in row.focus or ()),
        version=row.version,
        begun_at=row.begun_at,
        begun_from=State(row.begun_from) if row.begun_from else None,
    )


def appointment_values(appointment: Appointment) -> Values:
    """The row that tells of the appointment."""
    return {
        "id": appointment.id,
        "client_id": appointment.client_id,
        "state": appointment.state.value,
        "starts_at": appointment.starts_at,
        "ends_at": appointment.ends_at,
        "busy_from": appointment.busy.starts_at,
        "busy_until": appointment.busy.ends_at,
        "student_ids": list(appointment.team.student_ids),
        "lecturer_id": appointment.team.lecturer_id,
        "room_id": appointment.team.room_id,
        "follows_id": appointment.follows_id,
        "reason": appointment.reason.value if appointment.reason else None,
        "focus": [phase.value for phase in appointment.focus],
        "version": appointment.version,
        "begun_at": appointment.begun_at,
        "begun_from": appointment.begun_from.value if appointment.begun_from else None,
    }


def engagement_values(appointment: Appointment) -> list[Values]:
    """Who is taken by the appointment and when: the client for the conversation, the others for all of it.

    In the order of their ids, so that two writers wait for each other in one direction only.
    """
    team = appointment.team
    taken = dict.fromkeys((*team.student_ids, team.lecturer_id, team.room_id), appointment.busy)
    taken[appointment.client_id] = appointment.conversation
    return [
        {
            "appointment_id": appointment.id,
            "resource_id": resource_id,
            "busy": Range(taken[resource_id].starts_at, taken[resource_id].ends_at),
            "is_active": appointment.occupies,
        }
        for resource_id in sorted(taken)
    ]


def client_of(row: Row[tuple[object, ...]]) -> Client:
    """The client that a row tells of."""
    return Client(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=Language(row.language),
        situation=row.situation,
        came_by=row.came_by,
        created_at=row.created_at,
        consent_version=row.consent_version,
        consent_given_at=row.consent_given_at,
        consent_how=ConsentHow(row.consent_how) if row.consent_how else None,
        consent_recorded_by=row.consent_recorded_by,
        consent_withdrawn_at=row.consent_withdrawn_at,
        referred_by=row.referred_by,
        possible_duplicate_of=row.possible_duplicate_of,
    )


def person_of(row: Row[tuple[object, ...]]) -> Person:
    """The member of staff that a row tells of."""
    return Person(
        id=row.id,
        role=row.role,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=Language(row.language),
        is_active=row.is_active,
    )


def room_of(row: Row[tuple[object, ...]]) -> Room:
    """The room that a row tells of."""
    return Room(
        id=row.id,
        name=row.name,
        campus=row.campus,
        address=row.address,
        directions_fi=row.directions_fi,
        directions_sv=row.directions_sv,
        directions_en=row.directions_en,
        is_active=row.is_active,
    )


def follow_up_of(row: Row[tuple[object, ...]]) -> FollowUp:
    """The follow-up that a row tells of."""
    return FollowUp(
        follows_id=row.follows_id,
        client_id=row.client_id,
        lecturer_id=row.lecturer_id,
        student_ids=tuple(row.student_ids),
        room_id=row.room_id,
        reason=FollowUpReason(row.reason),
        focus=tuple(Phase(phase) for phase in row.focus),
        requested_at=row.requested_at,
        is_acute=row.is_acute,
        state=FollowUpState(row.state),
        appointment_id=row.appointment_id,
        is_sought=row.is_sought,
        awaits_conversation=row.awaits_conversation,
        given_up_at=row.given_up_at,
        fell_through=FellThrough(row.fell_through) if row.fell_through else None,
        fell_through_at=row.fell_through_at,
    )


def decision_of(row: Row[tuple[object, ...]]) -> Decision:
    """The decision that a row tells of."""
    return Decision(
        follows_id=row.follows_id,
        client_id=row.client_id,
        fell_through=FellThrough(row.fell_through) if row.fell_through else None,
        outcome=Outcome(row.outcome),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        note=row.note,
    )


def values_of(record: Client | Person | Room | FollowUp | Decision) -> Values:
    """The row of a record whose fields are its columns."""
    return {name: _plain(getattr(record, name)) for name in record.__dataclass_fields__}


def _plain(value: object) -> object:
    return [str(each) if isinstance(each, Phase) else each for each in value] if isinstance(value, tuple) else value
