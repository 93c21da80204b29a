"""Runs a command against a RabbitMQ in a container: ``python -m tests.with_rabbitmq IMAGE COMMAND…``.

The command finds its address in ``AMQP_URL``; the container goes when the command has ended, however it ended.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

PORT = 5672
_USER = "tests"


class NoRabbit(Exception):
    """The container did not come up."""


@contextmanager
def rabbit_in_container(image: str) -> Iterator[str]:
    """The address of a RabbitMQ of this image, on a free port of the loopback; NoRabbit with Docker's own words."""
    password = secrets.token_hex(16)
    container = _docker(
        *("run", "--detach", "--rm", "--publish", f"127.0.0.1::{PORT}"),
        *("--env", f"RABBITMQ_DEFAULT_USER={_USER}", "--env", f"RABBITMQ_DEFAULT_PASS={password}", image),
    )
    try:
        _docker("exec", container, "timeout", "120", "sh", "-c", "until rabbitmqctl -q await_startup; do sleep 1; done")
        address = _docker("port", container, str(PORT)).splitlines()[0]
        print(f"RabbitMQ {_docker('exec', container, 'rabbitmqctl', 'version')}, {image}", flush=True)
        yield f"amqp://{_USER}:{password}@{address}//"
    finally:
        _docker("rm", "--force", "--volumes", container)


def main(image: str, command: Sequence[str]) -> int:
    """The command's own exit code, or 2 without a RabbitMQ."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the container goes as well
    try:
        with rabbit_in_container(image) as address:
            return subprocess.run(command, env={**os.environ, "AMQP_URL": address}, check=False).returncode
    except NoRabbit as problem:
        print(problem, file=sys.stderr)
        return 2


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoRabbit(f"docker {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
