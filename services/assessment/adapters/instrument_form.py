"""What an instrument's file must hold, as a marshmallow schema, with errors that say where and what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.assessment.domain.instrument import STEPS
from shared.contracts.vocabulary import Language

NAMES = {Language.FI: "Finnish", Language.SV: "Swedish", Language.EN: "English"}

_Messages = dict[str, str | list[Any] | dict[Any, Any]]

_REQUIRED: _Messages = {"required": "is missing", "null": "is empty"}
_TEXT: _Messages = {**_REQUIRED, "invalid": 'must be text: put it in quotes, like "1"'}
_LIST: _Messages = {**_REQUIRED, "invalid": "must be a list"}
_BLOCK = {"type": "must be a block of named values", "unknown": "is not known here"}


class Words(fields.Field[dict[Language, str]]):
    """A text in each of the languages, and in no other."""

    def __init__(self, languages: Sequence[Language], most: int, **options: Any) -> None:
        super().__init__(error_messages=_REQUIRED, **options)
        self._languages = languages
        self._most = most

    def _deserialize(self, value: object, *_: object, **__: object) -> dict[Language, str]:
        if not isinstance(value, Mapping):
            raise ma.ValidationError("must be a text in each language, like fi: …")
        flaws = list(self._flaws(value))
        if flaws:
            raise ma.ValidationError(flaws)
        return {language: value[language.value].strip() for language in self._languages}

    def _flaws(self, value: Mapping[object, object]) -> Iterator[str]:
        for language in self._languages:
            text = value.get(language.value)
            if not isinstance(text, str) or not text.strip():
                yield f"has no text in {NAMES[language]} ({language.value})"
            elif len(text) > self._most:
                yield f"is longer than {self._most} characters in {NAMES[language]} ({language.value})"
        for code in value:
            if code not in self._languages:
                yield f"has a text in {code}, which is not among the languages of this file"


class Head(ma.Schema):
    """The part of the file that says which languages the rest is in."""

    class Meta:
        unknown = ma.EXCLUDE

    error_messages = _BLOCK
    languages = fields.List(
        fields.Enum(Language, by_value=fields.String, error_messages={"unknown": "must be fi, sv or en"}),
        required=True,
        validate=[
            validate.Length(min=1, error="must name at least one language"),
            lambda given: len(given) == len(set(given)) or _refuse("names a language twice"),
        ],
        error_messages=_LIST,
    )


def form_schema(languages: Sequence[Language]) -> ma.Schema:
    """The schema of a whole file in these languages."""

    def words(most: int = 300) -> Words:
        return Words(languages, most, required=True)

    item = _block(item=_code(), text=words(500))
    section = _block(section=_code(), title=words(), items=_blocks(item))
    both = _block(competence=words(), importance=words())
    scales = _block(competence=_scale(words()), importance=_scale(words()))
    whole = _block(
        code=_code(),
        version=_version(),
        languages=fields.Raw(required=True),
        title=words(),
        introduction=words(4000),
        questions=_nested(both),
        scales=_nested(scales),
        sections=_blocks(section),
        attribution=Words(languages, 1000),
    )
    return whole()


def _block(**held: fields.Field[Any]) -> type[ma.Schema]:
    made = ma.Schema.from_dict(dict(held), name="Block")
    made.error_messages = _BLOCK
    return made


def _nested(block: type[ma.Schema]) -> fields.Nested:
    return fields.Nested(block, required=True, error_messages={**_REQUIRED, **_BLOCK})


def _blocks(block: type[ma.Schema]) -> fields.List[Any]:
    some = validate.Length(min=1, error="is empty")
    return fields.List(_nested(block), required=True, validate=some, error_messages=_LIST)


def _code() -> fields.String:
    shape = validate.Regexp(
        r"[a-z0-9][a-z0-9_]{0,63}\Z", error="must be small letters, digits and underscores, like own_pace"
    )
    return fields.String(required=True, validate=shape, error_messages=_TEXT)


def _version() -> fields.String:
    shape = validate.Regexp(r"\d{1,6}(\.\d{1,6}){0,3}\Z", error='must be numbers with dots between, like "1" or "2.1"')
    return fields.String(required=True, validate=shape, error_messages=_TEXT)


def _scale(words: Words) -> fields.Dict:
    return fields.Dict(
        keys=fields.Integer(strict=True, error_messages={"invalid": "must be a number"}),
        values=words,
        required=True,
        validate=lambda given: set(given) == set(STEPS) or _refuse("must have the steps 1, 2, 3 and 4, no other"),
        error_messages={**_REQUIRED, "invalid": "must have the steps 1, 2, 3 and 4, no other"},
    )


def _refuse(flaw: str) -> bool:
    raise ma.ValidationError(flaw)
