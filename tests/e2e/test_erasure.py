"""A client who is erased leaves no name in any receipt, in any service, and is not brought back by an old key."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
import sqlalchemy as sa

from deploy.scenario.api import Api, ApiError, Caller
from shared.contracts.registry import REQUESTS, request_spec
from shared.contracts.requests import assessment, booking, session
from shared.contracts.schema import dump
from shared.contracts.vocabulary import Language
from shared.db import engine_for
from tests.e2e.stage import free_time, new_client
from tests.e2e.worlds import World

NAME = "Vilhelmiina Unohdettava"
ALL = "command_receipts::text"
OWNERLESS = "CASE WHEN client_id IS NULL AND reply IS NOT NULL THEN request ELSE '' END"
Receipts = Callable[[str, str], str]


@pytest.fixture
def receipts(demo: World) -> Receipts:
    """What all receipts of a service tell."""

    def read(service: str, what: str) -> str:
        engine = engine_for(demo.databases[service])
        with engine.connect() as connection:
            found = connection.scalars(sa.text(f"SELECT {what} FROM command_receipts")).all()
        engine.dispose()
        return "\n".join(map(str, found))

    return read


def test_the_receipts_of_an_erased_client_go_in_every_service_and_the_same_key_brings_nobody_back(
    api: Api, coordinator: Caller, receipts: Receipts
) -> None:
    free, key = free_time(api), {"Idempotency-Key": str(uuid4())}
    body = {**dump(new_client(free.campus, free.starts_at)), "name": NAME}
    first, again = [api.anonymous().send("POST", "/bookings", json=body, headers=key).json() for _ in range(2)]
    assert first["appointment"] == again["appointment"]
    talk = first["appointment"]["appointment_id"]
    client = Caller(api.url, {"X-Hyke-Link": first["link_token"]})
    assert api.until(lambda: client(session.Summary(talk)), 10)
    opened = str(client(assessment.StartAssessment(talk, "everyday", Language.FI)).assessment_id)
    assert NAME in receipts("booking", ALL)
    assert opened in receipts("assessment", ALL)

    coordinator(booking.EraseClient(first["appointment"]["client_id"]))

    assert NAME not in receipts("booking", ALL)
    assert body["email"] not in receipts("booking", ALL)
    assert api.until(lambda: opened not in receipts("assessment", ALL), 10)
    with pytest.raises(ApiError, match=r"409.*command_forgotten"):
        api.anonymous().send("POST", "/bookings", json=body, headers=key)
    assert coordinator(booking.Clients(search="Unohdettava")) == []


def test_every_receipt_says_whose_it_is_or_is_of_a_command_about_nobody(receipts: Receipts) -> None:
    about_nobody = {name for name, contract in REQUESTS.items() if not request_spec(contract).of_client}
    for service in ("booking", "session", "assessment", "notification", "gateway"):
        assert set(receipts(service, OWNERLESS).split()) <= about_nobody
