"""One trace from an HTTP request to the mail, on both transports, and what `hyke trace` tells of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result

from deploy.cli import main
from deploy.databases.provision import plain
from deploy.scenario.api import Api, Caller
from deploy.scenario.cast import engage
from deploy.scenario.clear import clear
from deploy.scenario.play import Scenario
from deploy.scenario.timeline import Timeline
from shared.tracing import span_of
from tests.e2e.worlds import ROOT, World, separate_processes

Step = dict[str, Any]
MESSAGES = "SELECT traceparent FROM message WHERE substr(traceparent, 4, 32) = %s"
EVENTS = "SELECT type, payload::json ->> 'traceparent' FROM outbox WHERE trace_id = %s::uuid"


@pytest.fixture(params=["one process", "separate processes"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The stack, with the broker inside the process and with RabbitMQ."""
    if request.param == "one process":
        yield request.getfixturevalue("demo")
        return
    postgres_url, amqp_url = request.getfixturevalue("postgres_url"), request.getfixturevalue("amqp_url")
    with separate_processes(tmp_path, postgres_url, amqp_url) as separate:
        yield separate


@pytest.fixture
def trace_id() -> str:
    """A trace that begins outside."""
    return uuid4().hex


@contextmanager
def acute_moment(world: World, headers: Mapping[str, str]) -> Iterator[list[str]]:
    """The acute step of the scenario, the client's phone sending these headers too; the timeline's lines."""
    lines: list[str] = []
    api = Api(world.url)
    cast = engage(api, api.sign_in(world.username, world.password), datetime.now(UTC))
    play = Scenario(api, cast, Timeline(lines.append))
    with play.stream:
        play.before()
        play.begin()
        play.phone = Caller(play.phone.url, {**play.phone.headers, **headers})
        play.acute()
        yield lines
    assert clear(cast.coordinator) == []


def traced(world: World, *arguments: str, without: str = "") -> Result:
    """What `hyke trace` says, with the addresses of all databases but one."""
    addresses = {f"{name.upper()}_DATABASE_URL": url for name, url in world.databases.items() if name != without}
    return CliRunner().invoke(main, ["trace", *arguments], env=addresses)


def paths(steps: list[Step], above: str = "") -> Iterator[tuple[str, Step]]:
    """Every step, with the names from the root to it."""
    for step in steps:
        path = f"{above} > {step['name']}".removeprefix(" > ")
        yield path, step
        yield from paths(step["children"], path)


def rows(world: World, service: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What a service keeps."""
    with psycopg.connect(plain(world.databases[service])) as connection:
        return connection.execute(query, values).fetchall()


def test_a_request_its_events_its_effects_and_its_mails_are_one_trace(world: World, trace_id: str) -> None:
    with acute_moment(world, {"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}) as lines:
        assert any(line.endswith(f"hyke trace {trace_id}") for line in lines)
        by = {name: rows(world, name, EVENTS, trace_id) for name in ("session", "booking", "notification")}
        mails = [mail for mail in arrived(world) if trace_id in str(mail["Traceparent"])]
        kept = rows(world, "notification", MESSAGES, trace_id)
        found = json.loads(traced(world, trace_id, "--json").stdout)
    assert {type for types in by.values() for type, _ in types} == {
        "session.stress_rated.v1",
        "session.high_stress_detected.v1",
        "booking.follow_up_proposed.v1",
        "notification.lecturer_alerted.v1",
    }
    spans = [span_of(traceparent) for types in by.values() for _, traceparent in types]
    assert {span.trace_id for span in spans if span} == {trace_id}
    assert None not in spans
    assert {str(mail["Traceparent"]) for mail in mails} <= {traceparent for (traceparent,) in kept}
    assert any(mail["X-Priority"] for mail in mails)

    steps = dict(paths(found["steps"]))
    first = "session.rate_stress > session.high_stress_detected.v1"
    assert steps[f"{first} > notification.high_stress_detected > alert"]["state"] == "sent"
    alerted = f"{first} > notification.high_stress_detected > notification.lecturer_alerted.v1"
    assert steps[f"{alerted} > session.lecturer_alerted"]["state"] == "heard"
    proposed = f"{first} > booking.high_stress_detected > booking.follow_up_proposed.v1"
    assert steps[f"{proposed} > session.follow_up_proposed"]["state"] == "heard"
    assert [step["name"] for step in found["steps"]] == ["session.rate_stress"]
    times = [steps[path]["after_ms"] for path in (first, proposed, f"{proposed} > session.follow_up_proposed")]
    assert times == sorted(times)


def arrived(world: World) -> list[Any]:
    """Every mail that the mailbox took."""
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in world.mails.glob("*.eml")]


def test_a_hostile_traceparent_is_ignored_by_every_service(demo: World) -> None:
    hostile = "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01' OR '1'='1"
    with acute_moment(demo, {"traceparent": hostile, "tracestate": "x=" + "y" * 400}) as lines:
        told = next(line.split()[-1] for line in lines if "hyke trace" in line)
    assert told != "0af7651916cd43dd8448eb211c80319c"
    found = traced(demo, told)
    assert found.exit_code == 0
    assert "session.high_stress_detected.v1" in found.stdout
    assert traced(demo, "0af7651916cd43dd8448eb211c80319c").exit_code == 1


@dataclass(frozen=True)
class Moment:
    """What identifies an acute moment that is over."""

    trace_id: str
    click: str


@pytest.fixture(scope="module")
def moment(demo: World) -> Moment:
    """An acute moment in the demo, under a trace and a correlation id from outside."""
    made = Moment(uuid4().hex, f"click-{uuid4().hex[:8]}")
    with acute_moment(demo, {"traceparent": f"00-{made.trace_id}-b7ad6b7169203331-01", "X-Request-ID": made.click}):
        return made


def test_a_trace_is_found_by_its_event_its_correlation_id_and_its_traceparent(demo: World, moment: Moment) -> None:
    whole = traced(demo, moment.trace_id).stdout.splitlines()
    ((event_id,), *_) = rows(demo, "booking", "SELECT event_id FROM outbox WHERE trace_id = %s::uuid", moment.trace_id)
    for id, way in (
        (f"00-{moment.trace_id}-00f067aa0ba902b7-01", "the trace"),
        (str(event_id), "an event"),
        (moment.click, "a correlation id, by looking through every event"),
    ):
        found = traced(demo, id).stdout.splitlines()
        assert found[0] == f"Found as {way}."
        assert found[1:] == whole[1:]
    assert "@" not in "\n".join(whole)


def test_the_command_reads_a_demo_by_its_folder(demo: World, moment: Moment) -> None:
    command = [sys.executable, "-m", "deploy", "trace", moment.trace_id, f"--demo={demo.mails.parent}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == traced(demo, moment.trace_id).stdout


def test_an_id_that_nobody_knows_is_said_to_be_unknown(demo: World, trace_id: str) -> None:
    for unknown in (trace_id, "no-such-click", f"00-{trace_id}-00f067aa0ba902b7-01"):
        found = traced(demo, unknown)
        assert (found.exit_code, found.stdout) == (1, "")
        assert f"knows {unknown}" in found.stderr


def test_a_trace_without_one_services_database_says_which_is_missing(demo: World, moment: Moment) -> None:
    partial = traced(demo, moment.trace_id, without="booking")
    assert partial.exit_code == 3
    assert partial.stderr == "booking is missing: BOOKING_DATABASE_URL is not set\n"
    assert "booking.high_stress_detected  not known: its database did not answer" in partial.stdout
    unknown = traced(demo, uuid4().hex, without="booking")
    assert (unknown.exit_code, unknown.stdout) == (3, "")
    assert "No service that answered knows" in unknown.stderr
