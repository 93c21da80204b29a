"""The desk for what failed: an operator has a parked event tried again or lets it go, and what was done is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, TextClause, text

from shared.contracts.registry import binding_facts
from shared.messaging.dead_letters.listing import Filters, conditions
from shared.messaging.storage import parked

Result = Literal["replayed", "discarded", "due", "done", "discarded_before", "busy", "binding", "unknown"]
"""What became of an event: acted on; or left alone, because it is due already, has taken effect, was discarded before,
is being tried or acted on at this moment, is one that nobody may discard, or is not there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act did to one parked event."""

    id: int
    result: Result

    @property
    def is_acted(self) -> bool:
        """Whether this act changed it."""
        return self.result in ("replayed", "discarded")


_OPEN = "AND state IN ('waiting', 'dead')"
_LATER = "AND (state = 'dead' OR next_at > clock_timestamp())"
# Of whatever version, and whether it could be read or not.
_IS_BINDING = "regexp_replace(coalesce(type, ''), '[.]v[0-9]+$', '') = ANY(CAST(:binding AS text[]))"
# What another transaction has in hand is passed over, not waited for: the retrier may be trying it.
_WANTED = """
    SELECT id FROM parked WHERE id = ANY(:ids) {open} {more}
    ORDER BY id FOR UPDATE SKIP LOCKED
    """
_NOTE = """
    INSERT INTO desk_acts (act, actor, parked_id, handler, event_id, type, why)
    SELECT :act, :actor, id, handler, event_id, type, :why FROM changed ORDER BY id RETURNING parked_id
    """
_REPLAY = text(
    f"""
    WITH wanted AS ({_WANTED.format(open=_OPEN, more=_LATER)}),
    changed AS (
      UPDATE parked SET state = 'waiting', next_at = statement_timestamp(), forgiven = attempts
      FROM wanted WHERE parked.id = wanted.id RETURNING parked.id, handler, event_id, type)
    {_NOTE}
    """
)
_DISCARD = text(
    f"""
    WITH wanted AS ({_WANTED.format(open=_OPEN, more=f"AND NOT {_IS_BINDING}")}),
    changed AS (
      UPDATE parked SET state = 'discarded', next_at = NULL, ended_at = clock_timestamp()
      FROM wanted WHERE parked.id = wanted.id RETURNING parked.id, handler, event_id, type),
    known AS (
      INSERT INTO inbox (handler, event_id, type)
      SELECT handler, event_id, type FROM changed WHERE handler <> '' AND event_id IS NOT NULL
      ORDER BY handler, event_id ON CONFLICT DO NOTHING)
    {_NOTE}
    """
)
_LEFT_ALONE = text(
    f"""
    SELECT id, CASE WHEN state = 'done' THEN 'done' WHEN state = 'discarded' THEN 'discarded_before'
                    WHEN :act = 'discard' AND {_IS_BINDING} THEN 'binding'
                    WHEN next_at <= clock_timestamp() THEN 'due' ELSE 'busy' END AS result
    FROM parked WHERE id = ANY(:ids)
    """
)


def replayable(connection: Connection, filters: Filters) -> list[int]:
    """Those of the matching events that a replay would bring forward."""
    where, values = conditions(filters)
    found = connection.execute(text(f"SELECT id FROM parked WHERE {where} {_OPEN} {_LATER} ORDER BY id"), values)
    return list(found.scalars())


def replay(connection: Connection, ids: Collection[int], actor: str, why: str = "") -> list[Outcome]:
    """Have parked events tried again at once, each with all its attempts before it; those of a subject in their order.

    One that is due already, or no longer open, is left as it is.
    """
    return _act(connection, _REPLAY, "replay", ids, actor, why)


def discard(connection: Connection, ids: Collection[int], actor: str, why: str) -> list[Outcome]:
    """Let parked events go for good: they never take effect, even if delivered again, and hold back nothing any more.

    What is binding stays: a person's wish is not let go of. ValueError without a reason.
    """
    if not why.strip():
        raise ValueError("discarding needs a reason")
    return _act(connection, _DISCARD, "discard", ids, actor, why)


def _act(
    connection: Connection,
    statement: TextClause,
    act: Literal["replay", "discard"],
    ids: Collection[int],
    actor: str,
    why: str,
) -> list[Outcome]:
    said = {"act": act, "actor": parked.storable(actor), "why": parked.storable(why.strip())}
    told = {"ids": list(ids), "binding": binding_facts(), **said}
    changed = set(connection.execute(statement, told).scalars())
    if changed:
        parked.wake(connection)
    left = _left_alone(connection, [id for id in ids if id not in changed], act)
    result: Result = "replayed" if act == "replay" else "discarded"
    return [Outcome(id, result if id in changed else left[id]) for id in ids]


def _left_alone(connection: Connection, ids: Sequence[int], act: str) -> Mapping[int, Result]:
    found: dict[int, Result] = dict.fromkeys(ids, "unknown")
    if ids:
        told = {"ids": list(ids), "act": act, "binding": binding_facts()}
        found |= {row.id: row.result for row in connection.execute(_LEFT_ALONE, told)}
    return found
