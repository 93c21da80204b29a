"""What a bench started is ended with it."""

from __future__ import annotations

import signal
import subprocess
import sys

PROGRAM = """
import time
from contextlib import ExitStack
from tests.servers import unwind_at_sigterm
unwind_at_sigterm()
with ExitStack() as servers:
    servers.callback(print, "servers ended", flush=True)
    print("under way", flush=True)
    time.sleep(60)
"""


def test_a_bench_that_is_told_to_end_ends_its_servers() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as bench:
        assert bench.stdout is not None
        assert bench.stdout.readline() == "under way\n"
        bench.send_signal(signal.SIGTERM)
        assert bench.stdout.read() == "servers ended\n"
    assert bench.returncode == 143
