"""Whether contracts still keep what was promised when they were released.

An event is read by programs that know only what was released, and what they wrote is read by new ones: it may gain
optional fields, and nothing else may change. So it is with a reply, but that a code may gain values. What a request
asks may widen, for only its service reads it, and is deployed before those who ask.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.contracts.fields import Facts, Fields

Entry = dict[str, Any]  # an event's subject, sample and fields; a request's kind, asks and replies
ContractSet = dict[str, Entry]  # by the contract's name
Allowed = Mapping[str, Callable[[Any, Any], bool]]

_ABSENT = object()


def _is_no_more(old: Any, new: Any) -> bool:
    return new is _ABSENT


def _is_new(old: Any, new: Any) -> bool:
    return old is _ABSENT


def _is_lower(old: Any, new: Any) -> bool:
    return new is _ABSENT or (old is not _ABSENT and new <= old)


def _is_higher(old: Any, new: Any) -> bool:
    return new is _ABSENT or (old is not _ABSENT and new >= old)


def _has_more(old: Any, new: Any) -> bool:
    return _ABSENT not in (old, new) and set(old) <= set(new)


def _takes_more(old: Any, new: Any) -> bool:
    return new is _ABSENT or _has_more(old, new)


WIDER: Allowed = {
    "required": _is_no_more,
    "nullable": _is_new,
    "default": _is_new,
    "enum": _takes_more,
    **dict.fromkeys(("minimum", "minLength", "minItems"), _is_lower),
    **dict.fromkeys(("maximum", "maxLength", "maxItems"), _is_higher),
}
MAY_CHANGE: Mapping[str, Allowed] = {"fields": {}, "asks": WIDER, "replies": {"enum": _has_more}}


@dataclass(frozen=True, slots=True)
class BreakingChange:
    """A promise that a contract no longer keeps, and what to do about it."""

    contract: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.contract}: {self.what}. {self.remedy}"


def breaches(released: ContractSet, today: ContractSet, samples: Mapping[str, Entry]) -> Iterator[BreakingChange]:
    """What of the released contracts does not hold today; `samples` are today's, by event."""
    for name, old in sorted(released.items()):
        if name not in today:
            yield BreakingChange(name, "it is gone", _BRING_BACK)
            continue
        yield from (BreakingChange(name, what, _beside(name)) for what in _changed(old, today[name]))
        if "sample" in old and (name not in samples or digest(samples[name], old["fields"]) != old["sample"]):
            yield BreakingChange(name, "its sample was changed", _SAMPLE)


def digest(sample: Entry, fields: Fields) -> str:
    """The fingerprint of a sample, looking only at those of its fields that the contract has."""
    known = {**sample, "data": {name: value for name, value in sample["data"].items() if name in fields}}
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


_BRING_BACK = (
    "Bring it back. Once no queue, no parked event, no partner and no running service can hold it or ask it, take its "
    "lines out of tests/contract/released by hand."
)
_SAMPLE = "Put it back as it was: a released sample gains the fields that its event gains, and nothing else."


def _beside(name: str) -> str:
    stem, _, number = name.rpartition(".v")
    following = f"{stem}.v{int(number) + 1}" if re.search(r"\.v\d+$", name) else f"{name}.v2"
    return f"Put it back, and write {following} beside it."


def _changed(old: Entry, new: Entry) -> Iterator[str]:
    for word in ("kind", "subject"):
        if old.get(word) != new.get(word):
            yield f"its {word} was {old.get(word)} and is {new.get(word)}"
    for part, allowed in MAY_CHANGE.items():
        yield from _fields(old.get(part, {}), new.get(part, {}), allowed)


def _fields(old: Fields, new: Fields, allowed: Allowed) -> Iterator[str]:
    for path in _topmost(old.keys() - new.keys()):
        yield f"field {path} was removed"
    for path in _topmost(new.keys() - old.keys()):
        if new[path].get("required"):
            yield f"field {path} is new and required"
    for path in sorted(old.keys() & new.keys()):
        yield from (f"field {path} {change}" for change in _changes(old[path], new[path], allowed))


def _topmost(paths: set[str]) -> list[str]:
    """The paths without those that lie within another of them."""
    within = {path for path in paths for other in paths if re.match(rf"{re.escape(other)}[.\[{{]", path)}
    return sorted(paths - within)


def _changes(old: Facts, new: Facts, allowed: Allowed) -> Iterator[str]:
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, _ABSENT), new.get(key, _ABSENT)
        follows = key == "default" and old.get("required") != new.get("required")  # said by "required"
        if before != after and not follows and not (key in allowed and allowed[key](before, after)):
            yield _words(key, before, after)


def _words(key: str, before: Any, after: Any) -> str:
    if key == "required":
        return "became optional" if after is _ABSENT else "became required"
    if key == "nullable":
        return "may no longer be null" if after is _ABSENT else "may now be null"
    if key == "enum" and _ABSENT not in (before, after):
        lost, gained = sorted(set(before) - set(after)), sorted(set(after) - set(before))
        told = [f"{verb} {', '.join(values)}" for verb, values in (("lost", lost), ("gained", gained)) if values]
        return f"{' and '.join(told)} among its values"
    spelled = ["nothing" if value is _ABSENT else json.dumps(value) for value in (before, after)]
    return f"had {key} {spelled[0]} and has {spelled[1]}"
