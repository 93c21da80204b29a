"""Migrates notification's database; see deploy/databases/migrate.py."""

from alembic import context

from services.notification.adapters.tables import metadata
from shared.db import run_migrations

run_migrations(context, metadata)
