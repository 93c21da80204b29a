"""What notification does later, by timers, goes on in the trace of what made it necessary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from shared.tracing import Span, span_of, within
from tests.conftest import FreshDatabase
from tests.integration.notification_stand import Stand, stand_on

ACUTE = Span("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")
TIMER = Span("11111111111111111111111111111111", "2222222222222222")


@pytest.fixture
def stand(fresh_database: FreshDatabase) -> Iterator[Stand]:
    with stand_on(fresh_database("notification")) as made, within(ACUTE):
        made.distress()
        with within(TIMER):
            yield made


def by_timer(stand: Stand) -> None:
    """What the service's timers do in the next minutes."""
    for _ in range(3):
        stand.clock.advance(timedelta(seconds=60))
        stand.run(stand.service.repeat_alerts)
    stand.run(stand.service.tell_coordinators)
    stand.send_all()


def events(stand: Stand) -> list[tuple[str, str, str]]:
    """Type, trace and span of each event."""
    query = sa.text("SELECT type, trace_id, payload FROM outbox ORDER BY id")
    rows = stand.run(lambda tx: tx.connection.execute(query)).all()
    return [(row.type, row.trace_id.hex, json.loads(row.payload)["traceparent"]) for row in rows]


def test_repeats_and_escalation_belong_to_the_rating_that_called(stand: Stand) -> None:
    by_timer(stand)
    told = events(stand)
    assert [type for type, _, _ in told].count("notification.lecturer_alerted.v1") == 4
    assert "notification.alert_unanswered.v1" in {type for type, _, _ in told}
    assert {(trace, parent) for _, trace, parent in told} == {(ACUTE.trace_id, ACUTE.traceparent)}


def test_every_mail_and_every_question_about_it_carries_the_trace(stand: Stand) -> None:
    by_timer(stand)
    assert stand.mail_to("kaisa@example.fi")
    assert {str(mail["Traceparent"]) for mail in stand.server.arrived} == {ACUTE.traceparent}
    about_mails = [span for span in stand.booking.traced if span != TIMER]
    assert set(about_mails) == {ACUTE}
    assert len(about_mails) > len(stand.server.arrived)


def test_a_mail_that_cannot_be_delivered_is_told_of_in_its_trace(stand: Stand) -> None:
    stand.server.answers["liisa@example.fi"] = "550 nobody"
    stand.send_all()
    told = {type: span_of(parent) for type, _, parent in events(stand)}
    assert told["notification.message_undeliverable.v1"] == ACUTE


def test_a_row_from_before_there_were_traces_goes_on_in_the_timers_own(stand: Stand) -> None:
    stand.run(lambda tx: tx.connection.execute(sa.text("UPDATE alert SET traceparent = NULL")))
    stand.run(lambda tx: tx.connection.execute(sa.text("UPDATE message SET traceparent = NULL")))
    stand.clock.advance(timedelta(seconds=60))
    stand.run(stand.service.repeat_alerts)
    assert events(stand)[-1][1] == TIMER.trace_id
    stand.send_all()
    assert [str(mail["Traceparent"]) for mail in stand.server.arrived] == [TIMER.traceparent]
