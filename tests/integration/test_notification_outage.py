"""A mail server that is away is seen: in words, in numbers, and once in the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from structlog.testing import capture_logs

from deploy.host.processes import free_port
from services.notification.adapters.composition import equipment
from services.notification.adapters.mime_builder import MimeBuilder
from services.notification.adapters.reach import LAST_CONTACT
from services.notification.adapters.smtp_channel import LONGEST, SmtpPost
from services.notification.adapters.watch import DeliveryWatch
from services.notification.domain.message import LEASES
from services.notification.domain.template import Priority
from shared.clock import FixedClock
from tests.conftest import FreshDatabase
from tests.integration.notification_stand import Server, Stand, settings, stand_on
from tests.unit.notification.fakes import NOW


@pytest.fixture
def stand(fresh_database: FreshDatabase) -> Iterator[Stand]:
    with stand_on(fresh_database("notification")) as made:
        yield made


def words(stand: Stand) -> dict[str, str]:
    watch = DeliveryWatch(stand.service.tools.post.reach, stand.clock)
    return dict(stand.run(lambda tx: watch.words(tx.connection)))


def numbers(stand: Stand) -> dict[tuple[str, str], float]:
    watch = DeliveryWatch(stand.service.tools.post.reach, stand.clock)
    found = stand.run(lambda tx: list(watch.gauges(tx.connection)))
    samples = (sample for metric in found for sample in metric.samples)
    return {(sample.name, sample.labels.get("lane", "")): sample.value for sample in samples}


def test_a_dead_mail_server_is_seen_in_words_and_numbers_and_logged_once(stand: Stand) -> None:
    there = stand.service.tools
    stand.service.tools = equipment(settings(f"smtp://127.0.0.1:{free_port()}"), stand.clock)
    stand.book()
    stand.distress()
    with capture_logs() as logs:
        stand.send_all()
        stand.service.tools.post.look()
        stand.clock.advance(timedelta(seconds=90))
        assert words(stand)["mail"].startswith(
            f"the mail server has been away since {NOW:%Y-%m-%d %H:%M:%S}Z (smtp_unreachable); 1 alert mail waiting"
        )
        assert numbers(stand)["hyke_mails_waiting", "alerts"] == 1
        assert numbers(stand)["hyke_mails_oldest_seconds", "alerts"] == 90
        assert numbers(stand)["hyke_mails_waiting", "mail"] > 1
        assert numbers(stand)["hyke_alerts_open", ""] == 1
        assert numbers(stand)["hyke_alerts_oldest_seconds", ""] == 90
        back = replace(there.post, reach=stand.service.tools.post.reach)
        stand.service.tools = replace(stand.service.tools, post=back)
        stand.send_all()
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == [
        "mail_server_away",
        "mail_server_back",
    ]
    assert words(stand)["mail"] == "ok"
    assert numbers(stand)["hyke_mails_waiting", "alerts"] == 0
    assert stand.mail_to("liisa@example.fi")


def test_a_mail_server_is_looked_for_without_a_mail(stand: Stand) -> None:
    post = stand.service.tools.post
    post.look()
    assert post.reach.outage is None
    assert LAST_CONTACT.labels("notification")._value.get() == NOW.timestamp()
    assert stand.server.arrived == []


class Refusing(Server):
    """A server that takes no mail from us."""

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        return "553 not your sender"


def test_a_server_that_refuses_our_sender_counts_as_away() -> None:
    door = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    door.start()
    post = SmtpPost(f"smtp://127.0.0.1:{door.port}", MimeBuilder("Hyke <hyke@example.fi>"), FixedClock(NOW))
    try:
        post.look()
    finally:
        door.stop()
    assert post.reach.outage is not None
    assert post.reach.outage.why == "smtp_553"


def test_a_conversation_with_the_mail_server_ends_before_the_mails_lease_does(stand: Stand) -> None:
    booking_is_asked_twice = timedelta(seconds=2 * 2)
    assert timedelta(seconds=LONGEST) + booking_is_asked_twice < LEASES[Priority.ORDINARY]
    late = replace(stand.service.tools.post, longest=0)
    late.look()
    assert late.reach.outage is not None
    assert late.reach.outage.why == "smtp_silent"
