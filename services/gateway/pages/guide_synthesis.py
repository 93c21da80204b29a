"""The step of the synthesis: four lists that the students gather, and the client's agreement to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.gateway.pages.talk import NoteShown, Talk, base_version, step_page, talk
from services.gateway.web.asking import command
from services.gateway.web.faults import Fault
from services.gateway.web.forms import Act, Sent, saved, submit_by
from services.gateway.web.guards import staff_only
from services.gateway.web.keys import next_key
from services.gateway.web.rendering import see_other
from shared.contracts.actor import Role
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase

blueprint = Blueprint("guide_synthesis", __name__)

LISTS = ("strengths", "resources", "challenges", "change_targets")


@dataclass(frozen=True, slots=True)
class Written:
    """The four lists as their form shows them, a thing to a line; ``theirs`` is what was saved meanwhile."""

    lines: Mapping[str, str]
    base_version: int
    theirs: requests.SynthesisView | None = None


def show(shown: Talk, sent: Sent | None, note: NoteShown | None, written: Written | None = None) -> Response:
    """The step."""
    kept = shown.session.synthesis
    lines = {name: "\n".join(getattr(kept, name)) for name in LISTS}
    return step_page(
        "guide/synthesis.html",
        shown,
        sent,
        note=note,
        lists=LISTS,
        kept=kept,
        written=written or Written(lines, kept.version),
        may_agree=any(lines.values()),
    )


@blueprint.post("/sessions/<uuid:session_id>/synthesis/lists")
@staff_only(Role.STUDENT, Role.LECTURER)
def write(session_id: UUID) -> Response:
    """Keep what was gathered; over a colleague's newer one both are shown."""
    sent = _write(session_id)
    if "X-Autosave" in request.headers:
        return saved(sent, version=sent.reply.version if sent.is_done else None)
    return _after(session_id, sent, "synthesis_saved")


@blueprint.post("/sessions/<uuid:session_id>/synthesis/agree")
@staff_only(Role.STUDENT, Role.LECTURER)
def agree(session_id: UUID) -> Response:
    """The client agrees to the lists as they stand on the page, which are kept first."""
    return _after(session_id, _write(session_id, _write_and_agree), "synthesis_agreed")


def split(text: str) -> list[str]:
    """The things of a text that has one to a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def of_whole_fields(sent: Sent, fields: Sequence[str]) -> Sent:
    """The same, with what is wrong with one line told of its whole field."""
    if sent.problem is None:
        return sent
    errors = [_of_whole_field(fault, fields) for fault in sent.problem.errors]
    return replace(sent, problem=replace(sent.problem, errors=errors), inputs=sent.inputs.union(fields))


def _of_whole_field(fault: Fault, fields: Sequence[str]) -> Fault:
    first = fault.field.split(".")[0]
    return replace(fault, field=first) if first in fields else fault


def _write(session_id: UUID, act: Act = command) -> Sent:
    lists: dict[str, Any] = {name: split(request.form.get(name, "")) for name in LISTS}
    return of_whole_fields(submit_by(act, requests.WriteSynthesis, session_id=session_id, **lists), LISTS)


def _write_and_agree(asked: Any, key: str) -> requests.SynthesisView:
    written = command(asked, key)
    agreed: requests.SynthesisView = command(requests.AgreeSynthesis(asked.session_id, written.version), next_key())
    return agreed


def _after(session_id: UUID, sent: Sent, said: str) -> Response:
    if sent.is_done:
        return see_other("guide.step", said=said, session_id=session_id, phase=Phase.SYNTHESIS.value)
    shown = talk(session_id, Phase.SYNTHESIS)
    kept = shown.session.synthesis
    is_theirs_newer = sent.problem is not None and sent.problem.code == "synthesis_changed"
    lines = {name: request.form.get(name, "") for name in LISTS}
    base = kept.version if is_theirs_newer else base_version()
    return show(shown, sent, None, Written(lines, base, kept if is_theirs_newer else None))
