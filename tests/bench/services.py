"""Runs a service of a bench in this process, as the host would."""

from __future__ import annotations

from collections.abc import Sequence

from nameko import config
from nameko.containers import ServiceContainer

from shared.messaging.runtime.topology import configure
from tests.settings import settings_for

WORKERS = 32  # as deploy.host.runner has it


def run(
    service: type, database_url: str, amqp_url: str, http_port: int = 0, stack: Sequence[type] = ()
) -> ServiceContainer:
    """A started container of a service, which knows what the others of its stack hear."""
    name: str = service.name  # type: ignore[attr-defined]
    config.setup({"AMQP_URI": amqp_url, "max_workers": WORKERS})
    configure({name: settings_for(name, database_url, amqp_url, http_port=http_port)}, stack or [service])
    container = ServiceContainer(service)
    container.start()
    return container
