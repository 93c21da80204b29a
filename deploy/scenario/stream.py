"""Listens to the API's open stream beside the play, and remembers when each event came."""

from __future__ import annotations

import json
import ssl
import threading
import time
from types import TracebackType
from typing import Any

import httpx

OPEN_WITHIN = 10.0


class NotSeen(Exception):
    """An event did not come in time."""


class Stream:
    """A context manager: open while the play goes on."""

    def __init__(self, url: str, headers: dict[str, str], trusted: ssl.SSLContext) -> None:
        self._url, self._headers = url, headers
        self._seen: list[tuple[float, str, dict[str, Any]]] = []
        self._came = threading.Condition()
        self._is_open = threading.Event()
        self._http = httpx.Client(headers=headers, timeout=httpx.Timeout(10, read=60), trust_env=False, verify=trusted)
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Stream:
        self._thread.start()
        if not self._is_open.wait(OPEN_WITHIN):
            raise NotSeen(f"the stream did not open within {OPEN_WITHIN:g} s")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def wait_for(self, event: str, session_id: str, within: float) -> float:
        """The monotonic instant at which the event about the session came; raises NotSeen."""

        def found() -> float | None:
            fits = (at for at, name, data in self._seen if name == event and data.get("session_id") == session_id)
            return next(fits, None)

        with self._came:
            at = self._came.wait_for(found, timeout=within)
        if at is None:
            raise NotSeen(f"{event} did not come within {within:g} s")
        return at

    def _listen(self) -> None:
        try:
            with self._http.stream("GET", self._url) as answer:
                answer.raise_for_status()
                self._is_open.set()
                self._read(answer)
        except (httpx.HTTPError, httpx.StreamError):
            return  # closed by the play's end; an event that is then missing is told by wait_for

    def _read(self, answer: httpx.Response) -> None:
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name:
                with self._came:
                    self._seen.append((time.monotonic(), name, json.loads(line.removeprefix("data: "))))
                    self._came.notify_all()
                name = ""
