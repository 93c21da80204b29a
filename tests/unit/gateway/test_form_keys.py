"""Idempotency keys of forms: what counts as the same, and what as another."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from services.gateway.web.forms import submit
from services.gateway.web.idempotency import form_key
from services.gateway.web.rendering import form_keys
from shared.contracts.requests import session
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import conflict
from tests.unit.gateway.conftest import Post
from tests.unit.gateway.fakes import House

ID = UUID(int=7)


def test_the_same_form_sent_twice_is_one_command(post: Post, house: House) -> None:
    form = {"level": "4", "idempotency_key": "made-with-the-page"}

    post(session.RateStress, form, session_id=ID)
    post(session.RateStress, form, session_id=ID)

    first, second = (asked.key for asked in house.ask.of(session.RateStress))
    assert first == second == "public::made-with-the-page"


def test_after_no_answer_the_form_keeps_its_key_and_after_a_refusal_it_gets_a_new_one(app: Flask, house: House) -> None:
    def key_after(failure: Exception) -> str:
        house.ask.answers[session.RateStress] = failure
        form = {"level": "4", "idempotency_key": "made-with-the-page"}
        with app.test_request_context("/", method="POST", data=form):
            sent = submit(session.RateStress, session_id=ID)
            assert not sent.is_done
            assert "made-with-the-page" in form_keys() or isinstance(failure, type(conflict("x")))
            return form_key()

    assert key_after(RequestTimeout("session.rate_stress", 2)) == "made-with-the-page"
    assert key_after(conflict("already_closed")) != "made-with-the-page"


def test_saving_other_text_is_another_command_and_the_same_text_the_same_one(post: Post, house: House) -> None:
    def save(text: str, version: str) -> str | None:
        form = {"text": text, "base_version": version, "idempotency_key": "made-with-the-page"}
        post(session.WriteNote, form, headers={"X-Autosave": "1"}, session_id=ID, phase="stress")
        return house.ask.of(session.WriteNote)[-1].key

    first = save("yksi", "0")

    assert save("yksi", "0") == first
    assert save("kaksi", "1") != first
    assert save("yksi", "2") != first


def test_a_view_that_makes_several_commands_of_one_form_makes_the_same_ones_again(app: Flask, house: House) -> None:
    for _ in range(2):
        with app.test_request_context("/", method="POST", data={"idempotency_key": "made-with-the-page"}):
            for level in (3, 4):
                submit(session.RateStress, session_id=ID, level=level)

    keys = [asked.key for asked in house.ask.of(session.RateStress)]
    assert keys[:2] == keys[2:]
    assert keys[0] != keys[1]


def test_saving_without_versions_is_a_command_each_time(post: Post, house: House) -> None:
    for _ in range(2):
        post(session.RateStress, {"level": "4", "idempotency_key": "k" * 8}, headers={"X-Autosave": "1"}, session_id=ID)

    first, second = (asked.key for asked in house.ask.of(session.RateStress))
    assert first != second
