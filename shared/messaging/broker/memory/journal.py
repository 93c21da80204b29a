"""Keeps the in-process broker's events in a file, so that they outlive the process."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from eventlet import tpool
from eventlet.semaphore import Semaphore

from shared.contracts.cloudevents import CloudEventError, decode

Row = tuple[int, str, bytes, str | None, bool]
"""Number, queue, body, content type, and whether it has been there at too many starts."""


class JournalInUse(Exception):
    """Another process uses this journal."""


class Journal:
    """A SQLite file; every call runs in a thread, for the disk must not stop the other greenlets."""

    def __init__(self, path: str, start_limit: int) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = Path(f"{path}.lock").open("w")  # noqa: SIM115 - held as long as the journal is open
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise JournalInUse(f"another process uses the broker's file {path}") from None
        self._start_limit = start_limit
        self._one_at_a_time = Semaphore()
        self._db: Any = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS waiting (
              number INTEGER PRIMARY KEY, queue TEXT NOT NULL, body BLOB NOT NULL, content_type TEXT,
              starts INTEGER NOT NULL DEFAULT 0);
            """
        )

    def waiting(self) -> Sequence[Row]:
        """All that was never acknowledged, in order; called once, at the start."""
        # A message that kills the process is here again at each start: after a while it counts as dead.
        self._db.execute("UPDATE waiting SET starts = starts + 1")
        found = self._db.execute("SELECT number, queue, body, content_type, starts FROM waiting ORDER BY number")
        return [(*row[:4], row[4] > self._start_limit) for row in found]

    def write(self, added: Sequence[Row], acknowledged: Iterable[int]) -> None:
        """Add and take away rows, durably, both or neither."""
        with self._one_at_a_time:
            tpool.execute(self._write, list(added), [(number,) for number in acknowledged])

    def ids(self, queue: str, but_not: Container[int]) -> frozenset[UUID]:
        """The ids of the events of a queue, but for those with these numbers."""
        with self._one_at_a_time:
            return frozenset(tpool.execute(ids_in, self._db, queue, but_not))

    def close(self) -> None:
        """Let another process use the file."""
        self._db.close()
        self._lock.close()

    def _write(self, added: list[Row], acknowledged: list[tuple[int]]) -> None:
        with self._db:
            self._db.execute("BEGIN")
            self._db.executemany(
                "INSERT INTO waiting (number, queue, body, content_type) VALUES (?, ?, ?, ?)",
                [row[:4] for row in added],
            )
            self._db.executemany("DELETE FROM waiting WHERE number = ?", acknowledged)


def ids_in(db: Any, queue: str, but_not: Container[int] = ()) -> list[UUID]:
    """The ids of the events of a queue that are in the journal's database, but for those with these numbers."""
    rows = db.execute("SELECT number, body, content_type FROM waiting WHERE queue = ?", [queue])
    found = []
    for number, body, content_type in rows:
        if number not in but_not:
            with suppress(CloudEventError):  # it has no id, and is no event that anybody misses
                found.append(decode(body, content_type).id)
    return found
