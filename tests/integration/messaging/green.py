"""Runs test bodies in a process of their own that eventlet has patched, so that pytest's stays as it is.

The process takes one JSON line for each test on its input and answers with one on its output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

SECONDS = 40.0


class Green:
    """The patched process, as pytest's process sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, body: Callable[..., object], **arguments: str) -> None:
        """Run a test's body there; fail with its traceback."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"module": body.__module__, "name": body.__name__, "arguments": arguments}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        outcome = json.loads(self._process.stdout.readline() or '"the process ended"')
        if outcome is not None:
            pytest.fail(outcome, pytrace=False)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def in_green(body: Callable[[Any], None]) -> Callable[..., None]:
    """Make a test of a body that takes a World; it runs once for each transport."""

    def test(green: Green, transport: str, postgres_url: str, broker_url: str) -> None:
        green.run(body, transport=transport, postgres_url=postgres_url, broker_url=broker_url)

    test.__name__, test.__doc__, test.__module__ = body.__name__, body.__doc__, body.__module__
    test.body = body  # type: ignore[attr-defined]
    return test


def serve() -> None:
    """Run the bodies that are asked for, until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(outcome_of(order)), file=answers, flush=True)


def outcome_of(order: dict[str, Any]) -> str | None:
    """Nothing, or the traceback of what failed."""
    import eventlet

    from tests.integration.messaging.world import World

    try:
        body = getattr(import_module(order["module"]), order["name"]).body
        with eventlet.Timeout(SECONDS), World(**order["arguments"]) as world:
            body(world)
    except BaseException:
        return traceback.format_exc()
    return None


if __name__ == "__main__":
    from deploy.host.eventlet_patch import make_green

    make_green()
    serve()
