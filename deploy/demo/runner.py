"""The whole stack in this process and a folder: PostgreSQL, the broker, the mailbox and every service."""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr
from pathlib import Path

from deploy.databases.embedded_postgres import Postgres, PostgresError, start_postgres
from deploy.demo.sample.data import university
from deploy.host.processes import HOST, free_port
from deploy.host.service_discovery import migrations_of, service_names
from deploy.operator.notice_of_demo import NOTICE_OF_A_DEMO
from shared.settings import Settings

OPS_PORT = 8810


class DemoError(Exception):
    """The demo cannot start; the message says why and what to do."""


def run_demo(folder: Path, port: int) -> int:
    """Runs everything until it is told to stop; the data stays in the folder for the next time."""
    folder = folder.resolve()
    with ExitStack() as stack:
        stack.enter_context(alone(folder))
        refuse_taken(port, "make demo PORT=8801")
        refuse_taken(ops_port(), "OPS_PORT=8811 make demo")
        mailbox_env = stack.enter_context(mailbox(folder / "mail"))
        postgres = stack.enter_context(database_server(folder / "pg"))
        known = kept_secrets(folder / "secrets.json")
        env = environment(folder, port, postgres, known) | mailbox_env
        prepare_databases(folder / "pg" / "prepared", postgres, env)
        return run_services(folder, env, postgres)


def run_services(folder: Path, env: Mapping[str, str], postgres: Postgres) -> int:
    """Runs every service with its log in a file, and greets once the first page can be opened."""
    from deploy.host.runner import host, settings_for
    from shared.observability import configure_logging

    settings = settings_for(service_names(), env)
    log = folder / "hyke.log"
    with log.open("a", encoding="utf-8", buffering=1) as file, redirect_stderr(file):
        configure_logging(env["LOG_LEVEL"])
        code = host(settings, lambda: greet(settings, log), at_once=lambda: leave_at_once(postgres))
    print("Stopped; the data stays for the next start." if code == 0 else f"Stopped early; see {log}.", flush=True)
    return code


def leave_at_once(postgres: Postgres) -> None:
    """Ends everything without waiting for what is in hand: it is done at the next start, as after a power cut."""
    os.kill(postgres.pid, signal.SIGQUIT)
    print("Stopped at once; the data stays for the next start.", flush=True)
    os._exit(0)


def greet(settings: Mapping[str, Settings], log: Path) -> None:
    """Says where the pages are and who may sign in, once the sample is there."""
    from deploy.demo.sample.fill import fill
    from deploy.demo.sample.story import SampleError
    from shared.messaging import RequestTimeout, ServiceFailed
    from shared.refusal import Refusal

    try:
        accounts = list(fill(settings))
    except (SampleError, Refusal, RequestTimeout, ServiceFailed) as error:
        accounts = [f"The sample is not whole ({error}): stop, and make demo-reset begins anew."]
    lines = [f"Hyke is at {settings['gateway'].public_url}", *accounts, f"Log: {log}", "Ctrl-C stops it."]
    print("", *lines, "", sep="\n", flush=True)


def forget(folder: Path) -> int:
    """Removes the demo's data, and ends the database server that a killed demo left behind."""
    folder = folder.resolve()
    if (folder / "pg" / "data").exists():
        with alone(folder), database_server(folder / "pg"):
            pass
    shutil.rmtree(folder, ignore_errors=True)
    print("The demo's data is gone; make demo begins anew.")
    return 0


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds the folder for this process; the lock goes with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError("The demo runs already: stop it first with Ctrl-C in its window.") from None
        yield


def refuse_taken(port: int, instead: str) -> None:
    """DemoError when somebody listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise DemoError(f"Port {port} is taken: choose another with {instead}.") from None


def ops_port() -> int:
    """The port of health and metrics, which OPS_PORT may change."""
    return int(os.environ.get("OPS_PORT") or OPS_PORT)


@contextmanager
def database_server(folder: Path) -> Iterator[Postgres]:
    """The folder's PostgreSQL, stopped in the end."""
    try:
        server = start_postgres(folder)
    except PostgresError as error:
        raise DemoError(str(error)) from error
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def mailbox(folder: Path) -> Iterator[dict[str, str]]:
    """A mailbox in a process of its own that ends with this one, and the settings that point at it."""
    smtp_port, http_port = free_port(), free_port()
    ports = [f"--smtp-port={smtp_port}", f"--http-port={http_port}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy", "mailbox", "--tied", f"--folder={folder}", *ports],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield {"SMTP_URL": f"smtp://{HOST}:{smtp_port}", "MAILBOX_URL": f"http://{HOST}:{http_port}"}
    finally:
        process.terminate()
        process.wait(5)


def kept_secrets(path: Path) -> dict[str, str]:
    """The demo's secrets, made at its first start, and one for each service that came later."""
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    wanted = ("secret_key", "link_secret", *service_names())
    known |= {name: secrets.token_hex(32) for name in wanted if name not in known}
    unfinished = path.with_suffix(".part")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(known))
    unfinished.rename(path)
    return known


def environment(folder: Path, port: int, postgres: Postgres, known: Mapping[str, str]) -> dict[str, str]:
    """The settings of every service of the demo; LOG_LEVEL may be given from outside."""
    databases = {
        f"{name.upper()}_DATABASE_URL": f"postgresql+psycopg://{name}:{known[name]}@{HOST}:{postgres.port}/{name}"
        for name in service_names()
    }
    return databases | {
        "HYKE_STACK": "demo",
        "HYKE_UNIVERSITY": " | ".join(university()["university"].values()),
        **NOTICE_OF_A_DEMO,
        "HYKE_PUBLIC_URL": f"http://{HOST}:{port}",
        "HYKE_SECRET_KEY": known["secret_key"],
        "HYKE_LINK_SECRET": known["link_secret"],
        "AMQP_URL": f"inprocess://{folder}/broker.sqlite",
        "MAIL_FROM": "Hyke <hyke@demo.example>",
        "HYKE_CAMPUS_NETWORKS": "127.0.0.0/8",  # all who come to a demo come from this machine
        "HTTP_HOST": HOST,
        "HTTP_PORT": str(port),
        "OPS_PORT": str(ops_port()),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
    }


def prepare_databases(done: Path, postgres: Postgres, env: Mapping[str, str]) -> None:
    """Makes and migrates every database, unless that was done with the very same migrations before."""
    print_of = fingerprint()
    if done.exists() and done.read_text() == print_of:
        return
    from deploy.databases.migrate import migrate
    from deploy.databases.provision import create_databases

    urls = {name: env[f"{name.upper()}_DATABASE_URL"] for name in service_names()}
    create_databases(postgres.url, urls.values())
    for name, url in urls.items():
        migrate(name, url)
    done.write_text(print_of)


def fingerprint() -> str:
    """A digest of every service's migrations."""
    digest = hashlib.sha256()
    for name in service_names():
        for file in sorted(migrations_of(name).rglob("*.py")):
            digest.update(f"{name}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()
