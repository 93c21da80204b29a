"""Settings: each problem is named, all at once, and the command ends with code 2."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.operator.env_file import write_env
from shared.known_names import unknown_names
from shared.settings import SETTING_NAMES, VARIABLES, Settings, SettingsError

ROOT = Path(__file__).resolve().parents[3]

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
NOTICE = ["HYKE_CONTROLLER", "HYKE_CONTROLLER_CONTACT", "HYKE_DATA_PROTECTION_OFFICER", "HYKE_LEGAL_BASIS"]
GOOD |= dict.fromkeys(NOTICE, "Kaarnan amk Oy")
REQUIRED = [variable.name for variable in VARIABLES if variable.default is None and variable.name not in NOTICE]


def test_good_settings_are_read_with_their_defaults() -> None:
    settings = Settings.from_env(GOOD, "booking")
    assert settings.public_url == "https://hyke.example"
    assert str(settings.time_zone) == "Europe/Helsinki"
    assert (settings.http_port, settings.ops_port, settings.mailbox_url) == (8800, 8810, None)


@pytest.mark.parametrize(
    "url", ["https://hyke.example", "http://10.0.0.7:8800", "http://localhost.example", "http://0.0.0.0"]
)
def test_a_stack_that_others_reach_does_not_start_with_a_mailbox(url: str) -> None:
    with pytest.raises(SettingsError, match="MAILBOX_URL must be empty"):
        Settings.from_env({**GOOD, "HYKE_PUBLIC_URL": url, "MAILBOX_URL": "http://mailbox:8026"}, "gateway")


@pytest.mark.parametrize("url", ["http://localhost:8800", "http://127.0.0.1:8800", "http://[::1]:8800"])
def test_a_demo_on_this_machine_has_one(url: str) -> None:
    given = {**GOOD, "HYKE_PUBLIC_URL": url, "MAILBOX_URL": "http://mailbox:8026"}
    assert Settings.from_env(given, "gateway").mailbox_url == "http://mailbox:8026"


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({**GOOD, name: ""}, "notification")


@pytest.mark.parametrize("name", NOTICE)
def test_the_pages_do_not_start_without_what_the_privacy_notice_says_and_the_other_services_do(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must"):
        Settings.from_env({**GOOD, name: ""}, "gateway")
    with pytest.raises(SettingsError, match=f"{name} must"):
        Settings.from_env({**GOOD, name: "Suomeksi | På svenska"}, "gateway")
    assert Settings.from_env({**GOOD, name: ""}, "booking").controller == {}


def test_what_the_privacy_notice_says_is_read_in_three_languages_or_in_one() -> None:
    given = {**GOOD, "HYKE_CONTROLLER": "Kaarnan amk | Yh Kaarna | Kaarna University"}
    settings = Settings.from_env(given, "gateway")
    assert dict(settings.controller) == {"fi": "Kaarnan amk", "sv": "Yh Kaarna", "en": "Kaarna University"}
    assert set(settings.legal_basis.values()) == {"Kaarnan amk Oy"}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("HYKE_STACK", "Kaarna AMK"),
        ("HYKE_PUBLIC_URL", "hyke.example"),
        ("HYKE_PUBLIC_URL", "https://hyke.example/hyke"),
        ("HYKE_PUBLIC_URL", "https://hyke.example//"),
        ("HYKE_PUBLIC_URL", "https://hyke.example/?lang=fi"),
        ("HYKE_PUBLIC_URL", "https://hyke.example?"),
        ("HYKE_PUBLIC_URL", "https://hyke.example/#top"),
        ("HYKE_PUBLIC_URL", "https://maarit@hyke.example"),
        ("HYKE_HSTS_SUBDOMAINS", "perhaps"),
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


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("HYKE_UNIVERSTY", "HYKE_UNIVERSITY"),
        ("HYKE_TIMEZONE", "HYKE_TIME_ZONE"),
        ("HYKE_LINK_SECRETS", "HYKE_LINK_SECRET"),
        ("hyke_stack", "HYKE_STACK"),
        ("BOOKING_HYKE_TIMEZONE", "BOOKING_HYKE_TIME_ZONE"),
    ],
)
def test_a_misspelt_setting_is_refused_with_the_name_that_was_meant(misspelt: str, meant: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, misspelt: "something"}, "booking")
    assert refused.value.problems == [f"{misspelt} is no setting of Hyke: did you mean {meant}?"]


def test_a_setting_that_resembles_none_is_refused_too() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, "HYKE_COLOUR": "pine"}, "booking")
    assert refused.value.problems == ["HYKE_COLOUR is no setting of Hyke: remove it, or correct its name"]


def test_a_setting_of_another_service_is_known_to_each() -> None:
    everybodys = {**GOOD, **{variable.name: "" for variable in VARIABLES if variable.name not in GOOD}}
    everybodys |= {"HYKE_INSTRUMENTS": "/not/here", "HYKE_PORT": "8801", "HYKE_OTHER": ""}
    assert Settings.from_env(everybodys, "booking").stack == "kaarna"


def test_every_name_that_compose_and_the_commands_read_is_known(tmp_path: Path) -> None:
    write_env(tmp_path / ".env")
    sources = [ROOT / "docker-compose.yml", tmp_path / ".env", *(ROOT / "deploy").rglob("*.py")]
    named = {name for source in sources for name in re.findall(r"\bHYKE_[A-Z_]+[A-Z]\b", source.read_text())}
    assert len(named) > 8
    assert unknown_names(named, SETTING_NAMES) == []


def test_nothing_is_migrated_under_a_misspelt_setting() -> None:
    env = {"PATH": os.environ["PATH"], "HYKE_TIMEZONE": "Europe/Helsinki"}
    done = subprocess.run(
        [sys.executable, "-m", "deploy", "migrate"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "HYKE_TIMEZONE is no setting of Hyke: did you mean HYKE_TIME_ZONE?" in done.stderr


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


def test_two_checkouts_have_names_of_their_own_for_compose(tmp_path: Path) -> None:
    written = []
    for parent in ("one", "two"):
        checkout = tmp_path / parent / "Hyke 2"
        checkout.mkdir(parents=True)
        write_env(checkout / ".env", port=8801)
        written.append(dict(re.findall("(?m)^([A-Z_]+)=(.*)$", (checkout / ".env").read_text())))
    first, second = (settings["COMPOSE_PROJECT_NAME"] for settings in written)
    assert first != second
    assert re.fullmatch("hyke-2-[0-9a-f]{6}", first)
    assert (written[0]["HYKE_PORT"], written[0]["HYKE_PUBLIC_URL"]) == ("8801", "http://localhost:8801")


def test_where_no_env_file_can_be_written_a_sentence_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy", "env", str(tmp_path / "nowhere" / ".env")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be written here (No such file or directory)" in done.stderr
    assert "Traceback" not in done.stderr
