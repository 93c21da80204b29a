"""A trace as a tree, whatever the rows say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deploy.operator.trace_output import as_data, page
from deploy.operator.trace_reader import Reading
from deploy.operator.trace_tree import UNKEPT, Node, tree, walk
from shared.messaging.tracing.entries import Fact, TraceEntry, Wanted

BEGAN = datetime(2026, 11, 24, 8, tzinfo=UTC)


def after(milliseconds: float) -> datetime:
    return BEGAN + timedelta(milliseconds=milliseconds)


def step(
    key: str, *parents: str, at: float | None = 0, kind: str = "event", also: str = "", service: str = "a"
) -> TraceEntry:
    when = None if at is None else after(at)
    return TraceEntry(kind, service, key, key, when, parents, also)


def shape(nodes: list[Node]) -> list[object]:
    """Names, those that something came of with what came of them."""
    return [(node.step.name, shape(node.children)) if node.children else node.step.name for node in nodes]


def test_each_step_is_beneath_what_made_it_in_the_order_of_time() -> None:
    steps = [step("mail", "work", at=9), step("event", "command", at=1), step("work", "event", at=5), step("command")]
    assert shape(tree([*steps, step("later", "command", at=7)])) == [
        ("command", [("event", [("work", ["mail"])]), "later"])
    ]


def test_what_has_not_happened_yet_comes_last() -> None:
    assert shape(tree([step("c"), step("not yet", "c", at=None), step("done", "c", at=3)])) == [
        ("c", ["done", "not yet"])
    ]


def test_the_first_known_of_several_parents_is_taken() -> None:
    assert shape(tree([step("c"), step("e", "pruned", "c", at=1)])) == [("c", ["e"])]


def test_orphans_of_one_cause_are_beneath_one_root_made_for_it() -> None:
    roots = tree([step("one", "timer", at=4), step("two", "timer", at=5), step("other", "another timer", at=1)])
    assert shape(roots) == [(UNKEPT, ["other"]), (UNKEPT, ["one", "two"])]
    assert [root.step.at for root in roots] == [after(1), after(4)]


def test_steps_that_name_each_other_as_their_cause_are_told_once_and_said_to_be_odd() -> None:
    roots = tree([step("x", "y", at=1), step("y", "x", at=2), step("z", "y", at=3), step("c", at=9)])
    assert shape(roots) == [("x", [("y", ["z"])]), "c"]
    assert roots[0].flaw == "its cause is among its own effects"


def test_a_step_that_names_itself_is_an_orphan() -> None:
    assert shape(tree([step("x", "x")])) == [(UNKEPT, ["x"])]


def test_an_id_that_two_services_hold_is_told_twice_and_has_its_effects_once() -> None:
    double = [step("e", "c", at=1), step("e", "c", at=2, service="b"), step("h", "e", at=3)]
    (root,) = tree([step("c"), *double])
    assert shape([root]) == [("c", [("e", ["h"]), "e"])]
    assert [child.flaw for child in root.children] == ["", "its id is there already, in a"]


def test_the_second_name_of_work_counts_only_where_it_is_the_only_one() -> None:
    alone = [step("e"), step("h", "e", at=1, also="a/heard/e"), step("out", "a/heard/e", "e", at=2)]
    assert shape(tree(alone)) == [("e", [("h", ["out"])])]
    assert shape(tree([*alone, step("h2", "e", at=3, also="a/heard/e")])) == [("e", ["h", "out", "h2"])]


KEYS = st.sampled_from("abcdef")


@given(st.lists(st.tuples(KEYS, st.lists(KEYS, max_size=3), st.none() | st.integers(0, 9)), min_size=1, max_size=12))
def test_every_step_is_there_once_whatever_the_ids_say(rows: list[tuple[str, list[str], int | None]]) -> None:
    steps = [step(key, *parents, at=at) for key, parents, at in rows]
    told = [node.step for node in walk(tree(steps)) if node.step.kind != "work"]
    assert sorted(map(id, told)) == sorted(map(id, steps))


def test_a_line_tells_when_since_when_and_what_became_of_it() -> None:
    parked = {"parked": after(14), "next try": after(1014)}
    told: dict[str, Fact] = {"reason": "handler_failed", "attempts": 2, "state": "waiting"}
    steps = [
        step("s.rate", kind="command"),
        TraceEntry(
            "event", "s", "s.high.v1", "e", after(4), ("s.rate",), times={"published": after(6)}, facts={"subject": "7"}
        ),
        TraceEntry("handler", "b", "b.high", "h", after(14), ("e",), times=parked, facts=told),
        TraceEntry("handler", "n", "n.high", "h2", None, ("e",), facts={"state": "not heard yet"}),
        TraceEntry("event", "s", "s.late.v1", "e2", after(5), ("s.rate",), facts={"subject": "7"}),
    ]
    assert page(tree(steps), ["4bf9"]) == [
        "4bf9   2026-11-24 UTC   1 command, 2 events, 2 handlers",
        "",
        "    +0 ms  08:00:00.000  command s.rate",
        "    +4 ms  08:00:00.004  ├─ s.high.v1  of 7, published +2 ms",
        "   +14 ms  08:00:00.014  │  ├─ b.high  parked +10 ms, next try +1010 ms, waiting, handler_failed, 2 attempts",
        "                         │  └─ n.high  not heard yet",
        "    +5 ms  08:00:00.005  └─ s.late.v1  of 7, not published yet",
    ]


def test_a_time_far_from_its_cause_is_told_with_its_date() -> None:
    mail = TraceEntry(
        "mail", "n", "reminder", "m", after(0), times={"sent": BEGAN + timedelta(days=2)}, facts={"attempts": 1}
    )
    assert page(tree([mail]), [])[-1].endswith("mail reminder  sent +48 h (2026-11-26 08:00:00), 1 attempt")


def test_the_same_for_programs() -> None:
    steps = [step("c", kind="command"), TraceEntry("mail", "n", "m", "m", after(5), ("c",), times={"sent": after(9)})]
    (root,) = as_data(tree(steps))
    assert root == {
        "kind": "command",
        "service": "a",
        "name": "c",
        "at": "2026-11-24T08:00:00.000+00:00",
        "after_ms": 0.0,
        "children": [
            {
                "kind": "mail",
                "service": "n",
                "name": "m",
                "at": "2026-11-24T08:00:00.005+00:00",
                "after_ms": 5.0,
                "times": {"sent": {"at": "2026-11-24T08:00:00.009+00:00", "after_ms": 9.0}},
                "children": [],
            }
        ],
    }


def test_a_trace_that_an_outsider_floods_is_cut_and_said_to_be() -> None:
    steps = [step("c", kind="command"), step("d", kind="command"), step("h", kind="handler"), step("i", kind="handler")]
    assert Reading(steps, Wanted(), "", {}, most=2).is_cut
    assert not Reading(steps, Wanted(), "", {}, most=3).is_cut
