"""Goals are set with the client, reworded, and taken back."""

from __future__ import annotations

from uuid import UUID

from services.session.application import refusals
from services.session.application.authorization import must_be_under_way, must_consent, taken_up
from services.session.application.record_views import goal_view
from services.session.application.texts import all_said, said
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.goal import Goal
from services.session.domain.record import Record
from services.session.domain.session import Session
from shared.contracts.events.session import GoalSet
from shared.contracts.requests import session as requests


def set_goal(ask: requests.SetGoal, uow: UnitOfWork) -> requests.GoalView:
    """Set a new goal on an agreed synthesis, or reword one; only a new one is told of."""
    session, _ = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    must_consent(session)
    record = uow.records.of(session.session_id)
    if not record.synthesis.is_agreed:
        raise refusals.synthesis_not_agreed()
    text, actions = said(ask.text, "text"), all_said(ask.actions, "actions")
    if ask.goal_id is None:
        goal = Goal(uow.new_id(), text, actions)
        uow.events.emit(GoalSet(session.session_id, session.client_id, goal.goal_id, uow.now))
    else:
        goal = _goal(record, ask.goal_id).reworded(text, actions)
    _keep(session, goal, uow)
    return goal_view(goal)


def remove_goal(ask: requests.RemoveGoal, uow: UnitOfWork) -> None:
    """Take a goal back while the conversation is going on."""
    session, _ = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    goal = _goal(uow.records.of(session.session_id), ask.goal_id)
    _keep(session, goal.removed(), uow)


def _goal(record: Record, goal_id: UUID) -> Goal:
    for goal in record.goals:
        if goal.goal_id == goal_id:
            return goal
    raise refusals.goal_not_found()


def _keep(session: Session, goal: Goal, uow: UnitOfWork) -> None:
    uow.records.add_goal(session.session_id, goal, uow.actor, uow.now)
    uow.sessions.save(session)
