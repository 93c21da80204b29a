"""Work that takes a core for a while, done in a thread of the system so that the hub goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from eventlet import tpool
from eventlet.semaphore import Semaphore

P = ParamSpec("P")
R = TypeVar("R")


class Aside:
    """Calls a function in a system thread while other green threads run; as many at once as there are cores.

    What is called must wait for nothing: no network, no database, and nothing that belongs to the hub.
    """

    def __init__(self, at_once: int | None = None) -> None:
        self._turns = Semaphore(at_once or os.cpu_count() or 1)

    def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self._turns:
            done: R = tpool.execute(function, *args, **kwargs)
        return done
