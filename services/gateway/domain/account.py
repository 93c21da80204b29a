"""A staff member's account: what opens the door, and nothing that booking knows better."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from shared.contracts.vocabulary import Language

ROLES = frozenset({"coordinator", "lecturer", "student"})
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in, as whom, and in which language they are spoken to."""

    account_id: UUID
    username: str
    person_id: UUID
    role: str
    language: Language
    is_active: bool = True


def folded(username: str) -> str:
    """The one spelling of a username, however it was typed."""
    return username.strip().lower()


def is_username(text: str) -> bool:
    """Whether a text can be a username: small letters, digits, dots, hyphens, underscores; 2 to 63 of them."""
    return _USERNAME.fullmatch(text) is not None


def suggestions(name: str) -> Iterator[str]:
    """Usernames for a person of this name, the plainest first: anna.lehtori, anna.lehtori2, …"""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    stem = ".".join(word for word in (words[:1] + words[-1:] if len(words) > 1 else words))[:50]
    stem = stem if is_username(stem) else "person"
    yield stem
    for number in count(2):
        yield f"{stem}{number}"
