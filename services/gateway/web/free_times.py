"""The free times that everybody may see, looked up once for all who ask within a few seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic

from shared.contracts.requests.booking import FreeTime, FreeTimes
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed

FRESH = 5.0  # seconds; whoever books a time that was taken since is told so
TRIED_AGAIN = 1.0  # seconds after nobody answered
AS_FAR_AS_ANY = timedelta(days=120)  # booking itself ends sooner
A_MOMENT = timedelta(minutes=1)

Ask = Callable[[FreeTimes], Sequence[FreeTime]]


class PublicTimes:
    """One search for all, however many ask and for whatever span: a search takes long, and anybody may ask.

    One is under way at a time; the others wait for what it finds, or for its failure.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._turn = Lock()
        self._times: Sequence[FreeTime] = ()
        self._failure: Exception | None = None
        self._good_until: float | None = None

    def among(self, question: FreeTimes, ask: Ask, now: datetime) -> list[FreeTime]:
        """The reply to a question that anybody may ask; what is wrong with it booking says."""
        if question.until_at <= question.from_at or question.excluding_appointment_id is not None:
            return list(ask(question))
        wanted = [
            time
            for time in self._all(ask, now)
            if question.from_at <= time.starts_at < question.until_at and question.campus in (None, time.campus)
        ]
        if not wanted and question.campus is not None:  # none, or no such campus
            return list(ask(replace(question, until_at=min(question.until_at, question.from_at + A_MOMENT))))
        return wanted

    def forget(self) -> None:
        """Search at the next question: something was booked or changed."""
        self._good_until = None

    def _all(self, ask: Ask, now: datetime) -> Sequence[FreeTime]:
        with self._turn:
            if self._good_until is None or self._clock() >= self._good_until:
                self._search(ask, now)
            if self._failure is not None:
                raise self._failure
            return self._times

    def _search(self, ask: Ask, now: datetime) -> None:
        try:
            self._times, self._failure = ask(FreeTimes(now, now + AS_FAR_AS_ANY)), None
        except (RequestTimeout, ServiceFailed) as failure:
            self._failure = failure.with_traceback(None)
        self._good_until = self._clock() + (TRIED_AGAIN if self._failure else FRESH)
