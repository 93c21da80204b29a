"""Logs as JSON lines that can be joined by correlation id and hold no personal data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

import structlog

from shared.tracing import current_span

PERSONAL = frozenset(
    "name names first_name last_name full_name email mail phone address street postcode city body text note notes "
    "contact subject_line recipient to free_text comment message_body password secret token link ip user_agent".split()
)

_CORRELATION: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def current_correlation_id() -> str | None:
    """The correlation id of what this greenlet is doing, if it is doing anything for anyone."""
    return _CORRELATION.get()


@contextmanager
def correlation(correlation_id: str | None = None) -> Iterator[str]:
    """Within it, logs, requests and events carry this id, or a new one."""
    chosen = correlation_id or uuid4().hex
    token = _CORRELATION.set(chosen)
    try:
        yield chosen
    finally:
        _CORRELATION.reset(token)


def add_correlation(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the current correlation id and trace id into a log entry that has none."""
    current, span = _CORRELATION.get(), current_span()
    if current is not None:
        entry.setdefault("correlation_id", current)
    if span is not None:
        entry.setdefault("trace_id", span.trace_id)
    return entry


def drop_personal(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take the values of keys that carry personal data out of a log entry, at any depth."""
    return {key: _scrubbed(key, value) for key, value in entry.items()}


def _scrubbed(key: str, value: Any) -> Any:
    if key.lower() in PERSONAL:
        return "[personal]"
    if isinstance(value, dict):
        return {inner: _scrubbed(str(inner), kept) for inner, kept in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed("", each) for each in value]
    return value


def _quiet_worker_errors(record: logging.LogRecord) -> bool:
    # nameko logs each handler's exception with its text, which may quote what a person wrote; ours names it safely.
    return not record.msg.startswith(("error handling worker", "(expected) error handling worker"))


def configure_logging(level: str = "INFO") -> None:
    """Send structlog's and the standard library's logs to standard error, one JSON object a line."""
    shared: list[Any] = [
        add_correlation,
        drop_personal,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("nameko", "amqp", "kombu", "alembic", "werkzeug"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("nameko.containers").addFilter(_quiet_worker_errors)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
