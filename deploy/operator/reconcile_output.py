"""A reconciliation's report, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from shared.messaging.reconciliation.comparison import Line
from shared.messaging.reconciliation.reconcile import Report

NAMED = 20
_HEAD = ("type", "heard by", "events", "effect", "parked", "discarded", "in flight", "missing", "surplus")


def in_words(report: Report) -> str:
    """A table with a row for each handler and type, then what is wrong, with ids."""
    rows = [_HEAD, *(_row(line) for line in _sorted(report))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    table = [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([*table, "", *_findings(report), _verdict(report)])


def in_json(report: Report) -> str:
    """The same for programs, with every id."""
    told = {
        "since": report.since.isoformat(),
        "at": report.at.isoformat(),
        "balanced": report.is_balanced,
        "complete": report.is_complete,
        "not_read": report.silent,
        "queues_not_seen": sorted(report.unseen),
        "queues_not_there": sorted(report.queueless),
        "handlers": [
            {
                "type": line.type,
                "service": line.service,
                "handler": line.handler,
                "events": line.events,
                "effects": line.effects,
                "parked": line.parked,
                "discarded": line.discarded,
                "in_flight": line.in_flight,
                "unsorted": line.unsorted,
                "missing": [str(event_id) for event_id in line.missing],
                "surplus": [str(event_id) for event_id in line.surplus],
                "acknowledged": [str(event_id) for event_id in line.acknowledged],
            }
            for line in _sorted(report)
        ],
    }
    return json.dumps(told, indent=2)


def _row(line: Line) -> tuple[str, ...]:
    numbers = (line.events, line.effects, line.parked, line.discarded, line.in_flight)
    return (
        line.type,
        f"{line.service}.{line.handler}",
        *map(str, numbers),
        str(len(line.missing)),
        str(len(line.surplus)),
    )


def _findings(report: Report) -> list[str]:
    found = []
    for line in _sorted(report):
        name = f"{line.type} for {line.service}.{line.handler}"
        if line.missing:
            found.append(f"missing: {name}: {_ids(line.missing)}")
        if line.surplus:
            found.append(f"surplus: {name}, in no outbox: {_ids(line.surplus)}")
        if line.acknowledged:
            found.append(f"acknowledged: {name}: {_ids(line.acknowledged)}")
        if line.unsorted:
            found.append(f"too many to look at each: {name}: {line.unsorted} events are open or do not match")
    found += [f"not read: {service}: {why}" for service, why in sorted(report.silent.items())]
    found += [f"A queue of {service} is not there." for service in sorted(report.queueless)]
    if report.unseen:
        found.append(f"The queues of {', '.join(sorted(report.unseen))} could not be looked into: age alone decided.")
    return found


def _verdict(report: Report) -> str:
    if report.is_balanced:
        return "Balanced: every event has taken effect, is parked, was discarded or is on its way."
    return "Not balanced." if report.is_complete else "Incomplete: not every service's books could be read."


def _ids(ids: Sequence[UUID]) -> str:
    more = f" and {len(ids) - NAMED} more (--json names all)" if len(ids) > NAMED else ""
    return ", ".join(map(str, ids[:NAMED])) + more


def _sorted(report: Report) -> list[Line]:
    return sorted(report.lines, key=lambda line: (line.type, line.service, line.handler))
