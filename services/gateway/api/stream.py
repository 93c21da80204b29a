"""What happens, as it happens, for programs of staff: events that are addressed to the caller."""

from __future__ import annotations

from typing import Any

from flask import json
from werkzeug.wrappers import Response

from services.gateway.api.endpoints import blueprint as api_blueprint
from services.gateway.web.caller import caller
from services.gateway.web.service_client import ask
from services.gateway.web.sse import COMMENT, event_stream, message
from shared.contracts.actor import Role
from shared.contracts.registry import event_spec
from shared.contracts.requests import session
from shared.contracts.schema import dump
from shared.refusal import Refusal

blueprint = api_blueprint("stream", "Server-sent events.")


@blueprint.route("/stream", methods=["GET"])
@blueprint.response(200, {"type": "string"}, content_type="text/event-stream")
def stream() -> Response:
    """Alerts and follow-ups as they happen: `event` is the contract's name, `data` its JSON. For staff.

    A comment comes every ten seconds. `hyke:signed-out` is the last message of a sign-in that has ended,
    `hyke:replaced` of a stream in whose place the same account has opened another: each has a few.
    """
    return event_stream(EventFeed())


class EventFeed:
    """The events of the people that they name; coordinators get all of them."""

    def opening(self) -> str:
        """Nothing: what is open already is asked for elsewhere."""
        return ""

    def beat(self) -> str:
        """A comment, which programs pass over."""
        return COMMENT

    def about(self, event: object) -> str:
        """The event itself, if it is the caller's to know."""
        if not is_for_caller(event):
            return ""
        return message(json.dumps(dump(event)), event_spec(event).name)


def is_for_caller(event: Any) -> bool:
    """Whether the event names the caller, or is of a session that the caller may see."""
    actor = caller().actor
    if actor.role is Role.COORDINATOR:
        return True
    if actor.id in (getattr(event, "lecturer_id", None), *getattr(event, "student_ids", ())):
        return True
    session_id = getattr(event, "session_id", None)
    if session_id is None or actor.role is not Role.STUDENT:
        return False
    try:
        return bool(ask(session.Session(session_id)))
    except Refusal:
        return False
