"""The hub of open pages: a slow one stops nobody, a full house takes no more."""

from __future__ import annotations

import pytest

from services.gateway.web import streams
from services.gateway.web.sse import message
from services.gateway.web.streams import Streams, TooManyStreams


def test_a_slow_page_neither_stops_the_others_nor_fills_the_memory() -> None:
    hub = Streams()
    with hub.open() as slow, hub.open() as quick:
        for number in range(streams.BACKLOG + 50):
            hub.tell(number)
            assert quick.wait(0) == number

        heard = [slow.wait(0) for _ in range(streams.BACKLOG + 1)]
    assert heard[:-1] == list(range(streams.BACKLOG))
    assert heard[-1] is None


def test_a_full_house_takes_no_more_and_a_page_that_closes_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "FULL", 1)
    hub = Streams()

    with hub.open():
        with pytest.raises(TooManyStreams), hub.open():
            pass
        assert hub.is_full
    with hub.open() as listening:
        assert listening.wait(0) is None


@pytest.mark.parametrize(("data", "wire"), [("one\ntwo", "data: one\ndata: two\n\n"), ("", "data: \n\n")])
def test_a_message_has_a_data_line_for_each_line(data: str, wire: str) -> None:
    assert message(data) == wire
