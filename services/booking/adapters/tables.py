"""Booking's tables; every column says whose personal data it holds: a client's, a staff member's, or nobody's.

What is a client's is blanked or deleted when the client is erased. The rules that rows must keep (no overlaps, one
follow-up for each appointment) are in the migrations.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSTZMULTIRANGE, TSTZRANGE, UUID
from sqlalchemy.types import TypeEngine

T = TypeVar("T")

metadata = sa.MetaData()

Personal = Literal["client", "staff"] | None


def _column(
    name: str, of: TypeEngine[T], personal: Personal, *, primary_key: bool = False, nullable: bool = False
) -> sa.Column[T]:
    return sa.Column(name, of, primary_key=primary_key, nullable=nullable, info={"personal": personal})


def _key(name: str) -> sa.Column[uuid.UUID]:
    return _column(name, UUID(as_uuid=True), None, primary_key=True)


def _id(name: str, personal: Personal = None, nullable: bool = False) -> sa.Column[uuid.UUID]:
    return _column(name, UUID(as_uuid=True), personal, nullable=nullable)


def _ids(name: str) -> sa.Column[Sequence[uuid.UUID]]:
    return _column(name, ARRAY(UUID(as_uuid=True)), None)


def _text(name: str, personal: Personal, nullable: bool = False) -> sa.Column[str]:
    return _column(name, sa.Text(), personal, nullable=nullable)


def _at(name: str, personal: Personal = None, nullable: bool = False) -> sa.Column[datetime]:
    return _column(name, sa.TIMESTAMP(timezone=True), personal, nullable=nullable)


def _yes(name: str) -> sa.Column[bool]:
    return _column(name, sa.Boolean(), None)


client = sa.Table(
    "client",
    metadata,
    _key("id"),
    _text("name", "client", nullable=True),
    _text("email", "client", nullable=True),
    _text("phone", "client", nullable=True),
    _text("language", "client", nullable=True),
    _text("situation", "client", nullable=True),
    _text("came_by", "client", nullable=True),
    _at("created_at"),
    _text("consent_version", "client", nullable=True),
    _at("consent_given_at", "client", nullable=True),
    _text("consent_how", "client", nullable=True),
    _id("consent_recorded_by", "client", nullable=True),
    _at("consent_withdrawn_at", "client", nullable=True),
    _id("referred_by", "client", nullable=True),
    _id("possible_duplicate_of", "client", nullable=True),
    _at("erased_at", nullable=True),
)

former_address = sa.Table(
    "former_address",
    metadata,
    _key("id"),
    _id("client_id"),
    _text("email", "client"),
    _at("changed_at"),
    _id("changed_by", nullable=True),
)

person = sa.Table(
    "person",
    metadata,
    _key("id"),
    _text("role", None),
    _text("name", "staff"),
    _text("email", "staff"),
    _text("phone", "staff"),
    _text("language", "staff"),
    _yes("is_active"),
)

room = sa.Table(
    "room",
    metadata,
    _key("id"),
    _text("name", None),
    _text("campus", None),
    _text("address", None),
    _text("directions_fi", None),
    _text("directions_sv", None),
    _text("directions_en", None),
    _yes("is_active"),
)

weekly_hours = sa.Table(
    "weekly_hours",
    metadata,
    _key("person_id"),
    _column("weekday", sa.SmallInteger(), "staff", primary_key=True),
    _column("starts", sa.Time(), "staff", primary_key=True),
    _column("ends", sa.Time(), "staff", primary_key=True),
)

dated_exception = sa.Table(
    "dated_exception",
    metadata,
    _column("id", sa.BigInteger(), None, primary_key=True),
    _id("person_id"),
    _column("on", sa.Date(), "staff"),
    _column("is_available", sa.Boolean(), "staff"),
    _column("starts", sa.Time(), "staff", nullable=True),
    _column("ends", sa.Time(), "staff", nullable=True),
)

appointment = sa.Table(
    "appointment",
    metadata,
    _key("id"),
    _id("client_id"),
    _text("state", None),
    _at("starts_at"),
    _at("ends_at"),
    _at("busy_from"),
    _at("busy_until"),
    _ids("student_ids"),
    _id("lecturer_id"),
    _id("room_id"),
    _id("follows_id", nullable=True),
    _text("reason", "client", nullable=True),
    _column("focus", ARRAY(sa.Text()), "client", nullable=True),
    _column("version", sa.Integer(), None),
    _at("begun_at", nullable=True),
    _text("begun_from", None, nullable=True),
)

accepted_clash = sa.Table(
    "accepted_clash",
    metadata,
    _column("id", sa.BigInteger(), None, primary_key=True),
    _id("appointment_id"),
    _id("person_id"),
    _column("appointment_version", sa.Integer(), None),
    _text("cause", "staff"),
    _column("available", TSTZMULTIRANGE(), "staff"),  # what the person's hours said of that day
    _id("accepted_by", "staff", nullable=True),
    _at("accepted_at", "staff"),
)

engagement = sa.Table(
    "engagement",
    metadata,
    _key("appointment_id"),
    _key("resource_id"),  # a student, a lecturer, a room or a client
    _column("busy", TSTZRANGE(), None),
    _yes("is_active"),
)

follow_up = sa.Table(
    "follow_up",
    metadata,
    _key("follows_id"),
    _id("client_id"),
    _id("lecturer_id"),
    _ids("student_ids"),
    _id("room_id"),
    _text("reason", "client"),
    _column("focus", ARRAY(sa.Text()), "client"),
    _at("requested_at", "client"),
    _column("is_acute", sa.Boolean(), "client"),
    _text("state", None),
    _id("appointment_id", nullable=True),
    _yes("is_sought"),
    _yes("awaits_conversation"),
    _at("given_up_at", "client", nullable=True),
    _text("fell_through", "client", nullable=True),
    _at("fell_through_at", "client", nullable=True),
)

follow_up_decision = sa.Table(
    "follow_up_decision",
    metadata,
    _column("id", sa.BigInteger(), None, primary_key=True),
    _id("follows_id"),
    _id("client_id"),
    _text("fell_through", "client", nullable=True),
    _text("outcome", "client"),
    _at("decided_at", "client"),
    _id("decided_by", nullable=True),
    _text("note", "client"),
)
