"""The hub of open pages: a slow one stops nobody, and nobody with many pages keeps others out."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest

from services.gateway.web import streams
from services.gateway.web.sse import message
from services.gateway.web.streams import (
    OF_ONE,
    Closed,
    ReaderGone,
    Replaced,
    SignInInDoubt,
    Streams,
    StreamSubscription,
    TooManyStreams,
)

ANNA, OTTO, STUDENT = UUID(int=1), UUID(int=2), UUID(int=3)


def opened(stack: ExitStack, hub: Streams, whose: UUID, number: int = 1) -> list[StreamSubscription]:
    """So many open pages of one person, oldest first."""
    return [stack.enter_context(hub.open(whose)) for _ in range(number)]


def ends(pages: list[StreamSubscription]) -> list[type]:
    """What each page heard last, nothing being on its way to it."""
    return [type(page.wait(0)) for page in pages]


def test_a_slow_page_neither_stops_the_others_nor_fills_the_memory() -> None:
    hub = Streams()
    with hub.open(ANNA) as slow, hub.open(OTTO) as quick:
        for number in range(streams.BACKLOG + 50):
            hub.tell(number)
            assert quick.wait(0) == number

        heard = [slow.wait(0) for _ in range(streams.BACKLOG + 1)]
    assert heard[:-1] == list(range(streams.BACKLOG))
    assert heard[-1] is None


def test_a_persons_newest_pages_listen_and_the_oldest_is_told_that_it_was_replaced() -> None:
    hub = Streams()
    with ExitStack() as stack:
        pages = opened(stack, hub, ANNA, OF_ONE + 2)

        assert ends(pages) == [Replaced] * 2 + [type(None)] * OF_ONE
        assert hub.count == OF_ONE


def test_thousands_of_streams_of_one_student_blind_no_lecturer() -> None:
    hub = Streams(most=20)
    with ExitStack() as stack:
        opened(stack, hub, STUDENT, 1000)
        mine = [opened(stack, hub, uuid4())[0] for _ in range(15)]

        assert ends(mine) == [type(None)] * 15


def test_in_a_full_house_who_has_the_most_pages_makes_room() -> None:
    hub = Streams(most=3)
    with ExitStack() as stack:
        annas = opened(stack, hub, ANNA, 2)
        ottos = opened(stack, hub, OTTO)
        assert hub.has_room_for(STUDENT)
        third = opened(stack, hub, STUDENT)

        assert ends([*annas, *ottos, *third]) == [Replaced, type(None), type(None), type(None)]
        assert not hub.has_room_for(uuid4())
        with pytest.raises(TooManyStreams):
            opened(stack, hub, uuid4())


def test_a_page_that_closes_makes_room() -> None:
    hub = Streams(most=1)
    with hub.open(ANNA), pytest.raises(TooManyStreams), hub.open(OTTO):
        pass
    with hub.open(OTTO) as listening:
        assert listening.wait(0) is None
    assert hub.count == 0


def test_the_end_is_heard_before_what_waits_and_however_much_waits() -> None:
    hub = Streams()
    with hub.open(ANNA) as page:
        for number in range(streams.BACKLOG):
            hub.tell(number)
        page.leave()
        assert isinstance(page.wait(0), ReaderGone)
    with hub.open(ANNA) as page:
        hub.close()
        assert isinstance(page.wait(0), Closed)
        assert not hub.has_room_for(OTTO)


def test_a_doubt_about_one_person_is_heard_by_their_pages_alone() -> None:
    hub = Streams()
    with hub.open(ANNA) as annas, hub.open(OTTO) as ottos:
        hub.doubt(ANNA)

        assert isinstance(annas.wait(0), SignInInDoubt)
        assert ottos.wait(0) is None


@pytest.mark.parametrize(("data", "wire"), [("one\ntwo", "data: one\ndata: two\n\n"), ("", "data: \n\n")])
def test_a_message_has_a_data_line_for_each_line(data: str, wire: str) -> None:
    assert message(data) == wire
