"""Keeps the released contracts in tests/contract/released, so that none is changed under those who rely on it.

python -m deploy.contracts.release
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from deploy.contracts.compatibility import BreakingChange, ContractSet, Entry, breaches, digest
from deploy.contracts.event_catalogue import SAMPLES
from deploy.contracts.fields import fields_of, reply_fields
from shared.contracts import requests
from shared.contracts.events import PUBLISHED
from shared.contracts.registry import REQUESTS, event_spec, request_spec

RELEASED = SAMPLES.parent / "released"
HEAD = (
    "# What was released, written by `make contracts`. Never edited, but to take out what nobody can hold any more.\n"
)


def today() -> ContractSet:
    """The contracts that are here."""
    asked = {name: ask for name, ask in REQUESTS.items() if ask.__module__.startswith(f"{requests.__name__}.")}
    samples = samples_of_today()
    events = {name: event_entry(contract, samples.get(name)) for name, contract in PUBLISHED.items()}
    return {**events, **{name: request_entry(contract) for name, contract in asked.items()}}


def event_entry(contract: type, sample: Entry | None) -> Entry:
    """What is promised of an event; without a sample, nothing is of that."""
    fields = fields_of(contract)
    fingerprint = {} if sample is None else {"sample": digest(sample, fields)}
    return {"kind": "event", "subject": event_spec(contract).subject, **fingerprint, "fields": fields}


def request_entry(contract: type) -> Entry:
    """What is promised of a request and of its reply."""
    spec = request_spec(contract)
    kind = "command" if spec.is_command else "question"
    return {"kind": kind, "asks": fields_of(contract), "replies": reply_fields(spec.reply)}


def samples_of_today() -> dict[str, Entry]:
    """The samples that are here, by event."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.json"))}


def unshown(samples: Mapping[str, Entry]) -> Iterator[BreakingChange]:
    """What events have that no sample shows: once released, a sample could not gain it."""
    for name, contract in sorted(PUBLISHED.items()):
        shown = samples[name]["data"] if name in samples else {}
        for field in fields_of(contract):
            if field.isidentifier() and field not in shown:
                yield BreakingChange(
                    name, f"no sample shows field {field}", f"Show it in tests/contract/samples/{name}.json."
                )


def read(folder: Path) -> ContractSet:
    """The released contracts."""
    book: ContractSet = {}
    for file in sorted(folder.glob("*.yaml")):
        book |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return book


def write(book: ContractSet, folder: Path) -> None:
    """Release these contracts: a file for each service."""
    folder.mkdir(parents=True, exist_ok=True)
    for service in sorted({name.partition(".")[0] for name in book}):
        entries = {name: entry for name, entry in sorted(book.items()) if name.startswith(f"{service}.")}
        (folder / f"{service}.yaml").write_text(HEAD + spelled(entries), encoding="utf-8")


def spelled(entries: ContractSet) -> str:
    """Entries as YAML, a line for each field."""
    return yaml.safe_dump(json.loads(json.dumps(entries)), sort_keys=False, default_flow_style=None, width=1000)


def main(folder: Path = RELEASED) -> int:
    """Release what is new; where a promise is broken 1, with a sentence for each, and nothing is released."""
    samples = samples_of_today()
    found = [*breaches(read(folder), today(), samples), *unshown(samples)]
    for breach in found:
        print(breach, file=sys.stderr)
    if not found:
        write(today(), folder)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
