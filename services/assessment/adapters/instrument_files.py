"""Reads instruments from folders of YAML files, and says of each flaw in which file and where it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import marshmallow as ma
import yaml

from services.assessment.adapters.error_messages import sentences
from services.assessment.adapters.instrument_form import Head, form_schema
from services.assessment.adapters.strict_yaml import PlainLoader
from services.assessment.domain.instrument import STEPS, Instrument, Item, Rating, Section

SHIPPED = Path(__file__).resolve().parent.parent / "instruments"


class InvalidInstruments(Exception):
    """Files that cannot be used as instruments; `flaws` has a sentence for each flaw of each file."""

    def __init__(self, flaws: list[str]) -> None:
        super().__init__("\n".join(flaws))
        self.flaws = flaws


def read_instruments(*folders: Path) -> list[Instrument]:
    """Every instrument in the folders; raises InvalidInstruments with all flaws of all files."""
    found: dict[tuple[str, str], Path] = {}
    instruments: list[Instrument] = []
    flaws: list[str] = []
    for file in (file for folder in folders for file in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])):
        try:
            instrument = read_instrument(file)
        except InvalidInstruments as invalid:
            flaws += invalid.flaws
            continue
        earlier = found.setdefault((instrument.code, instrument.version), file)
        if earlier != file:
            flaws.append(f"{file.name}: {instrument.code} version {instrument.version} is already in {earlier}")
        instruments.append(instrument)
    if flaws:
        raise InvalidInstruments(flaws)
    return instruments


def read_instrument(file: Path) -> Instrument:
    """The instrument in one file; raises InvalidInstruments with every flaw of it."""
    raw = _parsed(file)
    try:
        languages = Head().load(raw)["languages"]
        data = form_schema(languages).load(raw)
    except ma.ValidationError as invalid:
        flaws = [f"{file.name}: {sentence}" for sentence in sentences(invalid.messages, raw)]
        raise InvalidInstruments(flaws) from invalid
    twice = [f"{file.name}: {flaw}" for flaw in _twice(data)]
    if twice:
        raise InvalidInstruments(twice)
    return _built(data | {"languages": tuple(languages)})


def _parsed(file: Path) -> Any:
    try:
        return yaml.load(file.read_text("utf-8"), Loader=PlainLoader)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise InvalidInstruments([f"{file.name}: line {line}: {broken.problem}"]) from broken
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as broken:
        raise InvalidInstruments([f"{file.name}: cannot be read as a UTF-8 YAML file"]) from broken


def _twice(data: Mapping[str, Any]) -> Iterator[str]:
    sections = Counter(section["section"] for section in data["sections"])
    items = Counter(item["item"] for section in data["sections"] for item in section["items"])
    yield from (f"section {code}: the code stands {times} times" for code, times in sections.items() if times > 1)
    yield from (f"item {code}: the code stands {times} times" for code, times in items.items() if times > 1)


def _built(data: Mapping[str, Any]) -> Instrument:
    return Instrument(
        code=data["code"],
        version=data["version"],
        languages=data["languages"],
        title=data["title"],
        introduction=data["introduction"],
        competence=_rating(data, "competence"),
        importance=_rating(data, "importance"),
        sections=tuple(_section(section) for section in data["sections"]),
        attribution=data.get("attribution", {}),
    )


def _rating(data: Mapping[str, Any], which: str) -> Rating:
    return Rating(data["questions"][which], tuple(data["scales"][which][step] for step in STEPS))


def _section(data: Mapping[str, Any]) -> Section:
    return Section(data["section"], data["title"], tuple(Item(item["item"], item["text"]) for item in data["items"]))
