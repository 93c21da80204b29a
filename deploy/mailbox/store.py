"""The mails of a folder, each a file as it came."""

import base64
import os
import re
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
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

    def all(self, recipient: str | None = None) -> list[Mail]:
        """Every mail, or those to one address, newest first."""
        files = sorted(self.path.glob("*.eml"), reverse=True)
        mails = [mail for file in files if (mail := read(file))]
        wanted = recipient.casefold() if recipient else None
        return [mail for mail in mails if wanted is None or wanted in [address.casefold() for address in mail.to]]

    def one(self, identity: str) -> Mail | None:
        """The mail with this id, if there is one."""
        if not re.fullmatch(r"\d{20}-[0-9a-f]{8}", identity):
            return None
        return read(self.path / f"{identity}.eml")

    def clear(self) -> None:
        """Forgets every mail."""
        for file in self.path.glob("*.eml"):
            file.unlink(missing_ok=True)


def read(file: Path) -> Mail | None:
    """The mail in a file, unless it has been forgotten meanwhile."""
    try:
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
    except FileNotFoundError:
        return None
    received_at = datetime.fromtimestamp(int(file.stem.split("-")[0]) / 1e9, UTC)
    return Mail(
        id=file.stem,
        received_at=received_at.isoformat(),
        sender=str(message[SENDER] or ""),
        to=[address.strip() for address in str(message[RECIPIENTS] or "").split(",") if address.strip()],
        subject=str(message["Subject"] or ""),
        text=body(message, "plain"),
        html=body(message, "html"),
        attachments=[attachment(part) for part in message.iter_attachments()],
        headers={name: str(value) for name, value in message.items() if name not in (SENDER, RECIPIENTS)},
    )


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
