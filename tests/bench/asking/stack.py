"""Ours: six small services that answer with a figure, and how a process runs one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from nameko import config
from nameko.containers import ServiceContainer

from shared.contracts.registry import question
from shared.messaging import Transaction, answers
from shared.messaging.hosting import configure
from shared.settings import Settings
from tests.bench.asking.figures import wanted

SERVICES = tuple(f"figures{number}" for number in range(1, 7))
WORKERS = 32  # as deploy.host has it


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure."""

    id: UUID
    name: str
    value: int


def _question_to(service: str) -> Any:
    @question(f"{service}.figure_of", reply=FigureView)
    @dataclass(frozen=True, slots=True)
    class FigureOf:
        """Ask for a figure."""

        figure_id: UUID

    return FigureOf


QUESTIONS = {service: _question_to(service) for service in SERVICES}


def service_named(service: str) -> type:
    """The class of one of the six."""

    class Figures:
        name = service

        @answers(QUESTIONS[service])
        def figure_of(self, ask: Any, tx: Transaction) -> FigureView:
            row = tx.connection.execute(wanted(ask.figure_id)).one()
            return FigureView(ask.figure_id, row.name, row.value)

    return Figures


def run(service: type, database_url: str, amqp_url: str, http_port: int = 0) -> ServiceContainer:
    """A started container of a service."""
    name: str = service.name  # type: ignore[attr-defined]
    config.setup({"AMQP_URI": amqp_url, "max_workers": WORKERS})
    configure({name: _settings(name, database_url, amqp_url, http_port)}, [service])
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
