"""Settings of services that tests, the fault suite and benches run by themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from shared.settings import Settings

SECRET = "x" * 32


def settings_for(service: str, database_url: str, amqp_url: str, **others: Any) -> Settings:
    """What a service needs to run on the loopback, without mail and without an ops port unless others say so."""
    plain = Settings(
        service=service,
        stack="test",
        university={},
        public_url="http://localhost",
        secret_key=SECRET,
        link_secret=SECRET,
        time_zone=ZoneInfo("Europe/Helsinki"),
        database_url=database_url,
        amqp_url=amqp_url,
        smtp_url="",
        mail_from="",
        mailbox_url=None,
        http_host="127.0.0.1",
        http_port=0,
        ops_port=0,
        log_level="WARNING",
    )
    return replace(plain, **others)
