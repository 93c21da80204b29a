"""The command `hyke`: each of its commands imports what it needs when it runs, `run` once the process is green."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import click

from deploy import __version__
from deploy.operator.account_cli import account
from deploy.operator.events_cli import events
from deploy.operator.reconcile_cli import reconcile
from deploy.operator.trace_cli import trace

FOLDER = Path("var/demo")


@click.group()
@click.version_option(__version__, prog_name="hyke", message="%(prog)s %(version)s")
def main() -> None:
    """The well-being conversation, from referral to follow-up."""


main.add_command(events)
events.add_command(reconcile)
main.add_command(trace)
main.add_command(account)


@main.command()
@click.argument("services", nargs=-1, required=True)
@click.option("--grace", default=20.0, show_default=True, help="Seconds that a stop may take.")
def run(services: tuple[str, ...], grace: float) -> None:
    """Run SERVICES (or `all`) in this process, with settings from the environment."""
    from deploy.host.eventlet_patch import make_green

    make_green()
    from deploy.host.runner import host, settings_for
    from deploy.host.service_discovery import service_names
    from shared.observability import configure_logging
    from shared.settings import SettingsError

    known = service_names()
    names = known if services == ("all",) else services
    for name in names:
        if name not in known:
            raise click.BadParameter(f"{name} is not a service; there are {', '.join(known)}")
    try:
        settings = settings_for(names, os.environ)
    except SettingsError as error:
        stop_with(str(error), 2)
    configure_logging(next(iter(settings.values())).log_level)
    sys.exit(host(settings, grace=grace))


@main.command()
@click.option("--create", is_flag=True, help="Make roles and databases first, through ADMIN_DATABASE_URL.")
def migrate(create: bool) -> None:
    """Bring the database of every service to its newest migration, by BOOKING_DATABASE_URL and so on."""
    from deploy.host.eventlet_patch import hush

    hush()
    from deploy.databases.migrate import migrate as migrate_one
    from deploy.databases.provision import create_databases
    from deploy.host.service_discovery import service_names

    refuse_unknown_settings()
    wanted = {name: f"{name.upper()}_DATABASE_URL" for name in service_names()}
    missing = [variable for variable in wanted.values() if not os.environ.get(variable)]
    if create and not os.environ.get("ADMIN_DATABASE_URL"):
        missing.append("ADMIN_DATABASE_URL")
    if missing:
        stop_with(f"migrate needs {', '.join(missing)}: postgresql+psycopg://role:password@host/database", 2)
    urls = {name: os.environ[variable] for name, variable in wanted.items()}
    if create:
        create_databases(os.environ["ADMIN_DATABASE_URL"], urls.values())
    for name, url in urls.items():
        click.echo(f"{name}: {'migrated' if migrate_one(name, url) else 'nothing to do'}")


@main.command()
@click.option("--port", default=8800, show_default=True, help="The port of the pages on 127.0.0.1.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, show_default=True, help="Where its data is.")
@click.option("--reset", is_flag=True, help="Forget the demo's data, and start nothing.")
def demo(port: int, folder: Path, reset: bool) -> None:
    """Run everything in this process, with PostgreSQL and the broker in a folder."""
    from deploy.host.eventlet_patch import make_green

    make_green()
    from deploy.demo.runner import DemoError, forget, run_demo
    from deploy.host.foreground import own_terminal

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the services run, which stop by themselves
    try:
        with own_terminal():
            sys.exit(forget(folder) if reset else run_demo(folder, port))
    except DemoError as error:
        stop_with(str(error), 1)
    except KeyboardInterrupt:
        click.echo("Stopped before it had started; the data stays for the next start.")


@main.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/mailbox"), show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--smtp-port", default=8025, show_default=True)
@click.option("--http-port", default=8026, show_default=True)
@click.option("--tied", is_flag=True, help="End when the standard input is closed.")
def mailbox(folder: Path, host: str, smtp_port: int, http_port: int, tied: bool) -> None:
    """Take every mail by SMTP, deliver none, and show them as JSON."""
    from deploy.mail_catcher.server import run as serve

    serve(folder, host, smtp_port, http_port, tied)


@main.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path(".env"))
@click.option("--port", default=8800, show_default=True, help="The port of the pages on this machine.")
@click.option("--demo", is_flag=True, help="With a mailbox that takes every mail, for looking around.")
def env(path: Path, port: int, demo: bool) -> None:
    """Write a file of settings with new secrets for `docker compose up`; never over one that is there."""
    from deploy.operator.env_file import write_env
    from deploy.operator.notice_of_demo import NOTICE_OF_A_DEMO

    try:
        write_env(path, port, is_demo=demo)
    except FileExistsError:
        stop_with(f"{path} is there already: its secrets stay. Remove it first to begin anew.", 1)
    except OSError as error:
        stop_with(f"{path} cannot be written here ({error.strerror}): run make env in the checkout, or name a path.", 1)
    first = "" if demo else f" fill in what is empty in it ({', '.join(NOTICE_OF_A_DEMO)}), then"
    click.echo(f"{path} is written. Next:{first} docker compose up --build")


@main.command()
@click.option("--url", default="http://127.0.0.1:8800", show_default=True, help="Where the gateway is.")
@click.option("--username", envvar="HYKE_USERNAME", help="A coordinator's; without one, the demo's own.")
def scenario(url: str, username: str | None) -> None:
    """Play the whole process through the HTTP API, print what happened when, and take out what it put in.

    The coordinator's password is read from HYKE_PASSWORD, or asked for; a command line can be seen by others.
    """
    from deploy.host.eventlet_patch import hush

    hush()  # the client blocks, but it reads the contracts where the services do
    from deploy.scenario.credentials import MissingPassword, credentials
    from deploy.scenario.run import run_scenario

    try:
        name, password = credentials(url, username, os.environ, ask if sys.stdin.isatty() else None)
    except MissingPassword as missing:
        stop_with(str(missing), 2)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it clears up behind itself, however it is stopped
    sys.exit(run_scenario(url, name, password))


def ask(question: str) -> str:
    """What somebody types, unseen."""
    answer: str = click.prompt(question, hide_input=True)
    return answer


def refuse_unknown_settings() -> None:
    """Ends the command when a name among all that Compose is given looks like a setting and is none."""
    from shared.known_names import unknown_names
    from shared.settings import SETTING_NAMES

    problems = unknown_names((name for name, value in os.environ.items() if value), SETTING_NAMES)
    if problems:
        stop_with(
            "\n".join(["Nothing was migrated, for in the environment (.env):", *(f"  {each}" for each in problems)]), 2
        )


def stop_with(message: str, code: int) -> NoReturn:
    """Ends the command with a message."""
    click.echo(message, err=True)
    sys.exit(code)
