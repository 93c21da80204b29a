"""A demo that is killed in the middle loses nothing, repeats nothing, and goes on at the next start."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.demo.sample.data import PASSWORD
from deploy.host.processes import HOST, free_port
from deploy.scenario.api import Api, ApiError, Caller
from shared.contracts.requests import booking, notification, session
from shared.contracts.vocabulary import Phase
from tests.e2e.stage import Conversation, conversation
from tests.e2e.worlds import start_demo

DELAYS = (0.0, 0.02, 0.06)  # seconds between the rating's answer and the kill
WITHIN = 45.0  # an alert whose sending was cut off is sent again after its lease


class Killable:
    """A demo that dies and is started anew, in the same folder and on the same ports."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._ports = folder, (free_port(), free_port())
        self.api = Api(f"http://{HOST}:{self._ports[0]}")
        self.start()

    def start(self) -> None:
        """Start it; back once it is as ready as ever."""
        self.process = start_demo(self._folder, *self._ports)

    def kill(self) -> None:
        """End it as a power cut would; PostgreSQL, a process of its own, is left behind."""
        os.kill(self.process.process.pid, signal.SIGKILL)
        self.process.process.wait()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killable]:
    """A running demo; each test leaves it running again."""
    made = Killable(tmp_path_factory.mktemp("killed") / "demo")
    yield made
    if made.process.process.poll() is not None:
        made.start()  # only a demo that runs ends its PostgreSQL
    made.process.end()


def signed_in_again(api: Api, caller: Caller) -> Caller:
    """The same caller at a demo that has been started anew."""
    return Caller(api.url, caller.headers)


def test_notes_that_were_answered_are_there_after_a_kill_while_writing(demo: Killable) -> None:
    talk = conversation(demo.api)
    kept: list[str] = []
    killer = threading.Timer(0.7, demo.kill)
    killer.start()
    try:
        for number in range(10_000):
            talk.student(session.WriteNote(talk.session_id, Phase.WELLBEING, f"rivi {number}", number))
            kept.append(f"rivi {number}")
    except (ApiError, httpx.HTTPError):
        killer.join()
    demo.start()
    phases = signed_in_again(demo.api, talk.student)(session.Session(talk.session_id)).phases
    note = next(phase.note for phase in phases if phase.phase is Phase.WELLBEING)
    assert kept
    assert int(note.removeprefix("rivi ")) >= len(kept) - 1


@pytest.mark.parametrize("delay", DELAYS)
def test_a_kill_in_the_middle_loses_nothing_and_repeats_nothing(demo: Killable, delay: float) -> None:
    talk = conversation(demo.api)
    talk.student(session.WriteNote(talk.session_id, Phase.WELLBEING, "Ei saa hävitä.", 0))
    rating = talk.client(session.RateStress(talk.session_id, 5))
    time.sleep(delay)
    demo.kill()
    demo.start()
    assert_whole(demo.api, talk, rating.rating_id)


def assert_whole(api: Api, talk: Conversation, rating_id: object) -> None:
    """The note and the rating are there, with exactly one alert and one follow-up."""
    student, lecturer = signed_in_again(api, talk.student), signed_in_again(api, talk.lecturer)
    coordinator = api.sign_in("maarit.ojala", PASSWORD)

    def alerts() -> list[notification.AlertView]:
        return [alert for alert in lecturer(notification.OpenAlerts()) if alert.session_id == talk.session_id]

    def follow_ups() -> list[booking.FollowUpView]:
        waiting = coordinator(booking.WaitingFollowUps())
        return [entry for entry in waiting if entry.follows_id == talk.session_id]

    def mails() -> list[notification.MessageView]:
        receipts = coordinator(notification.Messages(appointment_id=talk.session_id))
        return [receipt for receipt in receipts if receipt.template == "alert" and receipt.state == "sent"]

    assert api.until(alerts, WITHIN)
    assert api.until(follow_ups, WITHIN)
    assert api.until(mails, WITHIN)
    time.sleep(1)  # a repeated effect would come now
    seen = student(session.Session(talk.session_id))
    assert [rating.rating_id for rating in seen.stress] == [rating_id]
    assert {phase.phase: phase.note for phase in seen.phases}[Phase.WELLBEING] == "Ei saa hävitä."
    assert (len(alerts()), len(follow_ups())) == (1, 1)
