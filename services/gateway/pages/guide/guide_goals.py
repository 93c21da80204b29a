"""The step of the conclusions: goals with the actions towards them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from services.gateway.pages.guide.guide_synthesis import of_whole_fields, split
from services.gateway.pages.guide.step_frame import NoteShown, Talk, step_page, talk
from services.gateway.web.forms import FormState, blank, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import render, see_other
from shared.contracts.actor import Role
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase

blueprint = Blueprint("guide_goals", __name__)


def show(shown: Talk, sent: FormState | None, note: NoteShown | None) -> Response:
    """The goals so far, and the form for one more or for the one to change."""
    changed = _changed(shown)
    form = sent if sent and "text" in sent.given else None
    if form is None and changed:
        form = blank(text=changed.text, actions="\n".join(changed.actions))
    return step_page("guide/conclusions.html", shown, sent or form, note=note, changed=changed, form_given=form)


@blueprint.post("/sessions/<uuid:session_id>/conclusions/goal")
@staff_only(Role.STUDENT, Role.LECTURER)
def keep(session_id: UUID) -> Response:
    """Set a goal, or change the one named."""
    typed = request.form.get("actions", "")
    sent = of_whole_fields(submit(requests.SetGoal, session_id=session_id, actions=split(typed)), ("actions",))
    if not sent.is_done:
        again = replace(sent, given={**sent.given, "actions": typed})
        return show(talk(session_id, Phase.CONCLUSIONS), again, None)
    return see_other("guide.step", said="goal_saved", session_id=session_id, phase=Phase.CONCLUSIONS.value)


@blueprint.get("/sessions/<uuid:session_id>/conclusions/<uuid:goal_id>/remove")
@staff_only(Role.STUDENT, Role.LECTURER)
def ask_to_remove(session_id: UUID, goal_id: UUID, sent: FormState | None = None) -> Response:
    """Ask before a goal is taken back."""
    shown = talk(session_id, Phase.CONCLUSIONS)
    goal = next((goal for goal in shown.session.goals if goal.goal_id == goal_id), None)
    if goal is None:
        abort(404)
    return render("guide/remove_goal.html", sent, session=shown.session, goal=goal)


@blueprint.post("/sessions/<uuid:session_id>/conclusions/<uuid:goal_id>/remove")
@staff_only(Role.STUDENT, Role.LECTURER)
def remove(session_id: UUID, goal_id: UUID) -> Response:
    """Take a goal back."""
    sent = submit(requests.RemoveGoal, session_id=session_id, goal_id=goal_id)
    if not sent.is_done:
        return ask_to_remove(session_id=session_id, goal_id=goal_id, sent=sent)
    return see_other("guide.step", said="goal_removed", session_id=session_id, phase=Phase.CONCLUSIONS.value)


def _changed(shown: Talk) -> requests.GoalView | None:
    wished = request.values.get("goal_id", "")
    return next((goal for goal in shown.session.goals if str(goal.goal_id) == wished), None) if wished else None
