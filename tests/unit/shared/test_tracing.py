"""Spans, and how they are written."""

from __future__ import annotations

from uuid import UUID

import pytest

from shared.tracing import Span, current_span, handler_span, root_span, span_of, within

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
EVENT = UUID("018f0000-0000-7000-8000-000000000001")


def test_a_traceparent_is_read_and_written_as_the_same_span() -> None:
    span = span_of(f"00-{TRACE}-{PARENT}-01")
    assert span == Span(TRACE, PARENT)
    assert span_of(span.traceparent) == span


def test_a_later_version_may_say_more() -> None:
    assert span_of(f"cc-{TRACE}-{PARENT}-01-more") == Span(TRACE, PARENT)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        f"00-{TRACE}-{PARENT}",
        f"00-{TRACE}-{PARENT}-01-more",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01\n",
    ],
)
def test_what_is_no_traceparent_names_no_span(header: str | None) -> None:
    assert span_of(header) is None


def test_a_correlation_id_of_ours_is_the_trace_id() -> None:
    assert root_span(TRACE).trace_id == TRACE


def test_any_other_correlation_id_always_gives_the_same_valid_trace() -> None:
    first, second = root_span("order-17"), root_span("order-17")
    assert first.trace_id == second.trace_id
    assert first.id != second.id
    assert span_of(first.traceparent) == first


def test_a_handlers_span_is_the_same_at_every_attempt_and_anothers_is_another() -> None:
    traceparent = Span(TRACE, PARENT).traceparent
    first = handler_span(traceparent, EVENT, "trial.counted")
    assert first is not None
    assert first == handler_span(traceparent, EVENT, "trial.counted")
    assert first != handler_span(traceparent, EVENT, "other.counted")
    assert first.trace_id == TRACE


def test_an_event_without_a_trace_gives_its_handler_none() -> None:
    assert handler_span(None, EVENT, "trial.counted") is None


def test_a_span_is_current_within_and_not_after() -> None:
    span = Span(TRACE, PARENT)
    with within(span):
        assert current_span() == span
    assert current_span() is None
