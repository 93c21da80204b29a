"""A form that comes after its sign-in has ended is carried through the sign-in, for its writer alone."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from shared.contracts.requests import session
from tests.unit.gateway.conftest import PASSWORD, Browser, token_in
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import StaffWorld, signed_in, staff_world

NOTES = "Mitä opimme?\nAnnoimme tilaa."
RIGHT = {"username": "the.lecturer", "password": PASSWORD}
WRONG = {"username": "the.lecturer", "password": "not this one"}


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A closed conversation whose debrief waits."""
    made = staff_world(house)
    made.told(state="closed", closed_at=NOW)
    house.ask.answers[session.CompleteDebrief] = session.DebriefView(NOTES, NOW, made.session.lecturer_id)
    return made


@pytest.fixture
def lecturer(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """Its lecturer."""
    return signed_in(browser, house, "lecturer")


def inputs(page: str) -> dict[str, str]:
    """The hidden fields of a page's main form."""
    pairs = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.split("<main", 1)[1].split("</main>")[0]
    )
    return {name: unescape(value) for name, value in pairs}


def post(browser: Browser, path: str, form: dict[str, Any], **headers: str) -> TestResponse:
    """A form sent from a page of ours."""
    known = {"Sec-Fetch-Site": "same-origin", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return browser.client.post(path, data=form, base_url=browser.base, headers=known)


def typed(browser: Browser, world: StaffWorld) -> dict[str, str]:
    """The debrief's form, filled in."""
    return {**inputs(browser.get(f"{world.path}/debrief").text), "notes": NOTES, "sure": "yes"}


def sign_out_elsewhere(house: House) -> None:
    house.records.sign_ins.kept.clear()


def sent_too_late(browser: Browser, world: StaffWorld, house: House) -> TestResponse:
    """The debrief's form, posted from its page after the sign-in has ended."""
    form = typed(browser, world)
    sign_out_elsewhere(house)
    return post(browser, f"{world.path}/debrief", form)


def test_after_signing_in_again_one_sends_what_was_typed(lecturer: Browser, world: StaffWorld, house: House) -> None:
    page = sent_too_late(lecturer, world, house)
    assert page.status_code == 403
    assert "Kirjoittamasi on tallessa" in page.text

    again = post(lecturer, "/login", {**inputs(page.text), **RIGHT})
    assert again.status_code == 200
    assert "Annoimme tilaa." in again.text
    done = post(lecturer, f"{world.path}/debrief", inputs(again.text))

    assert done.status_code == 303
    assert [ask.notes for ask in world.sent(session.CompleteDebrief)] == [NOTES]


def test_a_text_comes_back_without_the_numbers_that_its_page_put_into_it(
    lecturer: Browser, world: StaffWorld, house: House
) -> None:
    form = {**typed(lecturer, world), "base_version": "7"}
    sign_out_elsewhere(house)
    page = post(lecturer, f"{world.path}/debrief", form)

    again = post(lecturer, "/login", {**inputs(page.text), **RIGHT})

    shown = again.text.split('<dl class="carried">')[1].split("</dl>")[0]
    assert NOTES in shown
    assert "Version numero" not in shown
    assert inputs(again.text)["base_version"] == "7"  # and it is sent all the same


def test_a_wrong_password_loses_nothing(lecturer: Browser, world: StaffWorld, house: House) -> None:
    page = sent_too_late(lecturer, world, house)
    wrong = post(lecturer, "/login", {**inputs(page.text), **WRONG})
    assert inputs(wrong.text)["carried"] == inputs(page.text)["carried"]


def test_another_person_who_signs_in_there_sees_and_sends_nothing_of_it(
    lecturer: Browser, world: StaffWorld, house: House
) -> None:
    house.add_account("some.body", "coordinator", PASSWORD)
    page = sent_too_late(lecturer, world, house)

    theirs = post(lecturer, "/login", {**inputs(page.text), "username": "some.body", "password": PASSWORD})

    shown = re.sub(r'value="[^"]*"', "", theirs.text)
    assert "Annoimme tilaa." not in shown
    assert "lomakkeen on kirjoittanut joku muu" in shown
    assert "Annoimme tilaa." in post(lecturer, "/login", {**inputs(theirs.text), **RIGHT}).text


def test_a_form_typed_by_one_person_is_refused_from_another_even_with_a_fresh_token(
    lecturer: Browser, world: StaffWorld, house: House
) -> None:
    form = typed(lecturer, world)
    sign_out_elsewhere(house)
    house.add_account("some.body", "lecturer", PASSWORD)
    lecturer.sign_in("some.body")
    form["csrf_token"] = token_in(lecturer.get("/today").text)

    answer = post(lecturer, f"{world.path}/debrief", form)
    saving = post(lecturer, f"{world.path}/wellbeing/note", form, X_Autosave="1")

    assert (answer.status_code, saving.status_code) == (403, 403)
    assert saving.json is not None
    assert saving.json["code"] == "typed_by_another"
    assert world.sent(session.CompleteDebrief) == []


def test_one_who_signed_in_again_in_another_tab_only_sends_again(
    lecturer: Browser, world: StaffWorld, house: House
) -> None:
    form = typed(lecturer, world)
    sign_out_elsewhere(house)
    lecturer.sign_in("the.lecturer")

    page = post(lecturer, f"{world.path}/debrief", form)

    assert "Annoimme tilaa." in page.text
    assert post(lecturer, f"{world.path}/debrief", inputs(page.text)).status_code == 303


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {}, {"Origin": "https://evil.example"}])
def test_a_form_of_another_site_is_not_carried(lecturer: Browser, world: StaffWorld, headers: dict[str, str]) -> None:
    form = {"csrf_token": "0" * 64, "notes": NOTES}
    answer = lecturer.client.post(f"{world.path}/debrief", data=form, base_url=lecturer.base, headers=headers)
    assert answer.status_code == 403
    assert "Lähetä uudelleen" not in answer.text


def test_a_page_that_asks_for_no_account_lets_one_send_again_at_once(browser: Browser) -> None:
    answer = post(browser, "/book/details", {"csrf_token": "0" * 64, "name": "Eeva Esimerkki"})
    assert answer.status_code == 403
    assert "Eeva Esimerkki" in answer.text
    assert inputs(answer.text)["csrf_token"] == token_in(browser.get("/login").text)


def test_on_plain_http_our_own_page_is_known_by_its_origin(lecturer: Browser, world: StaffWorld, house: House) -> None:
    form = {"csrf_token": "0" * 64, "notes": NOTES}
    headers = {"Origin": house.settings.public_url}
    answer = lecturer.client.post(f"{world.path}/debrief", data=form, base_url=lecturer.base, headers=headers)
    assert "Lähetä uudelleen" in answer.text


@pytest.mark.parametrize(
    "carried",
    ["", "x", "[]", '["//evil.example", "/"]', '["/today", "https://evil.example"]', "[1, 2]", '["/", "/", 3]'],
)
def test_what_we_did_not_pack_is_not_carried(browser: Browser, lecturer: Browser, carried: str) -> None:
    answer = lecturer.post("/login", {**RIGHT, "carried": carried}, on="/today")
    assert (answer.status_code, answer.location) == (303, "/today")


def test_passwords_are_never_carried(lecturer: Browser, house: House) -> None:
    sign_out_elsewhere(house)
    answer = post(lecturer, "/password", {"csrf_token": "0", "password": PASSWORD, "new_password": "another long one"})
    assert answer.status_code == 403
    assert PASSWORD not in answer.text


def test_an_open_page_is_told_who_is_signed_in_and_the_token_of_today(lecturer: Browser, house: House) -> None:
    page = lecturer.get("/today").text
    state = lecturer.get("/sign-in/state")
    mark = re.search(r'data-person="(\w+)"', page)
    assert mark
    assert state.headers["Cache-Control"] == "no-store"
    assert state.json == {"person": mark[1], "name": "Leena Salo", "csrf_token": token_in(page)}
    sign_out_elsewhere(house)
    told = lecturer.get("/sign-in/state").json
    assert told is not None
    assert (told["person"], told["name"]) == ("", "")


def test_a_page_that_signs_in_again_by_itself_is_told_what_is_wrong_or_nothing(lecturer: Browser, house: House) -> None:
    sign_out_elsewhere(house)
    wrong = lecturer.post("/login", WRONG, headers={"X-Autosave": "1"})
    right = lecturer.post("/login", RIGHT, headers={"X-Autosave": "1"})
    assert wrong.json is not None
    assert (wrong.status_code, wrong.json["code"]) == (401, "sign_in_failed")
    assert right.status_code == 204
    assert lecturer.get("/today").status_code == 200


def test_two_people_have_keys_of_their_own_and_a_client_has_none(app: Flask, house: House, world: StaffWorld) -> None:
    keys = set()
    for role in ("lecturer", "student"):
        page = signed_in(Browser(app.test_client(), house.settings.public_url), house, role).get("/today").text
        keys.update(re.findall(r'data-drafts="(\S+)"', page))
    assert len(keys) == 2
    assert "data-drafts" not in Browser(app.test_client(), house.settings.public_url).get("/").text
