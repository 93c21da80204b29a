"""Runs a service's methods as nameko workers, one at a time for whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

import eventlet
from eventlet.support.greenlets import GreenletExit
from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint, register_entrypoint

from shared.observability import correlation
from shared.tracing import within

Method = TypeVar("Method", bound=Callable[..., Any])


class HandlerInterrupted(Exception):
    """A time-out of eventlet's, which is no Exception, ended a method."""


def run_worker(container: Any, entrypoint: Entrypoint, *args: object) -> Any:
    """What the method returns or raises, run with the service's dependencies as nameko's worker, in this greenlet."""
    if container._being_killed:
        raise GreenletExit  # no fault of the message's: it will come again
    outcome: list[tuple[Any, Any]] = []

    def settle(_context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        outcome.append((result, exc_info))
        return result, exc_info

    # nameko's spawn_worker starts a greenlet of its own, which costs more than many a method: the caller waits anyway.
    context = WorkerContext(container, container.service_cls(), entrypoint, args)
    container._run_worker(context, settle)
    ((result, exc_info),) = outcome
    if exc_info is not None:
        raise exc_info[1]
    return result


@dataclass(frozen=True, slots=True)
class Together:
    """Several calls of a service's methods that one worker makes."""

    make: Callable[[Any], None]


def run_together(container: Any, entrypoint: Entrypoint, make: Callable[[Any], None]) -> None:
    """Give a service with its dependencies to ``make``, which calls its methods; as one worker, whichever of them."""
    run_worker(container, entrypoint, Together(make))


def declare(entrypoint: Entrypoint, method: Method) -> Method:
    """Register an entrypoint for a method, whose failures it keeps from ending the container."""

    @wraps(method)
    def run(service: Any, *args: Any) -> Any:
        if isinstance(args[0], Together):
            return args[0].make(service)
        try:
            with correlation(getattr(args[-1], "correlation_id", None)), within(getattr(args[-1], "span", None)):
                return method(service, *args)
        except eventlet.Timeout as late:
            raise HandlerInterrupted(f"interrupted after {late.seconds} s") from None

    register_entrypoint(run, entrypoint)
    return cast(Method, run)
