"""Throw-away servers on free ports, for tests that need real ones."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from deploy.development.system_packages import path_of
from deploy.host.processes import HOST, free_port, wait_for

QUIET = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"


def unwind_at_sigterm() -> None:
    """From now on SIGTERM leaves by SystemExit, so that the servers that were started within are ended as well."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class OwnRabbit(Protocol):
    """A RabbitMQ of our own, to stop, start and command as we like."""

    @property
    def url(self) -> str:
        """Its address, the same after each start."""

    def start(self) -> None:
        """Start it, and wait until it takes connections."""

    def stop(self) -> None:
        """End it in good order."""

    def kill(self) -> None:
        """End it as a power cut would; nothing if it has ended."""

    def control(self, *command: str) -> str:
        """What rabbitmqctl says to a command; an exception if it fails."""


@dataclass
class Rabbit:
    """A private RabbitMQ in a folder, which may be stopped, killed and started again with its data."""

    folder: Path
    port: int = field(default_factory=free_port)
    epmd_port: int = field(default_factory=free_port)
    dist_port: int = field(default_factory=free_port)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@{HOST}:{self.port}/"

    def start(self, within: float = 60.0) -> None:
        """Starts the broker and waits until it takes connections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        epmd = shutil.which("epmd")
        if epmd:
            self.launch([epmd, "-port", str(self.epmd_port), "-address", HOST])
        server = self.launch([path_of("rabbitmq")])
        ready = wait_for(lambda: server.poll() is not None or listens(self.port), within)
        if not ready or server.poll() is not None:
            self.kill()
            raise RuntimeError(f"RabbitMQ did not start: {self.log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """Ends the broker in good order."""
        self.end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the broker as a power cut would."""
        self.end(signal.SIGKILL)

    def control(self, *command: str) -> str:
        """What rabbitmqctl says to a command."""
        program, environment = Path(path_of("rabbitmq")).with_name("rabbitmqctl"), self.environment()
        done = subprocess.run(
            [program, "-q", "-n", environment["RABBITMQ_NODENAME"], *command],
            env=environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode:
            raise RuntimeError(f"rabbitmqctl {' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    @property
    def log(self) -> Path:
        return self.folder / "output.log"

    def launch(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Runs a program of the broker's in a process group of its own."""
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                command,
                env=self.environment(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def end(self, kind: signal.Signals) -> None:
        """Sends the signal to each process group, last started first, and waits for its end."""
        while self.running:
            process = self.running.pop()
            for attempt in (kind, signal.SIGKILL):
                if process.poll() is None:
                    os.killpg(process.pid, attempt)
                    wait_for(lambda process=process: process.poll() is not None, 20)  # type: ignore[misc]

    def environment(self) -> dict[str, str]:
        """What keeps this broker apart from any other on the machine."""
        folder = str(self.folder)
        plugins = self.folder / "enabled_plugins"
        plugins.write_text("[].")
        return {
            "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "HOME": folder,
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": HOST,
            "RABBITMQ_NODENAME": f"hyke-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": HOST,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_LOGS": f"{folder}/log/rabbit.log",
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/no-such-file",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": QUIET,
        }


def listens(port: int) -> bool:
    """Whether somebody takes connections on this port of the loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def greets(port: int) -> bool:
    """Whether a broker answers on this port of the loopback, and not only who forwards to it."""
    try:
        with socket.create_connection((HOST, port), timeout=5) as probe:
            probe.sendall(b"AMQP\x00\x00\x09\x01")
            return bool(probe.recv(1))
    except OSError:
        return False
