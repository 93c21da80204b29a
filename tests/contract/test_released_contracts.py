"""What was released still holds: contracts grow by optional fields, and by new versions beside the old."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from deploy.contracts.compatibility import breaches, digest
from deploy.contracts.release import RELEASED, main, read, samples_of_today, today, unshown, write
from shared.contracts import events, requests

UNAVAILABLE, CLOSE = "booking.follow_up_unavailable.v1", "session.close_session"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what was released."""
    return shutil.copytree(RELEASED, tmp_path / "released")


def rewrite(folder: Path, name: str, part: str, field: str, facts: dict[str, Any] | None) -> None:
    """Make it so that another field, or none, was released."""
    book = read(folder)
    book[name][part].pop(field, None)
    if facts is not None:
        book[name][part][field] = facts
    if part == "fields":
        book[name]["sample"] = digest(samples_of_today()[name], book[name]["fields"])
    write(book, folder)


def test_every_contract_keeps_what_was_released() -> None:
    assert [str(breach) for breach in breaches(read(RELEASED), today(), samples_of_today())] == []


def test_every_contract_is_released(tmp_path: Path) -> None:
    write(today(), tmp_path)
    written = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    assert {file.name: file.read_text(encoding="utf-8") for file in RELEASED.iterdir()} == written, "run make contracts"


@pytest.mark.parametrize("package", [events, requests])
def test_a_module_of_contracts_is_imported_by_its_package_and_so_released(package: ModuleType) -> None:
    modules = {path.relative_to(folder): path for folder in package.__path__ for path in Path(folder).rglob("*.py")}
    declaring = {
        name.parts[0].removesuffix(".py")
        for name, path in modules.items()
        if re.search(r"^@(event|question|command)\(", path.read_text("utf-8"), re.M)
    }
    assert declaring == set(package.__all__) - {"PUBLISHED"}


def test_a_release_adds_what_is_new(folder: Path) -> None:
    rewrite(folder, "booking.appointment_booked.v1", "fields", "reason", None)
    (folder / "notification.yaml").unlink()
    assert main(folder) == 0
    assert read(folder) == today()


def test_a_release_refuses_what_is_incompatible_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(folder, UNAVAILABLE, "fields", "waits_until", {"type": "string"})
    rewrite(folder, CLOSE, "asks", "session_id", {"type": "integer", "required": True})
    before = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert main(folder) == 1
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == before
    first, *others = capsys.readouterr().err.splitlines()
    assert first == (
        f"{UNAVAILABLE}: field waits_until was removed. "
        "Put it back, and write booking.follow_up_unavailable.v2 beside it."
    )
    assert [line.partition(" had ")[0] for line in others] == [f"{CLOSE}: field session_id"] * 2


def test_a_release_waits_for_the_sample_of_an_event_and_of_each_of_its_fields() -> None:
    samples = samples_of_today()
    assert list(unshown(samples)) == []
    del samples[UNAVAILABLE]["data"]["position"]
    del samples["booking.consent_withdrawn.v1"]
    assert [(breach.contract, breach.what) for breach in unshown(samples)] == [
        ("booking.consent_withdrawn.v1", "no sample shows field client_id"),
        ("booking.consent_withdrawn.v1", "no sample shows field withdrawn_at"),
        (UNAVAILABLE, "no sample shows field position"),
    ]


def test_the_released_contracts_are_those_of_the_stack_and_have_their_samples() -> None:
    released = read(RELEASED)
    facts = {name for name, entry in released.items() if entry["kind"] == "event"}
    assert facts == samples_of_today().keys() == {name for name, entry in released.items() if "sample" in entry}


def test_a_released_file_has_a_line_for_each_field_so_that_a_review_sees_the_change() -> None:
    text = (RELEASED / "session.yaml").read_text(encoding="utf-8")
    assert "    closed_at: {type: string, format: date-time, required: true}\n" in text
    assert yaml.safe_load(text)["session.closed.v1"]["subject"] == "session_id"
