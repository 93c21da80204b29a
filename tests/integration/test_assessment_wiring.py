"""How assessment is joined to the stack: what it hears and answers, and the instruments that it starts with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.host.service_discovery import migrations_of
from services.assessment.service import AssessmentService, stock
from shared.contracts.registry import REQUESTS, request_spec
from shared.messaging.runtime.topology import heard_by
from shared.settings import Settings, SettingsError

SECRET = "never-shown-" * 4
ENV = {
    "HYKE_STACK": "trial",
    "HYKE_PUBLIC_URL": "https://hyke.example.fi",
    "HYKE_SECRET_KEY": SECRET,
    "HYKE_LINK_SECRET": SECRET,
    "DATABASE_URL": "postgresql+psycopg://role@host/database",
    "AMQP_URL": "amqp://host/",
}


def test_the_service_answers_every_request_of_its_contract() -> None:
    asked = {contract for name, contract in REQUESTS.items() if request_spec(contract).service == "assessment"}
    names = {request_spec(contract).name.split(".")[1] for contract in asked}
    assert len(names) == 6
    assert names <= set(vars(AssessmentService))


def test_the_service_hears_who_belongs_to_a_session_and_what_its_client_allows() -> None:
    assert heard_by(AssessmentService) == (
        "booking.appointment_booked.v1",
        "booking.appointment_cancelled.v1",
        "booking.appointment_rescheduled.v1",
        "booking.client_erased.v1",
        "booking.consent_given.v1",
        "booking.consent_withdrawn.v1",
    )


def settings(**given: str) -> Settings:
    """The service's settings, with these given."""
    return Settings.from_env(ENV | given, "assessment")


def test_without_a_folder_of_ones_own_there_is_our_instrument() -> None:
    assert [each.code for each in stock(settings()).offered()] == ["everyday"]


def test_an_operators_folder_is_read_when_the_service_starts(tmp_path: Path) -> None:
    ours = next(migrations_of("assessment").parent.glob("instruments/*.yaml")).read_text("utf-8")
    (tmp_path / "bought.yaml").write_text(ours.replace("code: everyday", "code: bought"), "utf-8")
    catalogue = stock(settings(HYKE_INSTRUMENTS=str(tmp_path)))
    assert [each.code for each in catalogue.offered()] == ["bought", "everyday"]


def test_a_flawed_file_stops_the_start_like_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "bought.yaml").write_text("languages: [fi]", "utf-8")
    with pytest.raises(SettingsError, match=r"bought\.yaml: title: is missing") as caught:
        stock(settings(HYKE_INSTRUMENTS=str(tmp_path)))
    assert "bought.yaml: sections: is missing" in caught.value.problems


def test_a_folder_that_is_not_there_is_named_with_its_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HYKE_INSTRUMENTS must be a folder"):
        settings(HYKE_INSTRUMENTS=str(tmp_path / "missing"))


def test_an_operator_reads_every_flaw_and_no_traceback_when_the_start_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bought.yaml").write_text("languages: [fi]\ncode: osa", "utf-8")
    env = {**ENV, "PATH": os.environ["PATH"], "HYKE_INSTRUMENTS": str(tmp_path)}
    command = [sys.executable, "-m", "deploy", "run", "assessment"]
    result = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert result.stderr.startswith("assessment cannot start:\n  bought.yaml: ")
    assert "  bought.yaml: questions: is missing\n" in result.stderr
    assert "Traceback" not in result.stderr
