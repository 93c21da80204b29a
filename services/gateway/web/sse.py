"""Server-sent events: an answer that stays open and tells what changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Protocol

import structlog
from flask import stream_with_context
from werkzeug.wrappers import Response

from services.gateway.application.recognise import still_stands
from services.gateway.web.caller import caller
from services.gateway.web.parts import parts
from services.gateway.web.streams import Closed, Streams, TooManyStreams
from shared.messaging.errors import ServiceFailed, Unanswered
from shared.observability import correlation
from shared.refusal import Refusal
from shared.tracing import root_span, within

BEAT = 15.0
RETRY = 1.0
LOOK_EVERY = 4  # beats
COMMENT = ": still here\n\n"
_log = structlog.get_logger("gateway")


class Feed(Protocol):
    """What one open page is told."""

    def opening(self) -> str:
        """The present state, as messages; also asked for now and then, in case an event went past."""

    def about(self, event: object) -> str:
        """The messages that an event makes; empty for none."""


def message(data: str, event: str = "") -> str:
    """One server-sent message."""
    name = f"event: {event}\n" if event else ""
    lines = "".join(f"data: {line}\n" for line in (data.splitlines() or [""]))
    return f"{name}{lines}\n"


def event_stream(feed: Feed) -> Response:
    """The open answer; raises TooManyStreams while there is still a status to say it with."""
    if parts().streams.is_full:
        raise TooManyStreams
    answer = Response(stream_with_context(_told(feed, parts().streams)), content_type="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _told(feed: Feed, streams: Streams) -> Iterator[str]:
    with suppress(TooManyStreams), streams.open() as listening:
        waiting: deque[object | None] = deque([None])  # None asks for the present state
        beats = 0
        yield COMMENT
        while True:
            # What nobody answers stays waiting: what happened must reach the page all the same.
            while waiting and (told := _ask(feed, waiting[0])) is not None:
                waiting.popleft()
                if told:
                    yield told
            event = listening.wait(RETRY if waiting else BEAT)
            if isinstance(event, Closed):
                return
            if event is not None:
                waiting.append(event)
                continue
            yield COMMENT
            beats += 1
            if beats % LOOK_EVERY == 0:
                if not _may_stay():
                    return
                waiting.append(None)


def _ask(feed: Feed, event: object | None) -> str | None:
    with correlation() as correlation_id, within(root_span(correlation_id)):
        try:
            return feed.opening() if event is None else feed.about(event)
        except Refusal:
            return ""
        except (Unanswered, ServiceFailed) as error:
            _log.warning("stream waits", error=type(error).__name__)
            return None


def _may_stay() -> bool:
    sign_in = caller().sign_in
    return sign_in is not None and still_stands(sign_in, parts().open_records, parts().clock.now())
