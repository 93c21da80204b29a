"""Carries letters to the mail server over SMTP, one connection a letter."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from services.notification.adapters.mail import Mail
from services.notification.application.ports import Clock, Letter, Rejected, Unreachable

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
PATIENCE = 10.0  # seconds for each of the server's answers


@dataclass(frozen=True, slots=True)
class SmtpPost:
    """The port Post over SMTP_URL: plain, with TLS from the start (smtps), or with STARTTLS."""

    url: str
    mail: Mail
    clock: Clock
    timeout: float = PATIENCE

    def send(self, letter: Letter) -> None:
        """See the port."""
        message = self.mail.compose(letter, self.clock.now())
        server = self._connected()
        try:
            server.send_message(message, self.mail.sender_address, [letter.to_address])
        except smtplib.SMTPRecipientsRefused as refused:
            raise verdict(next(iter(refused.recipients.values()))[0]) from None
        except smtplib.SMTPDataError as refused:
            raise verdict(refused.smtp_code) from None
        except smtplib.SMTPNotSupportedError:  # an address beyond ASCII, and a server that cannot
            raise Rejected("address_not_supported") from None
        except OSError as failure:  # smtplib's other errors too, a refused sender among them: the operator's to mend
            raise Unreachable(code_of(failure)) from None
        finally:
            leave(server)

    def _connected(self) -> smtplib.SMTP:
        try:
            return self._opened()
        except OSError as failure:
            raise Unreachable(code_of(failure)) from None

    def _opened(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
        if parts.scheme == "smtps":
            trusted = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=self.timeout, context=trusted)
        else:
            server = smtplib.SMTP(host, port, timeout=self.timeout)
        try:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except OSError:
            leave(server)
            raise
        return server


def verdict(code: int) -> Rejected | Unreachable:
    """What a server's reply about this letter means: 5xx for ever, anything else for now."""
    name = f"smtp_{code}"
    return Rejected(name) if 500 <= code < 600 else Unreachable(name)


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
