"""Runs services of the stack in this process, one or many, until it is told to stop."""

import gc
import os
import sys
from collections.abc import Callable, Iterable, Mapping

import eventlet
from nameko import config
from nameko.runners import ServiceRunner

from deploy.host.eventlet_patch import assert_green
from deploy.host.service_discovery import service_class, service_names
from deploy.host.signals import on_stop_signals
from shared.http_server.connections import raise_open_files
from shared.messaging.runtime.topology import configure
from shared.settings import Settings, SettingsError

GRACE = 20.0
WORKERS = 32


def settings_for(names: Iterable[str], env: Mapping[str, str]) -> dict[str, Settings]:
    """The settings of each service; SettingsError with the problems of all of them."""
    settings: dict[str, Settings] = {}
    wrong: list[SettingsError] = []
    for name in names:
        try:
            settings[name] = checked(Settings.from_env(env, name))
        except SettingsError as error:
            wrong.append(error)
    if wrong:
        problems = dict.fromkeys(problem for error in wrong for problem in error.problems)
        raise SettingsError(", ".join(error.service for error in wrong), list(problems))
    return settings


def checked(settings: Settings) -> Settings:
    """The settings, unless their service has a `check` that raises SettingsError on what they point at."""
    check: Callable[[Settings], None] | None = getattr(service_class(settings.service), "check", None)
    if check:
        check(settings)
    return settings


def host(
    settings: Mapping[str, Settings],
    ready: Callable[[], None] = lambda: None,
    grace: float = GRACE,
    at_once: Callable[[], None] = lambda: os._exit(1),
) -> int:
    """Runs the services; 0 after a graceful stop, 1 when one failed or the grace was not enough.

    `ready` is called once all have started. A second signal calls `at_once`, which ends the process.
    """
    assert_green()
    raise_open_files()
    stack = {name: service_class(name) for name in service_names()}
    config.setup({"AMQP_URI": next(iter(settings.values())).amqp_url, "max_workers": WORKERS})
    configure(settings, stack.values())
    runner = ServiceRunner()
    for name in settings:
        runner.add_service(stack[name])
    on_stop_signals(lambda: stop(runner, grace), at_once)
    try:
        runner.start()
    except Exception as failure:
        print(f"a service could not start: {failure!r}", file=sys.stderr, flush=True)
        return 1
    spare_collector()
    ready()
    return wait(runner)


def spare_collector() -> None:
    """Leaves what was made at the start out of garbage collection: looking through it stops all for a while."""
    gc.collect()
    gc.freeze()


def stop(runner: ServiceRunner, grace: float) -> None:
    """Lets the services finish what is in hand; ends the process when they need more than the grace."""
    eventlet.spawn_after(grace, give_up, grace)
    runner.stop()


def give_up(grace: float) -> None:
    """Ends the process without waiting any longer: what was not acknowledged comes again."""
    print(f"not everything was done within {grace:g} seconds: ending now", file=sys.stderr, flush=True)
    os._exit(1)


def wait(runner: ServiceRunner) -> int:
    """Waits for all services to end; 1 when one of them failed."""
    try:
        runner.wait()
    except Exception as failure:
        print(f"a service failed and the others were stopped: {failure!r}", file=sys.stderr, flush=True)
        return 1
    return 0
