"""Runs a command against a RabbitMQ in a container: ``python -m tests.with_rabbitmq IMAGE COMMAND…``.

The command finds its address in ``AMQP_URL`` and may stop, kill and start the container that ``AMQP_CONTAINER`` names;
the container goes when the command has ended, however it ended.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.rabbit_container import CONTAINER, NoRabbit, RabbitContainer, new_container
from tests.servers import unwind_at_sigterm


@contextmanager
def rabbit_in_container(image: str) -> Iterator[RabbitContainer]:
    """A running RabbitMQ of this image; NoRabbit with Docker's own words."""
    rabbit = new_container(image)
    try:
        rabbit.start()
        yield rabbit
    finally:
        rabbit.remove()


def main(image: str, command: Sequence[str]) -> int:
    """The command's own exit code, or 2 without a RabbitMQ."""
    unwind_at_sigterm()
    try:
        with rabbit_in_container(image) as rabbit:
            print(f"RabbitMQ {rabbit.control('version')}, {image}", flush=True)
            told = {**os.environ, "AMQP_URL": rabbit.url, CONTAINER: rabbit.id}
            return subprocess.run(command, env=told, check=False).returncode
    except NoRabbit as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
