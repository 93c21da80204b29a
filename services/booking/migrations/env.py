"""Brings the booking database to its newest migration."""

from alembic import context

from services.booking.adapters.tables import metadata
from shared.db import run_migrations

run_migrations(context, metadata)
