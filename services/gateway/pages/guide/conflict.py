"""Two people wrote in one place: what the other one saved, and what comes of the choice between the two texts.

A form of the guide that saves itself sends `base_version`, the version that it was written over. Once somebody else
has written, its page also has `theirs_version`, what they saved last, and three buttons named `resolve`: only a press
of one of them writes over that version. Whoever wrote a third time meanwhile makes it a conflict again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from services.gateway.web.caller import caller
from services.gateway.web.forms import FormState, refused
from services.gateway.web.fragments import fragment
from services.gateway.web.rendering import directory
from shared.refusal import conflict

CODES = frozenset({"note_changed", "synthesis_changed"})
Choice = Literal["mine", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else saved: its version, who and when as far as is known, and the text of each field."""

    version: int
    texts: Mapping[str, str]
    at: datetime | None = None
    by: UUID | None = None
    has_lines: bool = False  # a thing to a line, each wanted once

    @property
    def is_own(self) -> bool:
        """Whether the one who asks wrote it, on another device or page."""
        return self.by is not None and self.by == caller().actor.id

    @property
    def name(self) -> str:
        """Who wrote it; empty where that is not known."""
        return directory().person_name(self.by) if self.by else ""


def choice() -> Choice | None:
    """What the person chose to save; None where no choice was sent."""
    chosen = request.form.get("resolve")
    return chosen if chosen in ("mine", "theirs", "both") else None  # type: ignore[return-value]


def version_in(field: str) -> int:
    """A version that the posted form tells; 0 when it does not say."""
    told = request.form.get(field, "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0


def written_over() -> Mapping[str, int]:
    """The version that a choice writes over, instead of the form's own."""
    return {"base_version": version_in("theirs_version")} if choice() else {}


def is_conflict(sent: FormState) -> bool:
    """Whether it was refused because somebody else wrote meanwhile."""
    return sent.problem is not None and sent.problem.code in CODES


def changed_again(code: str, version: int) -> FormState:
    """Theirs was chosen, but it is no longer what was on the page."""
    return refused(conflict(code, "base_version", version=version))


def told_to_script(theirs: Theirs) -> Response:
    """The answer to a form that saves itself: the pieces that conflict.js puts beside what stands in it."""
    return fragment("guide/conflict.html", status=409, theirs=theirs)


def texts_together(theirs: str, mine: str) -> str:
    """Theirs, then mine after it; lines that both begin with stand there once."""
    those, these = theirs.split("\n"), mine.split("\n")
    shared = 0
    while shared < min(len(those), len(these)) and those[shared] == these[shared]:
        shared += 1
    rest, kept = "\n".join(these[shared:]).strip("\n"), theirs.rstrip("\n")
    if not (kept.strip() and rest.strip()):
        return kept if kept.strip() else rest
    return f"{kept}\n\n{rest}"


def lines_together(theirs: list[str], mine: list[str]) -> list[str]:
    """Each thing of both once, theirs first."""
    return list(dict.fromkeys([*theirs, *mine]))
