"""Brings the session database to its newest migration."""

from alembic import context

from services.session.adapters.tables import metadata
from shared.db import run_migrations

run_migrations(context, metadata)
