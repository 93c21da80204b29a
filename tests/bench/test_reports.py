"""What is promised of the benches' tables, goals and rounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.asking import page
from tests.bench.asking.figures import IDS, expected
from tests.bench.reports import Goal, Section, conclude, write_between
from tests.bench.rounds import Rounds


@pytest.mark.parametrize(
    ("goal", "is_reached"),
    [
        (Goal("", 1.6, at_most=1.6), True),
        (Goal("", 1.61, at_most=1.6), False),
        (Goal("", 5.0, at_least=5), True),
        (Goal("", 4.9, at_least=5), False),
        (Goal("", float("nan"), at_most=1.6), False),
    ],
)
def test_a_goal_is_reached_at_its_bound_and_not_beyond(goal: Goal, is_reached: bool) -> None:
    assert goal.is_reached is is_reached
    assert conclude("bench", [Section("", ("", "goal", "", ""), [], [goal])], None) == int(not is_reached)


def test_a_report_goes_between_its_own_marks(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("before <!-- bench: begin -->old<!-- bench: end --> after")
    conclude("bench", [Section("Title", ("what", "much"), [("this", "1.00")], [])], document)
    told = document.read_text()
    assert "| this | 1.00 |" in told
    assert "old" not in told
    assert (told[:7], told[-6:]) == ("before ", " after")


def test_a_document_without_the_marks_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("nothing")
    with pytest.raises(ValueError, match="has no"):
        write_between(document, "<begin>", "<end>", "text")
    assert document.read_text() == "nothing"


def test_a_ratio_compares_within_a_round_and_is_the_median_of_the_rounds() -> None:
    rounds = Rounds()
    for ours, theirs in (([100, 200, 300], [100]), ([400], [100]), ([900], [300])):
        rounds.add("ours", ours)
        rounds.add("theirs", theirs)
    assert rounds.ratio("ours", "theirs") == 3.0
    assert rounds.millis("ours") == 0.4


def test_a_right_page_shows_the_figure_of_each_service() -> None:
    assert page.right_values(3, 99) == [expected(IDS[99]), expected(IDS[0]), expected(IDS[1])]
