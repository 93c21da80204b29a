"""Waiting longer after each failure."""

from __future__ import annotations

from itertools import islice
from types import SimpleNamespace

from shared.messaging.runtime.loop import backoff, error_summary, retry_after
from shared.messaging.storage.parked import storable


def test_pauses_double_up_to_the_most_and_differ_a_little() -> None:
    pauses = list(islice(backoff(1.0, 10.0), 6))
    assert all(plain <= pause <= plain * 1.2 for plain, pause in zip((1, 2, 4, 8, 10, 10), pauses, strict=True))


def test_retries_are_an_hour_of_patience_and_never_overflow() -> None:
    assert [retry_after(attempt) for attempt in (1, 2, 3)] == [1.0, 2.0, 4.0]
    assert retry_after(10_000) == 600.0


def test_an_error_in_brief_is_one_line() -> None:
    assert error_summary(ValueError("first\nsecond")) == "ValueError: first"
    assert error_summary(ValueError()) == "ValueError: "


def test_a_database_error_in_brief_shows_no_row() -> None:
    diagnosis = SimpleNamespace(message_primary="duplicate key value violates unique constraint")
    original = ValueError("duplicate key …\nDETAIL: Key (email)=(a@b.fi) already exists.")
    original.diag = diagnosis  # type: ignore[attr-defined]
    failure = RuntimeError("wrapped")
    failure.orig = original  # type: ignore[attr-defined]
    assert "a@b.fi" not in error_summary(failure)


def test_what_postgres_cannot_keep_is_replaced() -> None:
    assert storable("a\x00b\ud800") == "a\N{REPLACEMENT CHARACTER}b?"
