"""Plays the scenario once, and says PASS or what failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from deploy.scenario.api import Api, ApiError, Caller
from deploy.scenario.cast import engage
from deploy.scenario.clear import clear
from deploy.scenario.play import Scenario, check
from deploy.scenario.stream import NotSeen
from deploy.scenario.timeline import ScenarioFailed, Timeline

STOPPED = 130  # as a shell counts what Ctrl-C ended


def run_scenario(url: str, username: str, password: str, write: Callable[[str], None] = print) -> int:
    """0 after PASS, 1 after what failed was written, 130 when it was stopped and had cleared up."""
    timeline = Timeline(write)
    try:
        play(Api(url), username, password, timeline)
    except (ScenarioFailed, ApiError, NotSeen) as error:
        write(f"FAIL: {error}")
        return 1
    except KeyboardInterrupt:
        write("Stopped; what it had put into the stack is taken out, unless a line above says otherwise.")
        return STOPPED
    write("PASS")
    return 0


def play(api: Api, username: str, password: str, timeline: Timeline) -> None:
    """Play it all; raises ScenarioFailed at the first thing that is not as it should be."""
    with timeline.step("coordinator", "signs in; takes out what an earlier play may have left"):
        coordinator = api.sign_in(username, password)
        check_clear(coordinator)
    try:
        with timeline.step("coordinator", "adds a room, a lecturer, two students and their hours"):
            cast = engage(api, coordinator, datetime.now(UTC))
        Scenario(api, cast, timeline).all()
    except BaseException:  # also when somebody stops it; what failed first is what is to be told
        take_out(coordinator, timeline)
        raise
    with timeline.step("coordinator", "has the client erased, and takes people and room out of use"):
        check_clear(coordinator)


def take_out(coordinator: Caller, timeline: Timeline) -> None:
    """Take out what the play has put in so far, and write what stays."""
    timeline.note("taking out what the play has put in")
    try:
        problems = clear(coordinator)
    except KeyboardInterrupt:
        problems = ["stopped once more; the next play takes out the rest"]
    for problem in problems:
        timeline.note(f"it stays: {problem}")


def check_clear(coordinator: Caller) -> None:
    """Take out what plays have left; ScenarioFailed names what stays."""
    problems = clear(coordinator)
    check(not problems, f"everything can be taken out again; what stays: {'; '.join(problems)}")
