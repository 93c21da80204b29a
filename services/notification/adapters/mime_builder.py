"""A letter as an internet message (RFC 5322): plain text, the same as HTML, and a calendar invitation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from services.notification.adapters.header_line import address_line, text_line
from services.notification.application.ports import Email, PermanentFailure
from shared.contracts.names import flaw_in_header

ADDRESS = r"[^\s@<>,;]+@[^\s@<>,;]+"
TEXT = "quoted-printable"  # survives every server, also those that take seven bits


@dataclass(frozen=True, slots=True)
class MimeBuilder:
    """Makes messages from one sender."""

    sender: str

    @property
    def sender_address(self) -> str:
        """The bare address of the sender."""
        return parseaddr(self.sender)[1]

    @property
    def sender_name(self) -> str:
        """The sender's name, empty where there is none."""
        return parseaddr(self.sender)[0]

    def message_id(self, letter: Email) -> str:
        """The same for the same letter at every try: by it a second copy can be told to be one."""
        return f"<{letter.message_id}@{self.sender_address.rpartition('@')[2]}>"

    def compose(self, letter: Email, now: datetime) -> EmailMessage:
        """The message; PermanentFailure when the address is none."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = address_line("From", self.sender_name, self.sender_address)
        mail["To"] = address_line("To", letter.to_name, checked(letter.to_address))
        mail["Subject"] = text_line("Subject", letter.subject)
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = self.message_id(letter)
        mail["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
        mail["X-Auto-Response-Suppress"] = "All"
        mail["X-Correlation-ID"] = text_line("X-Correlation-ID", letter.correlation_id)
        if letter.traceparent:
            mail["Traceparent"] = letter.traceparent
        if letter.is_urgent:
            mail["X-Priority"] = "1 (Highest)"
            mail["Importance"] = "high"
            mail["Priority"] = "urgent"
        add_body(mail, letter)
        mail["Content-Language"] = letter.language.value  # set earlier, it would move into the first part
        return mail


def add_body(mail: EmailMessage, letter: Email) -> None:
    """The words, plainest first, and the invitation both as an alternative and as a file: readers differ."""
    mail.set_content(letter.text, cte=TEXT)
    mail.add_alternative(letter.html, subtype="html", cte=TEXT)
    if letter.invitation is None or letter.method is None:
        return
    method = {"method": letter.method.value}
    mail.add_alternative(letter.invitation, subtype="calendar", cte="base64", params=method)
    mail.add_attachment(letter.invitation.encode(), maintype="application", subtype="ics", filename="invite.ics")


def checked(address: str) -> str:
    """The address; PermanentFailure when it is none."""
    if not re.fullmatch(ADDRESS, address) or flaw_in_header(address):
        raise PermanentFailure("address_invalid")
    try:
        return Address(addr_spec=address).addr_spec
    except (ValueError, MessageError, IndexError):  # the parser has several words for it
        raise PermanentFailure("address_invalid") from None
