"""Settings: each problem is named, all at once, and the command ends with code 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.env import write_env
from shared.settings import VARIABLES, Settings, SettingsError

GOOD = {
    "HYKE_STACK": "kaarna",
    "HYKE_PUBLIC_URL": "https://hyke.example/",
    "HYKE_SECRET_KEY": "s" * 32,
    "HYKE_LINK_SECRET": "l" * 32,
    "DATABASE_URL": "postgresql+psycopg://booking:pw@db/booking",
    "AMQP_URL": "amqp://guest:guest@rabbit:5672/",
    "SMTP_URL": "smtp://mail:25",
    "MAIL_FROM": "Hyke <hyke@kaarna.example>",
}
REQUIRED = [variable.name for variable in VARIABLES if variable.default is None]


def test_good_settings_are_read_with_their_defaults() -> None:
    settings = Settings.from_env(GOOD, "booking")
    assert settings.public_url == "https://hyke.example"
    assert str(settings.time_zone) == "Europe/Helsinki"
    assert (settings.http_port, settings.ops_port, settings.mailbox_url) == (8800, 8810, None)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({**GOOD, name: ""}, "notification")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("HYKE_STACK", "Kaarna AMK"),
        ("HYKE_PUBLIC_URL", "hyke.example"),
        ("HYKE_SECRET_KEY", "short"),
        ("HYKE_TIME_ZONE", "Europe/Kaarna"),
        ("HYKE_UNIVERSITY", "Suomeksi | På svenska"),
        ("DATABASE_URL", "postgresql://booking:pw@db/booking"),
        ("DATABASE_URL", "postgresql+psycopg://db:port/booking"),
        ("AMQP_URL", "redis://rabbit"),
        ("SMTP_URL", "mail"),
        ("MAIL_FROM", "Hyke"),
        ("HTTP_PORT", "0"),
        ("HTTP_PORT", "http"),
        ("OPS_PORT", "70000"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(name: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must"):
        Settings.from_env({**GOOD, name: wrong}, "notification")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({}, "notification")
    assert [problem.split()[0] for problem in caught.value.problems] == REQUIRED


def test_a_services_own_variable_wins() -> None:
    own = {**GOOD, "BOOKING_DATABASE_URL": "postgresql+psycopg://own:pw@db/own"}
    assert Settings.from_env(own, "booking").database_url.endswith("/own")
    assert Settings.from_env(own, "session").database_url.endswith("/booking")


def test_no_secret_is_shown_when_settings_are_printed() -> None:
    shown = repr(Settings.from_env(GOOD, "notification"))
    assert "pw@" not in shown
    assert "s" * 32 not in shown
    assert "l" * 32 not in shown


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("Kaarna", {"fi": "Kaarna", "sv": "Kaarna", "en": "Kaarna"}),
        ("Kaarnan AMK | YH Kaarna | Kaarna UAS", {"fi": "Kaarnan AMK", "sv": "YH Kaarna", "en": "Kaarna UAS"}),
    ],
)
def test_the_university_has_a_name_in_each_language(given: str, names: dict[str, str]) -> None:
    assert dict(Settings.from_env({**GOOD, "HYKE_UNIVERSITY": given}, "gateway").university) == names


def test_the_command_names_what_is_wrong_and_ends_with_2() -> None:
    env = {"PATH": os.environ["PATH"], "HYKE_STACK": "Kaarna!"}
    done = subprocess.run(
        [sys.executable, "-m", "deploy", "run", "booking"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "HYKE_STACK must name this stack" in done.stderr
    assert "DATABASE_URL must" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_written_env_holds_new_secrets_and_is_never_overwritten(tmp_path: Path) -> None:
    first, second = (tmp_path / name for name in ("a.env", "b.env"))
    write_env(first)
    write_env(second)
    assert first.read_text() != second.read_text()
    assert first.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        write_env(first)
