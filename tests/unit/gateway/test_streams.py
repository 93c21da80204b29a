"""Streams: open pages hear at once what is theirs, also what nobody could answer at first."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.gateway.domain.sign_in import LIFE
from services.gateway.web import sse
from services.gateway.web.streams import OF_ONE, Closed, Streams
from shared.contracts.events.booking import FollowUpProposed
from shared.contracts.events.notification import AlertAcknowledged, LecturerAlerted
from shared.contracts.requests import booking, notification, session
from shared.contracts.vocabulary import FollowUpReason, Language, Phase
from shared.messaging.kernel.errors import RequestTimeout
from shared.observability import current_correlation_id
from shared.refusal import not_found
from shared.tracing import current_span
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House

REAL_BEAT = sse.BEAT
SIGNED_OUT = "event: hyke:signed-out\ndata: {}\n\n"
LECTURER, ROOM, SESSION, ALERT, STUDENT = (UUID(int=number) for number in range(1, 6))
ALERTED = LecturerAlerted(ALERT, SESSION, LECTURER, ROOM, NOW, NOW, 1)
VIEW = notification.AlertView(ALERT, SESSION, LECTURER, ROOM, NOW, NOW, 1, False)
PROPOSED = FollowUpProposed(
    uuid4(),
    SESSION,
    uuid4(),
    FollowUpReason.HIGH_STRESS,
    (Phase.TIME_USE,),
    NOW,
    NOW + timedelta(minutes=90),
    (STUDENT,),
    LECTURER,
    ROOM,
    NOW,
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "BEAT", 0.01)
    monkeypatch.setattr(sse, "RETRY", 0.01)


@pytest.fixture
def alerted(lecturer: Browser, house: House) -> Browser:
    """A lecturer in whose session there is an open alert."""
    house.ask.answers[notification.OpenAlerts] = [VIEW]
    house.ask.answers[session.Session] = not_found("session_not_found")
    house.ask.answers[booking.Rooms] = [booking.RoomView(ROOM, "B2041", "Myllypuro", "Myllypurontie 1", True)]
    return lecturer


@contextmanager
def listen(browser: Browser, path: str, environ: dict[str, Any] | None = None) -> Iterator[Iterator[str]]:
    """The messages of a stream, comments and beats left out; in the end the page is closed."""
    answer = browser.get(path, buffered=False, environ_overrides=environ)
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    parts = (part.decode() if isinstance(part, bytes) else part for part in answer.response)
    try:
        yield (part for part in parts if not part.startswith((":", "event: hyke:beat")))
    finally:
        answer.close()


def tell_once_open(hub: Streams, *events: object) -> None:
    """Tell events as soon as a page is open."""
    deadline = time.monotonic() + 5
    while hub.count == 0 and time.monotonic() < deadline:
        time.sleep(0.002)
    for event in events:
        hub.tell(event)


def test_the_band_is_there_as_soon_as_the_page_opens(alerted: Browser) -> None:
    with listen(alerted, "/stream") as told:
        band = next(told)

    assert "B2041" in band
    assert "13.00" in band
    assert f"/alerts/{ALERT}/acknowledge" in band
    assert all(line.startswith("data: ") for line in band.strip().splitlines())


def test_the_band_changes_when_an_alert_is_raised_and_when_it_is_acknowledged(alerted: Browser, house: House) -> None:
    house.ask.answers[notification.OpenAlerts] = []
    with listen(alerted, "/stream") as told:
        assert "B2041" not in next(told)

        house.ask.answers[notification.OpenAlerts] = [VIEW]
        house.streams.tell(ALERTED)
        assert "B2041" in next(told)

        house.ask.answers[notification.OpenAlerts] = []
        house.streams.tell(AlertAcknowledged(ALERT, SESSION, LECTURER, LECTURER, NOW))
        assert "B2041" not in next(told)


def test_each_time_that_an_open_page_asks_is_a_trace_of_its_own(alerted: Browser, house: House) -> None:
    spans = []

    def answer(_: object) -> list[notification.AlertView]:
        spans.append((current_span(), current_correlation_id()))
        return [] if len(spans) == 1 else [VIEW]

    house.ask.answers[notification.OpenAlerts] = answer
    with listen(alerted, "/stream") as told:
        next(told)
        house.streams.tell(ALERTED)
        next(told)
    traces = [span.trace_id for span, _ in spans if span]
    assert traces == [correlation_id for _, correlation_id in spans]
    assert len(set(traces)) == len(spans) >= 2


def test_an_alert_reaches_the_page_though_nobody_answers_at_first(alerted: Browser, house: House) -> None:
    house.ask.answers[notification.OpenAlerts] = []
    with listen(alerted, "/stream") as told:
        next(told)
        tries = iter([RequestTimeout("notification.open_alerts", 2), RequestTimeout("notification.open_alerts", 2)])

        def at_last(_: object) -> list[notification.AlertView]:
            for failure in tries:
                raise failure
            return [VIEW]

        house.ask.answers[notification.OpenAlerts] = at_last
        house.streams.tell(ALERTED)

        assert "B2041" in next(told)


def test_an_alert_that_went_past_is_found_by_looking(alerted: Browser, house: House) -> None:
    house.ask.answers[notification.OpenAlerts] = []
    with listen(alerted, "/stream") as told:
        next(told)

        house.ask.answers[notification.OpenAlerts] = [VIEW]  # and no event

        assert "B2041" in next(told)


def test_the_stream_ends_with_the_sign_in(alerted: Browser, house: House) -> None:
    with listen(alerted, "/stream") as told:
        next(told)

        house.clock.advance(LIFE)

        assert list(told) == [SIGNED_OUT]
        assert house.streams.count == 0


def test_signing_out_elsewhere_is_told_at_once(alerted: Browser, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "BEAT", 3600)
    with listen(alerted, "/stream") as told:
        next(told)

        alerted.post("/sign-out", on="/alerts")

        assert list(told) == [SIGNED_OUT]


def test_a_sign_in_that_was_ended_by_somebody_else_is_noticed_at_the_next_beat(alerted: Browser, house: House) -> None:
    with listen(alerted, "/stream") as told:
        next(told)

        house.records.sign_ins.kept.clear()

        assert list(told) == [SIGNED_OUT]


def test_the_page_hears_a_beat_at_least_twice_in_the_time_after_which_it_says_that_the_connection_is_lost() -> None:
    script = (Path(__file__).parents[3] / "services/gateway/static/js/alerts.js").read_text()
    silence = re.search(r"SILENT_AFTER = (\d+)", script)

    assert silence
    assert 2 * REAL_BEAT * 1000 < int(silence[1]) <= 30_000


def test_a_page_that_is_replaced_is_told_so_and_may_still_look_at_the_band(alerted: Browser, house: House) -> None:
    (account,) = (account for account, _ in house.records.accounts.kept.values())
    with listen(alerted, "/stream") as told, ExitStack() as stack:
        next(told)
        for _ in range(OF_ONE):
            stack.enter_context(house.streams.open(account.account_id))

        assert list(told) == ["event: hyke:replaced\ndata: {}\n\n"]
    looked = alerted.get("/alerts/band")
    assert "B2041" in looked.text
    assert looked.headers["X-Fragment"] == "1"


def test_a_stream_whose_reader_is_gone_ends_at_once(
    alerted: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "BEAT", 3600)
    gone: list[Callable[[], None]] = []

    def stays_open(when_gone: Callable[[], None]) -> AbstractContextManager[None]:
        gone.append(when_gone)
        return nullcontext()

    with listen(alerted, "/stream", {sse.STAYS_OPEN: stays_open}) as told:
        next(told)

        gone[0]()

        assert list(told) == []
        assert house.streams.count == 0


def test_the_stream_ends_when_the_server_stops(alerted: Browser, house: House) -> None:
    with listen(alerted, "/stream") as told:
        next(told)

        house.streams.close()

        assert list(told) == []
        assert alerted.get("/stream").status_code == 503


def test_who_has_not_signed_in_gets_no_stream(browser: Browser) -> None:
    assert browser.get("/stream", headers={"Accept": "text/event-stream"}).status_code == 401
    assert browser.get("/stream").status_code == 303
    assert browser.get("/api/v1/stream").status_code == 401


@pytest.mark.parametrize(
    ("role", "person_id", "event", "is_told"),
    [
        ("coordinator", uuid4(), ALERTED, True),
        ("lecturer", LECTURER, ALERTED, True),
        ("lecturer", uuid4(), ALERTED, False),
        ("student", STUDENT, PROPOSED, True),
        ("student", uuid4(), PROPOSED, False),
    ],
)
def test_events_go_to_those_whom_they_name_and_to_coordinators(
    browser: Browser, house: House, role: str, person_id: UUID, event: object, is_told: bool
) -> None:
    house.ask.answers[session.Session] = not_found("session_not_found")
    house.add_account("somebody", role, person_id=person_id)
    browser.sign_in("somebody")
    with listen(browser, "/api/v1/stream") as told:
        Thread(target=tell_once_open, args=(house.streams, event, Closed())).start()

        messages = list(told)

        assert len(messages) == is_told
        if is_told:
            name, data = messages[0].strip().split("\n", 1)
            assert name in ("event: notification.lecturer_alerted.v1", "event: booking.follow_up_proposed.v1")
            assert json.loads(data.removeprefix("data: "))["lecturer_id"] == str(LECTURER)


def test_a_student_hears_of_an_alert_in_their_own_session(browser: Browser, house: House) -> None:
    house.ask.answers[session.Session] = lambda asked: asked
    house.add_account("oskari", "student", person_id=STUDENT, language=Language.SV)
    browser.sign_in("oskari")
    with listen(browser, "/api/v1/stream") as told:
        Thread(target=tell_once_open, args=(house.streams, ALERTED)).start()

        assert "notification.lecturer_alerted.v1" in next(told)
