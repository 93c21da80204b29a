"""The gateway's records in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.gateway.application.ports import Records
from services.gateway.domain.account import Account
from services.gateway.domain.allowance import Allowance
from services.gateway.domain.sign_in import SignIn
from shared.contracts.vocabulary import Language


class FakeAccounts:
    """Accounts in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[UUID, tuple[Account, str]] = {}

    def add(self, account: Account, password_hash: str) -> bool:
        taken = any(
            there.username == account.username or there.person_id == account.person_id
            for there, _ in self.kept.values()
        )
        if not taken:
            self.kept[account.account_id] = (account, password_hash)
        return not taken

    def by_username(self, username: str) -> tuple[Account, str] | None:
        return next((found for found in self.kept.values() if found[0].username == username), None)

    def held(self, account_id: UUID) -> tuple[Account, str] | None:
        return self.kept.get(account_id)

    def of_person(self, person_id: UUID) -> tuple[Account, str] | None:
        return next((found for found in self.kept.values() if found[0].person_id == person_id), None)

    def usernames(self, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
        return {found.person_id: found.username for found, _ in self.kept.values() if found.person_id in person_ids}

    def set_password(self, account_id: UUID, password_hash: str) -> None:
        self.kept[account_id] = (self.kept[account_id][0], password_hash)

    def set_active(self, account_id: UUID, *, is_active: bool) -> None:
        account, password_hash = self.kept[account_id]
        self.kept[account_id] = (replace(account, is_active=is_active), password_hash)

    def set_language(self, account_id: UUID, language: Language) -> None:
        account, password_hash = self.kept[account_id]
        self.kept[account_id] = (replace(account, language=language), password_hash)


class FakeSignIns:
    """Sign-ins in a dictionary."""

    def __init__(self, accounts: FakeAccounts) -> None:
        self.accounts = accounts
        self.kept: dict[str, SignIn] = {}

    def start(self, sign_in: SignIn) -> None:
        self.kept[sign_in.token_hash] = sign_in

    def find(self, token_hash: str) -> tuple[SignIn, Account] | None:
        found = self.kept.get(token_hash)
        return (found, self.accounts.kept[found.account_id][0]) if found else None

    def touch(self, token_hash: str, now: datetime) -> None:
        if token_hash in self.kept:
            there = self.kept[token_hash]
            self.kept[token_hash] = replace(there, seen_at=max(there.seen_at, now))

    def end(self, token_hash: str) -> None:
        self.kept.pop(token_hash, None)

    def end_all(self, account_id: UUID, *, but: str = "") -> None:
        over = [key for key, found in self.kept.items() if found.account_id == account_id and key != but]
        for key in over:
            del self.kept[key]

    def sweep(self, *, seen_before: datetime, started_before: datetime) -> int:
        over = [
            key
            for key, found in self.kept.items()
            if found.seen_at <= seen_before or found.started_at <= started_before
        ]
        for key in over:
            del self.kept[key]
        return len(over)


class FakeAllowances:
    """Allowances in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, datetime] = {}

    def use(self, subject: str, rule: Allowance, now: datetime) -> datetime | None:
        opens_at = rule.opens_at(self.kept.get(subject), now)
        if opens_at > now:
            return opens_at
        self.kept[subject] = rule.after_use(self.kept.get(subject), now)
        return None

    def is_spent(self, subject: str, rule: Allowance, now: datetime) -> bool:
        return rule.opens_at(self.kept.get(subject), now) > now

    def give_back(self, subject: str, rule: Allowance) -> None:
        if subject in self.kept:
            self.kept[subject] -= rule.every

    def forget(self, subject: str) -> None:
        self.kept.pop(subject, None)

    def sweep(self, now: datetime) -> int:
        whole = [key for key, whole_at in self.kept.items() if whole_at <= now]
        for key in whole:
            del self.kept[key]
        return len(whole)


class FakeKnownBrowsers:
    """Known browsers in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, UUID], datetime] = {}

    def knows(self, token_hash: str, account_id: UUID, since: datetime) -> bool:
        signed_in_at = self.kept.get((token_hash, account_id))
        return signed_in_at is not None and signed_in_at >= since

    def remember(self, token_hash: str, account_id: UUID, now: datetime, *, before: str = "") -> None:
        for (known_by, whose), signed_in_at in list(self.kept.items()):
            if known_by == before:
                del self.kept[known_by, whose]
                self.kept[token_hash, whose] = signed_in_at
        self.kept[token_hash, account_id] = now

    def forget(self, account_id: UUID, *, but: str = "") -> None:
        self.kept = {key: at for key, at in self.kept.items() if key[1] != account_id or key[0] == but}

    def sweep(self, before: datetime) -> int:
        over = [key for key, signed_in_at in self.kept.items() if signed_in_at < before]
        for key in over:
            del self.kept[key]
        return len(over)


class FakeRecords:
    """The gateway's records in memory; opening them never fails."""

    def __init__(self) -> None:
        self.accounts = FakeAccounts()
        self.sign_ins = FakeSignIns(self.accounts)
        self.allowances = FakeAllowances()
        self.known_browsers = FakeKnownBrowsers()
        self.opened = 0

    @contextmanager
    def open(self) -> Iterator[Records]:
        self.opened += 1
        before = dict(self.allowances.kept)
        try:
            yield self
        except Exception:
            self.allowances.kept = before
            raise
