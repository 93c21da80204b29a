"""Messages that are wrong, strange, or come more than once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from struct import pack
from uuid import uuid4

import amqp

from tests.faults.round import Round
from tests.faults.stage import QUEUE

_EXCHANGE, _TYPE, _CONTENT_TYPE = "hyke.services", "source.told.v1", "application/cloudevents+json"
_LARGE, _LARGEST = 20_000_000, 16_000_000  # what we promise to live with, and what RabbitMQ 4 takes of it


def cloudevent(**changes: object) -> dict[str, object]:
    """An event like the source's, which the source never sent."""
    topic = str(uuid4())
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:hyke:test:source",
        "type": _TYPE,
        "subject": topic,
        "time": datetime.now(UTC).isoformat(),
        "data": {"topic": topic, "number": 1},
    }
    return {**event, **changes}


def as_bytes(event: dict[str, object]) -> bytes:
    """On the wire."""
    return json.dumps(event).encode()


def nonsense(round: Round) -> list[bytes]:
    """Bodies that nobody can act on, no two alike."""
    salt = uuid4().hex
    return [
        f"{salt} is no JSON".encode(),
        f'["{salt}"]'.encode(),
        f'{{"{salt}": "no CloudEvent"}}'.encode(),
        as_bytes(cloudevent())[: round.chance.randint(70, 150)],
        b"\xff\xfe\x00" + salt.encode(),
        b"[" * 100_000 + salt.encode(),
        as_bytes(cloudevent(type="source.never_heard_of.v1")),
        as_bytes(cloudevent(type="source.told.v9")),
        as_bytes(cloudevent(type=5)),
        as_bytes(cloudevent(id="no id")),
        as_bytes(cloudevent(data={"topic": f"no id {salt}", "number": 1})),
        as_bytes(cloudevent(data={"topic": str(uuid4()), "number": "many"})),
        as_bytes(cloudevent(data={"topic": str(uuid4())})),
        as_bytes(cloudevent(data=[salt])),
        as_bytes(cloudevent(time="yesterday")),
        as_bytes(cloudevent(time="9999-99-99T00:00:00Z")),
        as_bytes(cloudevent(subject="\x00" + salt)),
        as_bytes(cloudevent(correlationid=["not", "a", "text"])),
    ]


def malformed(round: Round) -> None:
    """Among good events come some that are not."""
    with round.talking():
        for body in round.chance.sample(nonsense(round), 9):
            drop_in(round, body)


def large(round: Round) -> None:
    """A body of 20 MB that is no event, or an event with 20 MB that it should not have."""
    is_event = round.chance.choice([False, True])
    round.say(round.numbers(5))
    if not drop_in(round, filled(_LARGE, is_event)):
        assert drop_in(round, filled(_LARGEST, is_event)), f"the broker does not take {_LARGEST} bytes"
    round.say(round.numbers(5))


def filled(size: int, is_event: bool) -> bytes:
    """A body with so much filling that nobody can act on."""
    filling = uuid4().hex * (size // 32)
    return as_bytes(cloudevent(data={"filling": filling})) if is_event else filling.encode()


def wrong_content_type(round: Round) -> None:
    """Good events and nonsense under names that mean something else, or nothing."""
    with round.talking(), round.stage.hands() as hands:
        for kind in ("text/plain", "application/json", "", "application/x-python-serialize", "\x00", "x" * 200):
            body = as_bytes(cloudevent())
            round.expect_parked(body)
            send(hands, amqp.Message(body, content_type=kind))


def hostile_headers(round: Round) -> None:
    """Headers and properties are nobody's business: a good event takes effect, whatever it brings along."""
    nested: list[object] = ["deep"]
    for _ in range(300):
        nested = [nested]
    strange: list[dict[str, object]] = [
        {"nameko.call_id_stack": 5},
        {"nameko.call_id_stack": [{"a": b"\xff"}], "nameko.language": {"x": None}},
        {"x-death": "no", "x-delivery-count": -1},
        {"nested": nested},
        {"long": "x" * 100_000},
        {f"{number}": number for number in range(2000)},
        {"when": datetime(9000, 1, 1)},  # noqa: DTZ001 - AMQP knows no time zone
        {"bytes": b"\x00\xff" * 100, "float": 1e308, "nothing": None},
    ]
    with round.talking(), round.stage.hands() as hands:
        for headers, payload in zip(strange, round.hold_back(len(strange)), strict=True):
            send(hands, amqp.Message(payload, content_type=_CONTENT_TYPE, application_headers=headers))
    body = f"{uuid4()} with a time that no calendar has".encode()
    round.expect_parked(body)
    with round.stage.hands() as hands:
        beyond = amqp.Message(body)
        beyond._serialize_properties = lambda: pack(">HQ", 1 << 6, 2**62 + round.chance.randint(0, 99))
        send(hands, beyond)


def strange_but_good(round: Round) -> None:
    """A field, an attribute or a parameter more than is known changes nothing."""
    payloads = [json.loads(each) for each in round.hold_back(4)]
    payloads[0]["data"]["mood"] = {"new": [1, 2, 3]}
    payloads[1]["newattribute"] = "x" * 1000
    payloads[2].pop("sequence")
    with round.stage.hands() as hands:
        for payload in payloads:
            send(hands, amqp.Message(as_bytes(payload), content_type=f"{_CONTENT_TYPE}; charset=utf-8"))


def delivered_again(round: Round) -> None:
    """Events that have taken effect come again, some of them many times."""
    numbers = round.numbers(15)
    round.say(numbers)
    round.until(lambda: round.has_heard(numbers))
    query = "SELECT payload FROM outbox WHERE published_at IS NOT NULL ORDER BY id DESC LIMIT 12"
    with round.talking():
        if round.stage.transport == "inprocess":
            round.stage.run(
                "source",
                "UPDATE outbox SET published_at = NULL WHERE id IN (SELECT id FROM outbox ORDER BY random() LIMIT 20)",
            )
            round.stage.run("source", "SELECT pg_notify('hyke_outbox', '')")
            return
        with round.stage.hands() as hands:
            for (payload,) in round.stage.rows("source", query):
                for _ in range(round.chance.randint(1, 4)):
                    send(hands, amqp.Message(payload, content_type=_CONTENT_TYPE))


def always_fails(round: Round) -> None:
    """A handler fails at one number of a topic: that one and what follows it wait aside, other topics go on."""
    topic, numbers = uuid4(), round.numbers(12)
    failing = round.chance.randint(0, 11)
    round.trouble(numbers[failing], "fail")
    round.meant_to_park.update(numbers[failing:])
    round.say(numbers, topic)
    with round.talking():
        dead = "SELECT attempts FROM parked WHERE state = 'dead' AND handler <> '' AND subject = :topic"
        round.until(lambda: round.stage.rows("sink", dead, topic=str(topic)))
    assert round.stage.rows("sink", dead, topic=str(topic)) == [(5,)], "it was not tried five times"


def fails_for_a_while(round: Round) -> None:
    """A handler fails at some numbers, and then does not: all take effect in the end, in order."""
    numbers = round.numbers(30)
    for number in round.chance.sample(numbers, 4):
        round.trouble(number, "fail")
    round.say(numbers)
    round.nap(0.1, 0.5)
    round.end_of_trouble()


def drop_in(round: Round, body: bytes) -> bool:
    """Bring a message past the source's code, into the queue, or into the outbox as text; false if it is refused."""
    if round.stage.transport == "inprocess":
        words = body.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
        round.expect_parked(words.encode())
        round.plant(words)
        return True
    with round.stage.hands() as hands:
        try:
            send(hands, amqp.Message(body, content_type=_CONTENT_TYPE), exchange="", key=QUEUE)
        except amqp.PreconditionFailed:  # RabbitMQ 4 takes no 20 MB
            return False
    round.expect_parked(body)
    return True


def send(hands: amqp.Connection, message: amqp.Message, exchange: str = _EXCHANGE, key: str = _TYPE) -> None:
    """Publish, and wait for the confirm."""
    hands.channel().basic_publish_confirm(message, exchange=exchange, routing_key=key)
