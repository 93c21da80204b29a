"""The open connections: whoever waits for nothing gives way, and whoever is answered stays."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from shared.http_server import connections, listener
from shared.http_server.connections import PATIENCE, Connection, Connections, State, most_connections
from shared.http_server.listener import Doorway

HOME, CAMPUS, PROXY = "198.51.100.1", "192.0.2.7", "10.0.0.5"


class FakeSocket:
    """A client's socket that knows whether it was ended."""

    def __init__(self) -> None:
        self.is_shut = self.is_closed = False

    def shutdown(self, _: int) -> None:
        self.is_shut = True

    def close(self) -> None:
        self.is_closed = True


def admitted(all_of_them: Connections, address: str, number: int = 1, state: State = State.NEW) -> list[Connection]:
    """So many newcomers of one address, each of whom must be let in."""
    made = [all_of_them.admit(address, FakeSocket()) for _ in range(number)]
    found = [each for each in made if each is not None]
    assert len(found) == number
    for each in found:
        each.enter(state)
    return found


def test_two_thousand_idle_connections_of_one_address_never_hold_more_than_half_and_a_newcomer_gets_in() -> None:
    doors = Connections(100)
    mine = admitted(doors, HOME, 2000)

    assert sum(not each.is_dropped for each in mine) == 50
    assert not mine[-1].is_dropped
    admitted(doors, CAMPUS, 50)


def test_a_proxy_speaks_for_many_and_may_hold_all() -> None:
    doors = Connections(100, {PROXY}.__contains__)
    of_proxy = admitted(doors, PROXY, 100)

    assert not any(each.is_dropped for each in of_proxy)


def test_who_holds_the_most_idle_connections_gives_way_to_others() -> None:
    doors = Connections(10)
    greedy, modest = admitted(doors, HOME, 5), admitted(doors, CAMPUS, 3)
    admitted(doors, "203.0.113.1", 2)
    admitted(doors, "203.0.113.2")

    assert [each.is_dropped for each in greedy] == [True, False, False, False, False]
    assert not any(each.is_dropped for each in modest)


def test_who_never_said_a_word_goes_before_who_was_answered_and_waits() -> None:
    doors = Connections(10)
    (kept,), (silent,) = admitted(doors, HOME, 1, State.KEPT), admitted(doors, HOME)
    admitted(doors, HOME, 3)
    admitted(doors, HOME)

    assert silent.is_dropped
    assert not kept.is_dropped


@pytest.mark.parametrize("state", [State.ANSWERING, State.STREAMING])
def test_who_is_being_answered_stays_and_the_newcomer_is_turned_away(state: State) -> None:
    doors = Connections(10)
    answered = admitted(doors, HOME, 5, state)

    assert doors.admit(HOME, FakeSocket()) is None
    assert not any(each.is_dropped for each in answered)
    doors.leave(answered[0])
    admitted(doors, HOME)


@pytest.mark.parametrize("state", list(State))
def test_who_is_about_one_thing_for_too_long_is_dropped(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("shared.http_server.connections.time.monotonic", lambda: now)
    doors = Connections(10)
    (one,) = admitted(doors, HOME, 1, state)

    now += PATIENCE.get(state, 24 * 3600)
    assert doors.drop_overdue() == 0
    now += 1
    assert doors.drop_overdue() == (0 if state is State.STREAMING else 1)
    assert one.socket.is_shut == (state is not State.STREAMING)


def test_an_answer_that_fails_leaves_the_connection_waiting_again() -> None:
    (one,) = admitted(Connections(10), HOME)
    with suppress(ZeroDivisionError), one.answering():
        assert one.state is State.ANSWERING
        1 / 0  # noqa: B018

    assert one.state.gives_way


def test_most_connections_leave_files_for_everything_else() -> None:
    assert most_connections(1024) == 614
    assert most_connections(65536) == connections.MOST
    assert most_connections(64) > 0


class FakeListening:
    """A listening socket that answers as it is told."""

    def __init__(self, *answers: Any) -> None:
        self._answers: Iterator[Any] = iter(answers)

    def accept(self) -> tuple[FakeSocket, tuple[str, int]]:
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return FakeSocket(), answer


@pytest.mark.parametrize("code", [errno.EMFILE, errno.ENFILE, errno.ECONNABORTED, errno.EPIPE, errno.ECONNRESET])
def test_no_failure_to_let_one_in_ends_the_door(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "PAUSE", 0)
    door = Doorway(FakeListening(*[OSError(code, "no")] * 3, (HOME, 1)), Connections(10))

    assert door.accept()[1] == (HOME, 1)


def test_a_door_that_is_closed_is_closed() -> None:
    with pytest.raises(OSError, match="closed"):
        Doorway(FakeListening(OSError(errno.EBADF, "closed")), Connections(10)).accept()


def test_who_finds_no_place_is_closed_and_the_next_one_comes() -> None:
    doors = Connections(2)
    admitted(doors, HOME, 1, State.STREAMING)
    door = Doorway(FakeListening((HOME, 2), (CAMPUS, 3)), doors)

    assert door.accept()[1] == (CAMPUS, 3)
    door.leave((CAMPUS, 3))
    assert len(doors) == 1
