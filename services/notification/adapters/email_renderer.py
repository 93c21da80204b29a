"""Writes messages from the templates in ``texts/``, one file a language, its first line the subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2

from services.notification.adapters.addresses import Addresses
from services.notification.adapters.calendar_entry import CalendarEntries
from services.notification.adapters.html_email import html_letter
from services.notification.adapters.plain_facts import plain_appointment, plain_contact
from services.notification.adapters.template_context import alert_facts, directions, facts_of
from services.notification.application.ports import AlertStanding, Email, RenderingFailure
from services.notification.domain.message import Message
from services.notification.domain.template import Priority
from shared.contracts.requests.booking import AppointmentView, Contact
from shared.texts import Dates

TEXTS = Path(__file__).resolve().parent.parent / "texts"


@dataclass(frozen=True, slots=True)
class TemplateLetters:
    """The port EmailRenderer over the files of ``texts/``."""

    addresses: Addresses
    calendar: CalendarEntries
    dates: Dates
    templates: jinja2.Environment
    university: Mapping[str, str]  # its name by language code

    def write(
        self,
        message: Message,
        contact: Contact,
        appointment: AppointmentView | None,
        now: datetime,
        standing: AlertStanding | None = None,
    ) -> Email:
        """See the port."""
        contact = plain_contact(contact)
        appointment = plain_appointment(appointment) if appointment else None
        rule = message.rule
        link = self.addresses.of(rule.page, message.recipient_id, message.appointment_id, now)
        facts = {**facts_of(message, contact, appointment, link, self.dates), **alert_facts(standing)}
        facts["university"] = self.university.get(contact.language.value, "")
        subject, text = self._words(f"{message.template.value}/{contact.language.value}.txt", facts)
        return Email(
            message_id=message.message_id,
            correlation_id=message.correlation_id,
            to_name=contact.name,
            to_address=contact.email,
            language=contact.language,
            subject=subject,
            text=text,
            html=html_letter(subject, text, contact.language, self.addresses.public_url),
            is_urgent=rule.lane is Priority.URGENT,
            invitation=self._calendar_entry(message, contact, appointment, now),
            method=rule.calendar,
            traceparent=message.traceparent,
        )

    def _words(self, file: str, facts: dict[str, Any]) -> tuple[str, str]:
        try:
            written = self.templates.get_template(file).render(facts)
        except jinja2.TemplateError as flaw:
            raise RenderingFailure("text_incomplete") from flaw
        subject, _, text = written.partition("\n")
        return subject.strip(), re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"

    def _calendar_entry(
        self, message: Message, contact: Contact, appointment: AppointmentView | None, now: datetime
    ) -> str | None:
        method = message.rule.calendar
        if method is None or appointment is None:
            return None
        how_to_find = directions(appointment.room, contact.language)
        return self.calendar.write(method, appointment, message.sequence or 0, contact, how_to_find, now)


def templates(folder: Path = TEXTS) -> jinja2.Environment:
    """The folder's templates; a fact that is misspelt or not known is an error, never an empty place."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        finalize=known,
        autoescape=False,
        lstrip_blocks=True,
    )


def known(fact: object) -> object:
    """The fact; an error where there is none."""
    if fact is None:
        raise jinja2.UndefinedError("a fact that is not known was to be written")
    return fact


def letters(
    addresses: Addresses, calendar: CalendarEntries, zone: ZoneInfo, university: Mapping[str, str]
) -> TemplateLetters:
    """The writer of letters in the stack's time zone."""
    return TemplateLetters(addresses, calendar, Dates(zone), templates(), university)
