"""The catalogue of texts and the way dates are written."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared.contracts.vocabulary import Language
from shared.texts import Dates, Texts, TextsError, duration

TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
DATES = Dates(ZoneInfo("Europe/Helsinki"))


def catalogue(folder: Path, text: str) -> Texts:
    (folder / "page.yaml").write_text(text, "utf-8")
    return Texts.read(folder)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (Language.FI, "ti 24.11. klo 13.00–14.30"),
        (Language.SV, "tis 24.11 kl. 13.00–14.30"),
        (Language.EN, "Tue 24 Nov, 13:00–14:30"),
    ],
)
def test_a_time_is_written_as_people_say_it(language: Language, written: str) -> None:
    assert DATES.span(TUESDAY, TUESDAY.replace(hour=12, minute=30), language) == written


def test_a_wording_is_filled_in_the_asked_language(tmp_path: Path) -> None:
    texts = catalogue(tmp_path, "greeting: {fi: 'Hei {name}', sv: 'Hej {name}', en: 'Hello {name}'}")
    assert texts.get("greeting", Language.SV, name="Ellen") == "Hej Ellen"


def test_a_plural_follows_the_count(tmp_path: Path) -> None:
    forms = "{one: '{count} x', other: '{count} xs'}"
    texts = catalogue(tmp_path, f"k: {{fi: {forms}, sv: {forms}, en: {forms}}}")
    assert [texts.get("k", Language.EN, count=count) for count in (1, 2)] == ["1 x", "2 xs"]


@pytest.mark.parametrize(
    ("flaw", "message"),
    [
        ("k: {fi: a, sv: b}", "needs fi, sv and en"),
        ("k: {fi: a, sv: b, en: c, de: d}", "nothing else"),
        ("k: {fi: 'a {x}', sv: b, en: c}", "other placeholders"),
        ("k: {fi: a, sv: b, en: c}\nk: {fi: a, sv: b, en: c}", "stands twice"),
        ("k: {fi: a, sv: b, en: {one: c}}", "at least `other`"),
    ],
)
def test_a_flaw_in_the_catalogue_is_named(tmp_path: Path, flaw: str, message: str) -> None:
    with pytest.raises(TextsError, match=message):
        catalogue(tmp_path, flaw)


def test_an_unknown_key_is_an_error_and_not_an_empty_text(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        catalogue(tmp_path, "k: {fi: a, sv: b, en: c}").get("other", Language.FI)


def test_a_duration_is_hours_and_minutes() -> None:
    assert [duration(minutes, Language.FI).replace("\N{NO-BREAK SPACE}", " ") for minutes in (0, 45, 120, 450)] == [
        "0 min",
        "45 min",
        "2 h",
        "7 h 30 min",
    ]
