"""Gathers what two databases tell about a stretch of a stage's life."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tests.faults.stage import Stage
from tests.faults.verdict import Aside, Effect, Evidence, Left

HANDLERS = frozenset({"heard", "also_heard"})
_TOLD = "SELECT number FROM told WHERE number >= :number"
_LEFT = """
    SELECT * FROM (SELECT id, subject, CASE WHEN subject <> 'nonsense'
                              THEN (payload::json->'data'->>'number')::int END AS number
                   FROM outbox WHERE type = 'source.told.v1') AS left_behind
    WHERE number >= :number
    """
_EFFECTS = "SELECT id, handler, number FROM effects WHERE number >= :number"
_ECHOES = """
    SELECT * FROM (SELECT (payload::json->'data'->>'number')::int AS number
                   FROM outbox WHERE type = 'sink.echoed.v1') AS echoes
    WHERE number >= :number
    """
_EVENTS_ASIDE = """
    SELECT * FROM (SELECT handler, (convert_from(raw, 'UTF8')::json->'data'->>'number')::int AS number, state
                   FROM parked WHERE handler <> '') AS events
    WHERE number >= :number
    """
_NONSENSE_ASIDE = "SELECT state, encode(sha256(raw), 'hex') FROM parked WHERE handler = '' AND id > :parked"


@dataclass(frozen=True)
class Mark:
    """A moment: the first number and the last parked row's id at that time."""

    number: int = 0
    parked: int = 0


def mark(stage: Stage) -> Mark:
    """Now."""
    latest = stage.rows("sink", "SELECT coalesce(max(id), 0) FROM parked")[0][0]
    return Mark(next(stage.numbers), latest)


def gather(stage: Stage, since: Mark, nonsense: Collection[str], meant: Collection[int]) -> Evidence:
    """The evidence about all that came after a moment."""
    first = {"number": since.number}
    aside = [Aside(*row) for row in stage.rows("sink", _EVENTS_ASIDE, **first)]
    for state, digest in stage.rows("sink", _NONSENSE_ASIDE, parked=since.parked):
        aside.append(Aside("", None, state, digest))
    return Evidence(
        handlers=HANDLERS,
        echoing="heard",
        told=frozenset(row[0] for row in stage.rows("source", _TOLD, **first)),
        left=[Left(id, number, topic) for id, topic, number in stage.rows("source", _LEFT, **first)],
        effects=[Effect(*row) for row in stage.rows("sink", _EFFECTS, **first)],
        echoes=[row[0] for row in stage.rows("sink", _ECHOES, **first)],
        aside=aside,
        nonsense=nonsense,
        meant_to_park=frozenset(meant),
    )
