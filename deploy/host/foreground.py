"""The terminal for this process alone: Ctrl-C reaches it, and not whoever started it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

TERMINAL = 0


@contextmanager
def own_terminal() -> Iterator[None]:
    """Within it Ctrl-C is ours: a make that started us would die of it, and call our good end an interruption.

    Nothing changes where there is no terminal, or where a shell has started us, whose job we are already.
    """
    before = os.getpgrp()
    if not is_guest(before):
        yield
        return
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # or giving the terminal back would stop us
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # stopped alone, we would hold a terminal that nobody can use
    os.setpgid(0, 0)
    os.tcsetpgrp(TERMINAL, os.getpgrp())
    try:
        yield
    finally:
        with suppress(OSError):  # the terminal was closed
            os.tcsetpgrp(TERMINAL, before)


def is_guest(group: int) -> bool:
    """Whether the terminal is our group's, and the group somebody else's."""
    try:
        return os.isatty(TERMINAL) and os.tcgetpgrp(TERMINAL) == group != os.getpid()
    except OSError:  # a terminal, but not the one that controls us
        return False
