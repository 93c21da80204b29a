"""Signals in a green process."""

import os
import signal
from collections.abc import Callable
from time import monotonic

import eventlet

STOPPING = (signal.SIGTERM, signal.SIGINT)
ECHO = 2.0  # seconds; who signals a whole group is followed by its parent, which passes the same on to its child


def on_stop_signals(first: Callable[[], None], again: Callable[[], None]) -> None:
    """Calls `first` in a greenlet at the first SIGTERM or SIGINT, and `again` at each later one, echoes left out.

    A handler itself may not wait and does not wake a hub that sleeps; the interpreter's byte in a pipe does.
    """
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for kind in STOPPING:
        signal.signal(kind, lambda *_: None)

    def listen() -> None:
        act, terminated_at = first, -ECHO
        while True:
            for number in os.read(reader, 64):
                is_echo = number == signal.SIGTERM and monotonic() - terminated_at < ECHO
                if number == signal.SIGTERM:
                    terminated_at = monotonic()
                if number in STOPPING and not is_echo:
                    eventlet.spawn_n(act)
                    act = again

    eventlet.spawn_n(listen)
