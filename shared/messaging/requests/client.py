"""The caller's side of requests."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Any
from uuid import uuid4

import eventlet
from nameko.extensions import DependencyProvider

from shared.contracts.actor import SYSTEM, Actor
from shared.contracts.registry import request_spec, service_of
from shared.messaging.broker.factory import broker_for
from shared.messaging.broker.port import RpcClient
from shared.messaging.broker.rabbitmq.blocking_client import BlockingRpcClient
from shared.messaging.kernel.errors import BrokerUnavailable, RequestTimeout, ServiceFailed
from shared.messaging.requests.codec import read_reply, write_request
from shared.messaging.runtime.context import ServiceContext, context_of
from shared.observability import current_correlation_id
from shared.refusal import Refusal
from shared.tracing import current_span

_AGAIN = 0.1


class ServiceClient:
    """Asks other services: ``ask(request)`` returns the reply that the request's contract declares."""

    def __init__(self, caller: RpcClient) -> None:
        self._caller = caller

    def __call__(
        self,
        request: object,
        actor: Actor = SYSTEM,
        timeout: float = 2.0,
        idempotency_key: str | None = None,
    ) -> Any:
        """The reply; raises Refusal, RequestTimeout or ServiceFailed, and TooLarge for a request that is never sent."""
        return self._ask([request], actor, timeout, idempotency_key)[0]

    def many(self, requests: Sequence[object], actor: Actor = SYSTEM, timeout: float = 2.0) -> list[Any]:
        """The replies to several requests that travel together, in their order; raises as one request does."""
        return self._ask(requests, actor, timeout, None)

    def each(self, requests: Sequence[object], actor: Actor = SYSTEM, timeout: float = 2.0) -> list[Any]:
        """The replies to several requests, each for itself: in place of a reply that did not come is its error."""
        bodies = [_write(request, actor, None) for request in requests]
        asking = [eventlet.spawn(self._one, *pair, timeout) for pair in zip(requests, bodies, strict=True)]
        return [each.wait() for each in asking]

    def _one(self, request: object, body: bytes, timeout: float) -> Any:
        try:
            return self._call([request], [body], timeout)[0]
        except (Refusal, RequestTimeout, ServiceFailed) as error:
            return error

    def _ask(self, requests: Sequence[object], actor: Actor, timeout: float, key: str | None) -> list[Any]:
        return self._call(requests, [_write(request, actor, key) for request in requests], timeout)

    def _call(self, requests: Sequence[object], bodies: Sequence[bytes], timeout: float) -> list[Any]:
        services = [service_of(request) for request in requests]
        deadline = monotonic() + timeout
        while True:
            try:
                replies = self._caller.call(services, bodies, max(deadline - monotonic(), 0.001))
                return [read_reply(request, reply) for request, reply in zip(requests, replies, strict=True)]
            except TimeoutError:
                raise RequestTimeout(request_spec(requests[0]).name, timeout) from None
            except BrokerUnavailable:
                # Asking again is safe: a question changes nothing, and a command carries its key.
                if monotonic() + _AGAIN > deadline:
                    raise RequestTimeout(request_spec(requests[0]).name, timeout) from None
                eventlet.sleep(_AGAIN)


class StandaloneClient(ServiceClient):
    """Asks from outside a service, over a connection of its own; a context manager."""

    def __init__(self, amqp_url: str) -> None:
        super().__init__(blocking_client(amqp_url))

    def __enter__(self) -> StandaloneClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the broker."""
        self._caller.close()


class ServiceClientProvider(DependencyProvider):
    """Injects an ``Ask``."""

    context = ServiceContext()

    def setup(self) -> None:
        """Open."""
        self.context.open()

    def get_dependency(self, worker_ctx: Any) -> ServiceClient:
        """What the worker sees."""
        return service_client_of(self.container)


def service_client_of(container: Any) -> ServiceClient:
    """The same for an extension that is no worker."""
    context = context_of(container)
    if context.caller is None:
        context.caller = context.broker.caller()
        context.close_at_end(context.caller)
    return ServiceClient(context.caller)


def blocking_client(url: str) -> RpcClient:
    """A caller that needs no greenlet to read for it."""
    return broker_for(url).caller() if url.startswith("inprocess:") else BlockingRpcClient(url)


def _write(request: object, actor: Actor, key: str | None) -> bytes:
    if request_spec(request).is_command and key is None:
        key = uuid4().hex  # the request may reach its service twice all the same
    span = current_span()
    return write_request(request, actor, key, current_correlation_id(), span.traceparent if span else None)
