"""The mails about an alert say what is so at the moment of sending, name no client, and promise what the plan does."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from services.notification.adapters.addresses import Addresses
from services.notification.adapters.calendar_entry import CalendarEntries
from services.notification.adapters.email_renderer import letters
from services.notification.application.ports import AlertStanding, Email
from services.notification.domain.alert import Alert, Stage
from services.notification.domain.template import ALERTS, Template
from shared.contracts.requests.booking import AppointmentView
from shared.contracts.vocabulary import Language
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import ALERT, LECTURER, LIISA, MAIJA, SETTLED, VIEW, message
from tests.unit.notification.test_texts import LINKS, UNIVERSITY, UNMENTIONABLE, URL

STAGES: tuple[Stage, ...] = ("before", "now", "over", "off")
ESCALATED = ALERT.escalated(NOW)
STATES = (ALERT, ESCALATED, ALERT.called_last(NOW), ESCALATED.called_last(NOW))
WRITER = letters(
    Addresses(URL, LINKS),
    CalendarEntries("metropolia", "hyke@example.fi", "Hyke"),
    ZoneInfo("Europe/Helsinki"),
    UNIVERSITY,
)
START = {Language.FI: "ti 24.11. klo 13.00", Language.SV: "tis 24.11 kl. 13.00", Language.EN: "Tue 24 Nov, 13:00"}
NOW_IN_ROOM = {
    Language.FI: "sinua tarvitaan nyt",
    Language.SV: "du behövs nu",
    Language.EN: "You are needed now",
}


def write(
    template: Template,
    language: Language,
    stage: Stage = "now",
    alert: Alert = ALERT,
    about: AppointmentView | None = VIEW,
) -> Email:
    standing = SETTLED if template is Template.ALERT_SETTLED else AlertStanding(alert, stage)
    return WRITER.write(message(template), replace(LIISA, language=language), about, NOW, standing)


@pytest.mark.parametrize(("template", "language", "stage"), list(product(sorted(ALERTS), Language, STAGES)))
def test_every_letter_is_whole_at_every_stage_and_names_no_client(
    template: Template, language: Language, stage: Stage
) -> None:
    for alert, about in product(STATES, (VIEW, None)):
        letter = write(template, language, stage, alert, about)
        assert 8 <= len(letter.subject) <= 78
        assert not re.search(UNMENTIONABLE[language], letter.subject, re.IGNORECASE)
        assert not re.search(r"None|[{}]|\n{3,}|, ,|  | [,.;:!?]", letter.text)
        assert re.search(rf": {URL}/\S+$", letter.text, re.MULTILINE)
        assert MAIJA.name.split()[1] not in letter.text
        assert not re.search(r"stress|kriisi|akuut|kris\b|akut|crisis|acute", letter.text, re.IGNORECASE)


@pytest.mark.parametrize("language", Language)
def test_a_rating_given_beforehand_calls_to_no_room_and_says_when_the_conversation_is(language: Language) -> None:
    for template in (Template.ALERT, Template.ALERT_ESCALATED):
        letter = write(template, language, "before")
        assert START[language] in letter.subject
        assert START[language] in letter.text
        assert "B204" not in letter.subject + letter.text
        assert NOW_IN_ROOM[language] not in letter.text


@pytest.mark.parametrize(("language", "stage"), list(product(Language, ("over", "off"))))
def test_where_nobody_sits_any_more_nobody_is_sent_to_a_room(language: Language, stage: Stage) -> None:
    for template in (Template.ALERT, Template.ALERT_ESCALATED):
        letter = write(template, language, stage)
        assert "B204" not in letter.subject + letter.text
        assert NOW_IN_ROOM[language] not in letter.text


@pytest.mark.parametrize("language", Language)
def test_in_the_room_the_letter_calls_there(language: Language) -> None:
    letter = write(Template.ALERT, language)
    assert "B204" in letter.subject
    assert NOW_IN_ROOM[language] in letter.text


@pytest.mark.parametrize(
    ("language", "often", "also", "last"),
    [
        (Language.FI, "enintään 10 kertaa", "3 minuutissa", "viimeinen viesti"),
        (Language.SV, "högst 10 gånger", "inom 3 minuter", "det sista meddelandet"),
        (Language.EN, "at most 10 times", "within 3 minutes", "the last message"),
    ],
)
def test_the_letter_says_what_follows_if_nobody_answers(language: Language, often: str, also: str, last: str) -> None:
    first, later = write(Template.ALERT, language).text, write(Template.ALERT, language, alert=ESCALATED).text
    assert often in first
    assert also in first
    assert also not in later
    final = write(Template.ALERT, language, alert=ESCALATED.called_last(NOW)).text
    assert last in final
    assert often not in final


@pytest.mark.parametrize(
    ("language", "called", "ended"),
    [
        (Language.FI, "lehtoria kutsutaan yhä", "ei enää lähetetä viestejä"),
        (Language.SV, "lektorn kallas fortfarande", "får inte fler meddelanden"),
        (Language.EN, "the lecturer is still called", "No further messages are sent to the lecturer"),
    ],
)
def test_coordinators_read_whether_the_lecturer_is_still_called(language: Language, called: str, ended: str) -> None:
    going_on = write(Template.ALERT_ESCALATED, language, alert=ESCALATED).text
    final = write(Template.ALERT_ESCALATED, language, alert=ESCALATED.called_last(NOW)).text
    assert (called in going_on, ended in going_on) == (True, False)
    assert (called in final, ended in final) == (False, True)


@pytest.mark.parametrize("language", Language)
def test_the_relieved_read_who_has_it_in_hand(language: Language) -> None:
    assert "Maarit Ojala" in write(Template.ALERT_SETTLED, language).text
    by_lecturer = AlertStanding(ALERT.acknowledged(LECTURER, NOW), "now", LIISA.name)
    contact = replace(LIISA, language=language)
    told = WRITER.write(message(Template.ALERT_SETTLED), contact, VIEW, NOW, by_lecturer)
    assert "Liisa Lehtori" in told.text
    assert told.subject != write(Template.ALERT_SETTLED, language).subject
