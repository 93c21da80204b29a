"""What a process of the play is to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """What a process runs, and where its servers are."""

    databases: dict[str, str]  # by the service that runs here
    brokers: dict[str, str]
    ready: str  # a file that appears once all run
    death: str  # a file that says where to die, once it is there
    queue: str = ""  # heard instead of the service's own
    batch: int = 100
    grace: float = 20.0
