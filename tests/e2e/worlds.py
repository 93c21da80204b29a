"""The three worlds that the same scenario is played in: one process, separate processes, Compose."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from deploy.demo.sample.data import PASSWORD
from deploy.host.processes import HOST, free_port, wait_for
from deploy.host.service_discovery import service_names
from deploy.operator.notice_of_demo import NOTICE_OF_A_DEMO
from deploy.operator.service_databases import of_demo

ROOT = Path(__file__).resolve().parents[2]
START = 90.0
STOP = 30.0


@dataclass(frozen=True)
class World:
    """A running stack, with a coordinator who may sign in."""

    url: str
    username: str
    password: str
    ops: Mapping[str, str]  # where each service, or the one process, tells of its health
    databases: Mapping[str, str] = field(default_factory=dict)  # each service's, where they can be reached
    mails: Path = Path()  # the folder of the mailbox, where it can be reached
    env: Mapping[str, str] = field(default_factory=dict)  # the settings, where a command may be given them


class Process:
    """A `hyke` command of a test, with its output in a file."""

    def __init__(self, arguments: list[str], env: Mapping[str, str], output: Path) -> None:
        self.output = output
        self.begun = output.stat().st_size if output.exists() else 0
        with output.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy", *arguments],
                cwd=ROOT,
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    def said(self) -> str:
        """What it has written since it was started."""
        return self.output.read_bytes()[self.begun :].decode(errors="replace")

    def end(self) -> None:
        """Stop it in good order, or else at once."""
        self.process.terminate()
        try:
            self.process.wait(STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def await_that(self, holds: Callable[[], bool], told: str) -> None:
        """Wait until something holds; RuntimeError with the end of the output when it does not."""
        wait_for(lambda: self.process.poll() is not None or holds(), START)
        if self.process.poll() is not None or not holds():
            raise RuntimeError(f"{told}: not within {START:g} s. {self.said()[-2000:]}")


@contextmanager
def running(arguments: list[str], env: Mapping[str, str], output: Path) -> Iterator[Process]:
    """A `hyke` command, ended afterwards."""
    process = Process(arguments, env, output)
    try:
        yield process
    finally:
        process.end()


def start_demo(folder: Path, port: int, ops_port: int) -> Process:
    """The demo in a folder of its own; back once its first page is there and the sample is in."""
    arguments = ["demo", f"--folder={folder}", f"--port={port}"]
    process = Process(arguments, {"OPS_PORT": str(ops_port)}, folder.with_suffix(".out"))
    process.await_that(lambda: "Ctrl-C" in process.said(), "the demo starts")
    return process


@contextmanager
def one_process(folder: Path) -> Iterator[World]:
    """All services in one process, on the embedded PostgreSQL and the broker inside the process."""
    port, ops_port = free_port(), free_port()
    process = start_demo(folder / "demo", port, ops_port)
    try:
        databases = of_demo(folder / "demo", service_names())
        ops = {"all": f"http://{HOST}:{ops_port}"}
        yield World(f"http://{HOST}:{port}", "maarit.ojala", PASSWORD, ops, databases, folder / "demo" / "mail")
    finally:
        process.end()


@contextmanager
def separate_processes(folder: Path, postgres_url: str, amqp_url: str) -> Iterator[World]:
    """Each service in a process of its own, on PostgreSQL and RabbitMQ."""
    ports = {name: free_port() for name in service_names()}
    env = separate_environment(postgres_url, amqp_url, free_port(), free_port(), free_port())
    with ExitStack() as stack:
        smtp, http = urlsplit(env["SMTP_URL"]).port, urlsplit(env["MAILBOX_URL"]).port
        mailbox = ["mailbox", f"--folder={folder / 'mail'}", f"--smtp-port={smtp}", f"--http-port={http}"]
        stack.enter_context(running(mailbox, env, folder / "mailbox.log"))
        hyke(["migrate", "--create"], env)
        services = {
            name: stack.enter_context(running(["run", name], {**env, "OPS_PORT": str(port)}, folder / f"{name}.log"))
            for name, port in ports.items()
        }
        ops = {name: f"http://{HOST}:{port}" for name, port in ports.items()}
        for name, process in services.items():
            process.await_that(lambda name=name: is_ready(ops[name]), f"{name} is ready")  # type: ignore[misc]
        password = first_coordinator(hyke, env)
        databases = {name: env[f"{name.upper()}_DATABASE_URL"] for name in service_names()}
        yield World(env["HYKE_PUBLIC_URL"], "koordinaattori", password, ops, databases, folder / "mail", env)


def separate_environment(postgres_url: str, amqp_url: str, port: int, smtp_port: int, http_port: int) -> dict[str, str]:
    """The settings of separate processes, with databases of their own on the server."""
    run = secrets.token_hex(3)
    return {
        **NOTICE_OF_A_DEMO,
        "HYKE_STACK": "e2e",
        "HYKE_PUBLIC_URL": f"http://{HOST}:{port}",
        "HYKE_SECRET_KEY": secrets.token_hex(32),
        "HYKE_LINK_SECRET": secrets.token_hex(32),
        "ADMIN_DATABASE_URL": postgres_url,
        "AMQP_URL": amqp_url,
        "SMTP_URL": f"smtp://{HOST}:{smtp_port}",
        "MAILBOX_URL": f"http://{HOST}:{http_port}",
        "MAIL_FROM": "Hyke <hyke@e2e.example>",
        "HYKE_CAMPUS_NETWORKS": "127.0.0.0/8",
        "HYKE_BOOKINGS_PER_CAMPUS": "100000",
        "HYKE_BOOKINGS_IN_ALL": "100000",
        "HTTP_HOST": HOST,
        "HTTP_PORT": str(port),
        "LOG_LEVEL": "INFO",
    } | {f"{name.upper()}_DATABASE_URL": own_database(postgres_url, f"{name}_{run}") for name in service_names()}


def own_database(server_url: str, name: str) -> str:
    """The address of a database and role that `hyke migrate --create` will make."""
    parts = urlsplit(server_url)
    place = f"{name}:{secrets.token_hex(8)}@{parts.hostname}:{parts.port or 5432}"
    return urlunsplit(("postgresql+psycopg", place, f"/{name}", "", ""))


def hyke(arguments: list[str], env: Mapping[str, str]) -> str:
    """What a `hyke` command printed; RuntimeError when it failed."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"hyke {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def first_coordinator(command: Callable[[list[str], Mapping[str, str]], str], env: Mapping[str, str]) -> str:
    """Add the first coordinator as an operator does; the initial password."""
    person = ["--name=Kaisa Koordinaattori", "--email=kaisa@e2e.example", "--username=koordinaattori"]
    return command(["account", *person], env).split()[-1]


def is_ready(ops_url: str) -> bool:
    """Whether a service says that it is ready."""
    return status_of(f"{ops_url}/ready") == 200


def status_of(url: str) -> int:
    """The status of a GET; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextmanager
def compose(project: str) -> Iterator[World]:
    """The Compose stack, built from the checkout, with a port and volumes of its own."""
    port = free_port()
    env_file = ROOT / "var" / f"{project}.env"
    env_file.parent.mkdir(exist_ok=True)
    env_file.unlink(missing_ok=True)
    hyke(["env", str(env_file), f"--port={port}", "--demo"], {})
    base = ["docker", "compose", f"--project-name={project}", f"--env-file={env_file}"]

    def docker(arguments: list[str], _: Mapping[str, str] | None = None, within: float = 900) -> str:
        done = subprocess.run(
            [*base, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=within, check=False
        )
        if done.returncode:
            raise RuntimeError(f"docker compose {arguments}: {done.stderr[-3000:]}")
        return done.stdout

    try:
        docker(["up", "--build", "--detach", "--wait", "--scale", "notification=2"])
        password = first_coordinator(lambda arguments, _: docker(["exec", "-T", "gateway", "hyke", *arguments]), {})
        yield World(f"http://{HOST}:{port}", "koordinaattori", password, {"compose": json.dumps(base)})
    finally:
        docker(["down", "--volumes", "--timeout=30"])
        env_file.unlink()
