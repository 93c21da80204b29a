"""Plays the scenario once, and says PASS or what failed."""

from __future__ import annotations

from collections.abc import Callable

from deploy.scenario.api import Api, ApiError
from deploy.scenario.play import play
from deploy.scenario.stream import NotSeen
from deploy.scenario.timeline import ScenarioFailed, Timeline


def run_scenario(url: str, username: str, password: str, write: Callable[[str], None] = print) -> int:
    """0 after PASS, 1 after what failed was written."""
    timeline = Timeline(write)
    try:
        play(Api(url), username, password, timeline)
    except (ScenarioFailed, ApiError, NotSeen) as error:
        write(f"FAIL: {error}")
        return 1
    write("PASS")
    return 0
