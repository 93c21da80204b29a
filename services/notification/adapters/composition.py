"""Sets up what sending takes, once, from the settings."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from services.notification.adapters.addresses import Addresses
from services.notification.adapters.calendar_entry import CalendarEntries
from services.notification.adapters.directory import Asking, BookingDirectory
from services.notification.adapters.email_renderer import TemplateLetters, letters
from services.notification.adapters.mime_builder import MimeBuilder
from services.notification.adapters.smtp_channel import SmtpPost
from services.notification.application.use_cases.deliver_message import DeliveryServices
from shared.clock import Clock
from shared.links import Links
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Adapters:
    """The writer and the carrier of letters, and the zone whose wall clock counts."""

    zone: ZoneInfo
    letters: TemplateLetters
    post: SmtpPost
    clock: Clock

    def office(self, ask: Asking) -> DeliveryServices:
        """The post office of one worker, which asks booking over its own wire."""
        return DeliveryServices(BookingDirectory(ask), self.letters, self.post, self.clock)


def equipment(settings: Settings, clock: Clock) -> Adapters:
    """Everything by the settings; nothing is connected yet."""
    mail = MimeBuilder(settings.mail_from)
    addresses = Addresses(settings.public_url, Links(settings.link_secret))
    calendar = CalendarEntries(settings.stack, mail.sender_address, mail.sender_name)
    return Adapters(
        zone=settings.time_zone,
        letters=letters(addresses, calendar, settings.time_zone, settings.university),
        post=SmtpPost(settings.smtp_url, mail, clock),
        clock=clock,
    )
