"""A client whose address was changed is told at the address that they had, once, whatever they consent to."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from services.notification.application.use_cases.deliver_message import deliver_message
from services.notification.application.use_cases.forget_client import forget_client, stop_writing
from services.notification.application.use_cases.notify_former_address import notify_former_address
from services.notification.domain.template import Template
from shared.contracts.events.booking import ClientAddressChanged, ClientErased, ConsentWithdrawn
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import CLIENT, MAIJA
from tests.unit.notification.world import World

FORMER = UUID(int=77)
CHANGED = ClientAddressChanged(CLIENT, FORMER, NOW)


def test_the_former_address_is_told_once_and_the_new_one_not(world: World) -> None:
    world.directory.contacts[FORMER] = replace(MAIJA, name="", email="former@example.fi")
    for _ in range(2):
        notify_former_address(CHANGED, world.uow)
    told = deliver_message(world.only(Template.ADDRESS_CHANGED), world.begin, world.office)
    assert told.state == "sent"
    assert [letter.to_address for letter in world.post.sent] == ["former@example.fi"]


def test_a_withdrawal_of_consent_does_not_keep_the_notice_back(world: World) -> None:
    notify_former_address(CHANGED, world.uow)
    stop_writing(ConsentWithdrawn(CLIENT, NOW), world.uow)
    assert world.waiting() == {Template.ADDRESS_CHANGED}


def test_an_erasure_takes_the_notice_with_it(world: World) -> None:
    notify_former_address(CHANGED, world.uow)
    forget_client(ClientErased(CLIENT, NOW), world.uow)
    assert world.waiting() == set()
