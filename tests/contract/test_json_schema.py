"""The JSON Schema that partners read and the marshmallow schema that the wire is checked with say the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

import jsonschema_rs
import marshmallow as ma
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import validate

from shared.contracts.cloudevents import CONTENT_TYPE, Cause, CloudEventError, decode, encode, event_of, source_of
from shared.contracts.events import PUBLISHED
from shared.contracts.json_schema import json_schema
from shared.contracts.registry import REQUESTS, event_spec
from shared.contracts.schema import load
from tests.contract.published_language import read_document, validator
from tests.contract.test_event_samples import document as sample
from tests.unit.shared.test_schema import Sample

NAMES = sorted(PUBLISHED)
VALIDATORS = {name: validator(read_document(), name) for name in NAMES}

INSTANTS = st.datetimes(datetime(1900, 1, 3), datetime(2999, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001
OFFSETS = st.from_regex(
    r"\A20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|[+-][0-9]{2}:[0-9]{2})\Z"
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.none() | st.booleans() | st.integers() | st.sampled_from([0.5, -1.5]) | WORDS
CODES = st.sampled_from(["fi", "client", "first", "orientation", "high_stress", "crisis_help", "current"])
JSON = PLAIN | CODES | st.uuids().map(str) | INSTANTS.map(datetime.isoformat) | OFFSETS
ANYTHING = JSON | st.lists(JSON, max_size=3) | st.dictionaries(WORDS, PLAIN, max_size=2)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a contract's field."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        (rule,) = (rule for rule in arguments[1:] if isinstance(rule, validate.Range))
        return st.integers(rule.min, rule.max)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if arguments:
        return st.one_of([values(argument) for argument in arguments])
    return {str: WORDS.filter(lambda word: "\0" not in word), datetime: INSTANTS}.get(hint, st.from_type(hint))


def events(name: str) -> st.SearchStrategy[Any]:
    """Events of a contract."""
    hints = get_type_hints(PUBLISHED[name], include_extras=True)
    return st.builds(PUBLISHED[name], **{field: values(hint) for field, hint in hints.items()})


def is_taken(name: str, changed: dict[str, Any]) -> bool:
    """Whether a service of the stack would take the CloudEvent."""
    try:
        event_of(decode(json.dumps(changed).encode(), CONTENT_TYPE))
    except CloudEventError:
        return False
    return True


@settings(max_examples=100)
@given(st.data())
def test_whatever_we_can_write_is_what_the_document_promises(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    cause = Cause(data.draw(st.none() | st.uuids().map(str)), data.draw(st.none() | st.uuids()))
    source = source_of("metropolia", event_spec(PUBLISHED[name]).producer)
    now, number = data.draw(INSTANTS), f"{data.draw(st.integers(1, 10**18)):019}"
    written = encode(data.draw(events(name)), data.draw(st.uuids()), source, now, number, cause)
    VALIDATORS[name].validate(json.loads(written))


@settings(max_examples=300)
@given(st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(fields(name)))), ANYTHING)
def test_whatever_the_document_allows_we_can_read(place: tuple[str, str], value: Any) -> None:
    changed = sample(place[0])
    changed["data"][place[1]] = value
    if VALIDATORS[place[0]].is_valid(changed):
        assert is_taken(place[0], changed)


@settings(max_examples=300)
@given(st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(fields(name)))), ANYTHING)
def test_what_the_document_refuses_we_refuse_but_for_other_spellings_of_ids_and_instants(
    place: tuple[str, str], value: Any
) -> None:
    changed = sample(place[0])
    changed["data"][place[1]] = value
    if not VALIDATORS[place[0]].is_valid(changed) and not has_another_spelling(value):
        assert not is_taken(place[0], changed)


def fields(name: str) -> list[str]:
    """The fields of an event."""
    return list(sample(name)["data"])


def has_another_spelling(value: Any) -> bool:
    """Whether Python reads an id or an instant in it that is not written as the document says."""
    parts = value if isinstance(value, list) else [value]
    return any(isinstance(part, str) and (reads(UUID, part) or reads(datetime.fromisoformat, part)) for part in parts)


def reads(kind: Callable[[str], object], text: str) -> bool:
    """Whether this makes something of the text."""
    try:
        kind(text)
    except ValueError:
        return False
    return True


def test_an_event_lacks_no_required_field_and_may_lack_an_optional_one() -> None:
    for name in NAMES:
        for field in fields(name):
            changed = sample(name)
            del changed["data"][field]
            assert VALIDATORS[name].is_valid(changed) == is_taken(name, changed)


GOOD = {
    "id": "5b0fcb1a-55a0-4f62-8f6f-1f3c4f6a4d4e",
    "at": "2026-11-24T09:00:00Z",
    "inners": [{"value": 1}, {"value": 5}],
    "clock": "09:30",
}
BAD: list[tuple[str, object]] = [
    ("id", "no uuid"),
    ("id", 7),
    ("id", None),
    ("at", "2026-11-24T09:00:00"),
    ("at", "2026-02-30T09:00:00Z"),
    ("at", "1899-12-31T23:59:59Z"),
    ("at", "3000-01-01T00:00:00Z"),
    ("at", "2026-11-24"),
    ("inners", None),
    ("inners", [{"value": 0}]),
    ("inners", [{"value": 6}]),
    ("inners", [{"value": "3"}]),
    ("inners", [{}]),
    ("clock", "24:00"),
    ("clock", "9.30"),
]


def test_both_take_good_data() -> None:
    check = jsonschema_rs.Draft7Validator(json_schema(Sample), validate_formats=True)
    for good in (GOOD, {**GOOD, "clock": None}, {**GOOD, "inners": []}, {**GOOD, "told_later": 1}):
        check.validate(good)
        load(Sample, good)


@pytest.mark.parametrize(("field", "value"), BAD)
def test_both_refuse_bad_data(field: str, value: object) -> None:
    wrong = {**GOOD, field: value}
    assert not jsonschema_rs.Draft7Validator(json_schema(Sample), validate_formats=True).is_valid(wrong)
    with pytest.raises(ma.ValidationError):
        load(Sample, wrong)


def test_every_request_has_a_schema_that_is_one() -> None:
    draft = {"$schema": "http://json-schema.org/draft-07/schema#"}
    for contract in REQUESTS.values():
        assert jsonschema_rs.meta.is_valid(draft | json_schema(contract))
