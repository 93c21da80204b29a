"""Servers and databases for the tests that need real ones; each is started when the first test asks for it."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from deploy.databases.embedded_postgres import THROW_AWAY, start_postgres
from deploy.databases.migrate import migrate
from deploy.databases.provision import plain
from deploy.development.system_packages import path_of
from tests.rabbit_container import given_container
from tests.servers import OwnRabbit, Rabbit

FreshDatabase = Callable[[str], str]

settings.register_profile("hyke", deadline=None)  # a busy machine breaks no promise
settings.load_profile("hyke")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL where we may make databases: DATABASE_URL, else one of our own that forgets."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    server = start_postgres(tmp_path_factory.mktemp("postgres"), options=THROW_AWAY)
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> Iterator[FreshDatabase]:
    """Gives the name of a migrated database of a service, made once, to copy from."""
    names: dict[str, str] = {}

    def template(service: str) -> str:
        if service not in names:
            name = f"hyke_template_{service}_{os.getpid()}"
            create_database(postgres_url, name)
            names[service] = name
            migrate(service, address_of(postgres_url, name))
        return names[service]

    yield template
    for name in names.values():
        drop_database(postgres_url, name)


@pytest.fixture
def fresh_database(postgres_url: str, migrated_template: FreshDatabase) -> Iterator[FreshDatabase]:
    """`fresh_database("booking")` is the address of a migrated database that this test alone sees."""
    made: list[str] = []

    def fresh(service: str) -> str:
        name = f"hyke_test_{service}_{os.getpid()}_{next(NUMBERS)}"
        create_database(postgres_url, name, migrated_template(service))
        made.append(name)
        return address_of(postgres_url, name)

    yield fresh
    for name in made:
        drop_database(postgres_url, name)


@pytest.fixture(scope="session")
def rabbit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRabbit]:
    """A RabbitMQ of our own, in AMQP_CONTAINER if that is given; a test that stops it starts it again."""
    given = given_container()
    if given is not None:
        yield given
        return
    broker = Rabbit(tmp_path_factory.mktemp("rabbit"))
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture(scope="session")
def amqp_url(request: pytest.FixtureRequest) -> str:
    """A RabbitMQ: AMQP_URL, else one of our own."""
    given = os.environ.get("AMQP_URL")
    if given:
        return given
    broker: OwnRabbit = request.getfixturevalue("rabbit")
    return broker.url


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The system's Chromium."""
    return Path(path_of("chromium"))


NUMBERS = count(1)


def address_of(server_url: str, database: str) -> str:
    """The address of another database of the same server."""
    return f"{server_url.rsplit('/', 1)[0]}/{database}"


def create_database(server_url: str, name: str, template: str = "template0") -> None:
    """Makes a database as a copy of another."""
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(plain(server_url), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))


def drop_database(server_url: str, name: str) -> None:
    """Removes a database and ends whoever is still in it."""
    with psycopg.connect(plain(server_url), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
