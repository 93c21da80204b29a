"""Signing in and out by pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.gateway.app import create_app
from services.gateway.domain.sign_in import IDLE, LIFE
from tests.unit.gateway.conftest import PASSWORD, Browser
from tests.unit.gateway.fakes import House, settings


def test_the_right_password_opens_the_day(browser: Browser, house: House) -> None:
    house.add_account("anna.lehtori", "lecturer")

    answer = browser.sign_in(" Anna.Lehtori ")

    assert (answer.status_code, answer.location) == (303, "/today")
    assert browser.get("/today").status_code == 200


def test_a_wrong_password_and_an_unknown_user_are_told_the_same_and_checked_alike(
    browser: Browser, house: House
) -> None:
    house.add_account("anna.lehtori", "lecturer")

    wrong = browser.sign_in("anna.lehtori", "wrong")
    unknown = browser.sign_in("nobody.here", "wrong")

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    said = "Käyttäjätunnus tai salasana on väärin."
    assert said in wrong.text
    assert said in unknown.text
    assert house.passwords.checks == 2


def test_the_username_stays_in_the_form_and_the_password_does_not(browser: Browser) -> None:
    page = browser.sign_in("anna.lehtori", "my secret words").text

    assert 'value="anna.lehtori"' in page
    assert "my secret words" not in page


def test_the_records_know_neither_the_token_nor_the_password(lecturer: Browser, house: House) -> None:
    token = lecturer.cookie("hyke_session").value

    assert token not in repr(vars(house.records.sign_ins))
    assert PASSWORD not in repr(house.records.accounts.kept)


def test_each_sign_in_gives_a_new_token_and_ends_the_one_before(browser: Browser, house: House) -> None:
    house.add_account("anna.lehtori", "lecturer")
    browser.sign_in("anna.lehtori")
    first = browser.cookie("hyke_session").value
    token = browser.get("/password").text.split('csrf_token" value="')[1].split('"')[0]

    browser.client.post("/login", data={"csrf_token": token, "username": "anna.lehtori", "password": PASSWORD})

    assert browser.cookie("hyke_session").value != first
    assert len(house.records.sign_ins.kept) == 1


def test_five_failures_lock_the_username_and_each_more_doubles_the_wait(browser: Browser, house: House) -> None:
    house.add_account("anna.lehtori", "lecturer")
    for _ in range(5):
        assert browser.sign_in("anna.lehtori", "wrong").status_code == 401

    locked = browser.sign_in("anna.lehtori")
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "30")
    house.clock.advance(timedelta(seconds=30))
    assert browser.sign_in("anna.lehtori", "wrong").status_code == 401
    assert browser.sign_in("anna.lehtori").headers["Retry-After"] == "60"


def test_an_unknown_username_locks_like_a_known_one(browser: Browser) -> None:
    statuses = [browser.sign_in("nobody.here", "wrong").status_code for _ in range(6)]

    assert statuses == [401] * 5 + [429]


def test_waiting_out_the_lock_lets_the_right_password_in_and_forgets_the_failures(
    browser: Browser, house: House
) -> None:
    house.add_account("anna.lehtori", "lecturer")
    for _ in range(5):
        browser.sign_in("anna.lehtori", "wrong")
    house.clock.advance(timedelta(seconds=31))

    assert browser.sign_in("anna.lehtori").status_code == 303
    assert [count for count, _ in house.records.failures.kept.values()] == [5]  # the address's, without this one


def test_one_address_trying_many_usernames_is_locked_too(browser: Browser) -> None:
    statuses = [browser.sign_in(f"user{number}", "wrong").status_code for number in range(31)]

    assert statuses[:30] == [401] * 30
    assert statuses[30] == 429


def test_a_closed_account_cannot_sign_in_and_its_sign_ins_are_over(lecturer: Browser, house: House) -> None:
    account = next(iter(house.records.accounts.kept.values()))[0]
    house.records.accounts.set_active(account.account_id, is_active=False)

    assert lecturer.get("/today").status_code == 303
    assert lecturer.sign_in("anna.lehtori").status_code == 401


def test_a_sign_in_ends_when_it_idles(lecturer: Browser, house: House) -> None:
    house.clock.advance(IDLE - timedelta(seconds=1))
    assert lecturer.get("/today").status_code == 200
    house.clock.advance(IDLE)

    answer = lecturer.get("/today")

    assert (answer.status_code, answer.location) == (303, "/login?to=/today")


def test_a_sign_in_ends_after_its_life_however_busy_it_was(lecturer: Browser, house: House) -> None:
    for _ in range(int(LIFE / timedelta(hours=1)) - 1):
        house.clock.advance(timedelta(hours=1))
        assert lecturer.get("/today").status_code == 200
    house.clock.advance(timedelta(hours=1))

    assert lecturer.get("/today").status_code == 303


def test_signing_out_ends_the_sign_in_at_the_server(lecturer: Browser, house: House) -> None:
    stolen = lecturer.cookie("hyke_session").value

    answer = lecturer.post("/sign-out", on="/today")

    assert (answer.status_code, answer.location) == (303, "/login")
    assert lecturer.cookie("hyke_session") is None
    lecturer.client.set_cookie("hyke_session", stolen)
    assert lecturer.get("/today").status_code == 303
    assert house.records.sign_ins.kept == {}


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser, house: House) -> None:
    house.add_account("anna.lehtori", "lecturer")

    cookie = next(each for each in browser.sign_in("anna.lehtori").headers.getlist("Set-Cookie") if "session" in each)

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_tls_the_cookie_is_secure_and_guarded_by_its_prefix(house: House) -> None:
    house.settings = settings(public_url="https://localhost")
    house.add_account("anna.lehtori", "lecturer")
    browser = Browser(create_app(house.parts()).test_client(), "https://localhost")

    answer = browser.sign_in("anna.lehtori")

    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if "session" in each)
    assert cookie.startswith("__Host-hyke_session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert browser.get("/today").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "evil", "/a\\b"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(browser: Browser, house: House, elsewhere: str) -> None:
    house.add_account("anna.lehtori", "lecturer")

    answer = browser.post("/login", {"username": "anna.lehtori", "password": PASSWORD, "to": elsewhere})

    assert answer.location == "/today"


def test_after_signing_in_one_lands_where_one_was_going(browser: Browser, house: House) -> None:
    house.add_account("anna.lehtori", "lecturer")

    assert browser.get("/alerts").location == "/login?to=/alerts"
    answer = browser.post("/login", {"username": "anna.lehtori", "password": PASSWORD, "to": "/alerts"})

    assert answer.location == "/alerts"


def test_a_new_password_needs_the_present_one_and_ends_other_sign_ins(lecturer: Browser, house: House) -> None:
    other = Browser(lecturer.client.application.test_client(), lecturer.base)
    other.sign_in("anna.lehtori")

    refused = lecturer.post("/password", {"password": "no", "new_password": "long enough now"}, on="/password")
    assert refused.status_code == 422
    short = lecturer.post("/password", {"password": PASSWORD, "new_password": "short"}, on="/password")
    assert short.status_code == 422
    assert "12" in short.text
    answer = lecturer.post("/password", {"password": PASSWORD, "new_password": "long enough now"}, on="/password")

    assert (answer.status_code, answer.location) == (303, "/today")
    assert lecturer.get("/today").status_code == 200
    assert other.get("/today").status_code == 303
    assert other.sign_in("anna.lehtori", "long enough now").status_code == 303
