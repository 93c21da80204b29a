"""The play's services in a process of their own, which can be told to die at an exact place."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nameko import config
from nameko.runners import ServiceRunner

from deploy.host.runner import WORKERS, stop, wait
from deploy.host.signals import on_stop_signals
from shared.db import engine_for
from shared.messaging.broker.memory.broker import InProcessBroker
from shared.messaging.broker.memory.journal import Journal
from shared.messaging.broker.rabbitmq import broker
from shared.messaging.broker.rabbitmq.events import RabbitPublisher
from shared.messaging.consuming.batches import BatchProcessor
from shared.messaging.kernel.options import MessagingOptions
from shared.messaging.runtime import context
from shared.messaging.runtime.topology import configure
from shared.messaging.storage import outbox
from shared.observability import configure_logging
from tests.faults.plan import Plan
from tests.faults.play import Sink, Source
from tests.settings import settings_for


def run(plan: Plan) -> int:
    """Run until told to stop; 0 after a graceful stop."""
    configure_logging("INFO")
    tuning = MessagingOptions(
        consumer_batch=plan.batch,
        relay_batch=100,
        poll_interval=0.5,
        resubscribe_after=3.0,
        confirm_timeout=1.5,
        heartbeat=2,
        reconnect_first=0.05,
        reconnect_most=0.5,
        retry_first=0.1,
        retry_most=0.3,
        retries=5,
    )
    config.setup({"max_workers": WORKERS})
    services = {name: settings_for(name, plan.databases[name], plan.brokers[name]) for name in plan.databases}
    configure(services, [Source, Sink], tuning)
    spoil(plan)
    runner = ServiceRunner()
    for service in (Source, Sink):
        if service.name in services:
            runner.add_service(service)
    on_stop_signals(lambda: stop(runner, plan.grace), lambda: os._exit(1))
    runner.start()
    Path(plan.ready).touch()
    return wait(runner)


def spoil(plan: Plan) -> None:
    """Lay the places to die at, shorten the wait for a pooled connection, and turn to another queue."""
    open_engine = engine_for

    def impatient(url: str, name: str = "hyke") -> Any:
        engine: Any = open_engine(url, name)
        engine.pool._timeout = 1.0
        return engine

    instead: list[tuple[Any, str, Any]] = [(context, "engine_for", impatient)]
    if plan.queue:
        instead.append((broker, "event_queue", lambda _: plan.queue))
    for place, (owner, method) in PLACES.items():
        instead.append((owner, method, fatal(getattr(owner, method), place, Path(plan.death))))
    for owner, name, new in instead:
        if not hasattr(owner, name):
            raise AttributeError(f"{owner} has no {name} to spoil")
        setattr(owner, name, new)


PLACES: dict[str, tuple[Any, str]] = {
    "before commit": (outbox, "write"),
    "after commit, before ack": (BatchProcessor, "apply"),
    "after confirm, before mark": (RabbitPublisher, "publish"),
    "after journal, before mark": (InProcessBroker, "publish"),
    "in the journal": (Journal, "_write"),
}


def fatal(work: Callable[..., Any], place: str, death: Path) -> Callable[..., Any]:
    """The same method, which kills the process after its work when that is the place to die at."""
    calls = 0

    def run(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        outcome = work(*arguments, **named)
        if death.exists():
            nth, _, where = death.read_text().partition(" ")
            calls += where == place
            if where == place and calls >= int(nth):
                os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    return run
