"""docs/asyncapi.yaml is valid by AsyncAPI's own parser, which would say so if it were not.

Of version 3 the parser checks no examples: tests/contract/test_asyncapi.py does.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.contracts.events import PUBLISHED
from tests.contract.published_language import ASYNCAPI, ROOT, read_document

NODE = Path(sys.executable).with_name("node")
CLOSED = "session.closed.v1"


def parse(document: Path) -> subprocess.CompletedProcess[str]:
    """What the parser says."""
    command = [str(NODE), "tests/contract/parse_asyncapi.mjs", str(document)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_the_parser_finds_no_error_and_every_event() -> None:
    said = parse(ASYNCAPI)
    assert said.returncode == 0, said.stdout + said.stderr
    assert f"{len(PUBLISHED)} channels" in said.stdout


def points_nowhere(document: dict[str, Any]) -> None:
    document["channels"][CLOSED]["messages"][CLOSED]["$ref"] = "#/components/messages/nothing"


def does_neither(document: dict[str, Any]) -> None:
    document["operations"][f"session.sends.{CLOSED}"]["action"] = "publish"


def has_a_schema_that_is_none(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Instant"]["type"] = "moment"


def has_another_exchange(document: dict[str, Any]) -> None:
    document["components"]["channelBindings"]["event"]["amqp"]["exchange"]["type"] = "sometimes"


@pytest.mark.parametrize("spoil", [points_nowhere, does_neither, has_a_schema_that_is_none, has_another_exchange])
def test_the_parser_refuses_a_flaw(spoil: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    document = read_document()
    spoil(document)
    flawed = tmp_path / "asyncapi.yaml"
    flawed.write_text(yaml.safe_dump(document), encoding="utf-8")
    said = parse(flawed)
    assert (said.returncode, said.stderr) == (1, "")
    assert "Error, line" in said.stdout
