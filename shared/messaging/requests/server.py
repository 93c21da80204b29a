"""Answers a service's requests: each in a transaction of its own, each with exactly one reply."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from time import perf_counter
from typing import Any

import eventlet
import structlog
from eventlet.event import Event

from shared.contracts.registry import request_spec
from shared.db import is_away
from shared.messaging.broker.port import IncomingRequest, RpcServer
from shared.messaging.kernel import metrics
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.options import messaging_options
from shared.messaging.requests.codec import (
    Request,
    RequestUnreadable,
    asked,
    read_request,
    write_failure,
    write_refusal,
    write_reply,
)
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop, error_summary
from shared.messaging.runtime.transaction import begin
from shared.messaging.runtime.worker_runner import run_worker
from shared.messaging.storage.idempotency_keys import claim, keep
from shared.observability import correlation
from shared.refusal import Refusal
from shared.tracing import span_of, within

log = structlog.get_logger(__name__)

IN_HAND = 16


class RequestServer(Loop):
    """Takes requests from the broker and sends the replies."""

    name = "requests"

    def __init__(self, context: ServiceContext, handlers: Mapping[str, Any]) -> None:
        super().__init__(context)
        self.context = context
        self._handlers = handlers
        self._server: RpcServer | None = None
        self._in_hand = 0
        self._idle = Event()

    def run_once(self) -> None:
        """Serve for a while, or until the connection is lost or the service stops."""
        if self._server is None:
            self._server = self.context.broker.serve(self.context.settings.service, self._arrive, IN_HAND)
        self.status.report(is_up=True)
        self._server.run(messaging_options().poll_interval)
        if self.is_stopping and self._in_hand:
            self._idle.wait()

    def wake(self) -> None:
        """Take no more; the round ends when what is in hand has been answered."""
        if self._server is not None:
            with suppress(BrokerUnavailable):
                self._server.cancel()

    def release(self) -> None:
        """Leave the broker."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _arrive(self, call: IncomingRequest) -> None:
        self._in_hand += 1
        eventlet.spawn_n(self._answer, call)

    def _answer(self, call: IncomingRequest) -> None:
        try:
            call.reply(self._reply(call.body))
        finally:
            self._in_hand -= 1
            if self.is_stopping and not self._in_hand and not self._idle.ready():
                self._idle.send()

    def _reply(self, body: bytes) -> bytes:
        began, name, outcome = perf_counter(), "unreadable", "ok"
        service = self.context.settings.service
        request: Request | None = None
        try:
            request = read_request(body)
            handler = self._handlers.get(request.name)
            if handler is None:
                raise RequestUnreadable(f"{service} does not answer {request.name!r:.100}")
            name = request.name
            return self._run(handler, request)
        except Refusal as refusal:
            outcome = "refused"
            return write_refusal(refusal)
        except (Exception, eventlet.Timeout) as error:
            outcome = "failed"
            correlation_id = request.correlation_id if request else None
            log.error(
                "request_failed",
                service=service,
                request=name,
                correlation_id=correlation_id,
                error=error_summary(error),
            )
            return write_failure(correlation_id, is_passing=is_away(error))
        finally:
            metrics.REQUEST_SECONDS.labels(service, name).observe(perf_counter() - began)
            metrics.REQUEST_OUTCOMES.labels(service, name, outcome).inc()

    def _run(self, handler: Any, request: Request) -> bytes:
        ask = asked(request)
        asking = span_of(request.traceparent)
        with correlation(request.correlation_id), within(asking.child() if asking else None):
            if request_spec(handler.contract).is_command:
                return self._command(handler, request, ask)
            with begin(self.context, request.actor, is_readonly=True) as tx:
                return write_reply(handler.contract, run_worker(self.context.container, handler, ask, tx))

    def _command(self, handler: Any, request: Request, ask: object) -> bytes:
        with begin(self.context, request.actor) as tx:
            stored = claim(tx.connection, request.key, request.name, _hash(request)) if request.key else None
            if stored is not None:
                return stored
            reply = write_reply(handler.contract, run_worker(self.context.container, handler, ask, tx))
            if request.key:
                keep(tx.connection, request.key, reply, tx.client_id)
            return reply


def _hash(request: Request) -> str:
    # The actor is part of it: nobody reads another's reply by guessing a key.
    who = [request.actor.role.value, str(request.actor.id)]
    told = json.dumps([request.name, request.data, who], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()
