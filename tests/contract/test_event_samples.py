"""Every event has a committed sample as it goes over the wire; once released, a sample is not edited."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import shared.contracts.events  # noqa: F401 - importing it registers them all
from shared.contracts.cloudevents import (
    CONTENT_TYPE,
    CloudEventError,
    Envelope,
    decode,
    encode,
    event_of,
    source_of,
)
from shared.contracts.events import PUBLISHED
from shared.contracts.registry import event_spec

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(PUBLISHED)
PERSONAL = re.compile(
    r"name|mail|phone|address|birth|text|note|comment|message$|answer|level|rating$|score|minutes|strength"
    r"|resource|challenge|target|goal$|action|word|content"
)


def raw(name: str) -> str:
    return (SAMPLES / f"{name}.json").read_text(encoding="utf-8")


def document(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(raw(name))
    return read


def envelope(name: str, **data: object) -> Envelope:
    """The sample's envelope, with some of its data changed."""
    changed = document(name)
    changed["data"] |= data
    return decode(json.dumps(changed).encode(), CONTENT_TYPE)


def without(name: str, field: str) -> Envelope:
    """The sample's envelope, with a field of its data missing."""
    changed = document(name)
    del changed["data"][field]
    return decode(json.dumps(changed).encode(), CONTENT_TYPE)


def required(name: str) -> list[str]:
    """The fields that an event must have."""
    return [one.name for one in fields(PUBLISHED[name]) if one.default is MISSING and one.default_factory is MISSING]


def test_every_event_has_a_sample_and_every_sample_an_event() -> None:
    assert sorted(path.stem for path in SAMPLES.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_loads_and_is_written_the_same_again(name: str) -> None:
    read = decode(raw(name).encode(), f"{CONTENT_TYPE}; charset=utf-8")
    event = event_of(read)
    assert isinstance(event, PUBLISHED[name])
    written = encode(event, read.id, read.source, read.time, read.sequence, read.cause)
    assert json.loads(written) == document(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_shows_every_field(name: str) -> None:
    assert [*document(name)["data"]] == [field.name for field in fields(PUBLISHED[name])]
    assert None not in document(name)["data"].values()


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_comes_from_its_producer_and_names_its_aggregate(name: str) -> None:
    read, spec = document(name), event_spec(PUBLISHED[name])
    assert read["source"] == source_of("metropolia", spec.producer)
    assert (read["type"], read["subject"]) == (name, read["data"][spec.subject])


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_ignores_a_field_that_it_does_not_know(name: str) -> None:
    assert event_of(envelope(name, told_later="x")) == event_of(envelope(name))


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in NAMES for field in required(name)])
def test_a_reader_refuses_a_missing_and_a_wrong_field_by_its_name(name: str, field: str) -> None:
    with pytest.raises(CloudEventError, match=field):
        event_of(without(name, field))
    with pytest.raises(CloudEventError, match=field):
        event_of(envelope(name, **{field: {"no": "such thing"}}))


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_takes_an_event_without_its_optional_fields(name: str) -> None:
    changed = document(name)
    changed["data"] = {field: changed["data"][field] for field in required(name)}
    event = event_of(decode(json.dumps(changed).encode(), CONTENT_TYPE))
    optional = [one for one in fields(PUBLISHED[name]) if one.name not in required(name)]
    assert [getattr(event, one.name) for one in optional] == [one.default for one in optional]


@pytest.mark.parametrize("name", NAMES)
def test_an_event_has_no_field_for_a_name_a_contact_a_word_or_an_answer(name: str) -> None:
    assert [field.name for field in fields(PUBLISHED[name]) if PERSONAL.search(field.name)] == []


FREE_TEXTS = {
    ("assessment.started.v1", "instrument"),
    ("assessment.started.v1", "instrument_version"),
    ("assessment.completed.v1", "instrument"),
    ("assessment.completed.v1", "instrument_version"),
    ("booking.consent_given.v1", "consent_version"),
    ("notification.message_undeliverable.v1", "template"),
}


def test_an_event_carries_no_free_text_but_a_few_names_of_our_own_things() -> None:
    texts = {
        (name, field)
        for name in NAMES
        for field, hint in get_type_hints(PUBLISHED[name]).items()
        if hint is str or str in get_args(hint)
    }
    assert texts == FREE_TEXTS


def test_an_event_is_flat_so_that_nothing_hides_inside_it() -> None:
    hints = [hint for name in NAMES for hint in get_type_hints(PUBLISHED[name]).values()]
    nested = [hint for hint in hints if any(is_dataclass(part) or part is dict for part in (hint, *get_args(hint)))]
    assert nested == []


def test_the_words_that_events_may_not_have_would_be_found() -> None:
    for word in ("first_name", "email", "phone", "note", "level", "goal", "answers", "productive_minutes"):
        assert PERSONAL.search(word)
