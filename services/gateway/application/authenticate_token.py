"""Recognises the holder of a token, and ends what a token opened."""

from __future__ import annotations

from datetime import datetime

from services.gateway.application.ports import Open, Records
from services.gateway.application.sign_in import KNOWN_FOR
from services.gateway.application.tokens import hash_of
from services.gateway.domain.account import Account
from services.gateway.domain.sign_in import IDLE, LIFE, SignIn, SignInKind


def authenticate_token(
    token: str, kind: SignInKind, open_records: Open, now: datetime, *, is_attended: bool = True
) -> tuple[SignIn, Account] | None:
    """The standing sign-in of a token, with its active account; None for any other token.

    What a page asks for by itself while nobody is there (``is_attended=False``) does not keep the sign-in awake.
    """
    with open_records() as records:
        found = records.sign_ins.find(hash_of(token))
        if found is None or found[0].kind != kind or found[0].is_over(now) or not found[1].is_active:
            return None
        if is_attended and found[0].is_stale(now):
            records.sign_ins.touch(found[0].token_hash, now)
        return found


def still_stands(sign_in: SignIn, open_records: Open, now: datetime) -> bool:
    """Whether a sign-in that was recognised before still is one; looking does not keep it awake."""
    with open_records() as records:
        found = records.sign_ins.find(sign_in.token_hash)
    return found is not None and not found[0].is_over(now) and found[1].is_active


def sign_out(sign_in: SignIn, open_records: Open) -> None:
    """End a sign-in."""
    with open_records() as records:
        records.sign_ins.end(sign_in.token_hash)


def purge_expired(records: Records, now: datetime) -> int:
    """Delete what is over: sign-ins, browsers that are not known any more, allowances that are whole; how many."""
    ended = records.sign_ins.sweep(seen_before=now - IDLE, started_before=now - LIFE)
    return ended + records.known_browsers.sweep(now - KNOWN_FOR) + records.allowances.sweep(now)
