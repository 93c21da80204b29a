"""Finds the programs that tests need on this machine, and installs the distribution's package where we may.

python -m deploy.development.system_packages rabbitmq chromium promtool
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """A program by the paths it may have, the package that brings it, and the variable that spares us it."""

    package: str
    paths: tuple[str, ...]
    instead: str | None = None

    def find(self) -> str | None:
        """The path of the first that is there."""
        return next((found for path in self.paths if (found := shutil.which(path))), None)


PROGRAMS = {
    "rabbitmq": Program(
        "rabbitmq-server",
        ("/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/homebrew/sbin/rabbitmq-server", "rabbitmq-server"),
        instead="AMQP_URL",
    ),
    "promtool": Program("prometheus", ("promtool",)),
    "chromium": Program("chromium", ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")),
}


class MissingProgram(Exception):
    """A program is not here and we may not install it; the message says what to do."""


def need(name: str) -> None:
    """Makes sure that the program is here, or that its variable stands in for it."""
    program = PROGRAMS[name]
    if program.find() or (program.instead and os.environ.get(program.instead)):
        return
    command = installer()
    if command is None:
        raise MissingProgram(advice(program))
    print(f"{program.package} is missing: installing the distribution's package.", flush=True)
    subprocess.run([*command, "update", "-qq"], check=False)
    install = [*command, "install", "-y", "-qq", "--no-install-recommends", program.package]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(install, env=environment, stdout=subprocess.DEVNULL, check=False)
    if done.returncode or not program.find():
        raise MissingProgram(advice(program))


def path_of(name: str) -> str:
    """Where the program is; MissingProgram when it is nowhere."""
    found = PROGRAMS[name].find()
    if found is None:
        raise MissingProgram(advice(PROGRAMS[name]))
    return found


def advice(program: Program) -> str:
    """One sentence that says what to install, or what to set instead."""
    instead = f", or set {program.instead}" if program.instead else ""
    return f"The tests need {program.package}: install that package{instead}."


def installer() -> list[str] | None:
    """The beginning of a command that installs a package here, if this is Debian or Ubuntu and we may."""
    if not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]
    return None


def main(names: list[str]) -> int:
    """Looks after each named program; 1 with a sentence for the first that cannot be had."""
    try:
        for name in names:
            need(name)
    except MissingProgram as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
