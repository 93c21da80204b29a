"""Makes each service's role and database, as an administrator of the PostgreSQL server."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql


def create_databases(admin_url: str, urls: Iterable[str]) -> None:
    """Makes the role and database that each address names; what is there stays, under its password."""
    with psycopg.connect(plain(admin_url), autocommit=True) as admin:
        for url in urls:
            parts = urlsplit(url)
            create(admin, unquote(parts.username or ""), unquote(parts.password or ""), parts.path.strip("/"))


def create(admin: psycopg.Connection, role: str, password: str, database: str) -> None:
    """One role that may log in, and one database that it alone owns and enters."""
    names = {
        "role": sql.Identifier(role),
        "database": sql.Identifier(database),
        "password": sql.Literal(password),
    }

    def run(statement: str) -> None:
        admin.execute(sql.SQL(statement).format(**names))

    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    run("ALTER ROLE {role} LOGIN PASSWORD {password}" if known else "CREATE ROLE {role} LOGIN PASSWORD {password}")
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        run("GRANT {role} TO CURRENT_USER")
        run("CREATE DATABASE {database} OWNER {role} TEMPLATE template0 ENCODING 'UTF8'")
    run("REVOKE ALL ON DATABASE {database} FROM PUBLIC")


def plain(url: str) -> str:
    """SQLAlchemy's address as libpq takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
