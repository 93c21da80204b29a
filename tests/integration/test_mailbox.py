"""The demo's mailbox shows its newest mails, whatever is in the others and however many there are."""

from __future__ import annotations

import asyncio
import json
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller

from deploy.host.processes import free_port
from deploy.mail_catcher.http import MOST, HttpDoor
from deploy.mail_catcher.server import SmtpDoor
from deploy.mail_catcher.store import MailFolder
from services.gateway.adapters.mailbox import HttpMailbox

ODD = [
    b"To: :" + b"x" * 79 + b" <a@example.fi>\r\nSubject: odd\r\n\r\nhello\r\n",
    b'To: "" <\r\nSubject: odd\r\n\r\nhello\r\n',
    b"To: =?utf-8?q?=0d=0aBcc:_x?= <a@example.fi>\r\nSubject: =?utf-8?b?=0a\r\n\r\nhello\r\n",
    b"To: \xff\xfe <a@\r\nContent-Type: multipart/mixed\r\nSubject: odd\r\n\r\nhello\r\n",
    b"Content-Type: text/plain; charset=\xff\r\nContent-Transfer-Encoding: base64\r\n\r\n\xff\xff===\r\n",
    b"\x00\x01\x02",
    b"",
]


@pytest.fixture
def folder(tmp_path: Path) -> MailFolder:
    return MailFolder(tmp_path)


@pytest.fixture
def mailbox(folder: MailFolder) -> Iterator[HttpMailbox]:
    """What the gateway reads it with, over a real connection."""
    port, loop = free_port(), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(HttpDoor(folder), "127.0.0.1", port))
    thread = Thread(target=loop.run_forever)
    thread.start()
    yield HttpMailbox(f"http://127.0.0.1:{port}")
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def keep(folder: MailFolder, subject: str, to: str = "maija@example.fi") -> str:
    """An ordinary mail."""
    mail = EmailMessage()
    mail["To"], mail["Subject"] = to, subject
    mail.set_content("Hei\n")
    mail.add_alternative("<p>Hei</p>" * 200, subtype="html")
    mail.add_attachment(b"BEGIN:VCALENDAR\r\n" * 50, maintype="application", subtype="ics", filename="invite.ics")
    return folder.keep("hyke@example.fi", [to], mail.as_bytes())


@pytest.mark.parametrize("content", ODD)
def test_an_odd_mail_hides_no_other_and_is_shown_itself(
    folder: MailFolder, mailbox: HttpMailbox, content: bytes
) -> None:
    keep(folder, "before")
    odd = folder.keep("a@example.fi", ["b@example.fi"], content)
    keep(folder, "after")
    found = mailbox.messages(50)
    assert found is not None
    assert [found[0]["subject"], found[1]["id"], found[2]["subject"]] == ["after", odd, "before"]
    shown = mailbox.message(odd)
    assert shown is not None
    assert shown["to"] == "b@example.fi"


def test_of_thousands_the_newest_are_shown(folder: MailFolder, mailbox: HttpMailbox) -> None:
    keep(folder, "number 0")
    (first,) = folder.path.iterdir()
    content = first.read_bytes().partition(b"\r\n")[2].partition(b"\r\n")[2]  # without its envelope
    for number in range(1, 3000):
        folder.keep("", ["maija@example.fi"], content.replace(b"number 0", b"number %d" % number))
    found = mailbox.messages(50)
    assert found is not None, "the gateway gave up waiting"
    assert [mail["subject"] for mail in found] == [f"number {number}" for number in range(2999, 2949, -1)]
    most = mailbox.messages(10_000)
    assert most is not None
    assert len(most) == MOST


def test_mails_to_one_address_are_found_among_all_others(folder: MailFolder) -> None:
    keep(folder, "mine", "Maija@example.fi")
    for number in range(MOST):
        keep(folder, str(number), "others@example.fi")
    status, content = HttpDoor(folder).reply("GET /messages?to=maija@example.fi HTTP/1.1\r\n\r\n")
    assert (status, [mail["subject"] for mail in json.loads(json.dumps(content))]) == (200, ["mine"])


def test_a_limit_that_is_no_number_is_told(folder: MailFolder) -> None:
    assert HttpDoor(folder).reply("GET /messages?limit=x HTTP/1.1\r\n\r\n")[0] == 400


def test_a_mailbox_that_does_not_answer_is_not_an_empty_one() -> None:
    assert HttpMailbox(f"http://127.0.0.1:{free_port()}").messages(50) is None


def test_what_arrives_by_smtp_is_shown(folder: MailFolder) -> None:
    door = Controller(SmtpDoor(folder), hostname="127.0.0.1", port=free_port())
    door.start()
    try:
        with smtplib.SMTP("127.0.0.1", door.port) as server:
            server.sendmail("a@example.fi", ["b@example.fi", "c@example.fi"], ODD[0])
    finally:
        door.stop()
    (mail,) = folder.newest(5)
    assert (mail.sender, mail.to, mail.subject) == ("a@example.fi", ["b@example.fi", "c@example.fi"], "odd")
