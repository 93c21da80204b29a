"""Private links."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from shared.links import LinkExpired, LinkForged, LinkPurpose, Links, PrivateLink

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LINKS = Links("a secret of at least thirty-two characters")
LINK = PrivateLink(LinkPurpose.APPOINTMENT, uuid4(), NOW + timedelta(days=1), uuid4())


def test_a_link_says_what_was_signed() -> None:
    assert LINKS.read(LINKS.sign(LINK), now=NOW) == LINK


def test_a_link_says_whether_it_went_out_by_mail() -> None:
    mailed = replace(LINK, is_confirmed=True)
    assert LINKS.read(LINKS.sign(mailed), now=NOW) == mailed


def test_a_link_of_an_older_version_opens_and_counts_as_not_confirmed() -> None:
    older = [LINK.purpose.value, LINK.client_id.hex, LINK.appointment_id.hex, int(LINK.expires_at.timestamp())]  # type: ignore[union-attr]
    token = URLSafeSerializer(LINKS.secret, salt="hyke.private-link.v1").dumps(older)
    assert LINKS.read(str(token), now=NOW) == LINK


def test_a_link_without_an_appointment_is_whole_too() -> None:
    invitation = PrivateLink(LinkPurpose.INVITATION, uuid4(), NOW + timedelta(days=1))
    assert LINKS.read(LINKS.sign(invitation), now=NOW) == invitation


def test_a_link_is_refused_from_the_second_it_expires() -> None:
    with pytest.raises(LinkExpired):
        LINKS.read(LINKS.sign(LINK), now=LINK.expires_at)


def test_a_link_of_another_stack_is_forged() -> None:
    with pytest.raises(LinkForged):
        Links("the secret of some other university stack").read(LINKS.sign(LINK), now=NOW)


@given(place=st.integers(0, 100), letter=st.sampled_from("abcXYZ019-_."))
def test_a_link_with_one_character_changed_is_never_read_as_another(place: int, letter: str) -> None:
    token = LINKS.sign(LINK)
    changed = token[:place] + letter + token[place + 1 :]
    if changed == token:
        return
    with pytest.raises(LinkForged):
        LINKS.read(changed, now=NOW)


@given(st.text(max_size=200))
def test_any_text_that_is_no_link_is_forged(text: str) -> None:
    with pytest.raises(LinkForged):
        LINKS.read(text, now=NOW)
