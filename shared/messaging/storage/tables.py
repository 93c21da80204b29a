"""The tables of the event core, in every service's database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

metadata = sa.MetaData()

_NOW = sa.text("clock_timestamp()")


def _instant(name: str, **options: object) -> sa.Column[object]:
    return sa.Column(name, sa.TIMESTAMP(timezone=True), **options)  # type: ignore[arg-type]


outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
    sa.Column("event_id", UUID(as_uuid=True), nullable=False, unique=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),  # the CloudEvent as it goes over the wire
    _instant("created_at", nullable=False, server_default=_NOW),
    _instant("published_at"),
    sa.Column("is_unrouted", sa.Boolean, nullable=False, server_default=sa.false()),  # published, and nobody hears it
    sa.Column("trace_id", UUID(as_uuid=True)),
    sa.Index("outbox_unpublished", "id", postgresql_where=sa.text("published_at IS NULL")),
    sa.Index("outbox_trace", "trace_id"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("handler", sa.Text, primary_key=True),
    sa.Column("event_id", UUID(as_uuid=True), primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    _instant("heard_at", nullable=False, server_default=_NOW),
    sa.Index("inbox_heard", "heard_at", postgresql_using="brin"),
)

parked = sa.Table(
    "parked",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
    sa.Column("handler", sa.Text, nullable=False),  # empty: it never reached one
    sa.Column("event_id", UUID(as_uuid=True)),
    sa.Column("type", sa.Text),
    sa.Column("subject", sa.Text),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("content_type", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("forgiven", sa.Integer, nullable=False, server_default="0"),  # of these, made before its last replay
    sa.Column("state", sa.Text, nullable=False),  # waiting, dead, done, discarded
    _instant("parked_at", nullable=False, server_default=_NOW),
    _instant("next_at"),
    _instant("ended_at"),
    sa.CheckConstraint("state IN ('waiting', 'dead', 'done', 'discarded')", name="parked_state"),
    sa.Index("parked_once", "handler", "event_id", unique=True, postgresql_where=sa.text("event_id IS NOT NULL")),
    sa.Index("parked_open", "subject", "id", postgresql_where=sa.text("state IN ('waiting', 'dead')")),
    sa.Index(
        "parked_unreadable",
        sa.text("sha256(raw)"),
        postgresql_where=sa.text("event_id IS NULL AND state IN ('waiting', 'dead')"),
    ),
)

command_receipts = sa.Table(
    "command_receipts",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("request_hash", sa.Text, nullable=False),
    sa.Column("reply", sa.Text),
    _instant("received_at", nullable=False, server_default=_NOW),
    sa.Column("traceparent", sa.Text),  # the span of the command's own work
    sa.Column("trace_id", UUID(as_uuid=True)),
    sa.Column("client_id", UUID(as_uuid=True)),  # whom the command was about; without a reply: forgotten with them
    sa.Index("command_receipts_client", "client_id"),
    sa.Index("command_receipts_trace", "trace_id"),
    sa.Index("command_receipts_received", "received_at", postgresql_using="brin"),
)

desk_acts = sa.Table(  # what people did about parked and lost events; never changed
    "desk_acts",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
    _instant("acted_at", nullable=False, server_default=_NOW),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),  # a person's id, or the operator's name as the command was told it
    sa.Column("parked_id", sa.BigInteger),
    sa.Column("handler", sa.Text),
    sa.Column("event_id", UUID(as_uuid=True)),
    sa.Column("type", sa.Text),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("act IN ('replay', 'discard', 'republish')", name="desk_act"),
    sa.Index("desk_acts_event", "event_id"),
)

hearings = sa.Table(  # since when each handler has heard each type; it owes nothing for what happened before
    "hearings",
    metadata,
    sa.Column("handler", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, primary_key=True),
    _instant("since", nullable=False, server_default=_NOW),
)

acknowledged_surplus = sa.Table(  # effects without an event in an outbox that a person took note of
    "acknowledged_surplus",
    metadata,
    sa.Column("handler", sa.Text, primary_key=True),
    sa.Column("event_id", UUID(as_uuid=True), primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),  # the operator's name as the command was told it
    sa.Column("why", sa.Text, nullable=False),
    _instant("acknowledged_at", nullable=False, server_default=_NOW),
)
