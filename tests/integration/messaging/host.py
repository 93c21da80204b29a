"""The trial service in a process of its own, which dies where it is told to."""

from __future__ import annotations

import os
import signal
from typing import Any


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    from nameko.runners import ServiceRunner

    from shared.messaging.consuming import batches
    from shared.messaging.publishing import relay
    from shared.messaging.runtime.topology import configure
    from tests.integration.messaging.trial import Trial
    from tests.integration.messaging.world import QUICK, trial_settings

    where = os.environ.get("TRIAL_DIES", "")
    if where == "between commit and ack":
        apply = batches.BatchProcessor.apply

        def apply_and_die(*arguments: Any) -> None:
            apply(*arguments)
            die()

        batches.BatchProcessor.apply = apply_and_die  # type: ignore[method-assign, assignment]
    if where == "between confirm and mark":
        relay.Relay._settle = die  # type: ignore[method-assign]
    settings = trial_settings(os.environ["TRIAL_DATABASE"], os.environ["TRIAL_BROKER"])
    configure({"trial": settings}, [Trial], QUICK)
    runner = ServiceRunner()
    runner.add_service(Trial)
    signal.signal(signal.SIGTERM, lambda *_: __import__("eventlet").spawn_n(runner.stop))
    runner.start()
    runner.wait()


if __name__ == "__main__":
    from deploy.host.eventlet_patch import make_green

    make_green()
    main()
