"""What a request's own schema refuses before assessment sees it, and the list of what assessment refuses."""

from __future__ import annotations

import inspect
import re
from uuid import uuid4

import marshmallow as ma
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessment.adapters import tables
from services.assessment.application import refusals
from shared.contracts.requests.assessment import AnswerItem
from shared.contracts.schema import load


def request(**halves: object) -> dict[str, object]:
    return {"assessment_id": str(uuid4()), "item": "a", **halves}


@given(st.integers().filter(lambda value: not 1 <= value <= 4), st.sampled_from(["competence", "importance"]))
def test_a_rating_outside_1_to_4_is_refused_naming_the_field(value: int, half: str) -> None:
    with pytest.raises(ma.ValidationError) as caught:
        load(AnswerItem, request(**{half: value}), strict=True)
    assert list(caught.value.messages_dict) == [half]


@given(st.integers(1, 4), st.integers(1, 4))
def test_a_rating_from_1_to_4_is_taken(competence: int, importance: int) -> None:
    ask = load(AnswerItem, request(competence=competence, importance=importance), strict=True)
    assert (ask.competence, ask.importance) == (competence, importance)


@pytest.mark.parametrize("value", ["two", 2.5, [2], {}])
def test_a_rating_that_is_no_whole_number_is_refused(value: object) -> None:
    with pytest.raises(ma.ValidationError):
        load(AnswerItem, request(competence=value), strict=True)


def test_the_table_of_refusals_names_each_with_its_kind_field_and_params() -> None:
    listed = set(re.findall(r"^\| (\w+) +\| (?:not_found|forbidden|invalid|conflict) ", refusals.__doc__ or "", re.M))
    source = inspect.getsource(refusals)
    raised = set(re.findall(r"return (?:not_found|forbidden|invalid|conflict)\(\"(\w+)\"", source))
    assert listed == raised
    assert "items_missing" in raised


def test_every_column_says_whose_it_is() -> None:
    columns = [column for table in tables.metadata.sorted_tables for column in table.columns]
    unclassified = [
        str(column) for column in columns if column.info.get("personal") not in ("none", "pseudonym", "client")
    ]
    assert unclassified == []
    assert len(columns) > 20
