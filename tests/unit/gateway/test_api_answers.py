"""What services say, as HTTP tells it: one status for each kind, and words."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from shared.contracts.requests import booking, session
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.refusal import Refusal, RefusalKind, conflict, forbidden, invalid, not_found
from tests.unit.gateway.api import API, ID, bearer, problem
from tests.unit.gateway.fakes import NOW, House


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (invalid("stress_out_of_range", "level", lowest=1, highest=5), 422, "stress_out_of_range"),
        (conflict("already_closed", "session_id"), 409, "already_closed"),
        (not_found("session_not_found", "session_id"), 404, "session_not_found"),
        (forbidden("role_may_not"), 403, "role_may_not"),
        (Refusal(RefusalKind.EXPIRED, "link_expired"), 410, "link_expired"),
        (RequestTimeout("session.rate_stress", 2), 503, "unanswered"),
        (ServiceFailed("session.rate_stress", "abc"), 502, "service_failed"),
        (ZeroDivisionError("secret"), 500, "failed"),
    ],
)
def test_what_a_service_says_has_one_status(
    client: FlaskClient, house: House, failure: Exception, status: int, code: str
) -> None:
    headers = bearer(client, house)
    house.ask.answers[session.RateStress] = failure

    answer = client.post(f"{API}/sessions/{ID}/stress", json={"level": 4}, headers=headers)

    told = problem(answer, status)
    assert told["code"] == code
    assert "secret" not in answer.text
    assert (answer.headers.get("Retry-After") is not None) == (status == 503)


def test_a_refusal_tells_its_params_in_words(client: FlaskClient, house: House) -> None:
    house.ask.answers[booking.FreeTimes] = conflict("no_show_too_early", "starts_at", starts_at=NOW.isoformat())

    told = problem(client.get(f"{API}/free-times?from_at=2026-11-24T00:00:00Z&until_at=2026-11-25T00:00:00Z"), 409)

    assert told["detail"] == "Saapumatta jäämisen voi merkitä vasta alkamisajan jälkeen: ti 24.11. klo 13.00."


def test_an_unknown_refusal_is_told_all_the_same(client: FlaskClient, house: House) -> None:
    house.ask.answers[booking.Rooms] = conflict("brand_new_rule")

    told = problem(client.get(f"{API}/rooms"), 409)

    assert told["code"] == "brand_new_rule"
    assert told["detail"]


def test_nobody_in_particular_is_asked_to_sign_in_where_others_are_forbidden(client: FlaskClient, house: House) -> None:
    house.ask.answers[booking.People] = forbidden("not_allowed")

    answer = client.get(f"{API}/people")

    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
