"""Texts in Finnish, Swedish and English, kept side by side; dates and numbers as people say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale
from babel.dates import format_date

from shared.contracts.vocabulary import Language

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LOCALES = {Language.FI: Locale("fi", "FI"), Language.SV: Locale("sv", "FI"), Language.EN: Locale("en", "GB")}
_AT = {Language.FI: "{day} klo {clock}", Language.SV: "{day} kl. {clock}", Language.EN: "{day}, {clock}"}
_SHORT_DAY = {Language.FI: "ccc d.M.", Language.SV: "ccc d.M", Language.EN: "ccc d MMM"}
_LONG_DAY = {Language.FI: "cccc d.M.y", Language.SV: "cccc d.M.y", Language.EN: "cccc d MMMM y"}

Wording = str | Mapping[str, str]  # a sentence, or its plural forms by CLDR category


class TextsError(ValueError):
    """The catalogue is not whole: names the file, the key and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A catalogue: every key has a wording in each of the three languages, with the same placeholders."""

    wordings: Mapping[str, Mapping[Language, Wording]]

    @classmethod
    def read(cls, *folders: Path) -> Texts:
        """The catalogue of all ``*.yaml`` files in the folders; raises TextsError on the first flaw."""
        wordings: dict[str, Mapping[Language, Wording]] = {}
        for file in sorted(file for folder in folders for file in folder.glob("*.yaml")):
            for key, entry in (yaml.load(file.read_text("utf-8"), Loader=_Loader) or {}).items():
                if key in wordings:
                    raise TextsError(f"{file.name}: {key} stands twice")
                wordings[key] = _checked(file.name, key, entry)
        return cls(MappingProxyType(wordings))

    def __contains__(self, key: object) -> bool:
        return key in self.wordings

    def get(self, key: str, language: Language, **params: Any) -> str:
        """The wording of ``key``; the param ``count`` chooses a plural form. Raises KeyError for an unknown key."""
        wording = self.wordings[key][language]
        if isinstance(wording, Mapping):
            form = _LOCALES[language].plural_form(params["count"])
            wording = wording.get(form, wording["other"])
        return _PLACEHOLDER.sub(lambda match: str(params[match[1]]), wording)


@dataclass(frozen=True, slots=True)
class Dates:
    """Writes instants in the stack's time zone the way people say them."""

    time_zone: ZoneInfo

    def clock(self, instant: datetime, language: Language) -> str:
        """The time of day: 13.00, or 13:00 in English."""
        local = instant.astimezone(self.time_zone)
        return f"{local:%H:%M}" if language is Language.EN else f"{local.hour}.{local:%M}"

    def day(self, day: date | datetime, language: Language) -> str:
        """The short day: ti 24.11. / tis 24.11 / Tue 24 Nov."""
        return self._format(day, _SHORT_DAY[language], language)

    def long_day(self, day: date | datetime, language: Language) -> str:
        """The day in full: tiistai 24.11.2026 / tisdag 24.11.2026 / Tuesday 24 November 2026."""
        return self._format(day, _LONG_DAY[language], language)

    def when(self, instant: datetime, language: Language) -> str:
        """Day and time: ti 24.11. klo 13.00 / tis 24.11 kl. 13.00 / Tue 24 Nov, 13:00."""
        return _AT[language].format(day=self.day(instant, language), clock=self.clock(instant, language))

    def long_when(self, instant: datetime, language: Language) -> str:
        """Day in full and time."""
        return _AT[language].format(day=self.long_day(instant, language), clock=self.clock(instant, language))

    def span(self, start: datetime, end: datetime, language: Language) -> str:
        """Day, start and end: ti 24.11. klo 13.00–14.30."""
        return f"{self.when(start, language)}–{self.clock(end, language)}"

    def local_date(self, instant: datetime) -> date:
        """The calendar day of an instant in the stack's time zone."""
        return instant.astimezone(self.time_zone).date()

    def _format(self, day: date | datetime, pattern: str, language: Language) -> str:
        local = self.local_date(day) if isinstance(day, datetime) else day
        written: str = format_date(local, pattern, locale=_LOCALES[language])
        return written.replace(".,", "")


def duration(minutes: int, language: Language) -> str:
    """Hours and minutes in words: 7 h 30 min, 45 min, 2 h (the units are the same in all three languages)."""
    hours, rest = divmod(int(timedelta(minutes=minutes).total_seconds() // 60), 60)
    space = "\N{NO-BREAK SPACE}"
    parts = [f"{hours}{space}h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{space}min")
    return space.join(parts)


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice, which YAML would quietly let win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise TextsError(f"{key} stands twice at line {key_node.start_mark.line + 1}")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _checked(file: str, key: str, entry: Any) -> Mapping[Language, Wording]:
    if not isinstance(entry, dict) or set(entry) != {language.value for language in Language}:
        raise TextsError(f"{file}: {key} needs fi, sv and en, and nothing else")
    wording = {Language(code): value for code, value in entry.items()}
    placeholders = {language: _placeholders(file, key, value) for language, value in wording.items()}
    if len(set(map(frozenset, placeholders.values()))) != 1:
        raise TextsError(f"{file}: {key} has other placeholders in another language: {placeholders}")
    return MappingProxyType(wording)


def _placeholders(file: str, key: str, value: Any) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset(_PLACEHOLDER.findall(value))
    if isinstance(value, dict) and "other" in value:
        return frozenset().union(*(_PLACEHOLDER.findall(form) for form in value.values())) | {"count"}
    raise TextsError(f"{file}: {key} must be a sentence or plural forms with at least `other`")
