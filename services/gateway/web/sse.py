"""Server-sent events: an answer that stays open and tells what changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, Protocol

import structlog
from flask import request, stream_with_context
from werkzeug.wrappers import Response

from services.gateway.application import refusals
from services.gateway.application.authenticate_token import still_stands
from services.gateway.application.ports import RecordsAway
from services.gateway.domain.account import Account
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.streams import (
    Closed,
    ReaderGone,
    Replaced,
    SignInInDoubt,
    Streams,
    StreamSubscription,
    TooManyStreams,
)
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.observability import correlation
from shared.refusal import Refusal
from shared.tracing import root_span, within

BEAT = 10.0
RETRY = 1.0
LOOK_EVERY = 6  # beats
COMMENT = ": still here\n\n"
STAYS_OPEN = "hyke.stays_open"  # what the server gives to an answer that stays open, to hear when its reader is gone
_log = structlog.get_logger("gateway")


class Feed(Protocol):
    """What one open page is told."""

    def opening(self) -> str:
        """The present state, as messages; also asked for now and then, in case an event went past."""

    def about(self, event: object) -> str:
        """The messages that an event makes; empty for none."""

    def beat(self) -> str:
        """What is sent every ten seconds, so that the page knows that it is connected."""


def message(data: str, event: str = "") -> str:
    """One server-sent message."""
    name = f"event: {event}\n" if event else ""
    lines = "".join(f"data: {line}\n" for line in (data.splitlines() or [""]))
    return f"{name}{lines}\n"


def event_stream(feed: Feed) -> Response:
    """The open answer; raises TooManyStreams while there is still a status to say it with."""
    account = caller().account
    if account is None:
        raise refusals.signed_out()
    if not app_context().streams.has_room_for(account.account_id):
        raise TooManyStreams
    told = _told(feed, app_context().streams, account)
    answer = Response(stream_with_context(told), content_type="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _told(feed: Feed, streams: Streams, account: Account) -> Iterator[str]:
    with suppress(TooManyStreams), streams.open(account.account_id) as listening, _noticing(listening):
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
            if isinstance(event, Closed | ReaderGone):
                return
            if isinstance(event, Replaced):
                yield message("{}", "hyke:replaced")
                return
            if event is not None and not isinstance(event, SignInInDoubt):
                waiting.append(event)
                continue
            if not _may_stay():
                yield message("{}", "hyke:signed-out")
                return
            yield feed.beat()
            beats += 1
            if beats % LOOK_EVERY == 0:
                waiting.append(None)


def _noticing(listening: StreamSubscription) -> AbstractContextManager[Any]:
    stays_open: Callable[..., AbstractContextManager[Any]] | None = request.environ.get(STAYS_OPEN)
    return stays_open(listening.leave) if stays_open else nullcontext()


def _ask(feed: Feed, event: object | None) -> str | None:
    with correlation() as correlation_id, within(root_span(correlation_id)):
        try:
            return feed.opening() if event is None else feed.about(event)
        except Refusal:
            return ""
        except (RequestTimeout, ServiceFailed) as error:
            _log.warning("stream waits", error=type(error).__name__)
            return None


def _may_stay() -> bool:
    """Whether the sign-in stands; while that cannot be known the page stays connected."""
    sign_in = caller().sign_in
    try:
        return sign_in is not None and still_stands(sign_in, app_context().open_records, app_context().clock.now())
    except RecordsAway:
        return True
