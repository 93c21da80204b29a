"""What is shown of a parked event's bytes is what came, made readable, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.dead_letters.content import EXCERPT, READABLE, readable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def of(raw: bytes) -> tuple[str, str]:
    content = readable(raw, len(raw))
    return content.form, content.words


def test_json_is_indented() -> None:
    assert of('{"a":[1,"ä"]}'.encode()) == ("json", '{\n  "a": [\n    1,\n    "ä"\n  ]\n}')


@given(JSON)
def test_shown_json_says_the_same_as_what_came(value: object) -> None:
    form, words = of(json.dumps(value).encode())
    if form == "json" and "\\U" not in words:
        assert json.loads(words) == value


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":2}',
        b'{"a":1.00000000000000000001}',
        b"[NaN]",
        b"[1,",
        b"[" * 100_000,
        b"1" * 5_000,
        b"not json",
    ],
)
def test_what_indenting_would_change_or_is_no_json_is_shown_as_it_came(raw: bytes) -> None:
    content = readable(raw[:READABLE], len(raw))
    assert (content.form, content.words) == ("text", raw[:READABLE].decode())
    assert content.is_whole == (len(raw) <= READABLE)


def test_characters_that_would_deceive_the_eye_are_escaped() -> None:
    assert of("a\u202eb\x1b[31m\U000e0041\nc".encode()) == ("text", "a\\u202eb\\u001b[31m\\U000e0041\nc")
    assert of('{"a":"\u202e"}'.encode()) == ("json", '{\n  "a": "\\u202e"\n}')
    assert of(b'"\\ud800"') == ("json", '"\\ud800"')


def test_bytes_that_are_no_text_are_dumped_and_a_long_dump_says_what_is_left_out() -> None:
    assert of(b"\xfe\xedA") == ("bytes", f"0000  {'fe ed 41':47}  ..A")
    content = readable(b"\xff" * READABLE, 20_000_000)
    assert (content.shown, content.size, content.is_whole) == (EXCERPT, 20_000_000, False)


def test_a_long_text_that_is_cut_within_a_character_is_still_a_text() -> None:
    start = ("a" * (READABLE - 1) + "ä").encode()[:READABLE]
    content = readable(start, READABLE + 1)
    assert (content.form, content.shown) == ("text", READABLE - 1)
    assert readable(start, READABLE).form == "bytes"


def test_nothing_is_shown_of_nothing() -> None:
    assert of(b"") == ("text", "")
