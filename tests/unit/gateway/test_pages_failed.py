"""A coordinator sees what failed in every service, in plain words, and has it tried again or lets it go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from shared.contracts.events import PUBLISHED
from shared.contracts.requests import desk
from shared.contracts.vocabulary import Language
from shared.messaging.dead_letters.reasons import REASONS
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import conflict, forbidden
from tests.unit.gateway.api import API, bearer, fields, problem
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House, texts
from tests.unit.gateway.staff_world import COORDINATOR, signed_in, staff_world

SUBJECT = UUID("0199e1aa-2c6f-7d41-9a3e-5b1f4c8d2e60")
FAILED = desk.FailedEventView(
    12, "appointment_booked", "handler_failed", "RuntimeError: no such room", 15, "dead", NOW - timedelta(hours=2), 3,
    uuid4(), "booking.appointment_booked.v1", str(SUBJECT),
)  # fmt: skip
WAITING = replace(FAILED, id=13, state="waiting", attempts=2, behind=0, next_at=NOW + timedelta(minutes=4))
BEHIND = replace(FAILED, id=14, state="waiting", attempts=0, behind=0, waits_for=12)
UNREAD = desk.FailedEventView(15, "", "not_json", "not_json: line 1", 0, "dead", NOW, 0)


@dataclass
class Desks:
    """What the services tell: by service, else an empty desk."""

    views: dict[str, desk.DeskView | Exception] = field(default_factory=dict)
    result: str = "replayed"

    def of(self, ask: desk.FailedEvents) -> desk.DeskView:
        found = self.views.get(ask.service, desk.DeskView(ask.service, 0, 0, (), ()))
        if isinstance(found, Exception):
            raise found
        return found

    def count(self, ask: desk.FailedCount) -> desk.FailedCountView:
        found = self.of(desk.FailedEvents(ask.service))
        return desk.FailedCountView(ask.service, found.waiting, found.dead)

    def acted(self, ask: desk.ReplayEvents | desk.DiscardEvents) -> list[desk.DeskOutcomeView]:
        return [desk.DeskOutcomeView(each, self.result) for each in ask.ids]  # type: ignore[arg-type]


@pytest.fixture
def desks(house: House) -> Desks:
    """notification could not act on some events."""
    told = Desks({"notification": desk.DeskView("notification", 2, 2, (FAILED, WAITING, UNREAD, BEHIND), ())})
    staff_world(house)
    house.ask.answers.update(
        {
            desk.FailedEvents: told.of,
            desk.FailedCount: told.count,
            desk.ReplayEvents: told.acted,
            desk.DiscardEvents: told.acted,
            desk.ReplayAllEvents: lambda _: [desk.DeskOutcomeView(12, "replayed")],
        }
    )
    return told


@pytest.fixture
def coordinator(browser: Browser, house: House, desks: Desks) -> Browser:
    """A coordinator."""
    return signed_in(browser, house, "coordinator")


ERASURE = replace(FAILED, id=21, type="booking.client_erased.v1", handler="client_erased", may_discard=False)


def test_an_erasure_is_tried_again_and_no_page_offers_to_discard_it(coordinator: Browser, desks: Desks) -> None:
    desks.views["notification"] = desk.DeskView("notification", 0, 1, (ERASURE,), ())

    page = coordinator.get("/failed").text
    assert "/failed/notification/replay" in page
    assert "/discard" not in page
    assert "Tätä ei voi hylätä" in page
    asked = coordinator.get("/failed/notification/21/discard")
    assert asked.location == "/failed"
    assert "Tapahtumaa ei hylätty" in coordinator.get("/failed").text


def test_a_form_that_discards_an_erasure_all_the_same_is_refused_in_words(
    coordinator: Browser, desks: Desks, house: House
) -> None:
    desks.views["notification"] = desk.DeskView("notification", 0, 1, (ERASURE,), ())
    house.ask.answers[desk.DiscardEvents] = conflict("event_is_binding", "ids")

    coordinator.post("/failed/notification/21/discard", {"why": "pois"}, on="/failed")
    assert "Tapahtumaa ei hylätty" in coordinator.get("/failed").text


def test_what_failed_is_told_in_plain_words_and_without_what_waits_behind_it(coordinator: Browser) -> None:
    page = coordinator.get("/failed?lang=en", follow_redirects=True).text
    for words in (
        "Messages and alerts",
        "An appointment was booked",
        "Dealing with it broke off with an error.",
        "Tried 15 times",
        "No more tries without you",
        "1 goes on by itself",
        "3 more about the same matter wait behind it",
        "2 wait for you",
        f'href="/appointments/{SUBJECT}">0199e1aa</a>',
        "What came cannot be read.",
        "Something unknown",
    ):
        assert words in page
    assert page.count("failed-event") == 3


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("path", ["/failed", "/failed/notification/12/discard"])
def test_the_pages_open_in_every_language(coordinator: Browser, lang: str, path: str) -> None:
    coordinator.get(f"/today?lang={lang}")
    page = coordinator.get(path)
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text


@pytest.mark.parametrize("silence", [RequestTimeout("desk.failed_events", 1.0), forbidden("coordinators_only")])
def test_a_service_that_does_not_answer_is_named_and_never_looks_as_if_nothing_had_failed(
    coordinator: Browser, desks: Desks, silence: Exception
) -> None:
    desks.views = {"booking": silence}
    page = coordinator.get("/failed?lang=en", follow_redirects=True).text
    assert "No answer: Booking." in page
    assert "No failures" not in page
    desks.views = {}
    assert "No failures" in coordinator.get("/failed").text


def test_an_event_is_tried_again_once_for_one_form(coordinator: Browser, house: House) -> None:
    form = {"ids": "12", "idempotency_key": "one-form-one-key"}
    for _ in range(2):
        answer = coordinator.post("/failed/notification/replay", form, on="/failed")
        assert answer.headers["Location"] == "/failed"
    assert {(each.request, each.key) for each in house.ask.of(desk.ReplayEvents)} == {
        (desk.ReplayEvents("notification", (12,)), f"coordinator:{COORDINATOR}:one-form-one-key")
    }
    assert "Tapahtumaa yritetään nyt uudelleen." in coordinator.get("/failed").text


@pytest.mark.parametrize("result", ["due", "done", "busy", "unknown", "discarded_before"])
def test_that_nothing_was_changed_is_said_with_the_reason(coordinator: Browser, desks: Desks, result: str) -> None:
    desks.result = result
    coordinator.post("/failed/notification/replay", {"ids": "12"}, on="/failed")
    assert texts().get(f"said.failed_{result}", Language.FI) in coordinator.get("/failed").text


def test_all_of_a_service_are_tried_again(coordinator: Browser, house: House) -> None:
    coordinator.post("/failed/notification/replay-all", on="/failed")
    assert [each.request for each in house.ask.of(desk.ReplayAllEvents)] == [desk.ReplayAllEvents("notification")]
    assert "Kaikkia yritetään nyt uudelleen." in coordinator.get("/failed").text
    house.ask.answers[desk.ReplayAllEvents] = []
    coordinator.post("/failed/notification/replay-all", on="/failed")
    assert "Mitään ei ollut yritettävänä" in coordinator.get("/failed").text


def test_discarding_asks_first_and_wants_a_reason(coordinator: Browser, house: House, desks: Desks) -> None:
    path = "/failed/notification/12/discard"
    refused = coordinator.post(path, {"why": " "}, on=path)
    assert refused.status_code == 422
    assert "why-error" in refused.text
    assert house.ask.of(desk.DiscardEvents) == []
    desks.result = "discarded"
    answer = coordinator.post(path, {"why": "booked by telephone"}, on=path)
    assert answer.headers["Location"] == "/failed"
    assert house.ask.of(desk.DiscardEvents)[0].request == desk.DiscardEvents(
        "notification", (12,), "booked by telephone"
    )
    assert "Tapahtuma on hylätty." in coordinator.get("/failed").text


def test_an_event_that_waits_no_longer_cannot_be_discarded_and_that_is_said(coordinator: Browser) -> None:
    assert coordinator.get("/failed/notification/99/discard").headers["Location"] == "/failed"
    assert "Tapahtuma ei enää odota." in coordinator.get("/failed").text


def test_a_service_that_falls_silent_after_the_press_is_told_on_the_page(coordinator: Browser, house: House) -> None:
    house.ask.answers[desk.ReplayEvents] = RequestTimeout("desk.replay_events", 2.0)
    answer = coordinator.post("/failed/notification/replay", {"ids": "12"}, on="/failed")
    assert answer.status_code == 503
    assert "error-summary" in answer.text


def test_what_was_done_is_shown_with_who_and_why(coordinator: Browser, house: House, desks: Desks) -> None:
    acts = (
        desk.DeskActView(NOW, "discard", str(COORDINATOR), "booked by telephone", None, FAILED.type),
        desk.DeskActView(NOW, "replay", "root", "", None, None),
    )
    desks.views = {"notification": desk.DeskView("notification", 0, 0, (), acts)}
    page = coordinator.get("/failed?lang=en", follow_redirects=True).text
    for words in ("Maija Aho", "Discarded: An appointment was booked · Messages", "booked by telephone", "root"):
        assert words in page


def test_the_coordinators_today_says_that_something_waits_for_a_decision(coordinator: Browser, desks: Desks) -> None:
    assert "2 tapahtumaa jäi hoitamatta ja odottaa päätöstäsi." in coordinator.get("/today").text
    desks.views = {"session": RequestTimeout("desk.failed_count", 1.0)}
    page = coordinator.get("/today").text
    assert "odottaa päätöstäsi" not in page
    assert "Ei vastausta: Keskustelut" in page


@pytest.mark.parametrize("role", ["student", "lecturer"])
def test_nobody_else_sees_any_of_it(browser: Browser, house: House, desks: Desks, role: str) -> None:
    someone = signed_in(browser, house, role)
    assert someone.get("/failed").status_code == 403
    assert someone.post("/failed/notification/replay", {"ids": "12"}, on="/today").status_code == 403
    someone.get("/today")
    assert house.ask.of(desk.FailedCount) == []


def test_every_event_and_every_reason_has_words() -> None:
    names = {name.rpartition(".v")[0] for name in PUBLISHED}
    wanted = {f"failed.event.{name}" for name in names} | {f"failed.reason.{code}" for code in REASONS}
    assert {key for key in wanted if key not in texts()} == set()


def test_a_reason_that_this_version_does_not_know_is_told_as_it_is(coordinator: Browser, desks: Desks) -> None:
    desks.views = {"session": desk.DeskView("session", 0, 1, (replace(UNREAD, reason="new_reason"),), ())}
    assert "Syy: new_reason" in coordinator.get("/failed").text


def test_programs_see_and_do_the_same(client: FlaskClient, house: House, desks: Desks) -> None:
    header = bearer(client, house, "coordinator")
    found = client.get(f"{API}/failed-events/notification", headers=header).get_json()
    assert (found["dead"], found["events"][0]["id"], found["events"][0]["state"]) == (2, 12, "dead")
    done = client.post(f"{API}/failed-events/notification/replay", json={"ids": [12]}, headers=header)
    assert done.get_json() == [{"id": 12, "result": "replayed"}]
    short = client.post(f"{API}/failed-events/notification/discard", json={"ids": [12]}, headers=header)
    assert fields(problem(short, 422)) == {"why": "required"}
    nowhere = client.get(f"{API}/failed-events/nowhere/count", headers=header)
    assert problem(nowhere, 404)["code"] == "service_unknown"
