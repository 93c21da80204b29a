"""Every message is written in every language, completely, and gives nothing away in its subject."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
import pytest
from jinja2 import meta

from services.notification.adapters.addresses import Addresses
from services.notification.adapters.calendar_entry import CalendarEntries
from services.notification.adapters.email_renderer import TEXTS, TemplateLetters, letters, templates
from services.notification.application.ports import Email, RenderingFailure
from services.notification.domain.template import ALERTS, RULES, Page, Template
from shared.contracts.requests.booking import AppointmentView
from shared.contracts.vocabulary import Language
from shared.links import LinkPurpose, Links
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import AINO, APPOINTMENT, CLIENT, LATER, MAIJA, SETTLED, VIEW, message

URL = "https://hyke.example.fi"
UNIVERSITY = {"fi": "Kaarnan amk", "sv": "Yh Kaarna", "en": "Kaarna University"}
LINKS = Links("a secret that is at least 32 characters")
ALL = list(product(Template, Language))
UNMENTIONABLE = {
    Language.FI: r"stress|terve|terap|hyvinvoin|kriisi|akuut|kuormit|mielen|hoito|kuntout|kuntoutu",
    Language.SV: r"stress|häls|terap|välbefinn|kris|akut|belast|psyk|vård|rehab",
    Language.EN: r"stress|health|therap|well-?being|crisis|acute|burden|mental|treatment|rehab",
}
MINIMAL = replace(
    VIEW,
    student_names=("Aino Laine",),
    student_ids=(AINO,),
    room=replace(VIEW.room, address="", directions_fi="", directions_sv="", directions_en=""),
)
CLIENTS_OWN = [template for template, rule in RULES.items() if rule.page in (Page.OWN, Page.SUMMARY, Page.BOOKING)]
WITHOUT_APPOINTMENT = {
    Template.INVITATION,
    Template.ADDRESS_CHANGED,
    Template.FOLLOW_UP_UNAVAILABLE,
    Template.SUMMARY_READY,
    *ALERTS,
}


@pytest.fixture(scope="module")
def writer() -> TemplateLetters:
    calendar = CalendarEntries("metropolia", "hyke@example.fi", "Hyke")
    return letters(Addresses(URL, LINKS), calendar, ZoneInfo("Europe/Helsinki"), UNIVERSITY)


def write(
    writer: TemplateLetters, template: Template, language: Language, about: AppointmentView | None = VIEW
) -> Email:
    standing = SETTLED if template is Template.ALERT_SETTLED else None
    return writer.write(message(template), replace(MAIJA, language=language), about, NOW, standing)


def of(letter: Email, word: str) -> bool:
    return word in letter.text and word in letter.html


@pytest.mark.parametrize(("template", "language"), ALL)
@pytest.mark.parametrize("about", [VIEW, MINIMAL], ids=["full", "minimal"])
def test_every_letter_is_whole(
    writer: TemplateLetters, template: Template, language: Language, about: AppointmentView
) -> None:
    letter = write(writer, template, language, about)
    assert letter.text.count(f"{URL}/") == 1
    assert re.search(rf": {URL}/\S*$", letter.text, re.MULTILINE), "the link ends a line of its own words"
    assert f'href="{URL}/' in letter.html
    assert not re.search(r"None|[{}]|\n{3,}|, ,|  ", letter.text)
    assert not re.search(r" [,.;:!?]", letter.text)
    assert "!" not in letter.subject + letter.text
    assert 100 < len(letter.text) < 2600


@pytest.mark.parametrize(("template", "language"), ALL)
def test_no_subject_names_stress_health_or_therapy(
    writer: TemplateLetters, template: Template, language: Language
) -> None:
    subject = write(writer, template, language).subject
    assert not re.search(UNMENTIONABLE[language], subject, re.IGNORECASE)
    assert 8 <= len(subject) <= 78
    assert MAIJA.name not in subject


@pytest.mark.parametrize(("template", "language"), ALL)
def test_no_letter_to_staff_says_who_the_client_is_or_how_they_are(
    writer: TemplateLetters, template: Template, language: Language
) -> None:
    if template in CLIENTS_OWN:
        return
    staff = replace(MAIJA, name="Pekka Puro", language=language)
    letter = writer.write(message(template), staff, VIEW, NOW, SETTLED)
    assert "Meikäläinen" not in letter.text
    assert not re.search(r"stress|kriisi|akuut|kris\b|akut|crisis|acute", letter.text, re.IGNORECASE)


@pytest.mark.parametrize("language", Language)
def test_a_former_address_learns_neither_who_nor_where_nor_what_for(
    writer: TemplateLetters, language: Language
) -> None:
    reader = replace(MAIJA, name="", email="former@example.fi", language=language)
    letter = writer.write(message(Template.ADDRESS_CHANGED), reader, None, NOW)
    assert (letter.to_address, letter.to_name) == ("former@example.fi", "")
    but_the_greeting = letter.text.rpartition("\n\n")[0]  # the word for one is that for health
    assert not re.search(UNMENTIONABLE[language], but_the_greeting, re.IGNORECASE)
    assert not re.search(r"@|/[cif]/", letter.text)
    assert {Language.FI: "ota meihin yhteyttä", Language.SV: "kontakta oss", Language.EN: "contact us"}[language] in (
        letter.text
    )


@pytest.mark.parametrize("language", Language)
def test_the_confirmation_orients_the_client(writer: TemplateLetters, language: Language) -> None:
    letter = write(writer, Template.CONFIRMATION, language)
    room = VIEW.room
    directions = {Language.FI: room.directions_fi, Language.SV: room.directions_sv, Language.EN: room.directions_en}
    when = {
        Language.FI: "ti 24.11. klo 13.00–14.30",
        Language.SV: "tis 24.11 kl. 13.00–14.30",
        Language.EN: "Tue 24 Nov, 13:00–14:30",
    }
    not_care = {
        Language.FI: "ei ole hoitoa eikä kuntoutusta",
        Language.SV: "är inte vård eller rehabilitering",
        Language.EN: "is not treatment or rehabilitation",
    }
    assert of(letter, when[language])
    assert of(letter, directions[language])
    assert of(letter, not_care[language])
    for word in (room.address, "B204", "90 minu", "Aino Laine", "Eero Niemi", "Liisa Lehtori", "112", "09 2525 01"):
        assert of(letter, word)
    assert letter.text.count("\n– ") == 5


@pytest.mark.parametrize("language", Language)
def test_the_alert_says_which_room_and_when_in_its_subject(writer: TemplateLetters, language: Language) -> None:
    letter = write(writer, Template.ALERT, language)
    assert letter.is_urgent
    assert "B204" in letter.subject
    assert re.search("13[.:]00", letter.subject)


@pytest.mark.parametrize(
    ("template", "language"), list(product(sorted(WITHOUT_APPOINTMENT - {Template.FOLLOW_UP_UNAVAILABLE}), Language))
)
def test_some_letters_need_no_appointment(writer: TemplateLetters, template: Template, language: Language) -> None:
    assert write(writer, template, language, None).text


@pytest.mark.parametrize("template", CLIENTS_OWN)
def test_a_clients_link_opens_the_clients_own_page(writer: TemplateLetters, template: Template) -> None:
    letter = write(writer, template, Language.EN)
    (path,) = re.findall(rf"{URL}/(\S+)", letter.text)
    kind, token, *rest = path.split("/")
    link = LINKS.read(token, now=NOW)
    assert link.client_id == CLIENT
    assert rest == (["summary"] if template is Template.SUMMARY_READY else [])
    if RULES[template].page is not Page.BOOKING:
        assert (kind, link.purpose, link.appointment_id) == ("c", LinkPurpose.APPOINTMENT, APPOINTMENT)
    else:
        assert (kind, link.purpose, link.appointment_id) == ("i", LinkPurpose.INVITATION, None)


def test_the_calendar_goes_with_what_changes_a_calendar(writer: TemplateLetters) -> None:
    for template, rule in RULES.items():
        letter = write(writer, template, Language.FI)
        assert (letter.invitation is not None) == (rule.calendar is not None)
        assert letter.method == rule.calendar


def test_a_client_is_greeted_by_first_name_and_a_name_cannot_break_a_header(writer: TemplateLetters) -> None:
    contact = replace(MAIJA, name="  Maija\r\nBcc: all@example.fi ")
    letter = writer.write(message(Template.STAFF_BOOKED), contact, VIEW, NOW)
    assert letter.text.startswith("Hei Maija,\n")
    assert letter.to_name == "Maija Bcc all example fi"


@pytest.mark.parametrize("template", [Template.MOVED, Template.STAFF_MOVED])
@pytest.mark.parametrize(
    ("language", "stays", "moves"),
    [
        (Language.FI, "pysyy samana", "on siirretty"),
        (Language.SV, "är densamma", "är flytta"),
        (Language.EN, "stays the same", "has been moved"),
    ],
)
def test_a_change_of_people_at_the_same_time_is_not_called_a_move(
    writer: TemplateLetters, template: Template, language: Language, stays: str, moves: str
) -> None:
    contact = replace(MAIJA, language=language)
    swapped = writer.write(message(template, previous_starts_at=VIEW.starts_at), contact, VIEW, NOW)
    assert stays in swapped.text
    assert moves not in swapped.text
    assert "Aino" in swapped.text
    moved = writer.write(message(template, previous_starts_at=LATER), contact, VIEW, NOW)
    assert moves in moved.text
    assert stays not in moved.text
    assert moved.subject != swapped.subject


def test_words_of_a_person_are_never_markup_or_a_link(writer: TemplateLetters) -> None:
    room = replace(VIEW.room, directions_fi="Katso: https://elsewhere.example\n<script>")
    letter = write(writer, Template.CONFIRMATION, Language.FI, replace(VIEW, room=room))
    assert letter.html.count("href=") == 1
    assert "<script>" not in letter.html


def test_a_room_is_not_called_a_room_twice(writer: TemplateLetters) -> None:
    room = replace(VIEW.room, name="Huone B204")
    assert "rum B204" in write(writer, Template.ALERT, Language.SV, replace(VIEW, room=room)).subject


def test_a_swedish_reader_gets_finnish_directions_where_there_are_no_others(writer: TemplateLetters) -> None:
    room = replace(VIEW.room, directions_sv="")
    letter = write(writer, Template.CONFIRMATION, Language.SV, replace(VIEW, room=room))
    assert VIEW.room.directions_fi in letter.text


def test_a_text_that_asks_for_a_fact_that_is_not_known_is_not_sent(writer: TemplateLetters) -> None:
    with pytest.raises(RenderingFailure):
        write(writer, Template.CONFIRMATION, Language.FI, None)


def test_a_misspelt_fact_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "fi.txt").write_text("Hei {{ nmae }}")
    with pytest.raises(jinja2.UndefinedError):
        templates(tmp_path).get_template("fi.txt").render(name="Maija")


def test_each_text_is_there_in_each_language_and_uses_the_same_facts() -> None:
    environment = templates()
    assert {folder.name for folder in TEXTS.iterdir()} == {*(template.value for template in Template), "parts"}
    for template in Template:
        files = sorted(file.name for file in (TEXTS / template.value).iterdir())
        assert files == ["en.txt", "fi.txt", "sv.txt"]
        facts = [facts_used(environment, f"{template.value}/{file}") - {"student_count"} for file in files]
        assert facts[0] == facts[1] == facts[2], template


def facts_used(environment: jinja2.Environment, name: str) -> set[str]:
    """The facts of a template and of the parts that it is made of."""
    tree = environment.parse((TEXTS / name).read_text())
    parts = [part for part in meta.find_referenced_templates(tree) if part]
    return meta.find_undeclared_variables(tree).union(*(facts_used(environment, part) for part in parts))


@pytest.mark.parametrize("language", Language)
def test_an_invitation_says_who_gave_which_data_and_where_to_read_how_it_is_handled(
    writer: TemplateLetters, language: Language
) -> None:
    letter = write(writer, Template.INVITATION, language, None)
    told = {
        Language.FI: ("antoi meille nimesi, yhteystietosi, kielesi ja elämäntilanteesi", "miten niitä käsitellään"),
        Language.SV: ("gav oss ditt namn, dina kontaktuppgifter, ditt språk", "hur de behandlas"),
        Language.EN: ("gave us your name, contact details, language and life situation", "how they are handled"),
    }
    for words in (UNIVERSITY[language.value], *told[language]):
        assert of(letter, words)
