"""What starting and stopping other programs takes."""

import os
import socket
import time
from collections.abc import Callable

HOST = "127.0.0.1"


def is_alive(pid: int) -> bool:
    """Whether the process runs; a child of ours that has ended is taken off the list."""
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(condition: Callable[[], bool], within: float) -> bool:
    """Waits until the condition holds; false once the time is over."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def free_port() -> int:
    """A TCP port of the loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
