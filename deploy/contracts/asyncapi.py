"""Writes docs/asyncapi.yaml: the events as an AsyncAPI 3.0 document, for programs and for partners' developers.

python -m deploy.contracts.asyncapi docs/asyncapi.yaml
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy import __version__
from deploy.contracts.cloudevents_schema import ENVELOPE
from deploy.contracts.event_catalogue import SAMPLES, stack_listeners
from shared.contracts.cloudevents import CONTENT_TYPE, source_of
from shared.contracts.json_schema import Document, json_schema, sentence
from shared.contracts.registry import event_spec

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
AMQP = {"bindingVersion": "0.3.0"}
EXCHANGE = {"name": "hyke.events", "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"}

ABOUT = """\
Facts that the services of one stack publish, as CloudEvents 1.0 in structured JSON, on the durable topic exchange
`hyke.events`; the routing key is the event's type. Our own services hear them on an exchange of their own: what a
queue on this one refuses or cannot take holds nobody else up, and that queue misses it. They carry ids, codes and
times: no names, no contact data, no free text. An event may arrive more than once: act once for each `id`. Events of
one `subject` are published in the order of their `sequence`. Ignore fields that you do not know: an event may gain an
optional field, and anything else that changes is the next version beside it. Message headers say nothing. Generated
by `make docs`; do not edit.
"""

SERVERS: Document = {
    "broker": {
        "host": "{host}:{port}",
        "protocol": "amqp",
        "protocolVersion": "0.9.1",
        "description": "The RabbitMQ of one stack, 3.10 or later.",
        "variables": {
            "host": {"default": "rabbitmq", "description": "Where the stack's operator runs it."},
            "port": {"default": "5672"},
        },
        "security": [{"$ref": "#/components/securitySchemes/account"}],
    }
}


def document(contracts: Mapping[str, type], heard: Mapping[str, Iterable[str]]) -> Document:
    """The document of these events; `heard` tells the event names that each service hears."""
    schemas: dict[str, Document] = {}
    envelope = named(ENVELOPE, schemas)
    messages = {name: message(name, contract, envelope, schemas) for name, contract in sorted(contracts.items())}
    return {
        "asyncapi": "3.0.0",
        "id": "urn:hyke:events",
        "info": info(contracts),
        "defaultContentType": CONTENT_TYPE,
        "servers": SERVERS,
        "channels": {name: channel(name, contract) for name, contract in sorted(contracts.items())},
        "operations": operations(contracts, heard),
        "components": {
            "messages": messages,
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"account": {"type": "userPassword", "description": "An account of the broker's own."}},
            "channelBindings": {"event": {"amqp": {"is": "routingKey", "exchange": EXCHANGE, **AMQP}}},
            "operationBindings": {
                "send": {"amqp": {"deliveryMode": 2, "mandatory": True, **AMQP}},
                "receive": {"amqp": {"ack": True, **AMQP}},
            },
        },
    }


def info(contracts: Mapping[str, type]) -> Document:
    """What the document is about."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    producers = sorted({event_spec(contract).producer for contract in contracts.values()})
    return {
        "title": "Hyke's events",
        "version": __version__,
        "description": ABOUT,
        "license": {"name": project["license"], "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        "tags": [{"name": name, "description": f"Published by {name}."} for name in producers],
    }


def channel(name: str, contract: type) -> Document:
    """Where one event passes: a routing key of the exchange."""
    return {
        "address": name,
        "description": sentence(contract),
        "servers": [{"$ref": "#/servers/broker"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {"$ref": "#/components/channelBindings/event"},
    }


def operations(contracts: Mapping[str, type], heard: Mapping[str, Iterable[str]]) -> Document:
    """Who publishes, and who of the stack hears."""
    found = {}
    for name, contract in sorted(contracts.items()):
        producer = event_spec(contract).producer
        words = f"{producer} publishes it, with the change that it tells of or not at all."
        found[f"{producer}.sends.{name}"] = operation("send", name, producer, words)
        for service in sorted(service for service, names in heard.items() if name in names):
            words = f"{service} hears it in its quorum queue hyke.{service}, and acts on it once."
            found[f"{service}.hears.{name}"] = operation("receive", name, service, words)
    return found


def operation(action: str, name: str, service: str, words: str) -> Document:
    """What one service does with one event."""
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{name}"},
        "summary": words,
        "tags": [{"name": service}],
        "bindings": {"$ref": f"#/components/operationBindings/{action}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{name}"}],
    }


def message(name: str, contract: type, envelope: Document, schemas: dict[str, Document]) -> Document:
    """One event as it goes over the wire, with its committed sample."""
    producer, subject = event_spec(contract).producer, event_spec(contract).subject
    own = {
        "type": {"type": "string", "const": name},
        "source": {"type": "string", "pattern": f"^{source_of('[^:]+', producer)}$"},
        "subject": {"description": f"The `{subject}` of its data."},
        "data": named({**json_schema(contract), "title": name}, schemas),
    }
    return {
        "name": name,
        "title": contract.__name__,
        "summary": sentence(contract),
        "contentType": CONTENT_TYPE,
        "correlationId": {"location": "$message.payload#/correlationid"},
        "payload": {"allOf": [envelope, {"type": "object", "properties": own}]},
        "examples": [{"name": "sample", "payload": sample(name)}],
    }


def sample(name: str) -> Document:
    """The committed sample of an event."""
    read: Document = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return read


def named(schema: Any, schemas: dict[str, Document]) -> Any:
    """The schema with each part that has a title replaced by a reference to it, kept in `schemas`."""
    if isinstance(schema, list):
        return [named(part, schemas) for part in schema]
    if not isinstance(schema, dict):
        return schema
    title, whole = schema.get("title"), {key: named(part, schemas) for key, part in schema.items()}
    if not isinstance(title, str):
        return whole
    if schemas.setdefault(title, whole) != whole:
        raise ValueError(f"two schemas have the title {title}")
    return {"$ref": f"#/components/schemas/{title}"}


# PyYAML writes YAML 1.1, in which 0000000000000001398 is a text; readers of 1.2 take it for a number.
NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|nan)", re.IGNORECASE)


class Plain(yaml.SafeDumper):
    """Writes everything out, however often it occurs, and texts of several lines as they are."""

    def ignore_aliases(self, data: object) -> bool:
        """No anchors."""
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """A block where there are lines, and quotes where YAML 1.2 would read a number."""
        style = "|" if "\n" in data else "'" if NUMBER.fullmatch(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


Plain.add_representer(str, Plain.represent_str)


def document_of_stack() -> str:
    """The document of the contracts and services that are here, as YAML."""
    heard = stack_listeners()
    from shared.contracts.events import PUBLISHED

    made = document(PUBLISHED, heard)
    return yaml.dump(made, Dumper=Plain, sort_keys=False, allow_unicode=True, width=120)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document_of_stack(), encoding="utf-8")
