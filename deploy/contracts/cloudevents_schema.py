"""The JSON Schema of what every event says of itself."""

from shared.contracts.cloudevents import SEQUENCE_DIGITS
from shared.contracts.json_schema import ID, INSTANT, Document, described

ENVELOPE: Document = {
    "title": "CloudEvent",
    "description": "What every event says of itself.",
    "type": "object",
    "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "sequence", "data"],
    "properties": {
        "specversion": {"type": "string", "const": "1.0"},
        "id": described(ID, {"description": "The event's own id, the same each time it is delivered."}),
        "source": {"description": "The stack and the service that published it.", "type": "string"},
        "type": {"description": "The contract, with its version.", "type": "string"},
        "subject": described(ID, {"description": "The id of what the event is about."}),
        "time": described(INSTANT, {"description": "When it was committed."}),
        "datacontenttype": {"type": "string", "const": "application/json"},
        "sequence": {
            "description": "The producer's number of it, padded so that the order of texts is that of numbers.",
            "type": "string",
            "pattern": f"^[0-9]{{{SEQUENCE_DIGITS}}}$",
        },
        "correlationid": {
            "description": "What it belongs to: one person's click, and all that followed.",
            "type": "string",
            "minLength": 1,
            "maxLength": 500,
        },
        "causationid": described(ID, {"description": "The id of the event that it follows from."}),
        "traceparent": {
            "description": "W3C Trace Context.",
            "type": "string",
            "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
        },
        "data": {"type": "object"},
    },
}
