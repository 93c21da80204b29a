"""Carries letters to the mail server over SMTP, one connection a letter."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

from services.notification.adapters.mime_builder import MimeBuilder
from services.notification.adapters.reach import Reach
from services.notification.application.ports import Clock, Email, PermanentFailure, TemporaryFailure

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
PATIENCE = 10.0  # seconds for each of the server's answers
LONGEST = 45.0  # seconds for all of them: a mail's lease outlasts it


class Timely(smtplib.SMTP):
    """A conversation that is over in time, however slowly each answer comes."""

    def __init__(self, *given: Any, longest: float, **options: Any) -> None:
        self.until = monotonic() + longest
        super().__init__(*given, **options)

    def getreply(self) -> tuple[int, bytes]:
        """The next answer; TimeoutError when the conversation has lasted too long."""
        left = self.until - monotonic()
        if left <= 0:
            raise TimeoutError
        if self.sock is not None:
            self.sock.settimeout(min(self.timeout, left))
        return super().getreply()


class TimelyTls(Timely, smtplib.SMTP_SSL):
    """The same with TLS from the start."""


@dataclass(frozen=True, slots=True)
class SmtpPost:
    """The port Channel over SMTP_URL: plain, with TLS from the start (smtps), or with STARTTLS."""

    url: str
    mail: MimeBuilder
    clock: Clock
    timeout: float = PATIENCE
    longest: float = LONGEST
    reach: Reach = field(default_factory=Reach)

    def send(self, letter: Email) -> None:
        """See the port."""
        message = self.mail.compose(letter, self.clock.now())
        with self._conversation() as server:
            try:
                server.send_message(message, self.mail.sender_address, [letter.to_address])
            except smtplib.SMTPRecipientsRefused as refused:
                raise failure_for(next(iter(refused.recipients.values()))[0]) from None
            except smtplib.SMTPDataError as refused:
                raise failure_for(refused.smtp_code) from None
            except smtplib.SMTPNotSupportedError:  # an address beyond ASCII, and a server that cannot
                raise PermanentFailure("address_not_supported") from None

    def look(self) -> None:
        """Ask the server whether it would take a mail of ours, and send none; `reach` knows the answer."""
        with suppress(TemporaryFailure), self._conversation() as server:
            server.ehlo_or_helo_if_needed()
            code, words = server.mail(self.mail.sender_address)
            if code != 250:
                raise smtplib.SMTPSenderRefused(code, words, self.mail.sender_address)
            server.rset()

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        """The server, spoken to; what breaks the conversation off is TemporaryFailure, and the operator's to mend."""
        try:
            server = self._opened()
            try:
                yield server
            finally:
                leave(server)
        except OSError as failure:  # smtplib's other errors too, a refused sender among them
            self.reach.missed(code_of(failure), self.clock.now())
            raise TemporaryFailure(code_of(failure)) from None
        except (PermanentFailure, TemporaryFailure):
            self.reach.found(self.clock.now())
            raise
        self.reach.found(self.clock.now())

    def _opened(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
        if parts.scheme == "smtps":
            trusted = ssl.create_default_context()
            server: smtplib.SMTP = TimelyTls(host, port, longest=self.longest, timeout=self.timeout, context=trusted)
        else:
            server = Timely(host, port, longest=self.longest, timeout=self.timeout)
        try:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except OSError:
            leave(server)
            raise
        return server


def failure_for(code: int) -> PermanentFailure | TemporaryFailure:
    """What a server's reply about this letter means: 5xx for ever, anything else for now."""
    name = f"smtp_{code}"
    return PermanentFailure(name) if 500 <= code < 600 else TemporaryFailure(name)


def code_of(failure: OSError) -> str:
    """The failure as a code; the server's own words may quote an address and are not kept."""
    match failure:
        case smtplib.SMTPResponseException():
            return f"smtp_{failure.smtp_code}"
        case smtplib.SMTPException():
            return "smtp_broken_off"
        case TimeoutError():
            return "smtp_silent"
        case ssl.SSLError():
            return "smtp_not_trusted"
        case _:
            return "smtp_unreachable"


def leave(server: smtplib.SMTP) -> None:
    """Ends the conversation; a letter that was taken stays taken, however the farewell goes."""
    with suppress(OSError):
        server.quit()
    server.close()
