"""The privacy notice lists what coordinators see, and the services' views give them that and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from services.booking.application.use_cases.show_appointments import show_appointment
from services.booking.application.use_cases.show_clients import show_client
from services.booking.application.use_cases.show_follow_ups import show_waiting_follow_ups
from services.gateway.app import TEXTS
from services.gateway.pages.client.privacy import COORDINATORS_SEE
from services.session.application.use_cases.show_sessions import list_sessions, show_session
from shared.contracts.actor import Actor, Role
from shared.contracts.requests import booking, session
from shared.contracts.vocabulary import Language, ShownReason
from shared.texts import Texts
from tests.unit.booking.follow_up_stage import high_stress, proposed, under_way
from tests.unit.booking.university import University
from tests.unit.session.stage import COORDINATOR, NOON, SESSION
from tests.unit.session.test_show_sessions import closed_with_all

# Ids, versions and the like tell of nobody; "never" must be empty. Each other word is an item of the notice's list.
TELLS: Mapping[type, Mapping[str, str]] = {
    booking.ClientView: {
        "name": "contact", "email": "contact", "phone": "contact", "language": "contact",
        "situation": "situation", "came_by": "situation", "created_at": "situation", "referred_by_role": "situation",
        "consent_version": "consent", "consent_given_at": "consent", "consent_how": "consent",
        "consent_recorded_by": "consent", "consent_withdrawn_at": "consent",
        "next_appointment_id": "times", "next_starts_at": "times", "has_coming": "times",
        "client_id": "", "possible_duplicate_of": "contact",
        "may_change_email": "", "email_changed_at": "contact", "email_changed_by": "contact",
    },
    booking.AppointmentView: {
        "client_name": "contact", "consent": "consent", "state": "times", "kind": "times", "starts_at": "times",
        "ends_at": "times", "busy_from": "times", "busy_until": "times", "student_ids": "times",
        "student_names": "times", "lecturer_id": "times", "lecturer_name": "times", "room": "times",
        "follows_id": "times", "is_urgent": "acute", "reason": "never", "focus": "never",
        "appointment_id": "", "client_id": "", "version": "",
    },
    booking.FollowUpView: {
        "client_name": "contact", "lecturer_id": "times", "lecturer_name": "times", "state": "times",
        "requested_at": "times", "appointment_id": "times", "starts_at": "times", "ends_at": "times",
        "position": "times", "is_urgent": "acute", "reason": "never", "focus": "never",
        "follows_id": "", "client_id": "",
    },
    session.SessionView: {
        "state": "times", "kind": "times", "starts_at": "times", "ends_at": "times", "student_ids": "times",
        "lecturer_id": "times", "room_id": "times", "started_at": "times", "closed_at": "times",
        "follows_id": "times", "follow_up": "times", "debrief": "times", "may_undo_start": "times",
        "is_acute": "acute", "alert": "acute",
        "phases": "never", "stress": "never", "circles": "never", "synthesis": "never", "goals": "never",
        "recommendations": "never", "assessment_completed_at": "never", "reason": "never", "focus": "never",
        "session_id": "", "client_id": "", "version": "",
    },
    session.FollowUpState: {
        "state": "times", "appointment_id": "times", "starts_at": "times", "decided": "times", "decided_at": "times",
        "decided_by": "times", "reason": "never", "focus": "never",
    },
    session.DebriefView: {"notes": "never", "completed_at": "times", "lecturer_id": "times"},
    session.SessionLine: {
        "state": "times", "starts_at": "times", "student_ids": "times", "lecturer_id": "times",
        "is_acute": "acute", "alert": "acute", "is_debriefed": "times", "session_id": "", "client_id": "",
    },
}  # fmt: skip
EMPTY = ("", (), None, ShownReason.NOT_TOLD, session.SynthesisView((), (), (), (), 0))


def shown_to_coordinators() -> Iterator[Any]:
    """What the views give them of an acute conversation of which everything that can be said was said."""
    university = University()
    view = under_way(university)
    high_stress(university, view)
    uow = university.uow(Actor(Role.COORDINATOR, university.person("coordinator")))
    yield show_client(booking.Client(view.client_id), uow)
    yield show_appointment(booking.Appointment(view.appointment_id), uow)
    yield show_appointment(booking.Appointment(proposed(university).appointment_id), uow)
    yield from show_waiting_follow_ups(uow)
    asking = closed_with_all().uow(COORDINATOR)
    whole = show_session(session.Session(SESSION), asking)
    yield from (whole, whole.follow_up, whole.debrief)
    yield from list_sessions(session.Sessions(NOON, NOON.replace(hour=23)), asking)


def test_the_views_give_coordinators_what_the_notice_lists_and_nothing_else() -> None:
    seen: set[str] = set()
    kinds: set[type] = set()
    for view in shown_to_coordinators():
        assert is_dataclass(view)
        kinds.add(type(view))
        tells = TELLS[type(view)]
        assert {field.name for field in fields(view)} == set(tells), "say of each field what it tells"
        for name, item in tells.items():
            value = getattr(view, name)
            if item == "never":
                assert value in EMPTY, f"{type(view).__name__}.{name}"
            elif item and value not in EMPTY:
                seen.add(item)
    assert kinds == set(TELLS)
    assert seen | {"messages"} == set(COORDINATORS_SEE)  # messages: receipts say which were sent, and to whom


def test_the_notice_has_words_for_each_thing_that_coordinators_see() -> None:
    texts = Texts.read(TEXTS)
    for item in COORDINATORS_SEE:
        for language in Language:
            assert len(texts.get(f"privacy.coordinators.{item}", language)) > 10
