"""Reads the demo's mailbox over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import structlog

_log = structlog.get_logger("gateway")


@dataclass(frozen=True, slots=True)
class HttpMailbox:
    """The mailbox at an address."""

    url: str

    def messages(self) -> list[dict[str, Any]]:
        """The mails, newest first; empty where the mailbox does not answer."""
        try:
            answer = httpx.get(f"{self.url}/messages", timeout=2.0, trust_env=False)
            answer.raise_for_status()
            return [_shown(mail) for mail in answer.json()]
        except (httpx.HTTPError, ValueError, KeyError) as error:
            _log.warning("mailbox does not answer", error=type(error).__name__)
            return []


def _shown(mail: dict[str, Any]) -> dict[str, Any]:
    received_at = datetime.fromisoformat(mail["received_at"])
    return {**mail, "received_at": received_at, "to": ", ".join(mail["to"])}
