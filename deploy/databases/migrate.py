"""Brings each service's database to its newest migration.

A service's `migrations/` is an Alembic script folder: `versions/0001_….py` and so on, and an `env.py` of three lines:

    from alembic import context
    from shared.db import run_migrations
    run_migrations(context)
"""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine

from deploy.host.service_discovery import migrations_of


def migrate(service: str, url: str) -> bool:
    """Runs what the database lacks in one transaction; false when it lacked nothing."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrations_of(service)).replace("%", "%%"))
        config.attributes["connection"] = connection
        if is_current(config, connection):
            return False
        command.upgrade(config, "head")
        return True


def is_current(config: Config, connection: Connection) -> bool:
    """Whether the database has every migration that the folder has."""
    heads = ScriptDirectory.from_config(config).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)
