"""Operators read whether people are reached: the mail server, mails that wait or were given up, unanswered alerts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from services.notification.adapters.reach import Reach
from services.notification.application.use_cases.watch_delivery import (
    Delivery,
    Outage,
    alerts_in_words,
    mail_in_words,
    watch_delivery,
)
from services.notification.domain.message import MessageState
from services.notification.domain.template import Template
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import message
from tests.unit.notification.world import World

MINUTE = timedelta(minutes=1)


def look(world: World, outage: Outage | None = None) -> Delivery:
    return watch_delivery(world.messages, world.alerts, outage, world.clock.now())


def mail(world: World, outage: Outage | None = None) -> str:
    return mail_in_words(look(world, outage), world.clock.now())


def alerts(world: World) -> str:
    return alerts_in_words(look(world), world.clock.now())


def put(world: World, template: Template = Template.CONFIRMATION, **changes: object) -> None:
    world.messages.add(message(template, message_id=uuid4(), **changes))


def test_where_nothing_waits_all_is_well(world: World) -> None:
    assert (mail(world), alerts(world)) == ("ok", "ok")


def test_a_mail_server_that_is_away_is_told_with_since_when_and_how_many_mails_wait(world: World) -> None:
    put(world)
    put(world, Template.ALERT)
    world.pass_time(minutes=5)
    assert mail(world, Outage(NOW, "smtp_unreachable")) == (
        "the mail server has been away since 2026-11-20 08:00:00Z (smtp_unreachable); "
        "1 alert mail waiting, the oldest for 5 min; 1 mail waiting, the oldest for 5 min"
    )


def test_an_outage_of_seconds_is_no_news(world: World) -> None:
    put(world)
    world.pass_time(seconds=59)
    assert mail(world, Outage(NOW, "smtp_unreachable")) == "ok"
    world.pass_time(seconds=1)
    assert mail(world, Outage(NOW, "smtp_unreachable")).startswith("the mail server has been away since")


def test_mails_that_wait_though_the_server_is_there_are_told_an_alerts_after_a_minute(world: World) -> None:
    put(world, Template.ALERT)
    put(world)
    put(world)
    world.pass_time(seconds=60)
    assert mail(world) == "1 alert mail waiting, the oldest for 60 s"
    world.pass_time(minutes=14)
    assert mail(world) == "1 alert mail waiting, the oldest for 15 min; 2 mails waiting, the oldest for 15 min"


def test_a_reminder_for_a_later_day_does_not_wait(world: World) -> None:
    put(world, Template.REMINDER, due_at=NOW + timedelta(days=3), next_at=NOW + timedelta(days=3))
    world.pass_time(hours=1)
    assert mail(world) == "ok"


def test_what_was_given_up_is_told_for_a_day(world: World) -> None:
    put(world, state=MessageState.UNDELIVERABLE)
    world.pass_time(hours=23)
    assert mail(world) == "1 mail given up within a day"
    world.pass_time(hours=1)
    assert mail(world) == "ok"


def test_an_alert_that_nobody_answers_is_told_once_the_coordinators_are_called(alerted: World) -> None:
    alerted.pass_time(minutes=2, seconds=59)
    assert alerts(alerted) == "ok"
    alerted.pass_time(seconds=1)
    assert alerts(alerted) == "1 alert unanswered, the oldest for 3 min"


@pytest.fixture
def reach() -> Reach:
    return Reach()


def test_an_outage_is_logged_once_however_many_mails_it_keeps(reach: Reach) -> None:
    with capture_logs() as logs:
        reach.found(NOW)
        for minute in range(50):
            reach.missed("smtp_unreachable", NOW + minute * MINUTE)
        reach.found(NOW + 50 * MINUTE)
        reach.found(NOW + 51 * MINUTE)
    assert logs == [
        {"event": "mail_server_away", "reason": "smtp_unreachable", "log_level": "warning"},
        {"event": "mail_server_back", "away_seconds": 3000, "log_level": "warning"},
    ]


def test_an_outage_begins_with_its_first_failure(reach: Reach) -> None:
    reach.missed("smtp_silent", NOW)
    reach.missed("smtp_unreachable", NOW + MINUTE)
    assert reach.outage == Outage(NOW, "smtp_silent")
    reach.found(NOW + 2 * MINUTE)
    assert reach.outage is None
