"""What a page gives to the script that keeps unsent texts on the device: whose they are, and their key."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping

from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller

TYPED_BY = "typed_by"  # the form's field that says whose page it was typed on


def person_mark() -> str:
    """An opaque word for the person whose page this is; empty for nobody, and for a client with a private link."""
    account = caller().account
    return _keyed("person", str(account.person_id)).hex()[:16] if account else ""


def drafts() -> Mapping[str, str] | None:
    """For the pages of a person with an account: the mark, the key of their texts alone, and the username."""
    account = caller().account
    if account is None:
        return None
    key = b64encode(_keyed("drafts", str(account.person_id))).decode()
    return {"person": person_mark(), "key": key, "username": account.username}


def _keyed(purpose: str, value: str) -> bytes:
    return hmac.new(app_context().settings.secret_key.encode(), f"{purpose}:{value}".encode(), hashlib.sha256).digest()
