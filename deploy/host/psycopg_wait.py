"""How psycopg waits in a green process: on eventlet's hub, without a selector and its look-ups at every statement.

Imported by `make_green` alone, once Python is patched.
"""

from __future__ import annotations

import os
import select
from collections.abc import Generator
from time import monotonic
from typing import TypeVar

from eventlet.hubs import trampoline
from eventlet.patcher import original
from psycopg import OperationalError
from psycopg.errors import _WaitTimeout
from psycopg.waiting import Ready, Wait

T = TypeVar("T")

_kernel = original("select")
_ENDS_READING = _kernel.POLLIN | _kernel.POLLERR | _kernel.POLLHUP
LOOK_UP = 1.0  # seconds after which a wait looks whether its socket is still open


class _NotYet(Exception):
    """Nothing has come."""


def wait(gen: Generator[Wait, Ready | int, T], fileno: int, interval: float = 0.0, timeout: float | None = None) -> T:
    """What the generator returns, other greenlets running while it waits; as `psycopg.waiting.wait` otherwise."""
    deadline = None if timeout is None else monotonic() + timeout
    try:
        wanted = next(gen)
        while True:
            left = LOOK_UP if deadline is None else max(0.0, min(LOOK_UP, deadline - monotonic()))
            wanted = gen.send(_ready(fileno, wanted, left))
            if deadline is not None and monotonic() >= deadline:
                raise _WaitTimeout("wait timeout expired")
    except StopIteration as end:
        found: T = end.value
        return found


def _ready(fileno: int, wanted: int, seconds: float) -> int:
    if wanted != Wait.R:
        return _ready_to_write(fileno, wanted, seconds)
    try:
        trampoline(fileno, read=True, timeout=seconds, timeout_exc=_NotYet)
    except _NotYet:
        _assert_open(fileno)
        return Ready.NONE
    return Ready.R


def _ready_to_write(fileno: int, wanted: int, seconds: float) -> int:
    # Nearly always there is room at once, as the kernel tells for less than the hub. If not, the statement is larger
    # than the socket's buffer; the hub has no way to wait for both directions at once.
    poll = _kernel.poll()
    poll.register(fileno, _kernel.POLLOUT | (_kernel.POLLIN if wanted & Wait.R else 0))
    for _, events in poll.poll(0):
        return (Ready.R if events & _ENDS_READING else 0) | (Ready.W if events & _kernel.POLLOUT else 0)
    reading = [fileno] if wanted & Wait.R else []
    readable, writable, _ = select.select(reading, [fileno], [], seconds)
    if not readable and not writable:
        _assert_open(fileno)
    return (Ready.R if readable else 0) | (Ready.W if writable else 0)


def _assert_open(fileno: int) -> None:
    try:
        os.fstat(fileno)
    except OSError as closed:
        raise OperationalError("connection socket closed") from closed
