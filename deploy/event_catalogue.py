"""Writes docs/events.md: every event with its meaning, its fields and who hears it.

python -m deploy.event_catalogue docs/events.md
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields
from inspect import getdoc
from itertools import groupby
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

HEAD = """\
# Events

Facts that one service publishes and others hear, as CloudEvents 1.0 in JSON. They carry ids, codes and times; no names,
no contact data, no free text. Generated from `shared/contracts/events` and the services by `make docs`.
"""


def catalogue(contracts: Mapping[str, type], heard: Mapping[str, Iterable[str]]) -> str:
    """The document; `heard` tells the event names that each service hears."""
    producers = groupby(sorted(contracts), key=lambda name: name.split(".", 1)[0])
    chapters = [chapter(producer, [(name, contracts[name]) for name in names], heard) for producer, names in producers]
    return "\n".join([HEAD, *chapters])


def chapter(producer: str, events: list[tuple[str, type]], heard: Mapping[str, Iterable[str]]) -> str:
    """All that one service publishes."""
    return "\n".join([f"## From {producer}", "", *(entry(name, contract, heard) for name, contract in events)])


def entry(name: str, contract: type, heard: Mapping[str, Iterable[str]]) -> str:
    """One event: what it means, who hears it, and its fields."""
    listeners = sorted(service for service, names in heard.items() if name in names)
    hints = get_type_hints(contract)
    subject = contract.__event__.subject  # type: ignore[attr-defined]
    lines = [f"### `{name}`", "", " ".join((getdoc(contract) or "").split()), ""]
    lines += [f"Heard by {', '.join(listeners) or 'no service of the stack'}. About `{subject}`.", ""]
    lines += ["| field | type |", "|---|---|"]
    lines += [f"| `{field.name}` | {spelled(hints[field.name])} |" for field in fields(contract)]
    return "\n".join([*lines, ""])


def spelled(hint: Any) -> str:
    """A type in words."""
    if hint is type(None):
        return "nothing"
    if isinstance(hint, str):
        return f"`{hint}`"
    arguments = [spelled(argument) for argument in get_args(hint) if argument is not Ellipsis]
    if get_origin(hint) in (Union, UnionType, Literal):
        return " or ".join(arguments)
    if get_origin(hint) in (tuple, list):
        return f"list of {arguments[0]}"
    return f"`{hint.__name__}`"


def main(target: Path) -> None:
    """Writes the document of this stack."""
    target.write_text(catalogue_of_stack(), encoding="utf-8")


def catalogue_of_stack() -> str:
    """The document of the contracts and services that are here."""
    from deploy.green import make_green

    make_green()
    from deploy.stack import service_class, service_names
    from shared.contracts import events  # noqa: F401  importing it registers them all
    from shared.contracts.registry import EVENTS
    from shared.messaging.hosting import heard_by

    return catalogue(EVENTS, {name: heard_by(service_class(name)) for name in service_names()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
