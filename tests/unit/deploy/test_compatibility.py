"""Every incompatible change of a contract is named; every compatible one passes."""

from __future__ import annotations

from dataclasses import make_dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import or_
from types import GenericAlias
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from marshmallow import validate

from deploy.contracts.compatibility import Entry, breaches, digest
from deploy.contracts.fields import fields_of, reply_fields

REQUIRED = object()


class Colour(StrEnum):
    """Two colours."""

    RED = "red"
    BLUE = "blue"


def contract(**fields: tuple[Any, Any]) -> Any:
    """A dataclass of these fields, each with its type and its default."""
    return make_dataclass(
        "Painted",
        [(name, hint) if default is REQUIRED else (name, hint, default) for name, (hint, default) in fields.items()],
        frozen=True,
    )


def many(kind: Any) -> Any:
    """The type of several of a kind."""
    return GenericAlias(tuple, (kind, ...))


PART: dict[str, tuple[Any, Any]] = {"code": (Literal["a", "b"], REQUIRED)}
RELEASED: dict[str, tuple[Any, Any]] = {
    "wall_id": (UUID, REQUIRED),
    "at": (datetime, REQUIRED),
    "colour": (Colour, REQUIRED),
    "layers": (Annotated[int, validate.Range(min=1, max=5)], REQUIRED),
    "maker": (Annotated[str, validate.Length(max=20)], REQUIRED),
    "parts": (many(contract(**PART)), REQUIRED),
    "helper": (UUID | None, None),
    "finish": (str, "matt"),
}
SAMPLE: Entry = {"type": "decor.painted.v1", "data": {"wall_id": "1", "colour": "red"}}


def changed(**fields: tuple[Any, Any] | None) -> Any:
    """The released contract with some fields changed, added, or (None) removed."""
    kept = {name: field for name, field in {**RELEASED, **fields}.items() if field is not None}
    return contract(**dict(sorted(kept.items(), key=lambda item: item[1][1] is not REQUIRED)))


def event(fields: Any, subject: str = "wall_id") -> Entry:
    return {
        "kind": "event",
        "subject": subject,
        "sample": digest(SAMPLE, fields_of(fields)),
        "fields": fields_of(fields),
    }


def request(asks: Any, reply: Any = None, kind: str = "command") -> Entry:
    return {"kind": kind, "asks": fields_of(asks), "replies": reply_fields(reply)}


def broken(old: Entry, new: Entry | None, sample: Entry | None = SAMPLE) -> list[str]:
    """What is no longer kept when the old contract becomes the new one."""
    name = "decor.painted.v1" if old["kind"] == "event" else "decor.paint"
    samples = {} if sample is None else {name: sample}
    return [breach.what for breach in breaches({name: old}, {} if new is None else {name: new}, samples)]


UNCHANGED = changed()
GAINED = ({"colour": (Literal["red", "blue", "green"], REQUIRED)}, "field colour gained green among its values")
INCOMPATIBLE = [
    ({"at": None}, "field at was removed"),
    ({"helper": None}, "field helper was removed"),
    ({"helper": (UUID | None, REQUIRED)}, "field helper became required"),
    ({"maker": (Annotated[str, validate.Length(max=20)], "nobody")}, "field maker became optional"),
    ({"price": (int, REQUIRED)}, "field price is new and required"),
    ({"at": (date, REQUIRED)}, 'field at had format "date-time" and has "date"'),
    ({"wall_id": (str, REQUIRED)}, 'field wall_id had format "uuid" and has nothing'),
    ({"layers": (float, REQUIRED)}, 'field layers had type "integer" and has "number"'),
    ({"helper": (UUID, UUID(int=0))}, "field helper may no longer be null"),
    ({"at": (datetime | None, REQUIRED)}, "field at may now be null"),
    ({"finish": (str, "gloss")}, 'field finish had default "matt" and has "gloss"'),
    ({"colour": (Literal["red"], REQUIRED)}, "field colour lost blue among its values"),
    GAINED,
    ({"colour": (str, REQUIRED)}, 'field colour had enum ["blue", "red"] and has nothing'),
    ({"layers": (Annotated[int, validate.Range(min=2, max=5)], REQUIRED)}, "field layers had minimum 1 and has 2"),
    ({"layers": (Annotated[int, validate.Range(min=1, max=9)], REQUIRED)}, "field layers had maximum 5 and has 9"),
    ({"layers": (int, REQUIRED)}, "field layers had minimum 1 and has nothing"),
    ({"maker": (Annotated[str, validate.Length(max=10)], REQUIRED)}, "field maker had maxLength 20 and has 10"),
    ({"parts": (many(contract()), REQUIRED)}, "field parts[].code was removed"),
    (
        {"parts": (many(contract(**PART, size=(int, REQUIRED))), REQUIRED)},
        "field parts[].size is new and required",
    ),
]
COMPATIBLE: list[dict[str, tuple[Any, Any]]] = [
    {"price": (int, 0)},
    {"price": (int | None, None)},
    {"extras": (many(contract(**PART)), ())},
    {"parts": (many(contract(**PART, size=(int, 1))), REQUIRED)},
    {"colour": (Literal["blue", "red"], REQUIRED)},
]


@pytest.mark.parametrize(("fields", "what"), INCOMPATIBLE)
def test_an_incompatible_change_of_an_event_is_named_with_its_field(fields: dict[str, Any], what: str) -> None:
    assert what in broken(event(UNCHANGED), event(changed(**fields)))


@pytest.mark.parametrize(("fields", "what"), [change for change in INCOMPATIBLE if change != GAINED])
def test_an_incompatible_change_of_a_reply_is_named_with_its_field(fields: dict[str, Any], what: str) -> None:
    old, new = request(contract(), many(UNCHANGED)), request(contract(), many(changed(**fields)))
    assert what.replace("field ", "field reply[].") in broken(old, new)


def test_a_code_in_a_reply_may_gain_values() -> None:
    assert broken(request(contract(), UNCHANGED), request(contract(), changed(**GAINED[0]))) == []


@pytest.mark.parametrize("fields", COMPATIBLE)
def test_a_new_optional_field_and_another_spelling_change_nothing_for_readers(fields: dict[str, Any]) -> None:
    assert broken(event(UNCHANGED), event(changed(**fields))) == []
    assert broken(request(UNCHANGED, UNCHANGED), request(changed(**fields), changed(**fields))) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"helper": None},
        {"at": None},
        {"price": (int, REQUIRED)},
        {"helper": (UUID | None, REQUIRED)},
        {"layers": (float, REQUIRED)},
        {"at": (date, REQUIRED)},
        {"finish": (str, "gloss")},
        {"colour": (Literal["red"], REQUIRED)},
        {"layers": (Annotated[int, validate.Range(min=2, max=5)], REQUIRED)},
        {"layers": (Annotated[int, validate.Range(min=1, max=4)], REQUIRED)},
        {"maker": (Annotated[str, validate.Length(min=1, max=20)], REQUIRED)},
    ],
)
def test_a_request_may_not_ask_for_more_than_it_did(fields: dict[str, Any]) -> None:
    assert len(broken(request(UNCHANGED), request(changed(**fields)))) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"at": (datetime | None, None)},
        {"colour": (Literal["red", "blue", "green"], REQUIRED)},
        {"colour": (str, REQUIRED)},
        {"layers": (Annotated[int, validate.Range(min=0, max=9)], REQUIRED)},
        {"layers": (int, REQUIRED)},
        {"maker": (Annotated[str, validate.Length(max=40)], REQUIRED)},
    ],
)
def test_a_request_may_take_more_than_it_did(fields: dict[str, Any]) -> None:
    assert broken(request(UNCHANGED), request(changed(**fields))) == []


def test_a_removed_event_and_a_removed_request_are_missed() -> None:
    assert broken(event(UNCHANGED), None) == ["it is gone"]
    assert broken(request(UNCHANGED), None) == ["it is gone"]


def test_another_subject_is_another_event() -> None:
    assert broken(event(UNCHANGED), event(UNCHANGED, "helper")) == ["its subject was wall_id and is helper"]


def test_a_question_that_becomes_a_command_is_another_request() -> None:
    assert broken(request(UNCHANGED, kind="question"), request(UNCHANGED)) == ["its kind was question and is command"]


@pytest.mark.parametrize("reply", [None, UNCHANGED, or_(UNCHANGED, None)])
def test_another_kind_of_reply_is_another_request(reply: Any) -> None:
    assert broken(request(contract(), many(UNCHANGED)), request(contract(), reply)) != []


def test_a_released_sample_is_not_edited() -> None:
    edited = {**SAMPLE, "data": {**SAMPLE["data"], "colour": "blue"}}
    for sample in (edited, {**SAMPLE, "type": "x"}, {**SAMPLE, "data": {"wall_id": "1"}}, None):
        assert broken(event(UNCHANGED), event(UNCHANGED), sample) == ["its sample was changed"]


def test_a_released_sample_gains_the_field_that_its_event_gains() -> None:
    grown = {**SAMPLE, "data": {**SAMPLE["data"], "price": 7}}
    assert broken(event(UNCHANGED), event(changed(price=(int, 0))), grown) == []


def test_what_is_to_be_done_is_said() -> None:
    old, new = request(UNCHANGED), request(changed(price=(int, REQUIRED)))
    (said,) = map(str, breaches({"decor.paint": old}, {"decor.paint": new}, {}))
    assert said == "decor.paint: field price is new and required. Put it back, and write decor.paint.v2 beside it."
    (said,) = map(str, breaches({"decor.painted.v9": event(UNCHANGED)}, {}, {}))
    assert said.startswith("decor.painted.v9: it is gone. Bring it back.")
