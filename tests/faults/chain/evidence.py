"""Looks for what became of chains in the databases and at the mailbox."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from deploy.databases.provision import plain
from tests.faults.chain.found import Found
from tests.faults.chain.world import World

PAUSE = 0.03
SPEAKING = ("booking", "session", "notification")  # those whose events belong to a chain

# Each names its columns as Found does.
_ROWS = {
    "session": """
        SELECT session_id AS of, count(place) AS ratings, coalesce(alert_state, '') AS alert_shown,
               coalesce(follow_up_state, '') AS follow_up_shown,
               coalesce(extract(epoch FROM min(rated_at)), 0)::float AS kept_at
        FROM sessions LEFT JOIN stress_ratings USING (session_id) WHERE session_id = ANY(%s) GROUP BY session_id
        """,
    "booking": """
        SELECT f.follows_id AS of, f.state AS follow_up, extract(epoch FROM f.requested_at)::float AS proposed_at,
               (SELECT count(*) FROM appointment a WHERE a.follows_id = f.follows_id) AS held
        FROM follow_up f WHERE f.follows_id = ANY(%s)
        """,
    "notification": """
        SELECT session_id AS of, count(*) AS alerts, sum(round) AS rounds, sum(round - rounds_since_rating) AS again,
               extract(epoch FROM min(opened_at))::float AS alerted_at,
               (SELECT coalesce(extract(epoch FROM min(sent_at)), 0)::float FROM message
                WHERE appointment_id = alert.session_id AND template = 'alert') AS sent_at
        FROM alert WHERE session_id = ANY(%s) GROUP BY session_id
        """,
}
_EVENTS = (  # service, the field that names the session, type, the name in Found
    ("session", "session_id", "session.high_stress_detected.v1", "detected"),
    ("booking", "follows_id", "booking.follow_up_proposed.v1", "proposed"),
    ("notification", "session_id", "notification.lecturer_alerted.v1", "alerted"),
)
_COUNTED = """
    SELECT (payload::json -> 'data' ->> %s)::uuid AS of, count(*) AS events,
           count(*) FILTER (WHERE published_at IS NULL) AS unpublished
    FROM outbox WHERE type = %s GROUP BY 1
    """
_MAILED = """
    SELECT alert_id FROM alert WHERE session_id = %s AND acknowledged_at IS NULL
    AND NOT EXISTS (SELECT FROM message WHERE message.alert_id = alert.alert_id AND message.state = 'waiting')
    """
_PARKED = "SELECT encode(raw, 'escape') AS raw FROM parked WHERE state IN ('waiting', 'dead')"


@dataclass
class Evidence:
    """Looks into a world's databases and mailbox."""

    world: World
    urgent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # Message-IDs by correlation id
    _read: set[str] = field(default_factory=set)
    _connections: dict[str, psycopg.Connection[dict[str, Any]]] = field(default_factory=dict)

    @staticmethod
    def until(holds: Callable[[], bool], within: float) -> bool:
        """Whether something came to hold in time."""
        deadline = time.monotonic() + within
        while not holds():
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE)
        return True

    def close(self) -> None:
        """Leave the databases."""
        for connection in self._connections.values():
            connection.close()

    def are_planned(self, sessions: Sequence[UUID]) -> bool:
        """Whether all these sessions are there."""
        return self._count("session", "FROM sessions WHERE session_id = ANY(%s)", sessions) == len(sessions)

    def have_acted(self, sessions: Sequence[UUID]) -> bool:
        """Whether each has its follow-up and its alert, and nothing is left in an outbox."""
        return (
            self._count("booking", "FROM follow_up WHERE follows_id = ANY(%s)", sessions) == len(sessions)
            and self._count("notification", "FROM alert WHERE session_id = ANY(%s)", sessions) >= len(sessions)
            and self.unpublished() == 0
        )

    def unpublished(self) -> int:
        """Events in outboxes that are not marked as published."""
        return sum(self._count(service, "FROM outbox WHERE published_at IS NULL") for service in SPEAKING)

    def ever_parked(self) -> int:
        """Events that were put aside at any time, whatever became of them."""
        return sum(self._count(service, "FROM parked") for service in self.world.databases)

    def left_over(self) -> list[str]:
        """What no service should hold once all is at rest."""
        wrong = {
            "unpublished events": "FROM outbox WHERE published_at IS NULL",
            "parked events": "FROM parked WHERE state IN ('waiting', 'dead')",
        }
        counts = {
            f"{service} holds {what}": self._count(service, where)
            for service in self.world.databases
            for what, where in wrong.items()
        }
        return [f"{told}: {count}" for told, count in counts.items() if count]

    def mailed_alert(self, session_id: UUID) -> UUID | None:
        """The alert of a session that nobody has answered, once its mails are settled: an answer would drop them."""
        return next((row["alert_id"] for row in self._rows("notification", _MAILED, session_id)), None)

    def read_mails(self) -> None:
        """Take note of the urgent mails that have come since."""
        for file in self.world.mails.glob("*.eml"):
            if file.name not in self._read:
                self._read.add(file.name)
                head = BytesHeaderParser().parsebytes(file.read_bytes())
                if head["Priority"] == "urgent":
                    self.urgent[str(head["X-Correlation-ID"])].append(str(head["Message-ID"]))

    def of(self, chains: Mapping[UUID, str]) -> dict[UUID, Found]:
        """What there is of each chain, by session id; given with their correlation ids."""
        self.read_mails()
        facts: dict[UUID, dict[str, Any]] = {session_id: {"unpublished": 0} for session_id in chains}
        for service, query in _ROWS.items():
            for row in self._rows(service, query, list(chains)):
                facts[row.pop("of")] |= row
        for service, names_session, type, name in _EVENTS:
            for row in self._rows(service, _COUNTED, names_session, type):
                if row["of"] in facts:
                    known = facts[row["of"]]
                    known |= {name: row["events"], "unpublished": known["unpublished"] + row["unpublished"]}
        parked = [row["raw"] for service in SPEAKING for row in self._rows(service, _PARKED)]
        return {
            session_id: Found(
                mails=tuple(self.urgent.get(correlation_id, ())),
                parked=sum(str(session_id) in raw for raw in parked),
                **facts[session_id],
            )
            for session_id, correlation_id in chains.items()
        }

    def _count(self, service: str, what: str, *ids: Sequence[UUID]) -> int:
        return int(self._rows(service, f"SELECT count(*) AS n {what}", *(list(each) for each in ids))[0]["n"])

    def _rows(self, service: str, query: str, *values: object) -> list[dict[str, Any]]:
        if service not in self._connections:
            address = plain(self.world.databases[service])
            self._connections[service] = psycopg.connect(address, autocommit=True, row_factory=dict_row)
        return self._connections[service].execute(query, values).fetchall()
