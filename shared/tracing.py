"""W3C Trace Context: which span of which trace this greenlet is in, and how that is written on the wire."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

_HEADER = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")
_HEX = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of work within a trace: 32 and 16 hexadecimal digits, neither all zeros."""

    trace_id: str
    id: str

    @property
    def traceparent(self) -> str:
        """The header that makes another's span a child of this one."""
        return f"00-{self.trace_id}-{self.id}-01"

    def child(self, *names: object) -> Span:
        """A span below this one; the same names give the same span, no names a new one."""
        return Span(self.trace_id, _digest(self.id, *names) if names else os.urandom(8).hex())


_CURRENT: ContextVar[Span | None] = ContextVar("span", default=None)


def current_span() -> Span | None:
    """The span that this greenlet is in, if any."""
    return _CURRENT.get()


def span_of(traceparent: str | None) -> Span | None:
    """The span that a ``traceparent`` header names (W3C Trace Context, version 00 or later); None where it is none."""
    found = _HEADER.fullmatch(traceparent or "")
    if found is None:
        return None
    version, trace_id, id, more = found.groups()
    is_wrong = version == "ff" or (version == "00" and more) or not int(trace_id, 16) or not int(id, 16)
    return None if is_wrong else Span(trace_id, id)


def root_span(correlation_id: str) -> Span:
    """The first span of the trace that belongs to a correlation id: itself where it is 32 digits, else its digest."""
    is_trace_id = bool(_HEX.fullmatch(correlation_id)) and int(correlation_id, 16) > 0
    trace_id = correlation_id if is_trace_id else blake2b(correlation_id.encode(), digest_size=16).hexdigest()
    return Span(trace_id, os.urandom(8).hex())


def handler_span(traceparent: str | None, event_id: UUID, handler: str) -> Span | None:
    """The span of the work of ``service.handler`` on an event, the same at every attempt; None without a trace."""
    parent = span_of(traceparent)
    return parent.child(event_id, handler) if parent else None


@contextmanager
def within(span: Span | None) -> Iterator[None]:
    """Within it, requests and events belong to this span."""
    token = _CURRENT.set(span)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def _digest(*names: object) -> str:
    return blake2b("/".join(str(name) for name in names).encode(), digest_size=8).hexdigest()
