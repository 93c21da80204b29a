"""notification's tables. Nothing here says who anyone is: ids, codes and times alone.

Each column says what it holds of a person: `none`, or `pseudonym`, an id that only booking can give a name to.
"""

from __future__ import annotations

from typing import get_args

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.notification.domain.appointment import Conversation
from services.notification.domain.message import MessageState
from services.notification.domain.template import Template

metadata = sa.MetaData()

NONE = {"personal": "none"}
PSEUDONYM = {"personal": "pseudonym"}


def _id(name: str, info: dict[str, str], *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UUID(as_uuid=True), nullable=nullable, info=info)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.TIMESTAMP(timezone=True), nullable=nullable, info=NONE)


def _one_of(column: str, values: type[Template] | type[MessageState]) -> str:
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


message = sa.Table(
    "message",
    metadata,
    sa.Column("message_id", UUID(as_uuid=True), primary_key=True, info=NONE),
    sa.Column("template", sa.Text, nullable=False, info=NONE),
    sa.Column("lane", sa.Text, nullable=False, info=NONE),
    _id("recipient_id", PSEUDONYM),
    _id("appointment_id", PSEUDONYM, nullable=True),
    _id("alert_id", PSEUDONYM, nullable=True),
    sa.Column("sequence", sa.Integer, info=NONE),
    _instant("previous_starts_at", nullable=True),
    sa.Column("position", sa.Integer, info=NONE),
    sa.Column("correlation_id", sa.Text, nullable=False, info=NONE),
    _instant("created_at"),
    _instant("due_at"),
    _instant("next_at"),
    sa.Column("state", sa.Text, nullable=False, info=NONE),
    sa.Column("attempts", sa.Integer, nullable=False, info=NONE),
    sa.Column("last_error", sa.Text, info=NONE),  # a code; a server's own words may quote an address
    _instant("sent_at", nullable=True),
    sa.Column("traceparent", sa.Text, info=NONE),  # the span of the work that wrote it
    _id("former_address_id", PSEUDONYM, nullable=True),
    sa.CheckConstraint(_one_of("state", MessageState), name="message_state"),
    sa.CheckConstraint("attempts >= 0", name="message_attempts"),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="message_sent_at"),
    sa.CheckConstraint("last_error ~ '^[a-z0-9_]{1,60}$'", name="message_error_is_a_code"),
    sa.Index("message_waiting", "lane", "next_at", postgresql_where=sa.text("state = 'waiting'")),
    sa.Index("message_given_up", "next_at", postgresql_where=sa.text("state = 'undeliverable'")),
    sa.Index("message_of_appointment", "appointment_id"),
    sa.Index("message_of_recipient", "recipient_id"),
    sa.Index("message_of_alert", "alert_id", postgresql_where=sa.text("alert_id IS NOT NULL")),
)

TRACE_OF_MESSAGE = sa.func.substr(message.c.traceparent, 4, 32)
sa.Index("message_trace", TRACE_OF_MESSAGE)

appointment = sa.Table(
    "appointment",
    metadata,
    sa.Column("appointment_id", UUID(as_uuid=True), primary_key=True, info=PSEUDONYM),
    _id("client_id", PSEUDONYM, nullable=True),
    _id("lecturer_id", PSEUDONYM),
    sa.Column("student_ids", ARRAY(UUID(as_uuid=True)), nullable=False, info=PSEUDONYM),
    _instant("starts_at"),
    sa.Column("sequence", sa.Integer, nullable=False, info=NONE),
    sa.Column("conversation", sa.Text, nullable=False, server_default="booked", info=NONE),
    sa.CheckConstraint("sequence >= 0", name="appointment_sequence"),
    sa.CheckConstraint(
        f"conversation IN ({', '.join(map(repr, get_args(Conversation)))})", name="appointment_conversation"
    ),
    sa.Index("appointment_of_client", "client_id"),
    sa.Index("appointment_of_lecturer", "lecturer_id"),
    sa.Index("appointment_of_students", "student_ids", postgresql_using="gin"),
)

alert = sa.Table(
    "alert",
    metadata,
    sa.Column("alert_id", UUID(as_uuid=True), primary_key=True, info=NONE),
    _id("session_id", PSEUDONYM),
    _id("lecturer_id", PSEUDONYM),
    _id("room_id", NONE),
    sa.Column("student_ids", ARRAY(UUID(as_uuid=True)), nullable=False, info=PSEUDONYM),
    sa.Column("correlation_id", sa.Text, nullable=False, info=NONE),
    _instant("detected_at"),
    _instant("opened_at"),
    _instant("alerted_at"),
    sa.Column("round", sa.Integer, nullable=False, info=NONE),
    sa.Column("rounds_since_rating", sa.Integer, nullable=False, info=NONE),
    _instant("next_at", nullable=True),
    _instant("escalated_at", nullable=True),
    _instant("coordinators_told_at", nullable=True),
    _instant("acknowledged_at", nullable=True),
    _id("acknowledged_by", PSEUDONYM, nullable=True),
    sa.Column("traceparent", sa.Text, info=NONE),  # the span of the work that opened it
    _instant("withdrawn_at", nullable=True),
    _id("withdrawn_by", PSEUDONYM, nullable=True),
    sa.Column("is_beforehand", sa.Boolean, nullable=False, server_default="false", info=NONE),
    sa.Column("is_taken_over", sa.Boolean, nullable=False, server_default="false", info=NONE),
    _instant("asks_since", nullable=True),
    sa.CheckConstraint("round >= 1 AND rounds_since_rating >= 1", name="alert_round"),
    sa.CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="alert_acknowledged_by_someone"),
    sa.CheckConstraint("acknowledged_at IS NULL OR next_at IS NULL", name="alert_silent_once_acknowledged"),
    sa.CheckConstraint("acknowledged_at IS NOT NULL OR NOT is_taken_over", name="alert_taken_over_by_someone"),
    sa.Index("alert_settled", "acknowledged_at", postgresql_where=sa.text("acknowledged_at IS NOT NULL")),
    sa.Index(
        "alert_open",
        "session_id",
        unique=True,
        postgresql_where=sa.text("acknowledged_at IS NULL AND withdrawn_at IS NULL"),
    ),
)

alert_acknowledgement = sa.Table(
    "alert_acknowledgement",
    metadata,
    sa.Column("alert_id", UUID(as_uuid=True), sa.ForeignKey("alert.alert_id"), primary_key=True, info=NONE),
    sa.Column("person_id", UUID(as_uuid=True), primary_key=True, info=PSEUDONYM),
    sa.Column("acknowledged_at", sa.TIMESTAMP(timezone=True), primary_key=True, info=NONE),
)
