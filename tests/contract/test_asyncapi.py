"""docs/asyncapi.yaml tells what the contracts, the services and the samples say."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from deploy.contracts.asyncapi import Plain
from shared.contracts.events import PUBLISHED
from shared.contracts.registry import event_spec
from tests.contract.published_language import ASYNCAPI, ROOT, read_document, validator
from tests.contract.test_event_samples import document as sample

DOCUMENT = read_document()
AS_YAML_1_2 = YAML(typ="safe", pure=True).load(ASYNCAPI)
NAMES = sorted(PUBLISHED)


def test_the_document_is_what_make_docs_writes(tmp_path: Path) -> None:
    # In a process of its own: it loads every service, whose host makes all of Python green.
    written = tmp_path / "asyncapi.yaml"
    subprocess.run([sys.executable, "-m", "deploy.contracts.asyncapi", written], cwd=ROOT, check=True, timeout=60)
    assert ASYNCAPI.read_text(encoding="utf-8") == written.read_text(encoding="utf-8"), "run make docs"


def test_every_event_has_a_routing_key_of_its_own_on_the_exchange_of_events() -> None:
    assert {channel["address"] for channel in DOCUMENT["channels"].values()} == set(NAMES) == set(DOCUMENT["channels"])
    binding = DOCUMENT["components"]["channelBindings"]["event"]["amqp"]
    assert (binding["is"], binding["exchange"]["name"], binding["exchange"]["type"]) == (
        "routingKey",
        "hyke.events",
        "topic",
    )


def test_every_event_is_sent_by_its_producer_alone() -> None:
    assert operations("send") == {(event_spec(PUBLISHED[name]).producer, name) for name in NAMES}


def test_every_event_is_received_by_the_services_whose_source_declares_it() -> None:
    assert operations("receive") == set(declared())


@pytest.mark.parametrize("name", NAMES)
def test_every_message_has_its_committed_sample_as_an_example_that_fits_its_schema(name: str) -> None:
    (example,) = DOCUMENT["components"]["messages"][name]["examples"]
    assert example["payload"] == sample(name)
    validator(DOCUMENT, name).validate(example["payload"])


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_fit_their_schemas_for_a_reader_of_yaml_1_2_too(name: str) -> None:
    (example,) = AS_YAML_1_2["components"]["messages"][name]["examples"]
    assert example["payload"] == sample(name)
    validator(AS_YAML_1_2, name).validate(example["payload"])


def test_a_text_that_a_reader_of_yaml_1_2_would_take_for_a_number_is_quoted() -> None:
    texts = ["0000000000000001398", "12", "-3", "1e3", "1.5", ".5", "0o17", "0x1F", "on", "null", "~", "2026-11-24"]
    written = yaml.dump(texts, Dumper=Plain)
    assert YAML(typ="safe", pure=True).load(written) == texts
    assert yaml.safe_load(written) == texts


@pytest.mark.parametrize(
    "wrong",
    [
        {"specversion": "0.3"},
        {"type": "session.closed.v2"},
        {"source": "urn:hyke:metropolia:booking"},
        {"subject": "somebody"},
        {"time": "2026-01-20 12:29:40"},
        {"sequence": "7"},
        {"traceparent": "00-0-0-00"},
        {"data": {}},
    ],
)
def test_an_example_that_does_not_fit_would_be_refused(wrong: dict[str, Any]) -> None:
    assert not validator(DOCUMENT, "session.closed.v1").is_valid(sample("session.closed.v1") | wrong)


def test_every_schema_says_what_its_contract_says() -> None:
    for name, contract in PUBLISHED.items():
        words = " ".join((contract.__doc__ or "").split())
        assert DOCUMENT["components"]["schemas"][name]["description"] == words
        assert DOCUMENT["components"]["messages"][name]["summary"] == words


def operations(action: str) -> set[tuple[str, str]]:
    """Service and event of each operation of this kind."""
    return {
        (operation["tags"][0]["name"], operation["channel"]["$ref"].removeprefix("#/channels/"))
        for operation in DOCUMENT["operations"].values()
        if operation["action"] == action
    }


def declared() -> Iterator[tuple[str, str]]:
    """Service and event of each `@handles(…)` in a service.py, read as text."""
    names = {contract.__name__: name for name, contract in PUBLISHED.items()}
    for source in sorted((ROOT / "services").glob("*/service.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "handles":
                for contract in node.args:
                    yield source.parent.name, names[ast.unparse(contract).rpartition(".")[2]]
