"""The first pages: today, alerts, errors; in the language that was chosen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.app import TEXTS, create_app
from services.gateway.pages.staff.today import today
from shared.clock import FixedClock
from shared.contracts.requests import booking, notification, session
from shared.contracts.vocabulary import ShownReason
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.refusal import forbidden
from tests.unit.gateway.conftest import PASSWORD, Browser
from tests.unit.gateway.fakes import NOW, FakeMailbox, House

YEARS = (datetime(2026, 1, 1), datetime(2028, 1, 1))  # noqa: DTZ001 - hypothesis wants them so
_APP = create_app(House().parts())
ROOM = booking.RoomView(uuid4(), "B2041", "Myllypuro", "Myllypurontie 1", True)


def appointment(state: booking.AppointmentState, hours: int = 0) -> booking.AppointmentView:
    """An appointment some hours from now."""
    starts = NOW + timedelta(hours=hours)
    ends = starts + timedelta(minutes=90)
    return booking.AppointmentView(
        uuid4(), uuid4(), "Aino Asiakas", state, "first", starts, ends, starts, ends, (uuid4(),), ("Oskari",), uuid4(),
        "Anna Lehtori", ROOM, 1,
    )  # fmt: skip


def test_today_shows_who_comes_when_and_what_to_do_next(lecturer: Browser, house: House) -> None:
    house.ask.answers[booking.Appointments] = [appointment("booked"), appointment("completed", 3)]

    page = lecturer.get("/today").text

    assert "13.00" in page
    assert "Aino Asiakas" in page
    assert "B2041, Myllypuro" in page
    assert "Oskari" in page
    assert "tiistai 24.11.2026" in page
    assert 'href="/sessions/' in page


def test_today_asks_for_the_day_of_the_stack_as_the_caller(lecturer: Browser, house: House) -> None:
    lecturer.get("/today")

    asked = house.ask.of(booking.Appointments)[0]
    assert asked.request.from_at == datetime(2026, 11, 23, 22, tzinfo=UTC)
    assert asked.request.until_at >= datetime(2026, 11, 24, 22, tzinfo=UTC)
    assert asked.actor.role == "lecturer"


def test_today_tells_what_waits(lecturer: Browser, house: House) -> None:
    house.ask.answers[session.AwaitingDebrief] = [
        session.SessionLine(UUID(int=3), uuid4(), "closed", NOW, True, False, (), uuid4())
    ]
    house.ask.answers[booking.WaitingFollowUps] = [
        booking.FollowUpView(
            uuid4(), uuid4(), "Eero", uuid4(), "Anna", "waiting", ShownReason.HIGH_STRESS, (), NOW, position=1
        )
    ]

    page = lecturer.get("/today").text

    assert f"/sessions/{UUID(int=3)}/debrief" in page
    assert "jonossa sijalla 1" in page


def test_an_empty_day_says_so(lecturer: Browser) -> None:
    assert "Tänään ei ole keskusteluja" in lecturer.get("/today").text


@given(st.datetimes(*YEARS, timezones=st.just(UTC)))
def test_a_day_is_from_midnight_to_midnight_also_when_the_clocks_change(moment: datetime) -> None:
    house = House(clock=FixedClock(moment))
    with _APP.app_context():
        _APP.extensions["hyke"] = house.parts()
        start, end = today()

    zone = house.settings.time_zone
    assert start <= house.clock.now() < end
    assert {instant.astimezone(zone).strftime("%H:%M") for instant in (start, end)} == {"00:00"}
    assert timedelta(hours=23) <= end - start <= timedelta(hours=25)


def test_an_alert_is_shown_whatever_the_session_says(lecturer: Browser, house: House) -> None:
    house.ask.answers[notification.OpenAlerts] = [
        notification.AlertView(uuid4(), uuid4(), uuid4(), uuid4(), NOW, NOW, 2, True)
    ]
    house.ask.answers[session.Session] = forbidden("role_may_not")

    page = lecturer.get("/alerts").text

    assert "Huone ei tiedossa" in page
    assert "koordinaattoreille" in page


def test_the_menu_is_the_roles_own(browser: Browser, house: House) -> None:
    house.add_account("maarit", "coordinator")
    house.add_account("oskari", "student")
    browser.sign_in("oskari")
    assert 'href="/people"' not in browser.get("/today").text
    browser.post("/sign-out", on="/today")
    browser.sign_in("maarit")

    assert 'href="/people"' in browser.get("/today").text


@pytest.mark.parametrize(
    ("failure", "status", "says"),
    [
        (RequestTimeout("booking.appointments", 2), 503, "ne eivät tallennu kahteen kertaan"),
        (ServiceFailed("booking.appointments", "abc"), 502, "Palvelussa tapahtui virhe"),
        (ZeroDivisionError("secret"), 500, "Palvelussa tapahtui virhe"),
        (forbidden("not_allowed"), 403, "Sinulla ei ole oikeutta tähän."),
    ],
)
def test_a_page_that_cannot_be_made_says_so_in_words(
    lecturer: Browser, house: House, failure: Exception, status: int, says: str
) -> None:
    house.ask.answers[booking.Appointments] = failure

    answer = lecturer.get("/today")

    assert answer.status_code == status
    assert says in answer.text
    assert "secret" not in answer.text
    assert "<!doctype html>" in answer.text


def test_a_script_that_saves_is_told_that_nobody_is_signed_in_and_not_sent_elsewhere(browser: Browser) -> None:
    page = browser.get("/login").text
    token = page.split('csrf_token" value="')[1].split('"')[0]

    answer = browser.client.post("/password", data={"csrf_token": token}, headers={"X-Autosave": "1"})

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_a_mailbox_that_does_not_answer_is_not_called_empty(browser: Browser, house: House) -> None:
    house.mailbox = FakeMailbox(is_silent=True)
    demo = Browser(create_app(house.parts()).test_client(), house.settings.public_url)
    house.add_account("the.coordinator", "coordinator", PASSWORD)
    demo.sign_in("the.coordinator")

    assert "Postilaatikko ei vastaa" in demo.get("/mailbox").text


def test_every_form_leaves_it_to_the_page_to_say_what_is_wrong() -> None:
    templates = TEXTS.parent / "templates"
    forms = [
        (file.name, line)
        for file in templates.rglob("*.html")
        for line in file.read_text().splitlines()
        if "<form " in line
    ]
    assert len(forms) > 30
    assert [form for form in forms if "novalidate" not in form[1]] == []
