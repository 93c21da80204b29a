"""`hyke events`: what an operator sees and does, on the databases, with a useful end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from deploy.cli import main
from shared.db import engine_for
from shared.messaging.dead_letters.listing import acts
from shared.messaging.storage import parked
from tests.conftest import FreshDatabase

TYPE = "booking.appointment_booked.v1"


@dataclass
class Operator:
    """Somebody at the command line, with these addresses in the environment."""

    environment: Mapping[str, str]

    def types(self, *arguments: str, answer: str = "") -> Result:
        """What `hyke events …` does."""
        return CliRunner().invoke(main, ["events", *arguments], env=dict(self.environment), input=answer)

    def engine(self, service: str = "notification") -> sa.Engine:
        return engine_for(self.environment[f"{service.upper()}_DATABASE_URL"])

    def parks(self, handler: str = "appointment_booked", subject: str = "s", wait: float | None = None) -> UUID:
        """An event in notification that failed."""
        id = uuid4()
        raw = json.dumps({"specversion": "1.0", "id": str(id), "data": {}}).encode()
        one = parked.ParkRequest(
            handler, id, TYPE, subject, raw, "text/plain", "handler_failed", "E: x\x1b[2J", 15, wait
        )
        with self.engine().begin() as connection:
            parked.put(connection, one)
        return id

    def finds(self, query: str) -> list[Any]:
        with self.engine().connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]


@pytest.fixture
def operator(fresh_database: FreshDatabase) -> Operator:
    """An operator of a stack of two services."""
    cleared = {f"{name}_DATABASE_URL": "" for name in ("ASSESSMENT", "SESSION", "GATEWAY")}
    known = {f"{name.upper()}_DATABASE_URL": fresh_database(name) for name in ("notification", "booking")}
    return Operator({**cleared, **known, "DATABASE_URL": ""})


def test_what_failed_is_listed_with_its_reason_its_attempts_and_what_waits_behind_it(operator: Operator) -> None:
    operator.parks()
    operator.parks("appointment_cancelled", wait=0.0)
    done = operator.types("parked", "--service", "notification")
    assert done.exit_code == 0
    for words in (
        f"notification:1  dead  {TYPE} about s → appointment_booked",
        "the service could not act on it: E: x\\u001b[2J\n",
        "tried 15 times, not tried again until somebody replays it",
        "1 more of its subject waits behind it",
        "waits for notification:1",
    ):
        assert words in done.stdout


def test_a_service_that_was_not_looked_at_is_said_and_is_no_success(operator: Operator) -> None:
    done = operator.types("parked")
    assert done.exit_code == 1
    assert done.stdout == "Nothing is parked.\n"
    assert "session: not looked at, SESSION_DATABASE_URL is not set" in done.stderr
    away = Operator({**operator.environment, "BOOKING_DATABASE_URL": "postgresql+psycopg://x:x@127.0.0.1:1/x"})
    done = away.types("parked", "--service", "booking")
    assert done.exit_code == 1
    assert "booking: its database could not be asked" in done.stderr


def test_programs_get_json_and_may_narrow_it_down(operator: Operator) -> None:
    event_id = operator.parks()
    operator.parks(subject="t", wait=60.0)
    of = ("--service", "notification", "--json")
    dead, every = operator.types("parked", *of, "--state", "dead"), operator.types("parked", *of, "--type", TYPE)
    found = json.loads(dead.stdout)
    assert [(each["id"], each["event_id"], each["attempts"]) for each in found] == [
        ("notification:1", str(event_id), 15)
    ]
    assert len(json.loads(every.stdout)) == 2
    assert json.loads(operator.types("parked", *of, "--type", "other").stdout) == []


def test_one_event_is_shown_with_its_content_and_what_was_done(operator: Operator) -> None:
    event_id = operator.parks()
    operator.types("replay", "notification:1", "--by", "maarit", "--why", "mended")
    done = operator.types("show", "notification:1")
    assert done.exit_code == 0
    assert f'"id": "{event_id}"' in done.stdout
    assert "by maarit: mended" in done.stdout
    shown = json.loads(operator.types("show", "1", "--service", "notification", "--json").stdout)
    assert (shown["content"]["form"], shown["acts"][0]["act"]) == ("json", "replay")
    missing = operator.types("show", "notification:99")
    assert (missing.exit_code, missing.stderr) == (1, "notification:99: there is no such event\n")


def test_a_replay_is_done_once_and_noted_once(operator: Operator) -> None:
    operator.parks()
    first = operator.types("replay", "notification:1", "notification:1", "--by", "maarit")
    again = operator.types("replay", "notification:1")
    assert (first.exit_code, first.stdout) == (0, "notification:1: will be tried again now\n")
    assert again.exit_code == 1
    assert "notification:1: left alone: it is due already" in again.stdout
    assert operator.finds("SELECT state, forgiven FROM parked") == [("waiting", 15)]
    with operator.engine().connect() as connection:
        assert [(act.act, act.actor, act.parked_id) for act in acts(connection)] == [("replay", "maarit", 1)]


def test_all_are_replayed_only_by_somebody_who_is_sure(operator: Operator) -> None:
    operator.parks()
    operator.parks(subject="t")
    operator.parks(subject="u", wait=0.0)
    everything = ("replay", "--all", "--service", "notification")
    refused = operator.types(*everything, answer="n\n")
    assert (refused.exit_code, operator.finds("SELECT count(*) FROM desk_acts")) == (1, [(0,)])
    assert "Try 2 again?" in refused.stdout
    assert operator.types(*everything, answer="y\n").exit_code == 0
    assert operator.finds("SELECT parked_id FROM desk_acts ORDER BY id") == [(1,), (2,)]
    nothing = operator.types(*everything, "--yes")
    assert (nothing.exit_code, nothing.stdout) == (1, "Nothing to do.\n")


def test_all_is_not_all_where_a_service_could_not_be_asked(operator: Operator) -> None:
    operator.parks()
    done = operator.types("replay", "--all", "--yes")
    assert done.exit_code == 1
    assert "notification:1: will be tried again now" in done.stdout
    assert "session: not looked at" in done.stderr


def test_a_discard_wants_a_reason_and_is_known_to_the_inbox(operator: Operator) -> None:
    event_id = operator.parks()
    assert operator.types("discard", "notification:1").exit_code == 2
    assert operator.types("discard", "notification:1", "--why", " ").exit_code == 2
    done = operator.types("discard", "notification:1", "--by", "maarit", "--why", "booked by telephone")
    assert (done.exit_code, done.stdout) == (0, "notification:1: discarded\n")
    assert operator.finds("SELECT handler, event_id FROM inbox") == [("appointment_booked", event_id)]
    assert operator.finds("SELECT why FROM desk_acts") == [("booked by telephone",)]
    again = operator.types("discard", "notification:1", "--why", "again")
    assert (again.exit_code, again.stdout) == (1, "notification:1: left alone: it was discarded before\n")
    assert "discarded" in operator.types("parked", "--service", "notification", "--state", "discarded").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("replay",),
        ("replay", "notification:1", "--all"),
        ("replay", "notification:1", "--type", TYPE),
        ("replay", "1"),
        ("replay", "nowhere:1"),
        ("replay", "notification:one"),
        ("replay", "notification:²"),
        ("replay", "notification:99999999999999999999"),
        ("replay", "notification:1", "--service", "booking"),
        ("parked", "--service", "nowhere"),
        ("parked", "--state", "lost"),
    ],
)
def test_wrong_usage_ends_with_2_and_touches_nothing(operator: Operator, arguments: tuple[str, ...]) -> None:
    operator.parks()
    assert operator.types(*arguments).exit_code == 2
    assert operator.finds("SELECT count(*) FROM desk_acts") == [(0,)]


def test_where_no_database_is_known_the_way_to_name_one_is_told(tmp_path: Path) -> None:
    nobody = Operator({f"{name}_DATABASE_URL": "" for name in ("NOTIFICATION", "BOOKING", "SESSION", "ASSESSMENT")})
    empty = Operator({**nobody.environment, "GATEWAY_DATABASE_URL": "", "DATABASE_URL": ""})
    told, no_demo = empty.types("parked"), empty.types("parked", "--demo", str(tmp_path))
    assert (told.exit_code, no_demo.exit_code) == (2, 2)
    assert "BOOKING_DATABASE_URL" in told.stderr
    assert f"No demo runs in {tmp_path}" in no_demo.stderr


def test_one_service_may_be_named_by_database_url(operator: Operator) -> None:
    operator.parks()
    alone = Operator(
        {"DATABASE_URL": operator.environment["NOTIFICATION_DATABASE_URL"], "NOTIFICATION_DATABASE_URL": ""}
    )
    assert "notification:1" in alone.types("parked", "--service", "notification").stdout
