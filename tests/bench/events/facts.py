"""What the events tell of, what they cause, and whether each took effect exactly once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID, uuid4

import psycopg

T = TypeVar("T")
EVENTS_OF_A_SUBJECT = 4
COLUMNS = "rating_id, session_id, client_id, rated_at"
_SHAPE = "rating_id uuid NOT NULL, session_id uuid NOT NULL, client_id uuid NOT NULL, rated_at timestamptz NOT NULL"
# No unique key on the effects: a duplicate must be able to show.
FACTS = f"CREATE TABLE facts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, {_SHAPE})"
EFFECTS = f"CREATE TABLE effects (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, {_SHAPE})"
INSERT_FACT = f"INSERT INTO facts ({COLUMNS}) VALUES (%s, %s, %s, %s)"
INSERT_EFFECT = f"INSERT INTO effects ({COLUMNS}) VALUES (%s, %s, %s, %s)"
TYPE = "session.stress_rated.v1"


@dataclass(frozen=True, slots=True)
class Fact:
    """A client rated their stress."""

    rating_id: UUID
    session_id: UUID
    client_id: UUID
    rated_at: datetime

    @property
    def row(self) -> tuple[UUID, UUID, UUID, datetime]:
        """Its values in the order of the columns."""
        return self.rating_id, self.session_id, self.client_id, self.rated_at


def new_facts(count: int) -> Iterator[Fact]:
    """So many new facts, a few of each session one after the other."""
    for number in range(count):
        if number % EVENTS_OF_A_SUBJECT == 0:
            session_id, client_id = uuid4(), uuid4()
        yield Fact(uuid4(), session_id, client_id, datetime.now(UTC))


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The same in order, so many at once."""
    return (items[first : first + size] for first in range(0, len(items), size))


def message(fact: Fact) -> bytes:
    """The event as it goes over the wire: the CloudEvent that the product sends, made by hand."""
    event = {
        "specversion": "1.0",
        "id": str(fact.rating_id),
        "source": "urn:bench:session",
        "type": TYPE,
        "subject": str(fact.session_id),
        "time": fact.rated_at.isoformat(),
        "datacontenttype": "application/json",
        "data": {
            "session_id": str(fact.session_id),
            "client_id": str(fact.client_id),
            "rating_id": str(fact.rating_id),
            "rated_at": fact.rated_at.isoformat(),
        },
    }
    return json.dumps(event, separators=(",", ":")).encode()


def fact_in(body: bytes | str) -> Fact:
    """The fact that a message tells of."""
    data = json.loads(body)["data"]
    rating_id, session_id, client_id = (UUID(data[name]) for name in ("rating_id", "session_id", "client_id"))
    return Fact(rating_id, session_id, client_id, datetime.fromisoformat(data["rated_at"]))


def store(connection: psycopg.Connection, facts: Iterable[Fact], table: str = "facts") -> None:
    """Write facts in order into their table or, as effects, into the consumer's, as part of the transaction."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN") as copy:
        for fact in facts:
            copy.write_row(fact.row)


@dataclass(frozen=True)
class Verdict:
    """How the effects compare with the facts; good only if each fact took effect exactly once, as it was."""

    lost: int
    repeated: int
    foreign: int  # effects of nothing, or of a fact that they changed
    left: int  # messages still in the broker once both processes have ended

    @property
    def is_good(self) -> bool:
        """Whether the figures count."""
        return not (self.lost or self.repeated or self.foreign or self.left)

    def __str__(self) -> str:
        if self.is_good:
            return "exactly once"
        return f"{self.lost} lost, {self.repeated} repeated, {self.foreign} foreign, {self.left} left in the broker"


def compare(facts: Iterable[Fact], effects: Iterable[Fact], left: int) -> Verdict:
    """The verdict on these effects of these facts."""
    wanted, found = Counter(facts), Counter(effects)
    repeated = sum(count - 1 for fact, count in found.items() if fact in wanted)
    foreign = sum(count for fact, count in found.items() if fact not in wanted)
    return Verdict(sum(fact not in found for fact in wanted), repeated, foreign, left)
