"""Signals in a green process."""

import os
import signal
from collections.abc import Callable

import eventlet
from eventlet.hubs import trampoline

STOPPING = (signal.SIGTERM, signal.SIGINT)


def on_stop_signals(first: Callable[[], None], again: Callable[[], None]) -> None:
    """Calls `first` in a greenlet at the first SIGTERM or SIGINT, and `again` at each later one.

    A handler itself may not wait and does not wake a hub that sleeps; a byte in a pipe does.
    """
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)

    def listen() -> None:
        act = first
        while True:
            trampoline(reader, read=True)
            if os.read(reader, 64):
                eventlet.spawn_n(act)
                act = again

    for kind in STOPPING:
        signal.signal(kind, lambda *_: os.write(writer, b"!") and None)
    eventlet.spawn_n(listen)
