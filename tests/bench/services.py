"""Runs a service of a bench in this process, as the host would."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from nameko import config
from nameko.containers import ServiceContainer

from shared.messaging.hosting import configure
from shared.settings import Settings

WORKERS = 32  # as deploy.host has it


def run(
    service: type, database_url: str, amqp_url: str, http_port: int = 0, stack: Sequence[type] = ()
) -> ServiceContainer:
    """A started container of a service, which knows what the others of its stack hear."""
    name: str = service.name  # type: ignore[attr-defined]
    config.setup({"AMQP_URI": amqp_url, "max_workers": WORKERS})
    configure({name: _settings(name, database_url, amqp_url, http_port)}, stack or [service])
    container = ServiceContainer(service)
    container.start()
    return container


def _settings(service: str, database_url: str, amqp_url: str, http_port: int) -> Settings:
    secret = "x" * 32
    return Settings(
        service=service,
        stack="bench",
        university={},
        public_url="http://localhost",
        secret_key=secret,
        link_secret=secret,
        time_zone=ZoneInfo("Europe/Helsinki"),
        database_url=database_url,
        amqp_url=amqp_url,
        smtp_url="",
        mail_from="",
        mailbox_url=None,
        http_host="127.0.0.1",
        http_port=http_port,
        ops_port=0,
        log_level="WARNING",
    )
