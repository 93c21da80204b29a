"""An instrument: statements that a client rates twice, in the languages that its file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.contracts.vocabulary import Language

Words = Mapping[Language, str]

STEPS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Item:
    """One statement under a code that is the same in every language and never changes."""

    code: str
    text: Words


@dataclass(frozen=True, slots=True)
class Section:
    """A group of statements in their order on the form."""

    code: str
    title: Words
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """One of the two things asked of every statement: the question, and the words of its steps 1 to 4."""

    question: Words
    steps: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A version of an instrument, whole in each of its languages; the first one stands in for the others."""

    code: str
    version: str
    languages: tuple[Language, ...]
    title: Words
    introduction: Words
    competence: Rating
    importance: Rating
    sections: tuple[Section, ...]
    attribution: Words

    @property
    def item_codes(self) -> tuple[str, ...]:
        """The codes of all statements in the form's order."""
        return tuple(item.code for section in self.sections for item in section.items)

    def language_for(self, wanted: Language) -> Language:
        """The wanted language where the instrument has it, else its first one."""
        return wanted if wanted in self.languages else self.languages[0]


def age_of(version: str) -> tuple[int, ...]:
    """A sort key of dotted versions, oldest first: 1, 1.9, 1.10, 2."""
    return tuple(int(number) for number in version.split("."))
