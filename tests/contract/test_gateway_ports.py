"""One suite for the gateway's records: the fakes keep the same promises as PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from services.gateway.adapters.passwords import Argon2Passwords
from services.gateway.adapters.records import SqlRecords
from services.gateway.application.ports import Passwords, Records
from services.gateway.domain.account import Account
from services.gateway.domain.allowance import Allowance
from services.gateway.domain.sign_in import SignIn
from shared.contracts.vocabulary import Language
from tests.conftest import FreshDatabase
from tests.unit.gateway.fake_records import FakeRecords
from tests.unit.gateway.fakes import NOW, FakePasswords

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"


@pytest.fixture(params=["fake", "sql"])
def records(request: pytest.FixtureRequest) -> Iterator[Records]:
    """The records in memory, then in PostgreSQL."""
    if request.param == "fake":
        yield FakeRecords()
        return
    fresh: FreshDatabase = request.getfixturevalue("fresh_database")
    engine = sa.create_engine(fresh("gateway"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield SqlRecords(connection)


def account(username: str = "anna.lehtori") -> Account:
    """An account of somebody new."""
    return Account(uuid4(), username, uuid4(), "lecturer", Language.SV)


def signed_in(records: Records, who: Account, number: int = 1, **changes: object) -> SignIn:
    """A sign-in of an account that is there."""
    token_hash = f"{number:064x}"
    records.sign_ins.start(replace(SignIn(token_hash, who.account_id, "cookie", NOW, NOW), **changes))  # type: ignore[arg-type]
    found = records.sign_ins.find(token_hash)
    assert found is not None
    return found[0]


def test_an_account_is_found_by_its_username_and_by_its_person(records: Records) -> None:
    anna = account()

    assert records.accounts.add(anna, HASH)

    assert records.accounts.by_username("anna.lehtori") == (anna, HASH)
    assert records.accounts.of_person(anna.person_id) == (anna, HASH)
    assert records.accounts.by_username("anna") is None
    assert records.accounts.of_person(uuid4()) is None


def test_a_username_and_a_person_have_one_account(records: Records) -> None:
    anna = account()
    records.accounts.add(anna, HASH)

    assert not records.accounts.add(account("anna.lehtori"), HASH)
    assert not records.accounts.add(replace(anna, account_id=uuid4(), username="another"), HASH)
    assert records.accounts.by_username("another") is None


def test_usernames_are_of_those_asked_for(records: Records) -> None:
    anna, otto = account(), account("otto")
    for each in (anna, otto):
        records.accounts.add(each, HASH)

    assert records.accounts.usernames([anna.person_id, uuid4()]) == {anna.person_id: "anna.lehtori"}
    assert records.accounts.usernames([]) == {}


def test_an_accounts_password_language_and_activity_change_alone(records: Records) -> None:
    anna, otto = account(), account("otto")
    for each in (anna, otto):
        records.accounts.add(each, HASH)

    records.accounts.set_password(anna.account_id, HASH + "x")
    records.accounts.set_language(anna.account_id, Language.EN)
    records.accounts.set_active(anna.account_id, is_active=False)

    changed = replace(anna, language=Language.EN, is_active=False)
    assert records.accounts.by_username("anna.lehtori") == (changed, HASH + "x")
    assert records.accounts.held(anna.account_id) == (changed, HASH + "x")
    assert records.accounts.held(uuid4()) is None
    assert records.accounts.by_username("otto") == (otto, HASH)


def test_a_sign_in_is_found_with_its_account_until_it_is_ended(records: Records) -> None:
    anna = account()
    records.accounts.add(anna, HASH)
    sign_in = signed_in(records, anna)

    assert records.sign_ins.find(sign_in.token_hash) == (sign_in, anna)
    records.sign_ins.end(sign_in.token_hash)
    records.sign_ins.end(sign_in.token_hash)
    assert records.sign_ins.find(sign_in.token_hash) is None


def test_a_sign_in_that_was_seen_is_never_seen_earlier(records: Records) -> None:
    anna = account()
    records.accounts.add(anna, HASH)
    sign_in = signed_in(records, anna)

    records.sign_ins.touch(sign_in.token_hash, NOW + timedelta(minutes=5))
    records.sign_ins.touch(sign_in.token_hash, NOW + timedelta(minutes=2))
    records.sign_ins.touch("0" * 64, NOW)

    found = records.sign_ins.find(sign_in.token_hash)
    assert found is not None
    assert found[0].seen_at == NOW + timedelta(minutes=5)


def test_all_sign_ins_of_an_account_end_but_one(records: Records) -> None:
    anna, otto = account(), account("otto")
    for each in (anna, otto):
        records.accounts.add(each, HASH)
    kept, ended, others = (signed_in(records, who, number) for number, who in enumerate((anna, anna, otto), start=1))

    records.sign_ins.end_all(anna.account_id, but=kept.token_hash)

    assert records.sign_ins.find(kept.token_hash)
    assert not records.sign_ins.find(ended.token_hash)
    assert records.sign_ins.find(others.token_hash)
    records.sign_ins.end_all(anna.account_id)
    assert not records.sign_ins.find(kept.token_hash)


def test_sweeping_takes_what_idled_or_grew_old_and_nothing_else(records: Records) -> None:
    anna = account()
    records.accounts.add(anna, HASH)
    hour = timedelta(hours=1)
    signed_in(records, anna, 1, started_at=NOW - 3 * hour, seen_at=NOW - 2 * hour)
    signed_in(records, anna, 2, started_at=NOW - 12 * hour, seen_at=NOW)
    fresh = signed_in(records, anna, 3, started_at=NOW - 3 * hour, seen_at=NOW)

    assert records.sign_ins.sweep(seen_before=NOW - hour, started_before=NOW - 10 * hour) == 2
    assert records.sign_ins.find(fresh.token_hash)


RULE = Allowance(3, timedelta(minutes=10))
SUBJECT, OTHER = "a" * 64, "b" * 64


def test_an_allowance_is_used_up_and_comes_back_one_by_one(records: Records) -> None:
    spent = [records.allowances.is_spent(SUBJECT, RULE, NOW)]
    used = []
    for _ in range(4):
        used.append(records.allowances.use(SUBJECT, RULE, NOW))
        spent.append(records.allowances.is_spent(SUBJECT, RULE, NOW))

    assert spent == [False, False, False, True, True]
    assert not records.allowances.is_spent(SUBJECT, RULE, NOW + RULE.every)
    assert used == [None, None, None, NOW + RULE.every]
    assert records.allowances.use(OTHER, RULE, NOW) is None
    later = NOW + RULE.every
    assert records.allowances.use(SUBJECT, RULE, later - timedelta(microseconds=1)) == later
    assert records.allowances.use(SUBJECT, RULE, later) is None
    assert records.allowances.use(SUBJECT, RULE, later) == later + RULE.every


def test_a_use_that_is_refused_uses_nothing(records: Records) -> None:
    for _ in range(50):
        records.allowances.use(SUBJECT, RULE, NOW)

    assert records.allowances.use(SUBJECT, RULE, NOW + RULE.every) is None


def test_a_stricter_rule_looks_at_the_same_uses(records: Records) -> None:
    strict = Allowance(2, RULE.every)
    for _ in range(2):
        records.allowances.use(SUBJECT, RULE, NOW)

    assert records.allowances.use(SUBJECT, strict, NOW) == NOW + RULE.every
    assert records.allowances.use(SUBJECT, RULE, NOW) is None


def test_what_is_given_back_or_forgotten_may_be_used_again(records: Records) -> None:
    for _ in range(3):
        records.allowances.use(SUBJECT, RULE, NOW)

    records.allowances.give_back(SUBJECT, RULE)
    records.allowances.give_back(OTHER, RULE)
    assert records.allowances.use(SUBJECT, RULE, NOW) is None
    assert records.allowances.use(SUBJECT, RULE, NOW) is not None
    records.allowances.forget(SUBJECT)
    assert [records.allowances.use(SUBJECT, RULE, NOW) for _ in range(3)] == [None] * 3


def test_giving_back_too_much_saves_up_nothing(records: Records) -> None:
    records.allowances.use(SUBJECT, RULE, NOW)
    for _ in range(20):
        records.allowances.give_back(SUBJECT, RULE)

    assert [records.allowances.use(SUBJECT, RULE, NOW) is None for _ in range(4)] == [True, True, True, False]


def test_what_is_whole_again_is_swept(records: Records) -> None:
    records.allowances.use(SUBJECT, RULE, NOW)

    assert records.allowances.sweep(NOW + RULE.every - timedelta(seconds=1)) == 0
    assert records.allowances.sweep(NOW + RULE.every) == 1


def test_a_browser_is_known_for_each_account_that_signed_in_there(records: Records) -> None:
    anna, otto = account(), account("otto")
    for each in (anna, otto):
        records.accounts.add(each, HASH)
    first, second = "1" * 64, "2" * 64

    records.known_browsers.remember(first, anna.account_id, NOW)
    records.known_browsers.remember(second, otto.account_id, NOW + timedelta(days=1), before=first)

    assert records.known_browsers.knows(second, anna.account_id, NOW)
    assert records.known_browsers.knows(second, otto.account_id, NOW)
    assert not records.known_browsers.knows(first, anna.account_id, NOW)
    assert not records.known_browsers.knows(second, anna.account_id, NOW + timedelta(seconds=1))
    records.known_browsers.remember("3" * 64, anna.account_id, NOW)
    records.known_browsers.forget(anna.account_id, but=second)
    assert not records.known_browsers.knows("3" * 64, anna.account_id, NOW)
    assert records.known_browsers.knows(second, anna.account_id, NOW)
    records.known_browsers.forget(anna.account_id)
    assert not records.known_browsers.knows(second, anna.account_id, NOW)
    assert records.known_browsers.knows(second, otto.account_id, NOW)
    assert records.known_browsers.sweep(NOW + timedelta(days=2)) == 1


@pytest.mark.parametrize("passwords", [FakePasswords(), Argon2Passwords()], ids=["fake", "argon2"])
def test_a_password_matches_its_own_hash_alone(passwords: Passwords) -> None:
    known = passwords.hash("hyvä salasana")

    assert known.startswith("$argon2id$")
    assert passwords.matches("hyvä salasana", known)
    assert not passwords.matches("huono salasana", known)
    assert not passwords.matches("hyvä salasana", None)
    assert not passwords.is_outdated(known)


def test_two_hashes_of_one_password_differ_and_weaker_ones_are_outdated() -> None:
    passwords = Argon2Passwords()
    weaker = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE"

    assert passwords.hash("hyvä salasana") != passwords.hash("hyvä salasana")
    assert passwords.is_outdated(weaker)
    assert not passwords.matches("hyvä salasana", "not a hash")


@contextmanager
def _refused(engine: sa.Engine, constraint: str) -> Iterator[sa.Connection]:
    with pytest.raises(sa.exc.IntegrityError, match=constraint), engine.begin() as connection:
        yield connection


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("username", "Anna Lehtori", "accounts_username"),
        ("role", "client", "accounts_role"),
        ("language", "de", "accounts_language"),
        ("password_hash", "plain words", "accounts_password_hash"),
    ],
)
def test_the_database_itself_refuses_a_wrong_account(
    fresh_database: FreshDatabase, column: str, value: str, constraint: str
) -> None:
    engine = sa.create_engine(fresh_database("gateway"), poolclass=sa.NullPool)
    row = {
        "account_id": uuid4(),
        "username": "anna",
        "person_id": uuid4(),
        "role": "lecturer",
        "language": "fi",
        "password_hash": HASH,
        "is_active": True,
        column: value,
    }
    names = ", ".join(row)
    statement = sa.text(f"INSERT INTO accounts ({names}) VALUES (:{', :'.join(row)})")

    with _refused(engine, constraint) as connection:
        connection.execute(statement, row)
