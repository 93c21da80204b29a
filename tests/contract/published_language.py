"""docs/asyncapi.yaml as a reader of it sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

ROOT = Path(__file__).resolve().parents[2]
ASYNCAPI = ROOT / "docs" / "asyncapi.yaml"


def read_document() -> dict[str, Any]:
    """The committed document."""
    read: dict[str, Any] = yaml.safe_load(ASYNCAPI.read_text(encoding="utf-8"))
    return read


def validator(document: dict[str, Any], name: str) -> jsonschema_rs.Draft7Validator:
    """What says whether a CloudEvent is the event of this name."""
    payload = document["components"]["messages"][name]["payload"]
    schema = {**payload, "components": {"schemas": document["components"]["schemas"]}}
    return jsonschema_rs.Draft7Validator(schema, validate_formats=True)
