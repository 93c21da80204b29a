"""However a play of the scenario ends, it leaves nothing behind in the stack."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from deploy.scenario.api import Api, ApiError, Caller
from deploy.scenario.cast import CAMPUS, DOMAIN, engage
from deploy.scenario.clear import clear
from deploy.scenario.run import run_scenario
from deploy.scenario.timeline import ScenarioFailed
from shared.contracts.requests import booking, notification
from tests.e2e.worlds import ROOT, World


def left(coordinator: Caller) -> list[str]:
    """What a play has left that is in use or names somebody."""
    people = [person.email for person in coordinator(booking.People()) if person.email.endswith(DOMAIN)]
    rooms = [room.name for room in coordinator(booking.Rooms()) if room.campus.startswith(CAMPUS)]
    clients = [client.name for client in coordinator(booking.Clients(search=DOMAIN))]
    now = datetime.now(UTC)
    coming = coordinator(booking.Appointments(now, now + timedelta(days=60)))
    own = [each for each in coming if each.room.campus.startswith(CAMPUS)]
    booked = [f"{each.kind} {each.state}" for each in own if each.state in ("booked", "held")]
    staff = coordinator(booking.People(include_inactive=True))
    cast = {person.person_id for person in staff if person.email.endswith(DOMAIN)}
    alerts = [str(alert.alert_id) for alert in coordinator(notification.OpenAlerts()) if alert.lecturer_id in cast]
    return [*people, *rooms, *clients, *booked, *alerts]


class Cut:
    """Writes a play's lines, and ends the play at one of them."""

    def __init__(self, at: str, by: BaseException) -> None:
        self.at, self.by = at, by
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        if self.at in line and self.lines.count(line) == 1:
            raise self.by


def play(demo: World, write: object) -> int:
    return run_scenario(demo.url, demo.username, demo.password, write)  # type: ignore[arg-type]


STEPS = ["adds a room", "wants the same time", "acknowledges the alert", "debriefs with"]


@pytest.mark.parametrize("at", STEPS)
def test_a_play_that_fails_midway_leaves_nothing(demo: World, coordinator: Caller, at: str) -> None:
    before = left(coordinator)
    cut = Cut(at, ScenarioFailed("as the test wished"))
    assert play(demo, cut) == 1
    assert cut.lines[-1] == "FAIL: as the test wished"
    assert left(coordinator) == before


def test_what_a_killed_play_left_is_taken_out_by_the_next_which_passes(
    demo: World, api: Api, coordinator: Caller
) -> None:
    cast = engage(api, coordinator, datetime.now(UTC))
    assert left(coordinator) != []
    lines: list[str] = []
    assert play(demo, lines.append) == 0, "\n".join(lines)
    with pytest.raises(ApiError):
        cast.lecturer.caller(booking.People())  # whose account is closed
    assert left(coordinator) == []


def test_clearing_names_what_stays_and_goes_on_with_the_rest(demo: World, api: Api, coordinator: Caller) -> None:
    cast = engage(api, coordinator, datetime.now(UTC))
    student = cast.students[0].caller  # who may take nothing out
    assert any("403" in problem for problem in clear(student))
    assert clear(coordinator) == []


@pytest.mark.parametrize(("kind", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130)])
def test_a_play_that_is_stopped_clears_up_first(demo: World, coordinator: Caller, kind: int, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "deploy", "scenario", f"--url={demo.url}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "HYKE_USERNAME": demo.username, "HYKE_PASSWORD": demo.password},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "rates stress 5 on the phone" in line:
            process.send_signal(kind)
            break
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Stopped; what it had put into the stack is taken out" in rest
    assert "it stays" not in rest
    assert left(coordinator) == []
