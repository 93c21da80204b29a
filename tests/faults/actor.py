"""A process that plays services, and may be killed, stopped and started again."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from deploy.host.processes import wait_for
from tests.faults.nursery import Child, Nursery
from tests.faults.plan import Plan

_START_SECONDS = 30.0


class Actor:
    """One process at a time, by its plan."""

    def __init__(
        self, name: str, nursery: Nursery, folder: Path, databases: Mapping[str, str], brokers: Mapping[str, str]
    ) -> None:
        self.name = name
        self._nursery = nursery
        self._ready, self._death = folder / f"{name}.ready", folder / f"{name}.death"
        self.log = folder / f"{name}.log"
        self.plan = Plan(dict(databases), dict(brokers), str(self._ready), str(self._death))
        self._child: Child | None = None

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return self._child is not None and self._child.is_running

    @property
    def is_ready(self) -> bool:
        """Whether all its services run."""
        return self._ready.exists()

    def start(self, **changes: object) -> None:
        """Start the process, with these changes to its plan."""
        self.ended()
        for file in (self._ready, self._death):
            file.unlink(missing_ok=True)
        plan = replace(self.plan, **changes)  # type: ignore[arg-type]
        self._child = self._nursery.start(asdict(plan), str(self.log))

    def ready(self) -> None:
        """Wait until its services run."""
        if not wait_for(lambda: self.is_ready or not self.is_running, _START_SECONDS) or not self.is_ready:
            raise RuntimeError(f"{self.name} did not start: {self.tail()}")

    def doom(self, place: str, after: int = 1) -> None:
        """Have it die at a place, the so-manieth time that it gets there."""
        unfinished = self._death.with_suffix(".unfinished")
        unfinished.write_text(f"{after} {place}")
        unfinished.rename(self._death)

    def kill(self) -> None:
        """kill -9."""
        self.shoot()
        self.ended()

    def shoot(self) -> None:
        """kill -9, without waiting for the end."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to stop."""
        self._signal(signal.SIGTERM)

    def ended(self, within: float = 30.0) -> int:
        """Its exit status, once it has ended."""
        return self._child.wait(within) if self._child is not None else 0

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-800:] if self.log.exists() else ""

    def _signal(self, kind: signal.Signals) -> None:
        if self._child is not None:
            self._child.signal(kind)
