"""Passwords by argon2id."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

P = ParamSpec("P")
R = TypeVar("R")


class Run(Protocol):
    """Runs a function and gives back what it gives."""

    def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...


def here(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """In this very thread."""
    return function(*args, **kwargs)


class Argon2Passwords:
    """Hashes with 19 MiB and two rounds, which takes about 30 ms of one core, wherever ``run`` runs it."""

    def __init__(self, run: Run = here) -> None:
        self._run = run
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._nobody = self._hasher.hash("nobody's password")

    def hash(self, password: str) -> str:
        return self._run(self._hasher.hash, password)

    def matches(self, password: str, password_hash: str | None) -> bool:
        try:
            self._run(self._hasher.verify, password_hash or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return self._hasher.check_needs_rehash(password_hash)
