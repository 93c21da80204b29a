"""Signing in and out by pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.gateway.app import create_app
from services.gateway.application.change_password import reset_password
from services.gateway.domain.allowance import OWN_PASSWORD, PAIR
from services.gateway.domain.sign_in import IDLE, LIFE
from services.gateway.web.doors import BehindProxies
from shared.networks import Networks
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


def test_ten_failures_from_one_place_wait_and_a_right_password_comes_in_from_another(
    browser: Browser, house: House
) -> None:
    house.add_account("anna.lehtori", "lecturer")
    for _ in range(PAIR.most):
        assert browser.sign_in("anna.lehtori", "wrong").status_code == 401

    locked = browser.sign_in("anna.lehtori")
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    assert "selaimella, jolla olet kirjautunut ennenkin" in locked.text
    form = {"username": "anna.lehtori", "password": PASSWORD}
    assert browser.post("/login", form, environ_overrides={"REMOTE_ADDR": "192.0.2.9"}).status_code == 303


def test_an_unknown_username_waits_like_a_known_one(browser: Browser) -> None:
    statuses = [browser.sign_in("nobody.here", "wrong").status_code for _ in range(PAIR.most + 1)]

    assert statuses == [401] * PAIR.most + [429]


def test_waiting_lets_the_right_password_in_and_forgets_the_failures(browser: Browser, house: House) -> None:
    house.add_account("anna.lehtori", "lecturer")
    for _ in range(PAIR.most):
        browser.sign_in("anna.lehtori", "wrong")
    house.clock.advance(PAIR.every)

    assert browser.sign_in("anna.lehtori").status_code == 303
    assert len(house.records.allowances.kept) == 2  # the account's and the address's, which keep nobody out


def test_the_records_hold_neither_username_nor_address(browser: Browser, house: House) -> None:
    browser.sign_in("anna.lehtori", "wrong")

    assert len(house.records.allowances.kept) == 3
    assert "anna" not in repr(house.records.allowances.kept)
    assert "127.0.0.1" not in repr(house.records.allowances.kept)


def guess(browser: Browser, times: int) -> None:
    """Somebody at the same address who guesses, in a browser of their own."""
    other = Browser(browser.client.application.test_client(), browser.base)
    for _ in range(times):
        other.sign_in("anna.lehtori", "wrong")


def test_a_right_password_from_a_known_browser_passes_whoever_guesses(lecturer: Browser, house: House) -> None:
    lecturer.post("/sign-out", on="/today")
    guess(lecturer, 200)

    assert lecturer.sign_in("anna.lehtori").status_code == 303
    lecturer.post("/sign-out", on="/today")
    assert lecturer.sign_in("anna.lehtori").status_code == 303  # known by another value, and still known


def test_a_known_browser_is_no_way_around_the_wait_for_whoever_guesses_in_it(lecturer: Browser) -> None:
    lecturer.post("/sign-out", on="/today")

    statuses = [lecturer.sign_in("anna.lehtori", "wrong").status_code for _ in range(PAIR.most + 1)]

    assert statuses == [401] * PAIR.most + [429]


def test_a_reset_password_makes_every_browser_a_stranger(lecturer: Browser, house: House) -> None:
    account = next(iter(house.records.accounts.kept.values()))[0]
    assert house.records.known_browsers.kept
    coordinator = house.add_account("maarit", "coordinator")

    reset_password(coordinator, account.person_id, house.records.open, house.passwords)

    assert house.records.known_browsers.kept == {}


def test_what_a_browser_is_known_by_is_random_kept_as_a_hash_and_out_of_reach(lecturer: Browser, house: House) -> None:
    value = lecturer.cookie("hyke_known").value

    assert len(value) >= 43
    assert value not in repr(house.records.known_browsers.kept)
    cookie = lecturer.cookie("hyke_known")
    assert cookie.http_only
    assert cookie.max_age == 365 * 24 * 3600
    assert cookie.same_site == "Lax"


def test_a_new_password_that_can_be_guessed_is_refused_in_words(lecturer: Browser) -> None:
    for weak in ("password1234", " " * 12, "anna.lehtori"):
        answer = lecturer.post("/password", {"password": PASSWORD, "new_password": weak}, on="/password")
        assert answer.status_code == 422
        assert "helppo arvata" in answer.text
        assert 'id="new_password-error"' in answer.text


def test_ones_own_present_password_cannot_be_guessed_without_end(lecturer: Browser, house: House) -> None:
    form = {"password": "wrong", "new_password": "long enough now"}
    statuses = [lecturer.post("/password", form, on="/password").status_code for _ in range(OWN_PASSWORD.most + 1)]
    assert statuses == [422] * OWN_PASSWORD.most + [429]

    form["password"] = PASSWORD
    assert lecturer.post("/password", form, on="/password").headers["Retry-After"] == "900"
    house.clock.advance(OWN_PASSWORD.every)
    assert lecturer.post("/password", form, on="/password").status_code == 303


@pytest.mark.parametrize(("peer", "counts_as"), [("10.0.0.5", "203.0.113.9"), ("198.51.100.1", "198.51.100.1")])
def test_an_address_is_believed_from_known_proxies_alone(peer: str, counts_as: str) -> None:
    seen: list[str] = []

    def app(environ: dict[str, str], _: object) -> list[bytes]:
        seen.append(environ["REMOTE_ADDR"])
        return []

    BehindProxies(app, Networks.read("10.0.0.0/8"))(
        {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "192.0.2.1, 203.0.113.9"}, None
    )
    assert seen == [counts_as]


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


def test_an_open_page_keeps_the_sign_in_alive_while_somebody_is_there(lecturer: Browser, house: House) -> None:
    for _ in range(5):
        house.clock.advance(IDLE - timedelta(minutes=1))
        assert lecturer.get("/here").status_code == 204
    house.clock.advance(LIFE)
    assert lecturer.get("/here").status_code == 401


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/here", {"X-Unattended": "1"}), ("/alerts/band", {"X-Unattended": "1"}), ("/stream", {})],
)
def test_what_a_page_asks_for_by_itself_keeps_nobody_signed_in(
    lecturer: Browser, house: House, path: str, headers: dict[str, str]
) -> None:
    house.clock.advance(IDLE - timedelta(minutes=1))
    lecturer.get(path, headers=headers, buffered=False).close()
    house.clock.advance(timedelta(minutes=1))

    assert lecturer.get("/here").status_code == 401


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
