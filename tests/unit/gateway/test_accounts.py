"""Accounts: usernames, waits, opening one, and passwords; where the boundaries are."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.application.authenticate_token import authenticate_token, purge_expired
from services.gateway.application.open_account import Opening, open_account
from services.gateway.application.sign_in import KNOWN_FOR
from services.gateway.application.tokens import hash_of, new_password, new_token
from services.gateway.domain.account import SHORTEST_PASSWORD, folded, is_username, suggestions
from services.gateway.domain.allowance import PAIR
from services.gateway.domain.sign_in import IDLE, LIFE, TOUCH_EVERY, SignIn
from shared.contracts.vocabulary import Language
from shared.refusal import Refusal
from tests.unit.gateway.fakes import NOW, House

SECOND = timedelta(seconds=1)


@given(st.text(max_size=200))
def test_every_name_gives_usernames_that_can_be(name: str) -> None:
    first = list(islice(suggestions(name), 12))

    assert all(is_username(username) for username in first)
    assert len(set(first)) == 12


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Anna Lehtori", "anna.lehtori"),
        ("Åsa Maria von Öster", "asa.oster"),
        ("Madonna", "madonna"),
        ("李", "person"),
        ("X", "person"),
    ],
)
def test_a_username_is_made_of_the_first_and_the_last_name(name: str, username: str) -> None:
    assert next(suggestions(name)) == username


@pytest.mark.parametrize("text", ["", "a", "Anna", "anna lehtori", ".anna", "a" * 64, "änna", "anna\n"])
def test_what_a_username_cannot_be(text: str) -> None:
    assert not is_username(text)


@pytest.mark.parametrize("text", ["an", "anna.lehtori", "a-b_c.9", "9a", "a" * 63])
def test_what_a_username_can_be(text: str) -> None:
    assert is_username(text)
    assert folded(f" {text.upper()} ") == text


@given(st.timedeltas(timedelta(0), 2 * LIFE), st.timedeltas(timedelta(0), 2 * LIFE))
def test_a_sign_in_is_over_exactly_at_its_ends(seen_after: timedelta, looked_after: timedelta) -> None:
    sign_in = SignIn("0" * 64, uuid4(), "cookie", NOW, NOW + seen_after)

    is_over = sign_in.is_over(NOW + looked_after)

    assert is_over == (looked_after >= LIFE or looked_after >= seen_after + IDLE)


def test_the_ends_of_a_sign_in_to_the_second() -> None:
    seen_now = SignIn("0" * 64, uuid4(), "cookie", NOW, NOW)
    always_seen = SignIn("0" * 64, uuid4(), "cookie", NOW, NOW + LIFE)

    assert not seen_now.is_over(NOW + IDLE - SECOND)
    assert seen_now.is_over(NOW + IDLE)
    assert not always_seen.is_over(NOW + LIFE - SECOND)
    assert always_seen.is_over(NOW + LIFE)
    assert not seen_now.is_stale(NOW + TOUCH_EVERY - SECOND)
    assert seen_now.is_stale(NOW + TOUCH_EVERY)


def test_being_recognised_keeps_a_sign_in_awake_but_writes_once_a_minute(house: House) -> None:
    account = house.add_account("anna", "lecturer")
    token = new_token()
    house.records.sign_ins.start(SignIn(hash_of(token), account.account_id, "bearer", NOW, NOW))

    authenticate_token(token, "bearer", house.records.open, NOW + TOUCH_EVERY - SECOND)
    assert house.records.sign_ins.kept[hash_of(token)].seen_at == NOW
    authenticate_token(token, "bearer", house.records.open, NOW + TOUCH_EVERY)
    assert house.records.sign_ins.kept[hash_of(token)].seen_at == NOW + TOUCH_EVERY
    assert authenticate_token(token, "cookie", house.records.open, NOW) is None
    assert authenticate_token(token + "x", "bearer", house.records.open, NOW) is None


def test_sweeping_ends_what_is_over(house: House) -> None:
    account = house.add_account("anna", "lecturer")
    house.records.sign_ins.start(SignIn("0" * 64, account.account_id, "cookie", NOW, NOW))
    house.records.allowances.use("somebody", PAIR, NOW)
    house.records.known_browsers.remember("1" * 64, account.account_id, NOW)

    assert purge_expired(house.records, NOW + PAIR.every - SECOND) == 0
    assert purge_expired(house.records, NOW + PAIR.every) == 1
    assert purge_expired(house.records, NOW + IDLE) == 1
    assert purge_expired(house.records, NOW + KNOWN_FOR) == 0
    assert purge_expired(house.records, NOW + KNOWN_FOR + SECOND) == 1


def opening(name: str = "Anna Lehtori", person_id: UUID | None = None, username: str = "") -> Opening:
    """Somebody who needs an account."""
    return Opening(person_id or uuid4(), name, "lecturer", Language.FI, username)


def test_two_people_of_one_name_get_two_usernames(house: House) -> None:
    opened = [open_account(opening(), house.records.open, house.passwords) for _ in range(3)]

    assert [each.account.username for each in opened] == ["anna.lehtori", "anna.lehtori2", "anna.lehtori3"]


def test_a_person_has_one_account_and_its_password_is_told_once(house: House) -> None:
    wish = opening()

    first = open_account(wish, house.records.open, house.passwords)
    second = open_account(wish, house.records.open, house.passwords)

    assert first.account == second.account
    assert first.initial_password is not None
    assert second.initial_password is None


@pytest.mark.parametrize(("username", "code"), [("anna.lehtori", "username_taken"), ("no spaces", "username_invalid")])
def test_a_wished_username_is_given_or_refused(house: House, username: str, code: str) -> None:
    open_account(opening(), house.records.open, house.passwords)

    with pytest.raises(Refusal, match=code):
        open_account(opening(username=username), house.records.open, house.passwords)


def test_initial_passwords_are_long_readable_and_never_the_same() -> None:
    made = {new_password() for _ in range(50)}

    assert len(made) == 50
    assert all(len(password) >= SHORTEST_PASSWORD for password in made)
    assert not set("".join(made)) & set("01ilo")
