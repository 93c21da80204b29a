"""The words of refusals and faults: every code that can come has a sentence in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import marshmallow as ma
import pytest
from flask import Flask

from services.gateway.api.people import AddMember
from services.gateway.api.routes import ROUTES
from services.gateway.api.signing import Login, NewPassword
from services.gateway.web import field_errors
from services.gateway.web.field_errors import FieldError, field_error_of, field_errors_in, refusal_words
from services.gateway.web.problems import TITLED
from shared.contracts.registry import REQUESTS
from shared.contracts.requests import books
from shared.contracts.schema import load, schema_of
from shared.contracts.vocabulary import Language
from shared.refusal import invalid
from tests.unit.gateway.fakes import NOW, texts

ROOT = Path(__file__).parents[3]
_CODE = re.compile(
    r"(?:invalid|conflict|not_found|forbidden)\(\s*\"([a-z0-9_]+)\"|RefusalKind\.\w+,\s*\"([a-z0-9_]+)\""
)
_FOR_PEOPLE = {c for c in REQUESTS.values() if c.__module__.startswith("shared.") and c.__module__ != books.__name__}
CONTRACTS = [*_FOR_PEOPLE, Login, NewPassword, AddMember]


def codes() -> set[str]:
    """Every code that a service, messaging or the gateway may refuse with."""
    files = [*ROOT.glob("services/*/application/**/*.py"), *ROOT.glob("shared/**/*.py")]
    files += [*ROOT.glob("services/*/service.py"), *ROOT.glob("services/gateway/**/*.py")]
    return {match[1] or match[2] for file in files for match in _CODE.finditer(file.read_text("utf-8"))}


def test_the_codes_are_found_where_they_are_written() -> None:
    assert {
        "time_taken",
        "already_closed",
        "items_missing",
        "alert_unknown",
        "sign_in_failed",
        "link_expired",
    } <= codes()


def test_a_word_on_a_page_is_found_in_the_file_that_its_key_begins_with() -> None:
    for file in (ROOT / "services/gateway/texts").glob("*.yaml"):
        keys = re.findall(r"^([^\s#:]+):", file.read_text("utf-8"), re.M)
        assert keys
        assert {key.split(".")[0] for key in keys} == {file.stem}, file.name


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_of_a_refusal_has_words(code: str) -> None:
    assert f"refusal.{code}" in texts()


def test_no_refusal_has_words_that_nobody_says() -> None:
    worded = {key.removeprefix("refusal.") for key in texts().wordings if key.startswith("refusal.")}

    assert worded - codes() - {"other"} == set()


def rules(schema: ma.Schema) -> Iterator[tuple[str, ma.fields.Field[Any]]]:
    """Every field of a schema, at any depth, by its own name."""
    for name, rule in schema.fields.items():
        yield name, rule
        inner = rule.inner if isinstance(rule, ma.fields.List) else rule
        if isinstance(inner, ma.fields.Nested):
            yield from rules(inner.schema)
        elif inner is not rule:
            yield name, inner


def test_every_field_that_can_be_wrong_has_a_name_for_people() -> None:
    names = {name for contract in CONTRACTS for name, _ in rules(schema_of(contract, strict=True)())}

    assert {name for name in names if f"field.{name}" not in texts()} == set()


def test_every_message_of_marshmallow_that_a_contract_can_give_is_one_of_our_faults() -> None:
    samples: list[object] = [None, 3, -1, 1e400, "", "x", "x" * 30_000, [], [None], {}, {"x": 1}, True, "2026-13-01"]
    unknown = set()
    for contract in CONTRACTS:
        for name, rule in rules(schema_of(contract, strict=True)()):
            for sample in samples:
                try:
                    rule.deserialize(sample)
                except ma.ValidationError as error:
                    unknown |= {
                        (name, str(error.messages))
                        for fault in field_errors_in(error.messages)
                        if fault.code == "invalid"
                    }

    assert unknown == set()


def test_every_fault_has_words() -> None:
    assert {code for _, code, _ in field_errors._MESSAGES if f"fault.{code}" not in texts()} == set()


def test_every_status_has_a_title_and_a_detail() -> None:
    for status in TITLED:
        assert f"problem.{status}.title" in texts()
        assert f"problem.{status}.detail" in texts()


def test_a_fault_without_a_rule_of_ours_is_still_told(app: Flask) -> None:
    with app.test_request_context():
        [fault] = field_errors_in({"colour": ["Only blue will do."]})

        assert (fault.code, fault.words()) == ("invalid", "colour: tarkista tieto")


def test_instants_and_days_in_a_refusal_are_said_as_people_say_them(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        at = refusal_words("no_show_too_early", {"starts_at": NOW.isoformat()})
        on = refusal_words("exception_in_past", {"on": "2026-11-24"})

    assert "Tue 24 Nov, 13:00" in at
    assert on.startswith("Tue 24 Nov is over")


def test_a_refusal_that_lacks_a_param_is_told_without_it(app: Flask) -> None:
    with app.test_request_context():
        assert refusal_words("no_show_too_early", {}) == texts().get("refusal.other", Language.FI)


def test_a_refusal_names_its_field_in_the_persons_words(app: Flask) -> None:
    with app.test_request_context():
        fault = field_error_of(invalid("text_blank", "name"))

        assert fault.words() == "Kirjoita jotain kenttään Nimi."
        assert fault.as_json()["field"] == "name"


def test_the_phone_rule_is_ours(app: Flask) -> None:
    contract = next(route.contract for route in ROUTES if route.contract.__name__ == "ReferClient")
    data = {"name": "A", "email": "a@b.fi", "language": "fi", "situation": "other", "phone": "call me"}
    with pytest.raises(ma.ValidationError) as wrong:
        load(contract, data, strict=True)

    assert list(field_errors_in(wrong.value.messages)) == [FieldError("phone", "phone")]
