"""A RabbitMQ in a container of Docker, which may be stopped, killed and started again with its data."""

from __future__ import annotations

import os
import secrets
import subprocess
from dataclasses import dataclass
from urllib.parse import urlsplit

from deploy.host.processes import HOST, free_port, wait_for
from tests.servers import greets

CONTAINER = "AMQP_CONTAINER"  # the variable that names the container of the broker at AMQP_URL
_USER = "tests"
_START_SECONDS = 120.0


class NoRabbit(Exception):
    """The container did not do what it should; says why in Docker's own words."""


@dataclass(frozen=True)
class RabbitContainer:
    """A container by its id, and the address of the broker in it."""

    id: str
    url: str

    def start(self) -> None:
        """Start it, and wait until the broker takes connections."""
        docker("start", self.id)
        port = urlsplit(self.url).port or 0
        if not wait_for(lambda: greets(port), _START_SECONDS):
            raise NoRabbit(f"RabbitMQ did not start: {docker('logs', '--tail', '20', self.id)}")

    def stop(self) -> None:
        """End the broker in good order."""
        docker("stop", "--time", "20", self.id)

    def kill(self) -> None:
        """End the broker as a power cut would; nothing if it has ended."""
        if docker("inspect", "--format", "{{.State.Running}}", self.id) == "true":
            docker("kill", self.id)

    def control(self, *command: str) -> str:
        """What rabbitmqctl says to a command."""
        return docker("exec", self.id, "rabbitmqctl", "-q", *command)

    def remove(self) -> None:
        """Forget the container and its data."""
        docker("rm", "--force", "--volumes", self.id)


def new_container(image: str) -> RabbitContainer:
    """A container of this image, on a free port of the loopback that it keeps; not yet started."""
    password, port = secrets.token_hex(16), free_port()
    settings = {"RABBITMQ_DEFAULT_USER": _USER, "RABBITMQ_DEFAULT_PASS": password}
    told = [word for name, value in settings.items() for word in ("--env", f"{name}={value}")]
    id = docker("create", "--publish", f"{HOST}:{port}:5672", *told, image)
    return RabbitContainer(id, f"amqp://{_USER}:{password}@{HOST}:{port}//")


def given_container() -> RabbitContainer | None:
    """The container of the broker at AMQP_URL, if we were told of one."""
    id = os.environ.get(CONTAINER)
    return RabbitContainer(id, os.environ["AMQP_URL"]) if id else None


def docker(*arguments: str) -> str:
    """What Docker says to a command; NoRabbit if it fails."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False, timeout=180)
    if done.returncode:
        raise NoRabbit(f"docker {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()
