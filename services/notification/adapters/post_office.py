"""Sets up what sending takes, once, from the settings."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from services.notification.adapters.addresses import Addresses
from services.notification.adapters.calendar_entry import CalendarEntries
from services.notification.adapters.directory import Asking, BookingDirectory
from services.notification.adapters.letters import TemplateLetters, letters
from services.notification.adapters.mail import Mail
from services.notification.adapters.smtp_post import SmtpPost
from services.notification.application.deliver_message import PostOffice
from shared.clock import Clock
from shared.links import Links
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Equipment:
    """The writer and the carrier of letters, and the zone whose wall clock counts."""

    zone: ZoneInfo
    letters: TemplateLetters
    post: SmtpPost
    clock: Clock

    def office(self, ask: Asking) -> PostOffice:
        """The post office of one worker, which asks booking over its own wire."""
        return PostOffice(BookingDirectory(ask), self.letters, self.post, self.clock)


def equipment(settings: Settings, clock: Clock) -> Equipment:
    """Everything by the settings; nothing is connected yet."""
    mail = Mail(settings.mail_from)
    addresses = Addresses(settings.public_url, Links(settings.link_secret))
    calendar = CalendarEntries(settings.stack, mail.sender_address, mail.sender_name)
    return Equipment(
        zone=settings.time_zone,
        letters=letters(addresses, calendar, settings.time_zone, settings.university),
        post=SmtpPost(settings.smtp_url, mail, clock),
        clock=clock,
    )
