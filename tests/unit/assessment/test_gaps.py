"""What is furthest from how much it matters."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from services.assessment.adapters.instrument_catalogue import ReadInstruments
from services.assessment.domain.assessment import MOST_CHANGE_TARGETS, Answer, gaps
from tests.unit.assessment.asking import choose, refusal_of, start
from tests.unit.assessment.fakes import World, instrument

RATINGS = st.none() | st.integers(1, 4)
FORMS = st.lists(st.tuples(RATINGS, RATINGS), max_size=12).map(
    lambda pairs: [Answer(f"i{place:02}", *pair) for place, pair in enumerate(pairs)]
)


def test_a_gap_is_importance_minus_competence_and_none_while_a_half_is_open() -> None:
    assert Answer("a", 1, 4).gap == 3
    assert Answer("a", 4, 1).gap == -3
    assert Answer("a", 2, 2).gap == 0
    assert Answer("a", 2).gap is Answer("a", None, 2).gap is Answer("a").gap is None


def test_the_largest_gap_comes_first_then_the_most_important_then_the_forms_order() -> None:
    answers = [
        Answer("first_of_twins", 2, 3),
        Answer("matters_most", 3, 4),
        Answer("second_of_twins", 2, 3),
        Answer("large", 1, 3),
        Answer("even", 3, 3),
        Answer("going_well", 4, 1),
        Answer("open", None, 4),
    ]
    assert [answer.item for answer in gaps(answers)] == ["large", "matters_most", "first_of_twins", "second_of_twins"]


@given(FORMS)
def test_gaps_hold_exactly_the_answers_that_matter_more_than_they_succeed(answers: list[Answer]) -> None:
    expected = {a.item for a in answers if a.competence and a.importance and a.importance > a.competence}
    assert {answer.item for answer in gaps(answers)} == expected


@given(FORMS)
def test_no_gap_stands_before_one_that_should_precede_it(answers: list[Answer]) -> None:
    found = gaps(answers)
    for earlier, later in itertools.pairwise(found):
        assert (-(earlier.gap or 0), -(earlier.importance or 0), earlier.item) < (
            -(later.gap or 0),
            -(later.importance or 0),
            later.item,
        )


@given(st.integers(0, 12))
def test_four_change_targets_are_taken_and_a_fifth_is_not(count: int) -> None:
    items = [f"i{place}" for place in range(12)]
    world = World(catalogue=ReadInstruments([instrument(*items)]))
    opened = start(world)
    chosen = tuple(items[:count])
    if count <= MOST_CHANGE_TARGETS:
        assert choose(world, opened.assessment_id, *chosen).change_targets == chosen
    else:
        refusal = refusal_of(lambda: choose(world, opened.assessment_id, *chosen))
        assert (refusal.code, refusal.field, refusal.params) == ("too_many_change_targets", "items", {"most": 4})
        assert start(world).change_targets == ()
