"""One process of a program: `python -m tests.bench.events.child MODULE publish|consume TASK`."""

from __future__ import annotations

import faulthandler
import signal
import sys
from importlib import import_module

from tests.bench.events.program import Cue, Task


def main() -> None:
    """Run one side of a program until told to end."""
    name, side, task = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    faulthandler.register(signal.SIGUSR1)
    program = import_module(name)
    getattr(program, side)(Task.read(task), Cue())


if __name__ == "__main__":
    main()
