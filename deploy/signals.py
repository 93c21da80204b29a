"""Signals in a green process."""

import os
import signal
from collections.abc import Callable

import eventlet

STOPPING = (signal.SIGTERM, signal.SIGINT)


def on_stop_signals(first: Callable[[], None], again: Callable[[], None]) -> None:
    """Calls `first` in a greenlet at the first SIGTERM or SIGINT, and `again` at each later one.

    A handler itself may not wait and does not wake a hub that sleeps; the interpreter's byte in a pipe does.
    """
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for kind in STOPPING:
        signal.signal(kind, lambda *_: None)

    def listen() -> None:
        act = first
        while True:
            for number in os.read(reader, 64):
                if number in STOPPING:
                    eventlet.spawn_n(act)
                    act = again

    eventlet.spawn_n(listen)
