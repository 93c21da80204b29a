"""What lies on the desk: parked events, what each waits for and holds back, and what people did about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, text

from shared.contracts.registry import erasures

State = Literal["waiting", "dead", "done", "discarded"]
OPEN: tuple[State, ...] = ("waiting", "dead")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which parked events; what is left out does not matter."""

    states: tuple[State, ...] = OPEN
    type: str | None = None
    most: int = 1000


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """A parked event: for one handler, or, where the handler is empty, one that never reached any."""

    id: int
    handler: str
    event_id: UUID | None
    type: str | None
    subject: str | None
    reason: str
    error: str
    attempts: int
    state: State
    parked_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    size: int  # bytes
    waits_for: int | None  # the entry of the same subject that must go first
    behind: int  # the entries of the same subject that wait for this one


@dataclass(frozen=True, slots=True)
class OperatorAction:
    """What somebody did about an event, and why."""

    acted_at: datetime
    act: Literal["replay", "discard", "republish"]
    actor: str
    parked_id: int | None
    handler: str | None
    event_id: UUID | None
    type: str | None
    why: str


@dataclass(frozen=True, slots=True)
class ParkedCounts:
    """How many parked events wait for their next attempt, and how many for a person."""

    waiting: int
    dead: int


_EARLIER = """
    SELECT earlier.id FROM parked AS earlier
    WHERE earlier.subject = parked.subject AND earlier.state IN ('waiting', 'dead') AND earlier.handler <> ''
      AND earlier.id < parked.id AND parked.state IN ('waiting', 'dead')
      AND coalesce(parked.type, '') <> ALL(CAST(:erasures AS text[]))
    """
_BEHIND = """
    SELECT count(*) FROM parked AS later
    WHERE later.subject = found.subject AND later.state IN ('waiting', 'dead') AND later.id > found.id
      AND found.state IN ('waiting', 'dead') AND found.handler <> '' AND found.waits_for IS NULL
      AND coalesce(later.type, '') <> ALL(CAST(:erasures AS text[]))
    """
# The further columns are looked up for what is shown, not for all that is open.
_LIST = f"""
    SELECT id, handler, event_id, type, subject, reason, error, attempts, state, parked_at, next_at, ended_at,
           octet_length(raw) AS size, waits_for, ({_BEHIND}) AS behind
    FROM (SELECT parked.*, ({_EARLIER} ORDER BY earlier.id LIMIT 1) AS waits_for
          FROM parked WHERE {{where}} ORDER BY parked.id LIMIT :most) AS found ORDER BY id
    """
_ONE = text(_LIST.format(where="id = :id"))
_STANDING = text(
    """
    SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead
    FROM parked WHERE state IN ('waiting', 'dead')
    """
)
_ACTS = """
    SELECT acted_at, act, actor, parked_id, handler, event_id, type, why
    FROM desk_acts {where} ORDER BY id DESC LIMIT :most
    """


def list_parked(connection: Connection, filters: Filters = Filters()) -> list[ParkedEvent]:
    """The parked events that match: first those that wait for no other, each kind oldest first."""
    where, values = conditions(filters)
    found: list[ParkedEvent] = []
    for is_first in ("NOT EXISTS", "EXISTS"):
        query = text(_LIST.format(where=f"{where} AND {is_first} ({_EARLIER})"))
        told = {**values, "most": filters.most - len(found), "erasures": erasures()}
        found += [_entry(row) for row in connection.execute(query, told)]
    return found


def find(connection: Connection, id: int) -> ParkedEvent | None:
    """One parked event, in whatever state."""
    row = connection.execute(_ONE, {"id": id, "most": 1, "erasures": erasures()}).one_or_none()
    return _entry(row) if row else None


def standing(connection: Connection) -> ParkedCounts:
    """How much is open."""
    row = connection.execute(_STANDING).one()
    return ParkedCounts(row.waiting, row.dead)


def acts(connection: Connection, most: int = 50) -> list[OperatorAction]:
    """What people did, newest first."""
    return _acts(connection, "", {"most": most})


def acts_on(connection: Connection, entry: ParkedEvent) -> list[OperatorAction]:
    """What people did about one parked event, newest first."""
    return _acts(connection, "WHERE parked_id = :id", {"id": entry.id, "most": 1000})


def conditions(filters: Filters) -> tuple[str, dict[str, Any]]:
    """A WHERE for ``parked`` and its values."""
    where, values = "state = ANY(:states)", {"states": list(filters.states)}
    if filters.type is None:
        return where, values
    return f"{where} AND type = :type", {**values, "type": filters.type}


def _entry(row: Any) -> ParkedEvent:
    return ParkedEvent(**row._mapping)


def _acts(connection: Connection, where: str, values: Mapping[str, object]) -> list[OperatorAction]:
    return [OperatorAction(**row._mapping) for row in connection.execute(text(_ACTS.format(where=where)), values)]
