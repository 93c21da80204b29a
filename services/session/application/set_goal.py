"""Goals are set with the client, reworded, and taken back."""

from __future__ import annotations

from uuid import UUID

from services.session.application import refusals
from services.session.application.access import must_be_under_way, must_consent, taken_up
from services.session.application.ports import Desk
from services.session.application.record_views import goal_view
from services.session.application.texts import all_said, said
from services.session.domain.goal import Goal
from services.session.domain.record import Record
from services.session.domain.session import Session
from shared.contracts.events.session import GoalSet
from shared.contracts.requests import session as requests


def set_goal(ask: requests.SetGoal, desk: Desk) -> requests.GoalView:
    """Set a new goal on an agreed synthesis, or reword one; only a new one is told of."""
    session, _ = taken_up(desk, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    must_consent(session)
    record = desk.records.of(session.session_id)
    if not record.synthesis.is_agreed:
        raise refusals.synthesis_not_agreed()
    text, actions = said(ask.text, "text"), all_said(ask.actions, "actions")
    if ask.goal_id is None:
        goal = Goal(desk.new_id(), text, actions)
        desk.events.emit(GoalSet(session.session_id, session.client_id, goal.goal_id, desk.now))
    else:
        goal = _goal(record, ask.goal_id).reworded(text, actions)
    _keep(session, goal, desk)
    return goal_view(goal)


def remove_goal(ask: requests.RemoveGoal, desk: Desk) -> None:
    """Take a goal back while the conversation is going on."""
    session, _ = taken_up(desk, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    goal = _goal(desk.records.of(session.session_id), ask.goal_id)
    _keep(session, goal.removed(), desk)


def _goal(record: Record, goal_id: UUID) -> Goal:
    for goal in record.goals:
        if goal.goal_id == goal_id:
            return goal
    raise refusals.goal_not_found()


def _keep(session: Session, goal: Goal, desk: Desk) -> None:
    desk.records.add_goal(session.session_id, goal, desk.actor, desk.now)
    desk.casebook.save(session)
