"""Which mailbox a mail address ends up in, as far as one can know from outside."""

from __future__ import annotations

_ONE_HOUSE = {"googlemail.com": "gmail.com"}
_DOTS_DO_NOT_COUNT = frozenset({"gmail.com"})


def mailbox_of(email: str) -> str:
    """One spelling for addresses that reach one person: no capitals, no +tag, no dots where they do not count."""
    local, _, domain = email.strip().casefold().rpartition("@")
    domain = _ONE_HOUSE.get(domain, domain)
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in _DOTS_DO_NOT_COUNT else local}@{domain}"
