"""A letter as an internet message, and what a mail server's answers mean."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.adapters.mime_builder import MimeBuilder
from services.notification.adapters.smtp_channel import code_of, failure_for
from services.notification.application.ports import Email, PermanentFailure, TemporaryFailure
from services.notification.domain.template import Calendar
from shared.contracts.names import visible
from shared.contracts.vocabulary import Language
from tests.unit.notification.fakes import NOW
from tests.unit.notification.world import TRACEPARENT

MAIL = MimeBuilder("Hyvinvointikeskustelu <hyke@example.fi>")
LETTER = Email(
    message_id=UUID(int=5),
    correlation_id="from-a-click",
    to_name="Maija Meikäläinen",
    to_address="maija@example.fi",
    language=Language.FI,
    subject="Keskusteluaikasi: ti 24.11. klo 13.00",
    text="Hei Maija,\n\npääset sisään pääovesta.\n",
    html="<p>Hei Maija, pääset sisään pääovesta.</p>",
    is_urgent=False,
)
PARTS = ["=?utf-8?q?", "=?utf-8?b?", "?=", "=0d=0a", "DQo=", "é", ":", " ", ",", ";", "<", "a@b.fi", ">", '"', "\\",
         "(", "x" * 40, "ä" * 30, "=", "?", "_", "\u202e", "\r\n", "\x85", "Subject: x", "علي"]  # fmt: skip
HEADERS = sorted(
    "From To Subject Date Message-ID Auto-Submitted X-Auto-Response-Suppress X-Correlation-ID "
    "MIME-Version Content-Type Content-Language".split()
)
INVITED = replace(LETTER, invitation="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method=Calendar.REQUEST)


def arrived(letter: Email) -> EmailMessage:
    """The message as the recipient's program reads it."""
    mail = message_from_bytes(MAIL.compose(letter, NOW).as_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_the_words_arrive_as_they_were_written_in_text_and_html() -> None:
    mail = arrived(LETTER)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html
    assert (mail["Subject"], mail["To"]) == (LETTER.subject, "Maija Meikäläinen <maija@example.fi>")
    assert mail["Content-Language"] == "fi"


def test_the_message_is_plain_ascii_on_the_wire() -> None:
    MAIL.compose(INVITED, NOW).as_bytes().decode("ascii")


def test_every_try_carries_the_same_message_id() -> None:
    ids = {arrived(LETTER)["Message-ID"], arrived(replace(LETTER, text="other words"))["Message-ID"]}
    assert ids == {f"<{UUID(int=5)}@example.fi>"}


def test_the_correlation_id_of_the_click_is_in_the_mail() -> None:
    assert arrived(LETTER)["X-Correlation-ID"] == "from-a-click"


def test_the_trace_of_what_made_it_is_in_the_mail_where_it_is_known() -> None:
    assert arrived(LETTER)["Traceparent"] is None
    assert arrived(replace(LETTER, traceparent=TRACEPARENT))["Traceparent"] == TRACEPARENT


def test_only_urgent_mail_says_that_it_is() -> None:
    assert arrived(LETTER)["Importance"] is None
    urgent = arrived(replace(LETTER, is_urgent=True))
    assert (urgent["X-Priority"], urgent["Importance"]) == ("1 (Highest)", "high")


def test_an_invitation_comes_with_its_method_and_as_a_file() -> None:
    mail = arrived(INVITED)
    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content().startswith("BEGIN:VCALENDAR")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["invite.ics"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "maija",
        "maija@",
        "a@b@c",
        "maija @example.fi",
        "x@y\nBcc: z@example.fi",
        "=?utf-8?q?=0d=0aBcc=3Ax?=@example.fi",
    ],
)
def test_an_address_that_is_none_is_rejected_and_not_tried_for_days(address: str) -> None:
    with pytest.raises(PermanentFailure) as rejected:
        MAIL.compose(replace(LETTER, to_address=address), NOW)
    assert rejected.value.code == "address_invalid"


@given(
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join) | st.text(max_size=200),
    st.sampled_from(["to_name", "subject", "correlation_id"]),
)
def test_whatever_a_name_is_it_neither_makes_nor_hides_a_line(words: str, field: str) -> None:
    written = MAIL.compose(replace(LETTER, **{field: words}), NOW).as_bytes()  # type: ignore[arg-type]
    head, _, _ = written.partition(b"\r\n\r\n")
    lines = re.sub(rb"\r\n(?=[ \t])", b"", head).decode("ascii").split("\r\n")
    assert sorted(line.partition(": ")[0] for line in lines) == HEADERS
    mail = message_from_bytes(written, policy=policy.compat32)
    plain = str(make_header(decode_header(str(mail["Subject"]))))
    who, address = parseaddr(str(mail["To"]))
    assert address == "maija@example.fi"
    shown = {"to_name": str(make_header(decode_header(who))), "subject": plain}.get(field, visible(words))
    assert "".join(shown.split()) == "".join(visible(words).split())


@pytest.mark.parametrize("name", ['Maija, "Maikki" <x@y.fi>', "Mäki, \\Jr", ":" + "x" * 79, "Ä" * 120, ""])
def test_a_name_of_odd_signs_or_length_is_mailed_and_names_one_mailbox(name: str) -> None:
    (mailbox,) = arrived(replace(LETTER, to_name=name))["To"].addresses
    assert mailbox.addr_spec == "maija@example.fi"


@pytest.mark.parametrize(
    ("code", "meaning"),
    [(550, PermanentFailure), (554, PermanentFailure), (450, TemporaryFailure), (421, TemporaryFailure)],
)
def test_a_5xx_about_a_letter_is_final_and_a_4xx_is_not(code: int, meaning: type[Exception]) -> None:
    assert type(failure_for(code)) is meaning


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (smtplib.SMTPAuthenticationError(535, b"maija@example.fi: no"), "smtp_535"),
        (smtplib.SMTPSenderRefused(550, b"no", "hyke@example.fi"), "smtp_550"),
        (smtplib.SMTPServerDisconnected("gone"), "smtp_broken_off"),
        (TimeoutError(), "smtp_silent"),
        (ssl.SSLError(), "smtp_not_trusted"),
        (ConnectionRefusedError(), "smtp_unreachable"),
    ],
)
def test_a_failure_is_kept_as_a_code_without_the_servers_words(failure: OSError, code: str) -> None:
    assert code_of(failure) == code
