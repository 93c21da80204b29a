"""The bench of events prints no figure of a program that does not act on each event exactly once."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests.bench.events import harness
from tests.bench.events.facts import Fact, Verdict, compare
from tests.bench.events.goals import Goal, Judged, judge, p50, rate
from tests.bench.events.ground import Ground, GroundError, checked, ground
from tests.bench.events.harness import Outcome, run
from tests.bench.events.measure import FULL, Figures, Measured, percentile
from tests.bench.events.program import Load
from tests.bench.events.report import BEGIN, END, report, write
from tests.bench.events.roster import ROSTER, Row

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-bench/bin/python"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FACTS = [Fact(UUID(int=number), UUID(int=9), UUID(int=8), NOON) for number in range(3)]
GOOD, BAD = Verdict(0, 0, 0, 0), Verdict(1, 0, 0, 0)
PLANTED = {"loses": Verdict(2, 0, 0, 0), "repeats": Verdict(0, 2, 0, 0), "alters": Verdict(2, 0, 2, 0)}


@pytest.fixture(scope="module")
def servers() -> Iterator[Ground]:
    """A PostgreSQL that tells when transactions committed, which a given one may not, and a RabbitMQ."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        with ground() as found:
            yield found


@pytest.mark.parametrize("flaw", PLANTED)
def test_a_planted_flaw_is_found_and_its_run_has_no_figures(servers: Ground, flaw: str) -> None:
    # One event a batch, so that the flaw strikes as often as it is told to.
    outcome = run(servers, flawed(flaw), Load(2, 5), patience=3)
    assert outcome.verdict == PLANTED[flaw]
    assert outcome == Outcome(outcome.verdict, 2, words=outcome.words)


def test_what_was_never_acknowledged_is_found_in_the_broker(servers: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "EMPTY_SECONDS", 1.0)
    assert run(servers, flawed("keeps"), Load(5), patience=3).verdict == Verdict(0, 0, 0, left=5)


def test_a_server_that_does_not_keep_commit_times_is_refused(postgres_url: str) -> None:
    with pytest.raises(GroundError, match="track_commit_timestamp"):
        checked(postgres_url)


def test_each_program_acts_on_each_event_exactly_once(servers: Ground) -> None:
    if not PYTHON.exists():
        pytest.skip("the bench's requirements are not installed: make .venv-bench/.installed")
    command = [str(PYTHON), "-W", "ignore", "-m", "tests.bench.events", "--quick"]
    env = {**os.environ, "DATABASE_URL": servers.postgres, "AMQP_URL": servers.amqp}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(f"| {row.name} " in done.stdout for row in ROSTER), done.stdout
    assert done.stderr.count("exactly once") == 2 * len(ROSTER), done.stderr


def test_each_way_to_miss_exactly_once_is_counted() -> None:
    other = Fact(UUID(int=7), UUID(int=9), UUID(int=8), NOON)
    assert compare(FACTS, FACTS, 0).is_good
    assert compare(FACTS, FACTS[:2], 0) == Verdict(1, 0, 0, 0)
    assert compare(FACTS, [*FACTS, FACTS[0], FACTS[0]], 0) == Verdict(0, 2, 0, 0)
    assert compare(FACTS, [*FACTS, other], 0) == Verdict(0, 0, 1, 0)
    assert not compare(FACTS, FACTS, 1).is_good


def test_a_single_bad_run_takes_a_program_out_of_the_table_and_the_goals() -> None:
    row = ROSTER[0]
    measured = Measured(row, [outcome(GOOD), outcome(BAD), outcome(GOOD)], [outcome(GOOD)])
    assert measured.figures is None
    text = report("", FULL, [measured], [])
    assert "FAILED: 1 lost" in text
    assert not any(letter.isdigit() for letter in text.split("FAILED: 1 lost, 0 repeated, 0 foreign, 0 left")[1])


def test_figures_are_medians_of_the_rounds() -> None:
    bursts = [outcome(GOOD, seconds) for seconds in (4.0, 1.0, 2.0)]
    figures = Measured(ROSTER[0], bursts, [outcome(GOOD)]).figures
    assert figures == Figures(rate=50.0, cpu=5_000.0, p50=2.0, p99=3.0)


def test_a_percentile_is_a_value_that_was_seen() -> None:
    hundred = [float(number) for number in range(1, 101)]
    assert (percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([5.0], 0.99)) == (50.0, 99.0, 5.0)


def test_a_goal_is_reached_at_its_very_ratio_and_not_beyond() -> None:
    least, most = Goal("a", rate, "b", at_least=4.0), Goal("a", p50, "b", at_most=1.8)
    assert [Judged(least, ratio).is_reached for ratio in (3.99, 4.0)] == [False, True]
    assert [Judged(most, ratio).is_reached for ratio in (1.8, 1.81)] == [True, False]


def test_goals_are_judged_only_between_programs_that_have_figures() -> None:
    ours, single = Figures(4_000, 50, 2, 3), Figures(1_000, 400, 1, 2)
    judged = {(each.goal.ours, each.goal.other, each.goal.take): each for each in judge({"ours_orm": ours})}
    assert judged == {}
    found = list(judge({"ours_orm": ours, "aio_single": single}))
    assert [(each.ratio, each.is_reached) for each in found] == [(4.0, True), (0.125, True)]


def test_the_tables_replace_those_between_the_marks_and_nothing_else(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write(document, "new")
    assert document.read_text() == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    document.write_text("no marks")
    with pytest.raises(ValueError, match="to write between"):
        write(document, "new")


def flawed(name: str) -> Row:
    return Row(name, name, 0, folder="tests.bench.events.flawed")


def outcome(verdict: Verdict, seconds: float = 1.0) -> Outcome:
    if not verdict.is_good:
        return Outcome(verdict, 100)
    return Outcome(verdict, 100, seconds, 0.5, (0.001, 0.002, 0.003))
