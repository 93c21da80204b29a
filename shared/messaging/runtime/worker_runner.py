"""Runs a service's methods as nameko workers, one at a time for whoever asks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

import eventlet
from eventlet.support.greenlets import GreenletExit
from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint, register_entrypoint

from shared.observability import correlation, current_correlation_id
from shared.tracing import current_span, within

Method = TypeVar("Method", bound=Callable[..., Any])


class HandlerInterrupted(Exception):
    """A time-out of eventlet's, which is no Exception, ended a method."""


def run_worker(container: Any, entrypoint: Entrypoint, *args: object) -> Any:
    """What the method returns or raises, run with the service's dependencies in this greenlet; as nameko's workers."""
    # nameko's spawn_worker starts a greenlet, and logs each of its steps: that costs more than many a method.
    if container._being_killed:
        raise GreenletExit  # no fault of the message's: it will come again
    service = container.service_cls()
    context = WorkerContext(container, service, entrypoint, args)
    container._inject_dependencies(context)
    container._worker_setup(context)
    result, exc_info = None, None
    try:
        result = getattr(service, entrypoint.method_name)(*args)
    except Exception:
        exc_info = sys.exc_info()
        raise
    finally:
        container._worker_result(context, result, exc_info)
        container._worker_teardown(context)
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
            known = getattr(args[-1], "correlation_id", None) or current_correlation_id()
            with correlation(known), within(getattr(args[-1], "span", None) or current_span()):
                return method(service, *args)
        except eventlet.Timeout as late:
            raise HandlerInterrupted(f"interrupted after {late.seconds} s") from None

    register_entrypoint(run, entrypoint)
    return cast(Method, run)
