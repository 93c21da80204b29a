"""What every answer guards against: foreign forms, foreign scripts, kept pages, forged links."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from services.gateway.app import create_app
from shared.contracts.requests import notification
from shared.refusal import not_found
from shared.tracing import root_span, span_of
from tests.unit.gateway.conftest import Browser, token_in
from tests.unit.gateway.fakes import NOW, House, settings

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_a_form_without_the_pages_token_changes_nothing(lecturer: Browser, house: House, token: str | None) -> None:
    form = {} if token is None else {"csrf_token": token}

    answer = lecturer.client.post(f"/alerts/{uuid4()}/acknowledge", data=form)

    assert answer.status_code == 403
    assert house.ask.of(notification.AcknowledgeAlert) == []


def test_another_browsers_token_does_not_do(lecturer: Browser, house: House) -> None:
    other = Browser(lecturer.client.application.test_client(), lecturer.base)
    theirs = token_in(other.get("/login").text)

    answer = lecturer.client.post(f"/alerts/{uuid4()}/acknowledge", data={"csrf_token": theirs})

    assert answer.status_code == 403


def test_signing_in_needs_the_anonymous_pages_token(browser: Browser, house: House) -> None:
    house.add_account("anna.lehtori", "lecturer")

    answer = browser.client.post("/login", data={"username": "anna.lehtori", "password": "a good long password"})

    assert answer.status_code == 403
    assert house.records.sign_ins.kept == {}


@pytest.mark.parametrize("header", ["X-CSRF-Token", "X-CSRFToken"])
def test_the_token_may_come_in_a_header(lecturer: Browser, house: House, header: str) -> None:
    alert_id = uuid4()
    house.ask.answers[notification.AcknowledgeAlert] = notification.AlertView(
        alert_id, uuid4(), uuid4(), uuid4(), NOW, NOW, 1, False
    )
    token = token_in(lecturer.get("/password").text)

    answer = lecturer.client.post(f"/alerts/{alert_id}/acknowledge", headers={header: token})

    assert answer.status_code == 303
    assert house.ask.of(notification.AcknowledgeAlert)[0].request.alert_id == alert_id


def test_a_form_that_came_too_late_shows_what_was_typed(lecturer: Browser) -> None:
    typed = "A long text\nthat must not be lost"

    answer = lecturer.client.post("/sign-out", data={"text": typed, "password": "a secret"})

    assert answer.status_code == 403
    assert typed in answer.text
    assert "a secret" not in answer.text


def test_a_foreign_sites_text_is_not_shown_as_ones_own(lecturer: Browser) -> None:
    answer = lecturer.client.post(
        "/sign-out", data={"text": "Call this number now"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert "Call this number" not in answer.text


def test_a_form_that_is_too_large_is_told_so(browser: Browser) -> None:
    answer = browser.client.post("/login", data={"username": "x" * 600_000})

    assert answer.status_code == 413
    assert "256" in answer.text


def test_a_failure_of_the_error_page_itself_names_no_address(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("services.gateway.app.render", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        browser.get("/c/a-private-token")

    assert "a-private-token" not in caplog.text


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/api/v1/rooms", "/api/v1/nowhere", "/static/none.css"])
def test_every_answer_says_what_may_be_loaded(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for directive in ("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'"):
        assert directive in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_are_not_kept_and_hashed_files_are_kept_for_ever(lecturer: Browser, house: House) -> None:
    page = lecturer.get("/today")
    sheet = page.text.split('<link rel="stylesheet" href="')[1].split('"')[0]

    assert page.headers["Cache-Control"] == "no-store"
    assert "immutable" in lecturer.get(sheet).headers["Cache-Control"]
    assert lecturer.get(sheet.partition("?")[0]).headers["Cache-Control"] == "no-cache"
    assert "immutable" not in lecturer.get("/static/none.css?v=1").headers["Cache-Control"]


def test_static_files_cost_no_look_at_the_records(lecturer: Browser, house: House) -> None:
    before = house.records.opened

    lecturer.get("/static/css/base.css?v=1")

    assert house.records.opened == before


def test_pages_hold_no_inline_script_and_no_inline_style(lecturer: Browser) -> None:
    page = lecturer.get("/today").text

    assert "<style" not in page
    assert ' style="' not in page
    assert "onclick" not in page
    assert page.count("<script") == page.count("<script src=")


def test_a_role_that_a_page_is_not_for_is_told_so(browser: Browser, house: House) -> None:
    house.add_account("oskari", "student")
    browser.sign_in("oskari")

    assert browser.get("/stream").status_code == 403


def test_a_foreign_id_is_not_found(lecturer: Browser, house: House) -> None:
    house.ask.answers[notification.AcknowledgeAlert] = not_found("alert_unknown", "alert_id")

    answer = lecturer.post(f"/alerts/{uuid4()}/acknowledge", on="/password")

    assert answer.status_code == 404
    assert "Hälytystä ei löydy." in answer.text


def test_an_answer_carries_the_correlation_id_that_was_sent_if_it_can_be_one(browser: Browser) -> None:
    assert browser.get("/login", headers={"X-Request-ID": "click-12345678"}).headers["X-Request-ID"] == "click-12345678"
    made = browser.get("/login", headers={"X-Request-ID": "no spaces, please"}).headers["X-Request-ID"]
    assert len(made) == 32


def test_an_answer_belongs_to_the_trace_that_was_sent_as_a_span_of_its_own(browser: Browser) -> None:
    answer = browser.get("/login", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    told = span_of(answer.headers["Traceparent"])
    assert told is not None
    assert told.trace_id == TRACE
    assert told.id != "b7ad6b7169203331"
    assert answer.headers["X-Request-ID"] == TRACE


def test_a_request_without_a_trace_begins_the_one_of_its_correlation_id(browser: Browser) -> None:
    answer = browser.get("/login", headers={"X-Request-ID": "click-12345678"})
    told = span_of(answer.headers["Traceparent"])
    assert told is not None
    assert told.trace_id == root_span("click-12345678").trace_id


@pytest.mark.parametrize(
    "header",
    [
        f"00-{TRACE.upper()}-b7ad6b7169203331-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-b7ad6b7169203331-01, 00-{TRACE}-b7ad6b7169203331-01",
        f"00-{TRACE}-b7ad6b7169203331-01' OR '1'='1",
        "00-" + "a" * 8000,
        "00-\u00e4\u00e4-b7ad6b7169203331-01",
    ],
)
def test_a_hostile_traceparent_is_ignored(browser: Browser, header: str) -> None:
    answer = browser.get(
        "/login", headers={"traceparent": header, "tracestate": "a=b", "X-Request-ID": "click-1234567"}
    )
    told = span_of(answer.headers["Traceparent"])
    assert answer.status_code == 200
    assert told is not None
    assert told.trace_id == root_span("click-1234567").trace_id
    assert "Tracestate" not in answer.headers


def test_no_page_module_reads_the_database_or_the_broker() -> None:
    folder = Path(__file__).parents[3] / "services" / "gateway" / "pages"

    for file in folder.glob("*.py"):
        assert "sqlalchemy" not in file.read_text()
        assert "nameko" not in file.read_text()


@pytest.mark.parametrize(
    ("is_wished", "promise"), [(False, "max-age=31536000"), (True, "max-age=31536000; includeSubDomains")]
)
def test_https_is_demanded_of_the_names_below_ours_only_where_the_operator_wishes(
    is_wished: bool, promise: str
) -> None:
    house = House(settings=settings(public_url="https://hyke.example", hsts_subdomains=is_wished))
    answer = create_app(house.parts()).test_client().get("/login", base_url="https://hyke.example")
    assert answer.headers["Strict-Transport-Security"] == promise
