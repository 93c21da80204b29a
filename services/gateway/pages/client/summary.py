"""What the client keeps of the conversation, to read and to print."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.pages.client.own_facts import Own, own_facts
from services.gateway.web.app_context import app_context
from services.gateway.web.guards import by_link
from services.gateway.web.language import language, t
from services.gateway.web.rendering import render
from shared.contracts.requests.session import FollowUpState
from shared.links import LinkPurpose

blueprint = Blueprint("summary", __name__)


@blueprint.get("/c/<token>/summary")
@by_link(LinkPurpose.APPOINTMENT)
def page(token: str) -> Response:
    """Once the conversation is closed: what was agreed; before that, when it will be here."""
    own = own_facts(token)
    if own.summary is None or own.summary.state != "closed":
        return render("summary/not_yet.html", own=own)
    circles = {kind.value: circle for kind, circle in own.circles.items()}
    goals = [{"goal": goal.text, "actions": goal.actions} for goal in own.summary.goals]
    shown: dict[str, Any] = {"summary": own.summary, "circles": circles, "goals": goals, "targets": _targets(own)}
    return render("summary/page.html", own=own, follow_up_words=_follow_up_words(own.summary.follow_up), **shown)


def _follow_up_words(follow_up: FollowUpState | None) -> str:
    if follow_up is None:
        return ""
    if follow_up.starts_at is None:
        return t(f"summary.follow_up.{'declined' if follow_up.state == 'declined' else 'waiting'}")
    when = app_context().dates.long_when(follow_up.starts_at, language())
    return t(f"summary.follow_up.{follow_up.state}", when=when)


def _targets(own: Own) -> list[str]:
    done = own.assessment
    if done is None:
        return []
    texts = {item.item: item.text for section in done.form.sections for item in section.items}
    return [texts[item] for item in done.change_targets if item in texts]
