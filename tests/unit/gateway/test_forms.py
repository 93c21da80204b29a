"""Forms: what a person typed becomes a request, or comes back with what is expected."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from services.gateway.web.forms import FormState, saved, submit, typed
from shared.contracts.requests import booking, session
from shared.refusal import conflict
from tests.unit.gateway.conftest import Post
from tests.unit.gateway.fakes import House

ID = UUID(int=7)


def test_texts_become_what_the_contract_says(post: Post, house: House) -> None:
    sent = post(session.RateStress, {"level": " 4 "}, session_id=ID)

    assert sent.is_done
    assert house.ask.of(session.RateStress)[0].request == session.RateStress(ID, 4)


def test_what_is_left_empty_is_asked_for_by_its_name(post: Post, house: House) -> None:
    sent = post(
        booking.ReferClient, {"name": "  ", "email": "x@y.fi", "language": "fi", "situation": "other", "phone": ""}
    )

    assert (sent.status, sent.is_done) == (422, False)
    assert sent.error_of == {"name": "Nimi: tieto puuttuu"}
    assert sent.errors == [("name", "Nimi: tieto puuttuu")]
    assert house.ask.asked == []


def test_what_was_typed_is_kept_for_the_page_to_show_again(post: Post) -> None:
    form = {"name": "Aino", "email": "not an address", "language": "fi", "situation": "other"}

    sent = post(booking.ReferClient, form)

    assert {name: sent.given[name] for name in form} == form
    assert sent.error_of["email"].startswith("Sähköposti: anna sähköpostiosoite")


def test_a_list_takes_every_filled_input_of_its_name(post: Post, house: House) -> None:
    form = {"strengths": ["Pyytää apua", "  ", "Sinnikäs"], "resources": [""], "base_version": "0"}

    sent = post(session.WriteSynthesis, form, session_id=ID, challenges=[], change_targets=[])

    assert sent.is_done
    request = house.ask.of(session.WriteSynthesis)[0].request
    assert request.strengths == ("Pyytää apua", "Sinnikäs")
    assert request.resources == ()


def test_what_the_view_gives_stands_instead_of_what_the_form_says(post: Post, house: House) -> None:
    post(session.RateStress, {"level": "4", "session_id": str(UUID(int=8))}, session_id=ID)

    assert house.ask.of(session.RateStress)[0].request.session_id == ID


def test_lists_of_things_are_given_by_the_view(post: Post, house: House) -> None:
    sent = post(booking.SetWeeklyHours, {}, person_id=ID, weekly=[{"weekday": 9, "starts": "09:00", "ends": "x"}])

    assert sent.error_of == {
        "weekly.0.weekday": "Viikonpäivä: valitse väliltä 1–7",
        "weekly.0.ends": "Päättyy: anna kellonaika muodossa 13:00",
    }


@pytest.mark.parametrize(("ticked", "meant"), [({"is_done": "yes"}, True), ({}, False), ({"is_done": "false"}, False)])
def test_an_unticked_box_means_no(post: Post, house: House, ticked: dict[str, str], meant: bool) -> None:
    post(session.MarkPhase, ticked, session_id=ID, phase="stress")

    assert house.ask.of(session.MarkPhase)[0].request.is_done is meant


def test_a_note_may_be_emptied_and_keeps_its_lines(post: Post, house: House) -> None:
    post(session.WriteNote, {"text": "", "base_version": "3"}, session_id=ID, phase="stress")
    post(session.WriteNote, {"text": "  yksi\r\n\r\nkaksi", "base_version": "3"}, session_id=ID, phase="stress")

    emptied, written = (asked.request for asked in house.ask.of(session.WriteNote))
    assert emptied.text == ""
    assert written.text == "  yksi\n\nkaksi"


def test_an_unlikely_number_is_a_wrong_number_and_no_crash(post: Post) -> None:
    for text in ("4.5", "--4", "9" * 5000, "٤", "four"):
        sent = post(session.RateStress, {"level": text}, session_id=ID)
        assert sent.status == 422


def test_a_refusal_comes_back_to_its_field(post: Post, house: House) -> None:
    house.ask.answers[booking.RescheduleAppointment] = conflict("time_taken", "starts_at")

    sent = post(booking.RescheduleAppointment, {"starts_at": "2026-11-25T09:00:00+02:00"}, appointment_id=ID)

    assert sent.status == 409
    assert sent.error_of == {"starts_at": "Aika on jo varattu. Valitse toinen aika."}
    assert sent.errors == [("starts_at", "Aika on jo varattu. Valitse toinen aika.")]


def test_a_fault_of_no_field_on_the_page_stands_in_the_summary_without_a_link(post: Post, house: House) -> None:
    house.ask.answers[session.StartSession] = conflict("not_held", "version", state="cancelled")

    [(field, words)] = post(session.StartSession, {}, session_id=ID).errors

    assert field is None
    assert words.startswith("Keskustelua ei käydä")


def test_a_saved_form_is_told_its_new_version_and_an_unsaved_one_why(app: Flask, post: Post, house: House) -> None:
    done = saved(FormState(is_done=True), version=4)
    house.ask.answers[session.WriteNote] = conflict("note_changed", "base_version", version=5)
    with app.test_request_context("/", method="POST", data={"text": "x", "base_version": "3"}):
        refused = saved(submit(session.WriteNote, session_id=ID, phase="stress"))

    assert (done.status_code, done.headers["X-Version"]) == (204, "4")
    assert refused.status_code == 409
    assert refused.content_type == "application/problem+json"


def test_a_date_and_an_id_that_are_none_are_left_to_the_contract() -> None:
    data = typed(booking.FreeTimes, MultiDict({"from_at": "now", "excluding_appointment_id": "", "campus": " "}))

    assert data == {"from_at": "now"}
