"""What failed: the events that a service could not act on, for a coordinator to replay or discard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.pages.elements import failed_words as words
from services.gateway.web.app_context import app_context
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import directory, render, see_other
from services.gateway.web.service_client import ask, ask_each
from shared.contracts.actor import Role
from shared.contracts.requests import desk

blueprint = Blueprint("failed", __name__)

PATIENCE = 1.0  # for a service that may be away: the page waits no longer


@blueprint.get("/failed")
@staff_only(Role.COORDINATOR)
def page(sent: FormState | None = None) -> Response:
    """What lies on every service's desk, and what was done about such."""
    names = app_context().services
    replies = ask_each(*(desk.FailedEvents(name) for name in names), timeout=PATIENCE)
    told = [reply for reply in replies if isinstance(reply, desk.DeskView)]
    answered = {each.service for each in told}
    return render(
        "failed/list.html",
        sent,
        desks=[_desk(each) for each in told if each.events],
        silent=[words.service(name) for name in names if name not in answered],
        acts=_acts(told),
    )


@blueprint.post("/failed/<service>/replay")
@staff_only(Role.COORDINATOR)
def replay(service: str) -> Response:
    """Have one event tried again."""
    return _after(submit(desk.ReplayEvents, service=service))


@blueprint.post("/failed/<service>/replay-all")
@staff_only(Role.COORDINATOR)
def replay_all(service: str) -> Response:
    """Have all of a service tried again."""
    sent = submit(desk.ReplayAllEvents, service=service)
    if not sent.is_done:
        return page(sent=sent)
    acted = any(each.result == "replayed" for each in sent.reply)
    return see_other("failed.page", said="failed_all_replayed" if acted else "failed_nothing")


@blueprint.get("/failed/<service>/<int:number>/discard")
@staff_only(Role.COORDINATOR)
def discard_form(service: str, number: int, sent: FormState | None = None) -> Response:
    """Ask before an event is let go, and why."""
    found = ask(desk.FailedEvents(service))
    event = next((each for each in found.events if each.id == number), None)
    if event is None:
        return see_other("failed.page", said="failed_unknown")
    if not event.may_discard:
        return see_other("failed.page", said="failed_binding")
    return render("failed/discard.html", sent, service=service, of=words.service(service), event=words.event(event))


@blueprint.post("/failed/<service>/<int:number>/discard")
@staff_only(Role.COORDINATOR)
def discard(service: str, number: int) -> Response:
    """Let it go."""
    sent = submit(desk.DiscardEvents, service=service, ids=[number])
    return discard_form(service=service, number=number, sent=sent) if not sent.is_done else _after(sent)


def _after(sent: FormState) -> Response:
    if not sent.is_done:
        return page(sent=sent)
    return see_other("failed.page", said=f"failed_{sent.reply[0].result}")


def _desk(found: desk.DeskView) -> Mapping[str, Any]:
    heads = [each for each in found.events if each.waits_for is None]
    return {
        "service": found.service,
        "name": words.service(found.service),
        "dead": found.dead,
        "waiting": sum(1 + each.behind for each in heads if each.state == "waiting"),
        "count": found.dead + found.waiting,
        "events": [words.event(each) for each in heads],
        "unshown": found.dead + found.waiting - len(heads) - sum(each.behind for each in heads),
    }


def _acts(told: Sequence[desk.DeskView]) -> list[Mapping[str, Any]]:
    acts = [(each.service, act) for each in told for act in each.acts]
    acts.sort(key=lambda each: each[1].acted_at, reverse=True)
    return [
        {
            "at": act.acted_at,
            "who": _person(act.actor),
            "what": words.act(act),
            "of": f"{words.name_of(act.type)} · {words.service(service)}",
            "why": act.why,
        }
        for service, act in acts[:20]
    ]


def _person(actor: str) -> str:
    try:
        return directory().person_name(UUID(actor)) or actor
    except ValueError:  # somebody at the command line
        return actor
