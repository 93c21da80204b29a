"""Instruments are files: what is wrong with one is said so that it can be mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.assessment.adapters.instrument_catalogue import ReadInstruments
from services.assessment.adapters.instrument_files import (
    SHIPPED,
    InvalidInstruments,
    read_instrument,
    read_instruments,
)
from shared.contracts.vocabulary import Language

Form = dict[str, Any]
ONE_STATEMENT = """
code: own
version: "2.1"
languages: [fi, en]
title: {fi: Oma, en: Own}
introduction: {fi: Lue ensin., en: Read first.}
questions:
  competence: {fi: "Miten?", en: "How?"}
  importance: {fi: "Miksi?", en: "Why?"}
scales:
  competence: &scale
    1: {fi: yksi, en: one}
    2: {fi: kaksi, en: two}
    3: {fi: kolme, en: three}
    4: {fi: neljä, en: four}
  importance: *scale
sections:
  - section: first
    title: {fi: Osa, en: Part}
    items:
      - item: only
        text: {fi: Lause., en: Sentence.}
"""


def flaws_of(folder: Path, change: Callable[[Form], object]) -> list[str]:
    """What is said of the form after the change."""
    form = yaml.safe_load(ONE_STATEMENT)
    change(form)
    return flaws_in(folder, yaml.safe_dump(form, allow_unicode=True))


def flaws_in(folder: Path, text: str) -> list[str]:
    """What is said of a file with this text."""
    file = folder / "own.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InvalidInstruments) as caught:
        read_instrument(file)
    return caught.value.flaws


def item(form: Form) -> Form:
    found: Form = form["sections"][0]["items"][0]
    return found


def test_a_file_with_other_languages_than_ours_becomes_an_instrument(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(ONE_STATEMENT, "utf-8")
    instrument = read_instrument(file)
    assert (instrument.code, instrument.version, instrument.item_codes) == ("own", "2.1", ("only",))
    assert instrument.languages == (Language.FI, Language.EN)
    assert instrument.competence.steps[3][Language.FI] == "neljä"
    assert instrument.attribution == {}


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (lambda form: item(form)["text"].pop("en"), "section first: item only: text: has no text in English (en)"),
        (lambda form: item(form)["text"].update(fi=" "), "section first: item only: text: has no text in Finnish (fi)"),
        (
            lambda form: item(form)["text"].update(sv="Hej"),
            "section first: item only: text: has a text in sv, which is not among the languages of this file",
        ),
        (
            lambda form: item(form)["text"].update(fi="ä" * 501),
            "section first: item only: text: is longer than 500 characters in Finnish (fi)",
        ),
        (lambda form: item(form).pop("item"), "section first: item no. 1: item: is missing"),
        (
            lambda form: item(form).update(item="Not So"),
            "section first: item Not So: item: must be small letters, digits and underscores, like own_pace",
        ),
        (lambda form: form["sections"].append("x"), "section no. 2: must be a block of named values"),
        (lambda form: form["sections"][0].update(items=[]), "section first: items: is empty"),
        (lambda form: form["sections"][0].pop("title"), "section first: title: is missing"),
        (lambda form: form["sections"].append(form["sections"][0]), "section first: the code stands 2 times"),
        (
            lambda form: form["sections"][0]["items"].append(item(form)),
            "item only: the code stands 2 times",
        ),
        (
            lambda form: form["scales"]["competence"].pop(4),
            "scales: competence: must have the steps 1, 2, 3 and 4, no other",
        ),
        (
            lambda form: form["scales"]["importance"].update({5: {"fi": "viisi", "en": "five"}}),
            "scales: importance: must have the steps 1, 2, 3 and 4, no other",
        ),
        (
            lambda form: form["scales"]["importance"][2].pop("fi"),
            "scales: importance: step 2: has no text in Finnish (fi)",
        ),
        (lambda form: form.update(scales={"competence": []}), "scales: importance: is missing"),
        (lambda form: form["questions"].pop("importance"), "questions: importance: is missing"),
        (lambda form: form.update(languages=["fi", "de"]), "languages no. 2: must be fi, sv or en"),
        (lambda form: form.update(languages=["fi", "fi"]), "languages: names a language twice"),
        (lambda form: form.update(languages=[]), "languages: must name at least one language"),
        (lambda form: form.pop("languages"), "languages: is missing"),
        (lambda form: form.update(version=2.1), 'version: must be text: put it in quotes, like "1"'),
        (
            lambda form: form.update(version="new"),
            'version: must be numbers with dots between, like "1" or "2.1"',
        ),
        (lambda form: form.update(colour="red"), "colour: is not known here"),
        (lambda form: form.update(attribution={"fi": "Me"}), "attribution: has no text in English (en)"),
    ],
)
def test_a_flaw_is_said_with_its_file_its_place_and_its_language(
    tmp_path: Path, change: Callable[[Form], object], flaw: str
) -> None:
    assert f"own.yaml: {flaw}" in flaws_of(tmp_path, change)


def test_every_flaw_of_a_file_is_said_at_once(tmp_path: Path) -> None:
    def spoil(form: Form) -> None:
        form.pop("title")
        item(form)["text"].pop("en")

    assert len(flaws_of(tmp_path, spoil)) == 2


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("code: a\ncode: b", "own.yaml: line 2: code stands twice"),
        ("code: [", "own.yaml: line 1: expected the node content, but found '<stream end>'"),
        ("? [a]\n: b", "own.yaml: line 1: found unhashable key"),
        ("- code", "own.yaml: must be a block of named values"),
        ("", "own.yaml: must be a block of named values"),
        ("code: !!python/name:os.system", "own.yaml: line 1: could not determine a constructor for the tag"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(tmp_path: Path, text: str, flaw: str) -> None:
    assert flaws_in(tmp_path, text)[0].startswith(flaw)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes("title: Neljä".encode("latin-1"))
    with pytest.raises(InvalidInstruments, match=r"own\.yaml: cannot be read as a UTF-8 YAML file"):
        read_instrument(file)


def test_the_same_version_in_two_files_is_refused_naming_both(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(ONE_STATEMENT, "utf-8")
    with pytest.raises(InvalidInstruments, match=r"b\.yaml: own version 2\.1 is already in .*a\.yaml"):
        read_instruments(tmp_path)


def test_an_operators_folder_joins_ours_and_its_newest_version_is_offered(tmp_path: Path) -> None:
    for version in ("2.9", "2.10"):
        (tmp_path / f"own-{version}.yml").write_text(ONE_STATEMENT.replace("2.1", version), "utf-8")
    catalogue = ReadInstruments(read_instruments(SHIPPED, tmp_path))
    assert [(each.code, each.version) for each in catalogue.offered()] == [("everyday", "1"), ("own", "2.10")]
    assert catalogue.find("own", "2.9") is not None
    assert catalogue.newest("osa") is None


def test_our_own_instrument_is_whole_in_three_languages() -> None:
    (ours,) = read_instruments(SHIPPED)
    assert ours.languages == (Language.FI, Language.SV, Language.EN)
    assert [len(section.items) for section in ours.sections] == [4, 4, 4]
    for language in ours.languages:
        texts = [each.text[language] for section in ours.sections for each in section.items]
        assert len(set(texts)) == 12
        assert all(text.endswith(".") for text in texts)


def test_we_ship_no_licensed_form() -> None:
    assert [file.name for file in SHIPPED.iterdir()] == ["everyday-1.yaml"]
    text = (SHIPPED / "everyday-1.yaml").read_text("utf-8")
    assert "They are not OSA" in text
