"""A trace in words: a line for each step, with its time since the beginning and since what made it happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from deploy.operator.trace_tree import NEVER, Node, walk
from shared.messaging.tracing.entries import TraceEntry

HIDDEN = ("event_id", "message_id")  # for programs; a reader has the subject


def page(roots: Sequence[Node], traces: Sequence[str]) -> list[str]:
    """The lines of a trace."""
    began = began_at(roots)
    head = f"{', '.join(traces) or 'no trace, single events'}   {began:%Y-%m-%d} UTC   {counted(roots)}"
    lines = [head, ""]
    for root in roots:
        lines += _lines(root, "", "", began, began)
    return lines


def began_at(roots: Sequence[Node]) -> datetime:
    """When the first step happened."""
    return min(node.began_at for node in walk(roots))


def counted(roots: Sequence[Node]) -> str:
    """How many steps of each kind there are."""
    kinds: dict[str, int] = {}
    for node in walk(roots):
        kinds[node.step.kind] = kinds.get(node.step.kind, 0) + 1
    return ", ".join(f"{number} {kind}{'s' if number > 1 and kind != 'work' else ''}" for kind, number in kinds.items())


def _lines(node: Node, lead: str, below: str, began: datetime, before: datetime) -> Iterator[str]:
    step = node.step
    since = f"{_span(step.at - began):>9}  {step.at.astimezone(UTC):%H:%M:%S.%f}"[:-3] if step.at else " " * 23
    flaw = f"  ({node.flaw})" if node.flaw else ""
    yield f"{since}  {lead}{_name(step)}  {_told(step, before)}{flaw}".rstrip()
    for child in node.children:
        is_last = child is node.children[-1]
        branch, beneath = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        yield from _lines(child, below + branch, below + beneath, began, step.at or before)


def _name(step: TraceEntry) -> str:
    match step.kind:
        case "event" | "handler" | "work":
            return step.name if step.kind != "work" else f"{step.service}: {step.name}"
        case kind:
            return f"{kind} {step.name}"


def _told(step: TraceEntry, before: datetime) -> str:
    facts = {name: fact for name, fact in step.facts.items() if name not in HIDDEN}
    words = [f"of {facts.pop('subject')}"] if "subject" in facts else []
    words += _times(step, before)
    state = facts.pop("state", "")
    if state and state not in step.times:
        words.append(str(state))
    if step.kind == "event" and "published" not in step.times:
        words.append("not published yet")
    attempts = facts.pop("attempts", None)
    words += [str(fact) for fact in facts.values()]
    words += [f"{attempts} attempt{'' if attempts == 1 else 's'}"] if attempts is not None else []
    return ", ".join(words)


def _times(step: TraceEntry, before: datetime) -> list[str]:
    since = before if step.kind == "handler" else step.at or before
    return [f"{name} {_moment(at, since)}" for name, at in step.times.items()]


def _moment(at: datetime, since: datetime) -> str:
    far = at - since > timedelta(minutes=1)
    return f"{_span(at - since)} ({at.astimezone(UTC):%Y-%m-%d %H:%M:%S})" if far else _span(at - since)


def _span(time: timedelta) -> str:
    seconds = time.total_seconds()
    if abs(seconds) < 10:
        return f"{seconds * 1000:+.0f} ms"
    if abs(seconds) < 600:
        return f"{seconds:+.1f} s"
    return f"{seconds / 60:+.0f} min" if abs(seconds) < 36000 else f"{seconds / 3600:+.0f} h"


def as_data(roots: Sequence[Node]) -> list[dict[str, object]]:
    """The same as JSON: steps with their children, times in ISO 8601 and in milliseconds since the beginning."""
    began = began_at(roots)
    return [_data(root, began) for root in roots]


def _data(node: Node, began: datetime) -> dict[str, object]:
    step = node.step
    told: dict[str, object] = {"kind": step.kind, "service": step.service, "name": step.name}
    if node.began_at is not NEVER:
        told |= _when(node.began_at, began)
    told |= {"times": {name: _when(at, began) for name, at in step.times.items()}} if step.times else {}
    told |= _facts(step.facts) | ({"flaw": node.flaw} if node.flaw else {})
    return told | {"children": [_data(child, began) for child in node.children]}


def _when(at: datetime, began: datetime) -> dict[str, object]:
    milliseconds = round((at - began).total_seconds() * 1000, 3)
    return {"at": at.astimezone(UTC).isoformat(timespec="milliseconds"), "after_ms": milliseconds}


def _facts(facts: Mapping[str, object]) -> dict[str, object]:
    return dict(facts)
