"""Brings each service's database to its newest migration.

A service's `migrations/` is an Alembic script folder with `versions/` and an `env.py` of three lines:

    # Runs the migrations of booking.
    from shared.db import run_migrations
    run_migrations()

`run_migrations` takes the open connection from `alembic.context.config.attributes["connection"]`.
"""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine

from deploy.stack import migrations_of


def migrate(service: str, url: str) -> bool:
    """Runs what the database lacks in one transaction; false when it lacked nothing.

    Two at the same time take turns, and the second finds nothing to do.
    """
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('hyke migrations'))")
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
