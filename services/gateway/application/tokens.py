"""Random tokens and initial passwords; the records hold hashes of tokens alone."""

from __future__ import annotations

import hashlib
import secrets

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def new_token() -> str:
    """A token that cannot be guessed: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What the records keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_password() -> str:
    """An initial password of about 79 bits that can be read out: four groups of four."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
