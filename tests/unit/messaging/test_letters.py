"""Requests and replies as JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest

from shared.contracts.actor import Actor, Role
from shared.messaging import ServiceFailed, Unavailable
from shared.messaging.requests.codec import (
    RequestUnreadable,
    asked,
    read_reply,
    read_request,
    write_failure,
    write_refusal,
    write_reply,
    write_request,
)
from shared.refusal import Refusal, RefusalKind, conflict
from tests.unit.messaging.contracts import Inner, Maybe, Things, ThingView

WHO = Actor(Role.STUDENT, uuid4())


def test_a_request_comes_back_as_it_went_out() -> None:
    request = read_request(write_request(Things(Inner(2)), WHO, "key", "corr"))
    assert asked(request) == Things(Inner(2))
    assert (request.actor, request.key, request.correlation_id) == (WHO, "key", "corr")


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_clients_request_says_which_appointment_the_link_opens(is_confirmed: bool) -> None:
    client = Actor(Role.CLIENT, uuid4(), uuid4(), is_confirmed)
    assert read_request(write_request(Maybe(), client, None, None)).actor == client


def test_replies_take_the_shape_that_the_contract_declares() -> None:
    things = [ThingView(1), ThingView(2)]
    assert read_reply(Things(Inner(1)), write_reply(Things, things)) == things
    assert read_reply(Maybe(), write_reply(Maybe, None)) is None
    assert read_reply(Maybe(), write_reply(Maybe, ThingView(3))) == ThingView(3)


def test_a_refusal_comes_back_with_the_kinds_of_its_params() -> None:
    params = {
        "at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        "on": date(2026, 1, 2),
        "from_time": time(9, 30),
        "who": uuid4(),
        "codes": ["a", "b"],
        "nested": {"at": date(2026, 1, 3), "n": 1},
    }
    with pytest.raises(Refusal) as refused:
        read_reply(Maybe(), write_refusal(conflict("time_taken", "starts_at", **params)))
    assert refused.value.params == params
    assert (refused.value.kind, refused.value.code, refused.value.field) == (
        RefusalKind.CONFLICT,
        "time_taken",
        "starts_at",
    )


def test_a_failure_that_will_pass_is_told_from_one_that_will_not() -> None:
    with pytest.raises(Unavailable):
        read_reply(Maybe(), write_failure("corr", is_passing=True))


def test_a_failure_tells_the_correlation_id_alone() -> None:
    with pytest.raises(ServiceFailed) as failed:
        read_reply(Maybe(), write_failure("corr"))
    assert failed.value.correlation_id == "corr"


@pytest.mark.parametrize(
    ("data", "field"),
    [({"inner": {"size": 0}}, "inner.size"), ({}, "inner"), ({"inner": {"size": 1}, "more": 1}, "more")],
)
def test_a_wrong_request_is_refused_with_the_first_wrong_field(data: dict[str, object], field: str) -> None:
    import json

    body = {"request": "sample.things", "data": data, "actor": {"role": "system", "id": None}}
    request = read_request(json.dumps({**body, "key": None, "correlation_id": None}).encode())
    with pytest.raises(Refusal) as refused:
        asked(request)
    assert (refused.value.code, refused.value.field) == ("invalid_input", field)


@pytest.mark.parametrize("body", [b"\xff", b"5", b"[]", b"{}", b'{"request":"x","data":[1],"actor":{}}'])
def test_what_is_no_request_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(RequestUnreadable):
        read_request(body)
