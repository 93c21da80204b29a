"""Events put aside: why, how often they were tried, when they are tried next, and what waits behind them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Row, text

from shared.contracts.registry import erasures

CHANNEL = "hyke_parked"


@dataclass(frozen=True, slots=True)
class ParkRequest:
    """An event to be put aside, for one handler or, where it never reached one, for none."""

    handler: str
    event_id: UUID | None
    type: str | None
    subject: str | None
    raw: bytes
    content_type: str | None
    reason: str
    error: str
    attempts: int
    wait: float | None  # seconds until the next attempt; None: not before an operator says so


_PUT = text(
    """
    INSERT INTO parked (handler, event_id, type, subject, raw, content_type, reason, error, attempts, state, next_at)
    SELECT :handler, CAST(:event_id AS uuid), :type, :subject, CAST(:raw AS bytea), :content_type, :reason, :error,
           :attempts,
           CASE WHEN CAST(:wait AS float) IS NULL THEN 'dead' ELSE 'waiting' END,
           clock_timestamp() + make_interval(secs => CAST(:wait AS float))
    WHERE CAST(:event_id AS uuid) IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM parked WHERE event_id IS NULL AND state IN ('waiting', 'dead')
                      AND sha256(raw) = sha256(CAST(:raw AS bytea)))
    ON CONFLICT (handler, event_id) WHERE event_id IS NOT NULL DO NOTHING
    """
)
_WAKE = text(f"SELECT pg_notify('{CHANNEL}', '')")
# Only the first open one of each subject is due: the rest wait behind it. An erasure waits for nothing.
_FIRST = """
    (type = ANY(CAST(:erasures AS text[]))
     OR NOT EXISTS (SELECT 1 FROM parked AS earlier WHERE earlier.subject = parked.subject
                    AND earlier.state IN ('waiting', 'dead') AND earlier.handler <> ''
                    AND earlier.id < parked.id))
    """
_TAKE = text(
    f"""
    UPDATE parked SET attempts = attempts + 1, next_at = clock_timestamp() + interval '5 minutes'
    WHERE id = (SELECT id FROM parked WHERE state = 'waiting' AND next_at <= clock_timestamp() AND {_FIRST}
                ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, handler, event_id, raw, content_type, attempts, forgiven
    """
)
_SOONEST = text(
    f"SELECT extract(epoch FROM min(next_at) - clock_timestamp()) FROM parked WHERE state = 'waiting' AND {_FIRST}"
)
_DONE = text("UPDATE parked SET state = 'done', ended_at = clock_timestamp() WHERE id = :id AND state = 'waiting'")
_FAILED = text(
    """
    UPDATE parked SET error = :error, reason = :reason,
      state = CASE WHEN CAST(:wait AS float) IS NULL THEN 'dead' ELSE 'waiting' END,
      next_at = clock_timestamp() + make_interval(secs => CAST(:wait AS float))
    WHERE id = :id AND state = 'waiting' AND forgiven = :forgiven
    """
)


def put(connection: Connection, parking: ParkRequest) -> None:
    """Put an event aside, once for each handler; one that tells no id, once for its bytes."""
    values = {name: getattr(parking, name) for name in ParkRequest.__slots__}
    cleaned = {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}
    connection.execute(_PUT, cleaned)
    wake(connection)


def wake(connection: Connection) -> None:
    """Have the retrier look again once the transaction has committed."""
    connection.execute(_WAKE)


def take(connection: Connection) -> Row[tuple[object, ...]] | None:
    """The next parked event that is due, its attempt counted."""
    return connection.execute(_TAKE, {"erasures": erasures()}).one_or_none()


def soonest(connection: Connection) -> float | None:
    """Seconds until the next is due, if any waits."""
    seconds = connection.execute(_SOONEST, {"erasures": erasures()}).scalar()
    return None if seconds is None else max(float(seconds), 0.0)


def done(connection: Connection, id: int) -> bool:
    """Note that it has taken effect; false if somebody else decided meanwhile."""
    return connection.execute(_DONE, {"id": id}).rowcount == 1


def failed(connection: Connection, id: int, forgiven: int, reason: str, error: str, wait: float | None) -> None:
    """Note that it failed again, and when to try next, if at all; one that was replayed meanwhile stays due."""
    told = {"id": id, "forgiven": forgiven, "reason": reason, "error": storable(error), "wait": wait}
    connection.execute(_FAILED, told)


def storable(words: str) -> str:
    """The same in characters that PostgreSQL can keep."""
    return words.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")
