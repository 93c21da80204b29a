"""Who guesses gets about a hundred tries a day, and nobody is kept out by others: simulated with a clock of our own."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.application.sign_in import Attempt, Authenticator
from services.gateway.domain.allowance import ACCOUNT, ADDRESS, GUARDED, PAIR, Allowance
from services.gateway.domain.password import is_guessable
from shared.refusal import Refusal
from tests.unit.gateway.fakes import NOW, House

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
RIGHT, CAMPUS = "a good long password", "192.0.2.7"
Enter = Callable[[str, str, str, datetime], str]


@pytest.fixture
def enter(house: House) -> Enter:
    """Somebody tries a password: in, or the code of the refusal."""
    door = Authenticator(house.records.open, house.passwords, "s" * 32)

    def tried(username: str, password: str, address: str, now: datetime) -> str:
        try:
            door.sign_in(Attempt(username, password, address, "bearer"), now)
        except Refusal as refusal:
            return refusal.code
        return "in"

    return tried


@given(
    st.lists(st.timedeltas(timedelta(0), DAY), max_size=300),
    st.sampled_from([PAIR, GUARDED, ACCOUNT, ADDRESS, Allowance.of(20, timedelta(hours=1))]),
)
def test_in_any_span_no_more_is_used_than_the_allowance_and_what_came_back(
    after: list[timedelta], rule: Allowance
) -> None:
    whole_at, used = None, []
    for moment in sorted(NOW + each for each in after):
        if rule.opens_at(whole_at, moment) == moment:
            whole_at = rule.after_use(whole_at, moment)
            used.append(moment)

    for first in range(len(used)):
        for last in range(first, len(used)):
            assert last - first + 1 <= rule.most + (used[last] - used[first]) / rule.every + 1e-9


@given(st.integers(0, 50), st.timedeltas(timedelta(0), DAY))
def test_the_next_use_comes_exactly_when_it_was_said(uses: int, later: timedelta) -> None:
    whole_at = None
    for _ in range(uses):
        if PAIR.opens_at(whole_at, NOW) == NOW:
            whole_at = PAIR.after_use(whole_at, NOW)
    said = PAIR.opens_at(whole_at, NOW)

    assert (PAIR.opens_at(whole_at, NOW + later) == NOW + later) == (NOW + later >= said)
    assert said - NOW <= PAIR.every


def test_an_attacker_with_one_address_gets_about_a_hundred_guesses_a_day_on_an_account(enter: Enter) -> None:
    guesses = sum(
        enter("anna.lehtori", "wrong", "198.51.100.1", NOW + number * 10 * SECOND) == "sign_in_failed"
        for number in range(int(DAY / (10 * SECOND)))
    )

    assert 90 <= guesses <= 110


def test_five_failures_lock_an_account_for_nobody(house: House, enter: Enter) -> None:
    house.add_account("anna.lehtori", "lecturer")
    for number in range(5):
        enter("anna.lehtori", "wrong", CAMPUS, NOW + number * SECOND)

    assert enter("anna.lehtori", RIGHT, CAMPUS, NOW + 5 * SECOND) == "in"


def test_a_thousand_people_behind_one_address_who_mistype_are_kept_out_by_nobody(house: House, enter: Enter) -> None:
    chance = random.Random(7)
    people = [house.add_account(f"person{number}", "student").username for number in range(1000)]
    tries = [(NOW + timedelta(seconds=chance.uniform(0, 900)), username) for username in people]
    waited: list[timedelta] = []
    for began, username in sorted(tries):
        now = began
        while True:
            told = enter(username, RIGHT if chance.random() > 0.2 else "mistyped", CAMPUS, now)
            if told == "in":
                break
            now += timedelta(seconds=6)  # to type it anew, or to wait
            waited.append(timedelta(0) if told == "sign_in_failed" else now - began)

    assert max(waited) == timedelta(0)
    assert len(waited) > 150


def test_whoever_guesses_at_ones_own_address_keeps_out_nobody_whose_account_they_leave_alone(
    house: House, enter: Enter
) -> None:
    house.add_account("anna.lehtori", "lecturer")
    for number in range(3000):
        enter(f"guessed{number}", "wrong", CAMPUS, NOW)

    for _ in range(GUARDED.most - 1):
        assert enter("anna.lehtori", "mistyped", CAMPUS, NOW) == "sign_in_failed"
    assert enter("anna.lehtori", RIGHT, CAMPUS, NOW) == "in"


def test_whoever_guesses_an_account_from_many_addresses_does_not_keep_its_owner_out(house: House, enter: Enter) -> None:
    house.add_account("anna.lehtori", "lecturer")
    for number in range(2000):
        enter("anna.lehtori", "wrong", f"198.51.{number // 250}.{number % 250}", NOW)

    assert enter("anna.lehtori", RIGHT, CAMPUS, NOW) == "in"


def test_an_account_under_attack_gives_each_address_fewer_guesses(enter: Enter) -> None:
    for number in range(ACCOUNT.most):
        enter("anna.lehtori", "wrong", f"198.51.100.{number}", NOW)

    told = [enter("anna.lehtori", "wrong", "203.0.113.9", NOW) for _ in range(PAIR.most)]
    assert told.count("sign_in_failed") == GUARDED.most


def test_success_is_not_counted(house: House, enter: Enter) -> None:
    house.add_account("anna.lehtori", "lecturer")

    assert all(enter("anna.lehtori", RIGHT, CAMPUS, NOW) == "in" for _ in range(ADDRESS.most + 50))
    assert house.records.allowances.kept == {}


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password1234!",
        "P4ssw0rd2026",
        "salasana1234",
        "Salasana2026!!",
        "lösenord12345",
        "            ",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabcabc",
        "123456789012",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "anna.lehtori",
        "Anna.Lehtori1",
        "lehtorianna2026",
        "hyke-metropolia-1",
        "tervetuloa123",
        "kissakoirakissa",
        "drowssap drowssap",
    ],
)
def test_what_everybody_thinks_of_is_no_password(password: str) -> None:
    if password != "drowssap drowssap":
        assert is_guessable(password, "anna.lehtori")
    else:
        assert not is_guessable(password, "anna.lehtori")


@pytest.mark.parametrize(
    "password",
    [
        "kaarnan ranta ja laituri",
        "kaarnan-ranta-26",
        "long enough now",
        "a good long password",
        "k7mq-2xpd-9bnh-w4tz",
        "Lauantaina satoi räntää",
        "correct horse battery staple",
        "vOb8!qzRw2#k",
    ],
)
def test_a_sentence_of_ones_own_and_a_random_one_are_passwords(password: str) -> None:
    assert not is_guessable(password, "anna.lehtori")


@given(st.text(max_size=300), st.text(max_size=30))
def test_every_text_is_judged(password: str, username: str) -> None:
    assert is_guessable(password, username) in (True, False)
