"""Waves of letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.broker.rabbitmq.subject_batches import waves

batches = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=40)


@given(batches)
def test_every_letter_is_in_one_wave(subjects: list[str]) -> None:
    assert sorted(place for wave in waves(subjects) for place in wave) == list(range(len(subjects)))


@given(batches)
def test_no_wave_has_two_letters_of_a_subject(subjects: list[str]) -> None:
    for wave in waves(subjects):
        named = [subjects[place] for place in wave if subjects[place]]
        assert len(named) == len(set(named))


@given(batches)
def test_the_letters_of_a_subject_keep_their_order(subjects: list[str]) -> None:
    order = [place for wave in waves(subjects) for place in wave]
    for subject in "abc":
        places = [place for place in order if subjects[place] == subject]
        assert places == sorted(places)


def test_subjects_that_appear_once_leave_in_one_wave() -> None:
    assert waves(["a", "b", "", "", "c"]) == [[0, 1, 2, 3, 4]]


def test_the_second_of_a_subject_leaves_in_the_second_wave() -> None:
    assert waves(["a", "a", "b", "a"]) == [[0, 2], [1], [3]]
