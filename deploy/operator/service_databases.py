"""Which databases a command on events works on: the environment's, or those of a demo on this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from sqlalchemy import Engine

P = ParamSpec("P")
R = TypeVar("R")
DEMO = Path("var/demo")


class NoDatabase(click.ClickException):
    """It is not said where any database is, or no demo runs there; the message says what to do."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Databases:
    """The address of each service's database, and the services whose address nobody gave."""

    urls: Mapping[str, str]
    unknown: tuple[str, ...]


demo_option = click.option(
    "--demo",
    type=click.Path(path_type=Path),
    is_flag=False,
    flag_value=str(DEMO),
    metavar="[FOLDER]",
    help=f"A demo that runs, in {DEMO} unless said. Else BOOKING_DATABASE_URL and so on tell where they are.",
)


def database_options(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command ``--service`` and ``--demo``, for ``wanted``."""
    service = click.option("--service", metavar="NAME", help="Only this service; DATABASE_URL may tell where it is.")
    return service(demo_option(command))


def wanted(service: str | None, demo: Path | None) -> Databases:
    """The databases to work on; NoDatabase where none is known, BadParameter for a service that does not exist."""
    from deploy.host.eventlet_patch import hush

    hush()
    from deploy.host.service_discovery import service_names

    names = service_names()
    if service is not None and service not in names:
        raise click.BadParameter(f"{service} is not a service; there are {', '.join(names)}", param_hint="--service")
    chosen = (service,) if service else names
    urls = of_demo(demo, chosen) if demo else of_environment(os.environ, chosen)
    return Databases(urls, tuple(name for name in chosen if name not in urls))


@contextmanager
def engines(urls: Mapping[str, str]) -> Iterator[Mapping[str, Engine]]:
    """An engine for each service, without a connection left in the end."""
    from shared.db import engine_for

    made = {name: engine_for(url, "hyke events") for name, url in urls.items()}
    try:
        yield made
    finally:
        for engine in made.values():
            engine.dispose()


def of_environment(environment: Mapping[str, str], chosen: tuple[str, ...]) -> dict[str, str]:
    """The addresses in BOOKING_DATABASE_URL and so on, or for one service in DATABASE_URL."""
    found = {name: environment.get(f"{name.upper()}_DATABASE_URL", "") for name in chosen}
    if len(chosen) == 1:
        found = {name: url or environment.get("DATABASE_URL", "") for name, url in found.items()}
    known = {name: url for name, url in found.items() if url}
    if not known:
        variables = ", ".join(f"{name.upper()}_DATABASE_URL" for name in chosen)
        raise NoDatabase(f"Set {variables} (postgresql+psycopg://role:password@host/database), or say --demo.")
    return known


def of_demo(folder: Path, chosen: tuple[str, ...]) -> dict[str, str]:
    """The addresses in a demo that runs."""
    from deploy.databases.embedded_postgres import running
    from deploy.host.processes import HOST

    server = running((folder / "pg" / "data").resolve())
    secrets = folder / "secrets.json"
    if server is None or not secrets.exists():
        raise NoDatabase(f"No demo runs in {folder}: start it with make demo, or say where with --demo FOLDER.")
    _, port = server
    known = json.loads(secrets.read_text())
    return {name: f"postgresql+psycopg://{name}:{known[name]}@{HOST}:{port}/{name}" for name in chosen if name in known}
