"""What may be a name, in any script, and what only looks like one."""

from __future__ import annotations

import unicodedata
from typing import Any

import marshmallow as ma
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import names
from shared.contracts.requests.booking import AddPerson, AddRoom, BookAsNewClient, ChangeClient, ReferClient
from shared.contracts.schema import load

REAL = [
    "Matti Meikäläinen",
    "Matti St. John",
    "Matti St.John",
    "J.R.R. Tolkien",
    "Anna.Link",
    "O'Brien",
    "D’Arcy",
    "Jean-Luc Picard",
    "Raj s/o Kumar",
    "Martin Luther King, Jr.",
    "X Æ A-12",
    "Ng",
    "Nguyễn Thị Hồng",
    "Þórður Guðmundsdóttir",
    "Áile Sárá",
    "Čuäʹrvvlååʹmm Ǩeârrǥaž",  # Skolt Sami
    "Uáʹnná Ǥǯʒ",
    "Екатерина Иванова-Петрова",
    "Γιώργος Παπαδόπουλος",
    "محمد عبد الله",
    "علی\u200cرضا",  # Persian, with a non-joiner
    "נועה בן־דוד",
    "ශ්\u200dරී ලාල්",  # Sinhala, with a joiner after a virama
    "രാജന്\u200d",  # Malayalam, which may end in a joiner
    "नेहा शर्मा",
    "王小明",
    "葛\U000e0100城",  # a variant of an ideograph
    "𰻞麺子",
    "たかはし ゆうこ",
    "김민준",
    "ສົມພອນ",
    "ነጋሽ ተስፋዬ",
]
UNSEEN = [
    "A\x00B",
    "Matti\nBcc: x",
    "Matti\r\nBcc: x",
    "A\x1b[31mB",
    "A\x85B",
    "A\x9fB",
    "A\tB",
    "\u200b",
    "\u200b\u200b\u200b",
    "Mat\u200bti",
    "\u2060Matti",
    "\ufeffMatti",
    "\u202egnp.ittaM",
    "Matti\u202d",
    "\u2066Matti\u2069",
    "Matti\u200e",
    "Mat\u00adti",
    "A\u2028B",
    "A\u2029B",
    "\u200dMatti",
    "Mat\u200dti",
    "علی\u200c",
    "علی\u200c\u200cرضا",
    "\u3164",
    "\u115f",
    "\uffa0\uffa0",
    "\u2800",
    "A\U000e0041B",
    "\ue000",
]
ENCODED = [
    "=?utf-8?q?=0d=0aSubject:_You_won!=0d=0a=0d=0aClaim?=",
    "é: =?utf-8?b?=0a",
    "Matti =?x",
]
LINKS = [
    "https://evil.example/x",
    "hTTp://x",
    "WWW.evil.example",
    "Matti www.evil.example",
    "evil.com",
    "Evil.Com",
    "evil.fi",
    "bit.ly/abc",
    "Matti evil.example/x",
    "evil.example?x",
    "evil.example:8080",
    "1.2.3.4",
    "matti@evil.example",
    "ｅｖｉｌ．ｃｏｍ",
    "xn--80ak6aa92e.com",
]
EMPTY = ["-", "...", " ", "\u00a0", "'", "12345", "🙂", "\u0301", "—"]


@pytest.mark.parametrize("name", REAL)
def test_a_name_that_somebody_has_is_one_and_is_mailed_as_it_is(name: str) -> None:
    assert names.flaw_in_person(name) is None
    assert names.harmless(name) == names.tidy(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        *((name, names.UNSEEN) for name in UNSEEN),
        *((name, names.ENCODED) for name in ENCODED),
        *((name, names.LINK) for name in LINKS),
        *((name, names.NO_LETTER) for name in EMPTY),
    ],
)
def test_what_hides_commands_leads_away_or_says_nothing_is_no_name(name: str, flaw: str) -> None:
    assert names.flaw_in_person(name) == flaw


@pytest.mark.parametrize("name", ["A216 Lahti", "205", "Myllypuron kampus", "Tie 1.2/3", "2.krs/A", "Kerros −1", "A/B"])
def test_a_place_may_be_called_by_a_number(name: str) -> None:
    assert names.flaw_in_place(name) is None


@pytest.mark.parametrize("name", ["\u202eA1", "A\x1b1", "=?utf-8?q?x?=", "https://x", "www.x.fi", "-", "\u3164"])
def test_a_place_hides_and_leads_to_nothing_either(name: str) -> None:
    assert names.flaw_in_place(name) is not None


def test_a_name_is_kept_composed_and_with_single_spaces() -> None:
    assert names.tidy("  A\u030aino\u00a0\u3000 Ma\u0308ki ") == "Åino Mäki"


@given(st.text())
def test_whatever_was_taken_in_once_is_harmless_in_a_mail(name: str) -> None:
    shown = names.harmless(name)
    assert names.flaw_in_person(f"A {shown}") is None
    assert names.harmless(shown) == shown


@given(st.lists(st.sampled_from(["=", "?", "=?", "?=", "utf-8", "q", " ", "\n", "\u200b", "A", ".", "/"])).map("".join))
def test_nothing_is_left_in_a_line_that_could_be_decoded_again(text: str) -> None:
    assert "=?" not in names.visible(text)
    assert not any(names.is_unseen(names.visible(text), at) for at in range(len(names.visible(text))))


PERSON = {"name": "Aino", "email": "aino@example.fi", "language": "fi"}
ROOM = {"name": "B1", "campus": "North", "address": "Street 1"}
CLIENT = {**PERSON, "situation": "other"}
BOOKED = {"starts_at": "2026-11-24T09:00:00Z", "campus": "North", "consent_version": "1", "has_consented": True}
ENTRANCES: list[tuple[type, dict[str, Any], str]] = [
    (BookAsNewClient, {**CLIENT, **BOOKED}, "name"),
    (ReferClient, CLIENT, "name"),
    (ChangeClient, {**PERSON, "client_id": "5b0fcb1a-55a0-4f62-8f6f-1f3c4f6a4d4e"}, "name"),
    (AddPerson, {**PERSON, "role": "student"}, "name"),
    (AddRoom, ROOM, "name"),
    (AddRoom, ROOM, "campus"),
    (AddRoom, ROOM, "address"),
]


@pytest.mark.parametrize(("contract", "good", "field"), ENTRANCES)
@pytest.mark.parametrize("name", [UNSEEN[4], ENCODED[0], LINKS[0], EMPTY[0]])
def test_every_way_in_refuses_it_at_its_field(contract: type, good: dict[str, Any], field: str, name: str) -> None:
    load(contract, good, strict=True)
    with pytest.raises(ma.ValidationError) as wrong:
        load(contract, {**good, field: name}, strict=True)
    assert set(wrong.value.messages_dict) == {field}


def test_an_address_that_a_mail_header_would_decode_is_refused() -> None:
    with pytest.raises(ma.ValidationError) as wrong:
        load(ReferClient, {**CLIENT, "email": "=?utf-8?q?=0d=0aBcc=3Ax?=@example.fi"}, strict=True)
    assert wrong.value.messages_dict == {"email": [names.ENCODED]}
