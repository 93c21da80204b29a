"""What no database could keep is refused at the door."""

from __future__ import annotations

from dataclasses import dataclass

import marshmallow as ma
import pytest

from shared.contracts.schema import load


@dataclass(frozen=True)
class Said:
    """A contract with a text."""

    text: str


@pytest.mark.parametrize("text", ["", "Hyvää päivää ✓ 😀", "rivi\nrivi\ttoinen"])
def test_any_text_is_taken_as_it_is(text: str) -> None:
    assert load(Said, {"text": text}) == Said(text)


@pytest.mark.parametrize("text", ["a\0b", "\ud83d"])
def test_a_nul_and_half_a_character_are_refused(text: str) -> None:
    with pytest.raises(ma.ValidationError, match="no text"):
        load(Said, {"text": text})
