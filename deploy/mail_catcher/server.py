"""The mailbox's process: SMTP on one port, JSON on another; a plain asyncio program."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.mail_catcher.http import HttpDoor
from deploy.mail_catcher.store import MailFolder


class SmtpDoor:
    """Keeps what is sent."""

    def __init__(self, folder: MailFolder) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answers 250 once the mail is on disk."""
        content = envelope.original_content or b""
        identity = self.folder.keep(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        return f"250 kept as {identity}"


async def serve(folder: Path, host: str, smtp_port: int, http_port: int, tied: bool) -> None:
    """Serves until SIGTERM or SIGINT, or, when tied, until the other end of the standard input is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    mails, over, loop = MailFolder(folder), asyncio.Event(), asyncio.get_running_loop()
    for kind in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(kind, over.set)
    if tied:
        await loop.connect_read_pipe(lambda: Tie(over), sys.stdin)
    smtp = await loop.create_server(lambda: SMTP(SmtpDoor(mails), hostname="mailbox", loop=loop), host, smtp_port)
    http = await asyncio.start_server(HttpDoor(mails), host, http_port)
    print(f"mailbox: SMTP on {host}:{smtp_port}, messages on http://{host}:{http_port}/messages", flush=True)
    await over.wait()
    for server in (smtp, http):
        server.close()


class Tie(asyncio.Protocol):
    """Ends the mailbox when whoever started it is gone, however it went."""

    def __init__(self, over: asyncio.Event) -> None:
        self.over = over

    def connection_lost(self, error: Exception | None) -> None:
        self.over.set()


def run(folder: Path, host: str, smtp_port: int, http_port: int, tied: bool = False) -> None:
    """Serves until told to stop."""
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(folder, host, smtp_port, http_port, tied))
