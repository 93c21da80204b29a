"""The mails of a folder, each a file as it came."""

import base64
import os
import re
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from itertools import islice
from pathlib import Path

SENDER, RECIPIENTS = "X-Envelope-From", "X-Envelope-To"


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; its content is text, or base64 where it is not."""

    name: str
    type: str
    content: str


@dataclass(frozen=True)
class Mail:
    """A mail as a reader sees it; `to` are the addresses that it was sent to, `headers` all that it came with."""

    id: str
    received_at: str
    sender: str
    to: list[str]
    subject: str
    text: str
    html: str
    attachments: list[Attachment]
    headers: dict[str, str]

    def as_json(self) -> dict[str, object]:
        """The mail as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class MailFolder:
    """Keeps mails in a folder, newest first."""

    path: Path

    def keep(self, sender: str, recipients: list[str], content: bytes) -> str:
        """Writes a mail to disk, whole or not at all, and returns its id."""
        identity = f"{time.time_ns():020d}-{os.urandom(4).hex()}"
        envelope = f"{SENDER}: {sender}\r\n{RECIPIENTS}: {', '.join(recipients)}\r\n".encode()
        unfinished = self.path / f"{identity}.part"
        unfinished.write_bytes(envelope + content)
        unfinished.rename(self.path / f"{identity}.eml")
        return identity

    def newest(self, most: int, recipient: str | None = None) -> list[Mail]:
        """The newest mails, or those to one address, newest first; of the others no more than the envelope is read."""
        files = sorted(self.path.glob("*.eml"), reverse=True)
        mails = (mail for file in files if is_to(file, recipient) and (mail := read(file)))
        return list(islice(mails, most))

    def one(self, identity: str) -> Mail | None:
        """The mail with this id, if there is one."""
        if not re.fullmatch(r"\d{20}-[0-9a-f]{8}", identity):
            return None
        return read(self.path / f"{identity}.eml")

    def clear(self) -> None:
        """Forgets every mail."""
        for file in self.path.glob("*.eml"):
            file.unlink(missing_ok=True)


def is_to(file: Path, recipient: str | None) -> bool:
    """Whether a mail was sent to this address; to any where there is none."""
    if recipient is None:
        return True
    with suppress(FileNotFoundError):
        return recipient.casefold() in [address.casefold() for address in envelope(file)[1]]
    return False


def envelope(file: Path) -> tuple[str, list[str]]:
    """Who sent a mail, and to which addresses."""
    with file.open("rb") as lines:
        first, second = (lines.readline().decode(errors="replace").partition(": ")[2].strip() for _ in range(2))
    return first, [address.strip() for address in second.split(",") if address.strip()]


def read(file: Path) -> Mail | None:
    """The mail in a file, unless it has been forgotten meanwhile; one that Python cannot read, as it came."""
    try:
        sender, to = envelope(file)
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    try:
        subject, text, html, attachments, headers = understood(content)
    except Exception:  # the library raises what it likes at an odd mail, and one must not hide the others
        subject, text, html, attachments, headers = "", content.decode(errors="replace"), "", [], {}
    received_at = datetime.fromtimestamp(int(file.stem.split("-")[0]) / 1e9, UTC).isoformat()
    return Mail(file.stem, received_at, sender, to, subject, text, html, attachments, headers)


Parts = tuple[str, str, str, list[Attachment], dict[str, str]]


def understood(content: bytes) -> Parts:
    """Subject, text, HTML, files and headers of a mail."""
    message = message_from_bytes(content, policy=policy.default)
    files = [attachment(part) for part in message.iter_attachments()]
    headers = {name: header(message, name) for name in message if name not in (SENDER, RECIPIENTS)}
    return header(message, "Subject"), body(message, "plain"), body(message, "html"), files, headers


def header(message: EmailMessage, name: str) -> str:
    """A header's words; as it was written where they cannot be read."""
    try:
        return str(message[name] or "")
    except Exception:  # see above
        return next(str(value) for known, value in message.raw_items() if known.casefold() == name.casefold())


def body(message: EmailMessage, kind: str) -> str:
    """The mail's text of this kind, or nothing."""
    part = message.get_body((kind,))
    content = content_of(part) if part else ""
    return content if isinstance(content, str) else content.decode(errors="replace")


def attachment(part: MIMEPart) -> Attachment:
    """One file of a mail."""
    content = content_of(part)
    text = content if isinstance(content, str) else base64.b64encode(content).decode()
    return Attachment(part.get_filename() or "", part.get_content_type(), text)


def content_of(part: MIMEPart) -> str | bytes:
    """What a part holds; its bytes as they came where its own description of them is wrong."""
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        return part.as_bytes()
    return content if isinstance(content, str | bytes) else bytes(content.as_bytes())
