"""Work that takes a core is done in a thread of the system, a few at once, and fails as it would here."""

from __future__ import annotations

import threading

import eventlet
import pytest
from eventlet import tpool

from services.gateway.adapters.passwords import Argon2Passwords
from shared.system_threads import Aside


def test_it_runs_in_another_thread_of_the_system() -> None:
    assert Aside()(threading.get_native_id) != threading.get_native_id()


def test_other_green_threads_go_on_meanwhile_and_no_more_work_than_there_are_cores() -> None:
    may_end, under_way = threading.Event(), []

    def work() -> None:
        under_way.append(threading.get_native_id())
        may_end.wait(30)

    aside = Aside(at_once=2)
    workers = [eventlet.spawn(aside, work) for _ in range(5)]
    with eventlet.Timeout(30):
        while len(under_way) < 2:
            eventlet.sleep(0.01)
        eventlet.sleep(0.05)
        assert len(under_way) == 2
        may_end.set()
        for worker in workers:
            worker.wait()
    assert len(under_way) == 5


def test_what_goes_wrong_there_goes_wrong_here() -> None:
    with pytest.raises(ZeroDivisionError):
        Aside()(divmod, 1, 0)


def test_passwords_are_checked_there_as_well_as_here() -> None:
    passwords = Argon2Passwords(Aside())
    known = passwords.hash("hyvä salasana")

    assert passwords.matches("hyvä salasana", known)
    assert not passwords.matches("huono salasana", known)
    tpool.killall()
