"""The people, the place and the events that the tests speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.notification.application.ports import AlertStanding
from services.notification.domain.alert import open_alert
from services.notification.domain.message import Message
from services.notification.domain.template import Template
from shared.contracts.events import booking, session
from shared.contracts.requests.booking import AppointmentView, Contact, RoomView
from shared.contracts.vocabulary import FollowUpReason, Language, Phase
from tests.unit.notification.fakes import NOW

STARTS = datetime(2026, 11, 24, 11, tzinfo=UTC)  # Tuesday at 13.00 in Helsinki
LATER = datetime(2026, 11, 26, 8, tzinfo=UTC)  # Thursday at 10.00
HALF_TWO = timedelta(minutes=90)

APPOINTMENT, CLIENT, LECTURER, AINO, EERO, ROOM, COORDINATOR, STRANGER, HELD = (UUID(int=n) for n in range(1, 10))

MAIJA = Contact(CLIENT, "Maija Meikäläinen", "maija@example.fi", "", Language.FI)
LIISA = Contact(LECTURER, "Liisa Lehtori", "liisa@example.fi", "", Language.SV)
B204 = RoomView(
    room_id=ROOM,
    name="B204",
    campus="Myllypuron kampus",
    address="Myllypurontie 1, 00920 Helsinki",
    is_active=True,
    directions_fi="Pääovesta sisään, hissillä toiseen kerrokseen.",
    directions_sv="In genom huvuddörren, hiss till andra våningen.",
    directions_en="In through the main door, lift to the second floor.",
)

BOOKED = booking.AppointmentBooked(
    appointment_id=APPOINTMENT,
    client_id=CLIENT,
    kind="first",
    starts_at=STARTS,
    ends_at=STARTS + HALF_TWO,
    student_ids=(AINO, EERO),
    lecturer_id=LECTURER,
    room_id=ROOM,
    booked_at=NOW,
)
MOVED = booking.AppointmentRescheduled(
    appointment_id=APPOINTMENT,
    client_id=CLIENT,
    previous_starts_at=STARTS,
    starts_at=LATER,
    ends_at=LATER + HALF_TWO,
    student_ids=(AINO, EERO),
    lecturer_id=LECTURER,
    room_id=ROOM,
)
CANCELLED = booking.AppointmentCancelled(APPOINTMENT, CLIENT, "client", NOW)
PROPOSED = booking.FollowUpProposed(
    appointment_id=HELD,
    follows_id=APPOINTMENT,
    client_id=CLIENT,
    reason=FollowUpReason.HIGH_STRESS,
    focus=(Phase.TIME_USE,),
    starts_at=LATER,
    ends_at=LATER + HALF_TWO,
    student_ids=(AINO, EERO),
    lecturer_id=LECTURER,
    room_id=ROOM,
    proposed_at=NOW,
)
UNAVAILABLE = booking.FollowUpUnavailable(APPOINTMENT, CLIENT, FollowUpReason.HIGH_STRESS, (), LECTURER, 1, NOW)
CLOSED = session.SessionClosed(APPOINTMENT, CLIENT, STARTS, STARTS + HALF_TWO)
DISTRESS = session.HighStressDetected(
    session_id=APPOINTMENT,
    client_id=CLIENT,
    rating_id=UUID(int=77),
    detected_at=NOW,
    lecturer_id=LECTURER,
    student_ids=(AINO, EERO),
    room_id=ROOM,
    open_phases=(Phase.SYNTHESIS,),
)

VIEW = AppointmentView(
    appointment_id=APPOINTMENT,
    client_id=CLIENT,
    client_name=MAIJA.name,
    state="booked",
    kind="first",
    starts_at=STARTS,
    ends_at=STARTS + HALF_TWO,
    busy_from=STARTS - timedelta(minutes=15),
    busy_until=STARTS + HALF_TWO + timedelta(minutes=15),
    student_ids=(AINO, EERO),
    student_names=("Aino Laine", "Eero Niemi"),
    lecturer_id=LECTURER,
    lecturer_name=LIISA.name,
    room=B204,
    version=1,
)

ALERT = replace(
    open_alert(UUID(int=60), APPOINTMENT, LECTURER, ROOM, (AINO, EERO), "from-a-click", NOW, NOW), is_beforehand=True
)
SETTLED = AlertStanding(ALERT.taken_over(COORDINATOR, NOW), "now", "Maarit Ojala")


def message(template: Template = Template.CONFIRMATION, **changes: object) -> Message:
    """A message that waits to be sent now."""
    made = Message(
        message_id=UUID(int=500),
        template=template,
        recipient_id=CLIENT,
        correlation_id="from-a-click",
        created_at=NOW,
        due_at=NOW,
        next_at=NOW,
        appointment_id=APPOINTMENT,
        sequence=0,
        previous_starts_at=STARTS,
        position=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]
