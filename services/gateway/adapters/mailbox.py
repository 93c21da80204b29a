"""Reads the demo's mailbox over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
import structlog

_log = structlog.get_logger("gateway")


@dataclass(frozen=True, slots=True)
class HttpMailbox:
    """The mailbox at an address."""

    url: str

    def messages(self, most: int, to: str | None = None) -> list[dict[str, Any]] | None:
        """The newest mails, or those to one address, newest first; None where the mailbox does not answer."""
        asked = f"&to={quote(to, safe='')}" if to else ""
        found = self._get(f"/messages?limit={most}{asked}")
        return None if found is None else [_shown(mail) for mail in found]

    def message(self, mail_id: str) -> dict[str, Any] | None:
        """One mail, if it is there."""
        mail = self._get(f"/messages/{quote(mail_id, safe='')}")
        return _shown(mail) if mail else None

    def _get(self, path: str) -> Any:
        try:
            answer = httpx.get(f"{self.url}{path}", timeout=2.0, trust_env=False)
            if answer.status_code == httpx.codes.NOT_FOUND:
                return None
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            _log.warning("mailbox does not answer", error=type(error).__name__)
            return None


def _shown(mail: dict[str, Any]) -> dict[str, Any]:
    received_at = datetime.fromisoformat(mail["received_at"])
    return {**mail, "received_at": received_at, "to": ", ".join(mail["to"])}
