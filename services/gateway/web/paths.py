"""Addresses within this stack: what a browser would read as the name of another host never comes out of here."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit

_KEPT = (
    "/~!$&'()*+,;=:@"  # what a path may hold beside letters and digits: no backslash, and nothing that is not printed
)


def here(path: str, query: Iterable[tuple[str, str]]) -> str:
    """The address of a path of ours as it was asked for, with this query.

    It begins with one slash, and a browser drops nothing of it: ``/<tab>/elsewhere`` would lead elsewhere.
    """
    told = urlencode(list(query), errors="replace")
    return "/" + quote(path.lstrip("/"), safe=_KEPT, errors="replace") + (f"?{told}" if told else "")


def is_ours(address: str) -> bool:
    """Whether an address that somebody sent leads to a page of ours."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address or not address.isprintable():
        return False
    try:
        where = urlsplit(address)
    except ValueError:  # it begins like an address of IPv6, and is none
        return False
    return not where.netloc and not where.scheme
