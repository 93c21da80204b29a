"""The step of the synthesis: four lists that the students gather, and the client's agreement to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.gateway.pages.guide import conflict
from services.gateway.pages.guide.step_frame import NoteShown, Talk, base_version, step_page, talk
from services.gateway.web.field_errors import FieldError
from services.gateway.web.forms import Act, FormState, saved, submit_by
from services.gateway.web.guards import staff_only
from services.gateway.web.idempotency import next_key
from services.gateway.web.rendering import see_other
from services.gateway.web.service_client import command
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
    theirs: conflict.Theirs | None = None


def show(shown: Talk, sent: FormState | None, note: NoteShown | None, written: Written | None = None) -> Response:
    """The step."""
    kept = shown.session.synthesis
    lines = _lines(kept)
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
        if conflict.is_conflict(sent):
            return conflict.told_to_script(_theirs(talk(session_id, Phase.SYNTHESIS).session.synthesis))
        return saved(sent, version=sent.reply.version if sent.is_done else None)
    return _after(session_id, sent, "theirs_taken" if conflict.choice() == "theirs" else "synthesis_saved")


@blueprint.post("/sessions/<uuid:session_id>/synthesis/agree")
@staff_only(Role.STUDENT, Role.LECTURER)
def agree(session_id: UUID) -> Response:
    """The client agrees to the lists as they stand on the page, which are kept first."""
    return _after(session_id, _write(session_id, _write_and_agree), "synthesis_agreed")


def split(text: str) -> list[str]:
    """The things of a text that has one to a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def of_whole_fields(sent: FormState, fields: Sequence[str]) -> FormState:
    """The same, with what is wrong with one line told of its whole field."""
    if sent.problem is None:
        return sent
    errors = [_of_whole_field(fault, fields) for fault in sent.problem.errors]
    return replace(sent, problem=replace(sent.problem, errors=errors), inputs=sent.inputs.union(fields))


def _of_whole_field(fault: FieldError, fields: Sequence[str]) -> FieldError:
    first = fault.field.split(".")[0]
    return replace(fault, field=first) if first in fields else fault


def _write(session_id: UUID, act: Act = command) -> FormState:
    how, lists = conflict.choice(), {name: split(request.form.get(name, "")) for name in LISTS}
    if how is not None:
        kept = talk(session_id, Phase.SYNTHESIS).session.synthesis
        if how == "theirs" and kept.version != conflict.version_in("theirs_version"):
            return conflict.changed_again("synthesis_changed", kept.version)
        lists = {name: _chosen(how, list(getattr(kept, name)), mine) for name, mine in lists.items()}
    fields: dict[str, Any] = {"session_id": session_id, **lists, **conflict.written_over()}
    return of_whole_fields(submit_by(act, requests.WriteSynthesis, **fields), LISTS)


def _chosen(how: conflict.Choice, theirs: list[str], mine: list[str]) -> list[str]:
    return {"mine": mine, "theirs": theirs, "both": conflict.lines_together(theirs, mine)}[how]


def _lines(kept: requests.SynthesisView) -> dict[str, str]:
    return {name: "\n".join(getattr(kept, name)) for name in LISTS}


def _theirs(kept: requests.SynthesisView) -> conflict.Theirs:
    return conflict.Theirs(kept.version, _lines(kept), kept.written_at, kept.written_by, has_lines=True)


def _write_and_agree(asked: Any, key: str) -> requests.SynthesisView:
    written = command(asked, key)
    agreed: requests.SynthesisView = command(requests.AgreeSynthesis(asked.session_id, written.version), next_key())
    return agreed


def _after(session_id: UUID, sent: FormState, said: str) -> Response:
    if sent.is_done:
        return see_other("guide.step", said=said, session_id=session_id, phase=Phase.SYNTHESIS.value)
    shown = talk(session_id, Phase.SYNTHESIS)
    lines = {name: request.form.get(name, "") for name in LISTS}
    theirs = _theirs(shown.session.synthesis) if conflict.is_conflict(sent) else None
    return show(shown, sent, None, Written(lines, base_version(), theirs))
