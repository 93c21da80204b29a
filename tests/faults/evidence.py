"""Gathers what two databases tell about a stretch of a stage's life."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from tests.faults.stage import Stage
from tests.faults.verdict import Aside, Effect, Evidence, Left

HANDLERS = frozenset({"heard", "also_heard"})
_NUMBER = "(payload::json->'data'->>'number')::int"
_TOLD = "SELECT number FROM told WHERE number >= :number"
_LEFT = f"""
    SELECT id, {_NUMBER}, subject FROM outbox
    WHERE id > :left AND type = 'source.told.v1' AND subject <> 'nonsense'
    """
_EFFECTS = "SELECT id, handler, number FROM effects WHERE id > :effects AND number >= :number"
_ECHOES = f"SELECT {_NUMBER} AS number FROM outbox WHERE id > :echoes AND type = 'sink.echoed.v1'"
_EVENTS_ASIDE = """
    SELECT handler, (convert_from(raw, 'UTF8')::json->'data'->>'number')::int, state
    FROM parked WHERE id > :parked AND handler <> ''
    """
_NONSENSE_ASIDE = "SELECT state, encode(sha256(raw), 'hex') FROM parked WHERE id > :parked AND handler = ''"


@dataclass(frozen=True)
class Mark:
    """A moment: the first number and the last row's id in each table at that time."""

    number: int = 0
    left: int = 0
    effects: int = 0
    echoes: int = 0
    parked: int = 0


def mark(stage: Stage) -> Mark:
    """Now, when nothing is on its way."""
    latest = {
        name: stage.rows(service, f"SELECT coalesce(max(id), 0) FROM {table}")[0][0]
        for name, service, table in (
            ("left", "source", "outbox"),
            ("effects", "sink", "effects"),
            ("echoes", "sink", "outbox"),
            ("parked", "sink", "parked"),
        )
    }
    return Mark(next(stage.numbers), **latest)


def gather(stage: Stage, since: Mark, nonsense: Collection[str], meant: Collection[int]) -> Evidence:
    """The evidence about all that came after a moment."""
    first = asdict(since)
    aside = [Aside(*row) for row in stage.rows("sink", _EVENTS_ASIDE, **first) if row[1] >= since.number]
    for state, digest in stage.rows("sink", _NONSENSE_ASIDE, **first):
        aside.append(Aside("", None, state, digest))
    return Evidence(
        handlers=HANDLERS,
        echoing="heard",
        told=frozenset(row[0] for row in stage.rows("source", _TOLD, **first)),
        left=[Left(*row) for row in stage.rows("source", _LEFT, **first) if row[1] >= since.number],
        effects=[Effect(*row) for row in stage.rows("sink", _EFFECTS, **first)],
        echoes=[row[0] for row in stage.rows("sink", _ECHOES, **first) if row[0] >= since.number],
        aside=aside,
        nonsense=nonsense,
        meant_to_park=frozenset(meant),
    )
