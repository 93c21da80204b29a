"""Puts the steps of a trace into a tree: each beneath what made it happen, in the order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared.messaging.tracing.entries import TraceEntry

NEVER = datetime.max.replace(tzinfo=UTC)
UNKEPT = "work of which no record is kept"


@dataclass(eq=False, slots=True)
class Node:
    """A step and what came of it; ``flaw`` says what is odd about its place."""

    step: TraceEntry
    children: list[Node] = field(default_factory=list)
    flaw: str = ""

    @property
    def began_at(self) -> datetime:
        """When it happened; what has not happened comes last."""
        return self.step.at or NEVER


def tree(steps: Iterable[TraceEntry]) -> list[Node]:
    """The roots. Every step is in it once, whatever the ids in the rows say."""
    nodes = [Node(step) for step in sorted(steps, key=lambda each: (each.at or NEVER, each.key))]
    named = _named(nodes)
    parents = {node: _parent(node, named) for node in nodes}
    roots = [node for node in nodes if parents[node] is None]
    for node in nodes:
        if (parent := parents[node]) is not None:
            parent.children.append(node)
    roots += _cut_circles(nodes, roots, parents)
    return sorted(_beneath_unkept(roots), key=lambda node: node.began_at)


def walk(roots: Sequence[Node]) -> Iterator[Node]:
    """Every node, from the top, each before its children."""
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def _named(nodes: Sequence[Node]) -> dict[str, Node]:
    named: dict[str, Node] = {}
    for node in nodes:
        first = named.setdefault(node.step.key, node)
        if first is not node:
            node.flaw = f"its id is there already, in {first.step.service}"
    shared = Counter(node.step.also for node in nodes if node.step.also)
    alone = {node.step.also: node for node in nodes if shared[node.step.also] == 1}
    return alone | named


def _parent(node: Node, named: dict[str, Node]) -> Node | None:
    known = (named[name] for name in node.step.parents if name in named)
    return next((parent for parent in known if parent is not node), None)


def _cut_circles(nodes: Sequence[Node], roots: Sequence[Node], parents: dict[Node, Node | None]) -> list[Node]:
    """The first of each circle of steps that name each other as their cause, taken out of it."""
    seen = set(walk(roots))
    cut = []
    for node in nodes:
        if node not in seen:
            parent = parents[node]
            assert parent is not None
            parent.children.remove(node)
            node.flaw = "its cause is among its own effects"
            cut.append(node)
            seen |= set(walk([node]))
    return cut


def _beneath_unkept(roots: Sequence[Node]) -> list[Node]:
    """The roots, those that name a cause which nobody keeps beneath a root made for it."""
    made: dict[str, Node] = {}
    found = []
    for node in roots:
        step = node.step
        if not step.parents or node.flaw:
            found.append(node)
            continue
        if step.parents[0] not in made:
            made[step.parents[0]] = Node(TraceEntry("work", step.service, UNKEPT, step.parents[0], step.at))
            found.append(made[step.parents[0]])
        made[step.parents[0]].children.append(node)
    return found
