"""Whoever reads the mailbox reads every private link: it is a demo's, and its coordinators'."""

from __future__ import annotations

import pytest

from services.gateway.app import create_app
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, FakeMailbox, House

MAIL = {
    "id": "1",
    "subject": "Aikasi",
    "to": "a@x.fi",
    "received_at": NOW,
    "text": "Hei <b>\n\nhttp://kaarna.example/c/x",
}


def test_the_mailbox_is_there_in_a_demo_alone(browser: Browser, house: House) -> None:
    house.add_account("maarit", "coordinator")
    browser.sign_in("maarit")

    assert browser.get("/mailbox").status_code == 404
    assert "/mailbox" not in browser.get("/alerts").text


def test_a_demos_mailbox_is_read_by_coordinators(house: House) -> None:
    house.mailbox = FakeMailbox([MAIL])
    house.add_account("maarit", "coordinator")
    coordinator = Browser(create_app(house.parts()).test_client(), house.settings.public_url)
    coordinator.sign_in("maarit")

    assert 'href="/mailbox"' in coordinator.get("/alerts").text
    assert "Aikasi" in coordinator.get("/mailbox").text
    shown = coordinator.get("/mailbox/1").text
    assert "&lt;b&gt;" in shown
    assert 'href="http://kaarna.example/c/x' in shown
    assert coordinator.get("/mailbox/2").status_code == 404


@pytest.mark.parametrize("path", ["/mailbox", "/mailbox/1", "/mailbox/2"])
def test_whoever_is_no_coordinator_reads_no_mail_of_others(house: House, path: str) -> None:
    house.mailbox = FakeMailbox([MAIL])
    anyone = Browser(create_app(house.parts()).test_client(), house.settings.public_url)

    assert anyone.get(path).location == f"/login?to={path}"
    assert "/mailbox" not in anyone.get("/login").text
    for role in ("student", "lecturer"):
        house.add_account(f"some.{role}", role)
        someone = Browser(create_app(house.parts()).test_client(), house.settings.public_url)
        someone.sign_in(f"some.{role}")
        answer = someone.get(path)
        assert answer.status_code == 403
        assert "Aikasi" not in answer.text
