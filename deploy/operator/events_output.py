"""What `hyke events` says: for people in lines, for programs in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from deploy.operator.parked_events import Named
from shared.messaging.dead_letters.actions import Result
from shared.messaging.dead_letters.content import Content, Shown, escape_control_characters
from shared.messaging.dead_letters.listing import OperatorAction, ParkedEvent
from shared.messaging.dead_letters.reasons import reason_words

RESULTS: Mapping[Result, str] = {
    "replayed": "will be tried again now",
    "discarded": "discarded",
    "due": "left alone: it is due already, or waits behind an earlier event of its subject",
    "done": "left alone: it has taken effect",
    "discarded_before": "left alone: it was discarded before",
    "binding": "left alone: a client has asked for it, so it cannot be discarded; mend the cause and replay it",
    "busy": "left alone: it is being tried, or acted on by somebody else, at this moment",
    "unknown": "there is no such event",
}
_ACTS = {"replay": "replayed", "discard": "discarded", "republish": "published again"}


def list_in_words(entries: Sequence[Named[ParkedEvent]]) -> str:
    """A list for people."""
    if not entries:
        return "Nothing is parked."
    return escape_control_characters("\n\n".join("\n".join(_lines(each)) for each in entries))


def list_as_json(entries: Sequence[Named[ParkedEvent]]) -> str:
    """The same for programs."""
    return _json([{**asdict(each.of), **_names(each)} for each in entries])


def shown_in_words(shown: Named[Shown]) -> str:
    """An event for people."""
    of = shown.of
    lines = _lines(Named(shown.name, of.entry))
    lines += [
        f"    event {of.entry.event_id or 'without an id'}, {of.entry.size} bytes, {of.content_type or 'no type'}"
    ]
    lines += [f"    {_act(act)}" for act in of.acts]
    return escape_control_characters("\n".join([*lines, "", of.content.words, *_left_out(of.content)]))


def shown_as_json(shown: Named[Shown]) -> str:
    """The same for programs."""
    of = shown.of
    return _json({**asdict(of.entry), **_names(shown), "content": asdict(of.content), "acts": [*map(asdict, of.acts)]})


def outcomes_in_words(results: Sequence[Named[Result]]) -> str:
    """What became of each."""
    return "\n".join(f"{each.name}: {RESULTS[each.of]}" for each in results) or "Nothing to do."


def _lines(named: Named[ParkedEvent]) -> list[str]:
    entry = named.of
    about = f" about {entry.subject}" if entry.subject else ""
    to = f" → {entry.handler}" if entry.handler else ""
    lines = [f"{named.name}  {entry.state}  {entry.type or 'unknown'}{about}{to}"]
    lines += [f"    {reason_words(entry)}: {entry.error}", f"    {_times(entry)}"]
    if entry.waits_for is not None:
        lines.append(f"    waits for {named.name.service}:{entry.waits_for}")
    if entry.behind:
        lines.append(f"    {entry.behind} more of its subject {'waits' if entry.behind == 1 else 'wait'} behind it")
    return lines


def _times(entry: ParkedEvent) -> str:
    tried = (
        "never tried" if not entry.attempts else f"tried {entry.attempts} {'time' if entry.attempts == 1 else 'times'}"
    )
    return f"parked {_when(entry.parked_at)}, {tried}, {_next(entry)}"


def _next(entry: ParkedEvent) -> str:
    if entry.ended_at is not None:
        return f"{entry.state} {_when(entry.ended_at)}"
    if entry.state == "dead" or entry.next_at is None:
        return "not tried again until somebody replays it"
    return f"next {_when(entry.next_at)}" if entry.waits_for is None else "next in its turn"


def _act(act: OperatorAction) -> str:
    return f"{_ACTS[act.act]} {_when(act.acted_at)} by {act.actor}{f': {act.why}' if act.why else ''}"


def _left_out(content: Content) -> list[str]:
    return [] if content.is_whole else [f"… the first {content.shown} of {content.size} bytes"]


def _when(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%SZ")


def _names(named: Named[object]) -> dict[str, object]:
    return {"id": str(named.name), "service": named.name.service}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)
