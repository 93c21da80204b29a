"""Logs that can be joined and hold no personal data."""

from __future__ import annotations

from shared.observability import add_correlation, correlation, current_correlation_id, drop_personal
from shared.tracing import Span, within


def test_within_a_correlation_every_entry_carries_its_id() -> None:
    with correlation("abc"):
        assert add_correlation(None, "", {"event": "x"}) == {"event": "x", "correlation_id": "abc"}
        with correlation("inner"):
            assert current_correlation_id() == "inner"
        assert current_correlation_id() == "abc"
    assert current_correlation_id() is None


def test_within_a_span_every_entry_carries_its_trace() -> None:
    with within(Span("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")):
        assert add_correlation(None, "", {"event": "x"}) == {
            "event": "x",
            "trace_id": "0af7651916cd43dd8448eb211c80319c",
        }


def test_personal_data_is_taken_out_at_any_depth() -> None:
    entry = {"event": "x", "email": "a@b.fi", "inner": {"Phone": "1", "code": 5}, "many": [{"name": "A"}]}
    assert drop_personal(None, "", entry) == {
        "event": "x",
        "email": "[personal]",
        "inner": {"Phone": "[personal]", "code": 5},
        "many": [{"name": "[personal]"}],
    }
